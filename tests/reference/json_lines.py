"""Lines and JSON as the contract reads them (telemetry files, "Lines" and "Bad input").

A plain scanner for RFC 8259 that keeps what the standard json module throws away: duplicate members, their order, and
the exact text of every key and value. Strings are decoded with each lone surrogate escape turned into U+FFFD, so that
keys and values compare as the mapping page wants them; the text as it was stored stays beside them as `raw`.
"""

import re
from typing import Any, List, NamedTuple, Optional

MAX_NESTING = 64
REPLACEMENT = "\ufffd"

_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?")
_INTEGER = re.compile(r"-?(?:0|[1-9][0-9]*)")
_PLAIN_TEXT = re.compile(r'[^"\\\x00-\x1f]*')
_WHITE_SPACE = re.compile(r"[ \t\n\r]*")
_HEX4 = re.compile(r"[0-9a-fA-F]{4}")
_SHORT_ESCAPES = {'"': '"', "\\": "\\", "/": "/", "b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t"}
_LITERALS = {"t": "true", "f": "false", "n": "null"}


class JsonError(ValueError):
    """The text is not JSON."""


class NestingError(ValueError):
    """The text may be JSON, but nests too deep."""


class Value(NamedTuple):
    """kind: object, array, string, number, true, false or null.

    content: the members of an object, the values of an array, the decoded text of a string, else nothing.
    """

    kind: str
    raw: str
    content: Any = None

    def double(self) -> float:
        """The nearest double of a number of any length; too large a number is an infinity."""
        return float(self.raw)

    def is_integer_literal(self) -> bool:
        return self.kind == "number" and _INTEGER.fullmatch(self.raw) is not None


class Member(NamedTuple):
    key_raw: str
    key: str
    value: Value


class Line(NamedTuple):
    number: int
    content: bytes
    finished: bool


def split_lines(data: bytes) -> List[Line]:
    """The lines of a file without their ends. Only a finished line can end in CR LF: a lone last CR is content."""
    if data.startswith(b"\xef\xbb\xbf"):
        data = data[3:]
    pieces = data.split(b"\n")
    unfinished = pieces.pop()
    lines = []
    for number, piece in enumerate(pieces, 1):
        lines.append(Line(number, piece[:-1] if piece.endswith(b"\r") else piece, True))
    if unfinished:
        lines.append(Line(len(lines) + 1, unfinished, False))
    return lines


def is_blank(content: bytes) -> bool:
    return not content.strip(b" \t\r")


def scan(text: str, max_nesting: Optional[int] = MAX_NESTING) -> Value:
    """The one JSON value that `text` is; max_nesting None lifts the limit (for our own output documents)."""
    scanner = _Scanner(text, max_nesting)
    scanner.skip_white_space()
    value = scanner.value(1)
    scanner.skip_white_space()
    if scanner.position != len(text):
        raise JsonError("text after the value")
    return value


def winning_members(members: List[Member]) -> List[Member]:
    """Of equal keys the last one, each at the place of that last one."""
    last = {}
    for member in members:
        last.pop(member.key, None)
        last[member.key] = member
    return list(last.values())


class _Scanner:
    """Recursive, which is safe because nesting is counted; without the limit only our own output is scanned."""

    def __init__(self, text: str, max_nesting: Optional[int]):
        self.text = text
        self.position = 0
        self.max_nesting = max_nesting

    def skip_white_space(self) -> None:
        self.position = _WHITE_SPACE.match(self.text, self.position).end()

    def peek(self) -> str:
        return self.text[self.position] if self.position < len(self.text) else ""

    def expect(self, character: str) -> None:
        if self.peek() != character:
            raise JsonError("expected %r at %d" % (character, self.position))
        self.position += 1

    def value(self, level: int) -> Value:
        first = self.peek()
        if first == "{":
            return self.object(level)
        if first == "[":
            return self.array(level)
        if first == '"':
            return self.string()
        if first in _LITERALS:
            word = _LITERALS[first]
            if not self.text.startswith(word, self.position):
                raise JsonError("unknown word at %d" % self.position)
            self.position += len(word)
            return Value(word, word)
        number = _NUMBER.match(self.text, self.position)
        if number is None:
            raise JsonError("no value at %d" % self.position)
        self.position = number.end()
        return Value("number", number.group())

    def count_nesting(self, level: int) -> None:
        if self.max_nesting is not None and level > self.max_nesting:
            raise NestingError("nesting deeper than %d" % self.max_nesting)

    def object(self, level: int) -> Value:
        self.count_nesting(level)
        start = self.position
        self.position += 1
        members = []
        self.skip_white_space()
        while self.peek() != "}":
            if members:
                self.expect(",")
                self.skip_white_space()
            if self.peek() != '"':
                raise JsonError("no key at %d" % self.position)
            key = self.string()
            self.skip_white_space()
            self.expect(":")
            self.skip_white_space()
            members.append(Member(key.raw, key.content, self.value(level + 1)))
            self.skip_white_space()
        self.position += 1
        return Value("object", self.text[start : self.position], members)

    def array(self, level: int) -> Value:
        self.count_nesting(level)
        start = self.position
        self.position += 1
        values = []
        self.skip_white_space()
        while self.peek() != "]":
            if values:
                self.expect(",")
                self.skip_white_space()
            values.append(self.value(level + 1))
            self.skip_white_space()
        self.position += 1
        return Value("array", self.text[start : self.position], values)

    def string(self) -> Value:
        start = self.position
        self.position += 1
        parts = []
        while True:
            plain = _PLAIN_TEXT.match(self.text, self.position)
            parts.append(plain.group())
            self.position = plain.end()
            stop = self.peek()
            if stop == '"':
                self.position += 1
                return Value("string", self.text[start : self.position], "".join(parts))
            if stop != "\\":
                raise JsonError("control character or end inside a string")
            parts.append(self.escape())

    def escape(self) -> str:
        letter = self.text[self.position + 1 : self.position + 2]
        if letter in _SHORT_ESCAPES:
            self.position += 2
            return _SHORT_ESCAPES[letter]
        unit = self.code_unit(self.position)
        if unit is None:
            raise JsonError("bad escape at %d" % self.position)
        self.position += 6
        if not 0xD800 <= unit <= 0xDFFF:
            return chr(unit)
        low = self.code_unit(self.position)
        if unit >= 0xDC00 or low is None or not 0xDC00 <= low <= 0xDFFF:
            return REPLACEMENT
        self.position += 6
        return chr(0x10000 + ((unit - 0xD800) << 10) + (low - 0xDC00))

    def code_unit(self, position: int) -> Optional[int]:
        if self.text[position : position + 2] != "\\u":
            return None
        digits = _HEX4.match(self.text, position + 2)
        return int(digits.group(), 16) if digits else None
