"""Every kind of bad line and bad file that the page "The telemetry files" names under "Bad input"."""

import os
import random
from typing import Callable, Dict, List

from corpus_text import Fields, nested

_BAD_TIMESTAMPS = (
    "",
    "2026-05-01",
    "2026-05-01T24:00:00Z",
    "2026-05-01T08:60:00Z",
    "2026-05-01T08:00:60Z",
    "2026-02-30T00:00:00Z",
    "2025-02-29T00:00:00Z",
    "2026-13-01T00:00:00Z",
    "2026-00-01T00:00:00Z",
    "0000-05-01T00:00:00Z",
    "2026-05-01t08:00:00Z",
    "2026-05-01T08:00:00z",
    "2026-05-01 08:00:00Z",
    "2026-05-01T08:00:00",
    "2026-05-01T08:00Z",
    "2026-05-01T08:00:00.Z",
    "2026-05-01T08:00:00,5Z",
    "2026-05-01T08:00:00.1234567890Z",
    "2026-05-01T08:00:00+24:00",
    "2026-05-01T08:00:00+01:60",
    "2026-05-01T08:00:00+0100",
    "2026-05-01T08:00:00+01",
    "2026-05-01T08:00:00ZZ",
    "2026-05-01T08:00:00Z ",
    " 2026-05-01T08:00:00Z",
    "2026-5-1T08:00:00Z",
    "+002026-05-01T08:00:00Z",
    "\uff12026-05-01T08:00:00Z",
    "2026-05-01T08:00:00Z\x00",
    "1969-12-31T23:59:59.999999999Z",
    "1970-01-01T00:00:00+00:01",
    "2262-04-11T23:47:16.854775808Z",
    "9999-12-31T23:59:59Z",
)
_WRONG_VALUES: Dict[str, tuple] = {
    "event_id": ("null", "1", "[]", "{}", "true"),
    "event_name": ("null", "1", "false", '["a"]'),
    "timestamp": ("null", "1777622400000", "{}"),
    "event_sequence": ("null", '"1"', "true", "[1]"),
    "properties": ("null", '"k"', "[]", '{"k":null}', '{"k":{}}', '{"k":[1]}', '{"k":"x","k":null}'),
    "measurements": ("null", "1", "[]", '{"k":"1"}', '{"k":true}', '{"k":null}', '{"k":{}}', '{"k":1,"\\u006b":"1"}'),
    "trace_id": ("null", "0", "{}"),
    "parent_event_id": ("null", "0", "[]"),
    "error": ("null", '"message"', "[]", "{}", '{"code":"x"}', '{"message":null}', '{"message":1}', '{"Message":"x"}'),
    "schema_version": ("null", '"1"', "true", "0", "2", "1.5", "-1", "1e999", "1.0000000000000003", "{}"),
    "context": ("null", '"x"', "[]", "{}", '{"session_id":"x"}'),
    "deployment_url": ("null", "0", "{}", "[]"),
    "kind": ("null", "1", '""', '"row"', '"Header"', '"trailer"', "[]", '"header "'),
}
# The empty key and "_" are two keys in a file; they meet only where attributes are written.
_MORE_PROPERTIES = ('{"":null,"_":"x"}', '{"_":[],"":"x"}')
_MORE_ERRORS = ('{"message":"x","type":null}', '{"message":"x","code":1}', '{"message":"x","message":null}')
_NOT_JSON_NUMBERS = ("NaN", "Infinity", "-Infinity", "01", "1.", ".5", "+1", "0x1", "-", "1e", "1e+", "--1")
_NOT_JSON_VALUES = _NOT_JSON_NUMBERS + ("tru", "nul", "True", "'a'", "")
_NOT_JSON_ESCAPES = ('"\\x41"', '"\\u12g4"', '"\\u123"', '"\\"', '"\\U0041"', '"\\ud800\\"')
_NOT_JSON_STRINGS = _NOT_JSON_ESCAPES + ('"\x01"', '"\x1f"', '"tab\there"', '"\x00"')
_NOT_OBJECTS = (b"[1,2]", b'"row"', b"1", b"null", b"true", b"[]")
_NOT_ROWS = _NOT_OBJECTS + (b"not JSON", b"{}", b"{", b"}", b"{}{}", b"{,}", b"\x0b", b"\x0c", b"\x00")
_TAILS = (b"x", b",", b"}", b"\x00", b"{}", b" \x0c", b"\xc2\xa0", b"//", b"\xef\xbb\xbf")
_BAD_UTF8 = (
    b"\xff",
    b"\x80",
    b"\xc3",
    b"\xc3(",
    b"\xc0\xaf",
    b"\xe0\x80\xaf",
    b"\xed\xa0\x80",
    b"\xed\xb0\x80",
    b"\xf0\x80\x80\xaf",
    b"\xf4\x90\x80\x80",
    b"\xf5\x80\x80\x80",
    b"\xe2\x82",
    b"\xf0\x9f\x98",
)


