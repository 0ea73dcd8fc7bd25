"""How a generated corpus spells JSON: plainly, or with every oddity that RFC 8259 and the line format allow."""

import random
from typing import Iterable, List, Tuple

# A field and its value as JSON text.
Fields = List[Tuple[str, str]]

WRONG_TYPES = ("null", "{}", "[]", "[1,{}]", "true", '{"a":{"b":null}}')
ODD_STRINGS = (
    "",
    "plain",
    "two words",
    "x\ud800y\udc00 \U0001f600",
    "\udc00\ud800",
    "\u65e5\u672c\u8a9e \U0001f600 \"\\ / \u0000 \u2028\u2029",
    "tab\tnewline\nreturn\r\b\f\x1f\x7f",
    "\ufffd\uffff\ufeff",
    "\\u0041 not an escape",
    "e\u0301 \xe9",
    "0",
    "null",
)
ODD_NUMBERS = (
    "0",
    "-0",
    "-0.0",
    "3",
    "3.0",
    "3e0",
    "30E-1",
    "0.1",
    "1e999",
    "-1E+999",
    "1e-999",
    "5e-324",
    "1.7976931348623157e308",
    "1.7976931348623159e308",
    "123456789012345678901234567890",
    "1234567890123456789012345678901234567890",
    "-" + "9" * 401,
    "0." + "3" * 60,
    "9007199254740993",
    "2.5e+00",
)
_SPACES = (" ", "\t", "\r", "  ", " \t ")
_SHORT = {'"': '\\"', "\\": "\\\\", "\b": "\\b", "\f": "\\f", "\n": "\\n", "\r": "\\r", "\t": "\\t"}


def camel_case(field: str) -> str:
    """Leaves camelCase as it is."""
    words = field.split("_")
    return words[0] + "".join(word.capitalize() for word in words[1:])


def nested(levels: int) -> str:
    """A value that adds so many levels of nesting, of both kinds."""
    if levels % 2:
        return "[" * levels + "]" * levels
    return '{"a":[' * (levels // 2) + "]}" * (levels // 2)


class Speller:
    """With `odd` false, every value has its one plain spelling, as the extension's own sink writes it."""

    def __init__(self, rng: random.Random, odd: bool):
        self.rng = rng
        self.odd = odd

    def chance(self, probability: float) -> bool:
        return self.odd and self.rng.random() < probability

    def space(self) -> str:
        return self.rng.choice(_SPACES) if self.chance(0.04) else ""

    def string(self, text: str) -> str:
        escape_some = self.chance(0.1)
        return '"%s"' % "".join(self._character(character, escape_some) for character in text)

    def _character(self, character: str, escape_some: bool) -> str:
        code = ord(character)
        must = code < 0x20 or character in '"\\' or 0xD800 <= code <= 0xDFFF
        if not must and not (escape_some and self.rng.random() < 0.4):
            return character
        if character in _SHORT and not self.chance(0.3):
            return _SHORT[character]
        if character == "/" and self.chance(0.7):
            return "\\/"
        if code > 0xFFFF:
            code -= 0x10000
            return self._unit(0xD800 + (code >> 10)) + self._unit(0xDC00 + (code & 0x3FF))
        return self._unit(code)

    def _unit(self, code: int) -> str:
        return ("\\u%04X" if self.chance(0.5) else "\\u%04x") % code

    def members(self, fields: Iterable[Tuple[str, str]]) -> str:
        parts = []
        for key, value in fields:
            member = (self.space(), self.string(key), self.space(), ":", self.space(), value, self.space())
            parts.append("".join(member))
        return "{%s}" % ",".join(parts)

    def values(self, fields: Fields) -> str:
        """`properties` or `measurements`: keys as they are, with losing duplicates of any type."""
        fields = list(fields)
        if fields and self.chance(0.08):
            self._insert_loser(fields, self.rng.randrange(len(fields)), camel=False)
        return self.members(fields)

    def record(self, fields: Fields, camel: bool = True, extras: Fields = ()) -> str:
        """A row, header, context or error: camelCase where that is read, unknown members, losing duplicates."""
        fields = list(fields)
        if camel and self.chance(0.15):
            fields = [(camel_case(key) if self.rng.random() < 0.6 else key, value) for key, value in fields]
        if self.chance(0.15):
            self.rng.shuffle(fields)
        if fields and self.chance(0.1):
            self._insert_loser(fields, self.rng.randrange(len(fields)), camel)
        for extra in extras:
            fields.insert(self.rng.randint(0, len(fields)), extra)
        return self.members(fields)

    def _insert_loser(self, fields: Fields, winner: int, camel: bool) -> None:
        key = fields[winner][0]
        if camel and self.rng.random() < 0.5:
            key = camel_case(key)
        loser = self.rng.choice(WRONG_TYPES + ('"a loser"', "7"))
        fields.insert(self.rng.randint(0, winner), (key, loser))