class BadLines:
    """Breaks good rows. `good_row` gives fresh fields of a row with its own context; `render` writes fields as text."""

    def __init__(self, rng: random.Random, good_row: Callable[[], Fields], render: Callable[[Fields], str]):
        self.rng = rng
        self.good_row = good_row
        self.render = render

    def one(self) -> bytes:
        kinds = (
            self.wrong_value,
            self.wrong_value,
            self.wrong_value,
            self.wrong_value,
            self.missing,
            self.timestamp,
            self.timestamp,
            self.timestamp,
            self.context,
            self.not_json_value,
            self.not_json_string,
            self.not_a_row,
            self.tail,
            self.invalid_utf8,
            self.too_deep,
            self.cut,
            self.punctuation,
            self.header,
        )
        return self.rng.choice(kinds)()

    def _replaced(self, field: str, value: str) -> Fields:
        return [pair for pair in self.good_row() if pair[0] != field] + [(field, value)]

    def wrong_value(self) -> bytes:
        field = self.rng.choice(tuple(_WRONG_VALUES))
        values = _WRONG_VALUES[field] + {"error": _MORE_ERRORS, "properties": _MORE_PROPERTIES}.get(field, ())
        return self.render(self._replaced(field, self.rng.choice(values))).encode()

    def missing(self) -> bytes:
        fields = self.good_row()
        fields.pop(self.rng.randrange(6))
        return self.render(fields).encode()

    def timestamp(self) -> bytes:
        return self.render(self._replaced("timestamp", '"%s"' % self._bad_timestamp())).encode()

    def _bad_timestamp(self) -> str:
        return self.rng.choice(_BAD_TIMESTAMPS).replace("\x00", "\\u0000")

    def context(self) -> bytes:
        """A context with one member broken, missing, or a deployment_url of a wrong type."""
        context = self._context_members()
        broken = self.rng.randrange(len(context))
        how = self.rng.randrange(3)
        if how == 0:
            context.pop(broken)
        elif how == 1:
            context[broken] = context[broken].split(":")[0] + ":" + self.rng.choice(("null", "1", "{}"))
        else:
            context.append('"deployment_url":' + self.rng.choice(("null", "1", "[]")))
        return self.render(self._replaced("context", "{%s}" % ",".join(context))).encode()

    def _context_members(self) -> List[str]:
        keys = ("extension_version", "machine_id", "session_id", "os_type")
        keys += ("os_version", "host_arch", "platform_name", "platform_version")
        return ['"%s":"x"' % key for key in keys]

    def not_json_value(self) -> bytes:
        return self.render(self.good_row() + [("future", self.rng.choice(_NOT_JSON_VALUES))]).encode()

    def not_json_string(self) -> bytes:
        return self.render(self.good_row() + [("future", self.rng.choice(_NOT_JSON_STRINGS))]).encode()

    def not_a_row(self) -> bytes:
        return self.rng.choice(_NOT_ROWS)

    def tail(self) -> bytes:
        return self.render(self.good_row()).encode() + self.rng.choice(_TAILS)

    def invalid_utf8(self) -> bytes:
        row = self.render(self.good_row() + [("future", '"@"')]).encode()
        return row.replace(b"@", self.rng.choice(_BAD_UTF8))

    def too_deep(self) -> bytes:
        return self.render(self.good_row() + [("future", nested(self.rng.choice((64, 65, 200, 5000))))]).encode()

    def cut(self) -> bytes:
        row = self.render(self.good_row()).encode()
        return row[: self.rng.randrange(1, len(row))]

    def punctuation(self) -> bytes:
        """One structural character lost or doubled."""
        row = self.render(self.good_row())
        marks = [index for index, character in enumerate(row) if character in '{}[]:,"']
        at = self.rng.choice(marks)
        return (row[:at] + row[at] * self.rng.choice((0, 2)) + row[at + 1 :]).encode()

    def header(self) -> bytes:
        """A header that is bad by itself, or only for standing below another."""
        context = self._context_members()
        version = self.rng.choice(("1", "1", "2", "0", "null", '"1"'))
        if self.rng.random() < 0.4:
            context.pop(self.rng.randrange(len(context)))
        fields = ['"kind":"header"', '"schema_version":' + version, '"context":{%s}' % ",".join(context)]
        if self.rng.random() < 0.2:
            fields.pop(self.rng.randint(1, 2))
        return ("{%s}" % ",".join(fields)).encode()


def add_bad_files(folder: str, rng: random.Random, good_line: bytes) -> None:
    """Names that must not be opened, things that are no files, and files of other encodings."""
    _add_foreign_names(folder, rng, good_line)
    date = "2026-05-0%d" % rng.randint(1, 4)
    makers = {
        "folder": lambda path: os.mkdir(path),
        "fifo": lambda path: os.mkfifo(path),
        "dangling": lambda path: os.symlink("nowhere.jsonl", path),
        "loop": lambda path: os.symlink(os.path.basename(path), path),
        "device": lambda path: os.symlink("/dev/null", path),
        "upward": lambda path: os.symlink(".", path),
        "linked": lambda path: os.symlink("target-of-a-link", path),
        "utf16": lambda path: _write(path, good_line.decode().encode("utf-16") + b"\n\x00"),
        "utf16be": lambda path: _write(path, good_line.decode().encode("utf-16-be") + b"\x00\n"),
        "nuls": lambda path: _write(path, b"\x00" * 300 + b"\n" + good_line + b"\n"),
        "empty": lambda path: _write(path, b""),
        "bom": lambda path: _write(path, b"\xef\xbb\xbf"),
        "bombom": lambda path: _write(path, b"\xef\xbb\xbf\xef\xbb\xbf" + good_line + b"\n" + good_line),
        "blank": lambda path: _write(path, b"\n \r\n\t"),
    }
    _write(os.path.join(folder, "target-of-a-link"), good_line + b"\r\n")
    for session in rng.sample(sorted(makers), rng.randint(2, 6)):
        makers[session](os.path.join(folder, "telemetry-%s-%s.jsonl" % (date, session)))


def _add_foreign_names(folder: str, rng: random.Random, good_line: bytes) -> None:
    names = (
        "telemetry-2026-05-01.jsonl",
        "telemetry-2026-05-01-.jsonl",
        "telemetry-2026-05-01-s..jsonl",
        "telemetry-2026-05-01-s.1.2.jsonl",
        "telemetry-2026-05-01-s.x.jsonl",
        "telemetry-2026-05-01-s.jsonl.bak",
        "telemetry-2026-05-01-s.JSONL",
        "telemetry-2026-05-01-s.\u0661.jsonl",
        "telemetry-\u0662026-05-01-s.jsonl",
        "telemetry-26-05-01-s.jsonl",
        "Telemetry-2026-05-01-s.jsonl",
        "xtelemetry-2026-05-01-s.jsonl",
        "notes.txt",
    )
    for name in rng.sample(names, 4):
        _write(os.path.join(folder, name), good_line + b"\nnever opened\n")
    below = os.path.join(folder, "telemetry-2026-05-01")
    os.mkdir(below)
    _write(os.path.join(below, "telemetry-2026-05-01-below.jsonl"), good_line + b"\n")


def _write(path: str, data: bytes) -> None:
    with open(path, "wb") as file:
        file.write(data)
