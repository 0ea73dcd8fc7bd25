"""Generated folders of telemetry files, the same for the same kind and seed on every machine.

Kinds: "clean" as the extension writes; "odd" with everything legal that the pages name; "bad" is odd with bad lines
and bad files. A corpus is small by default, so that hundreds of them run in a minute.
"""

import os
import random
from typing import List, NamedTuple

from corpus_bad import BadLines, add_bad_files
from corpus_events import FLAVORS, URLS, Emitter
from corpus_text import Fields, Speller, nested
from timestamps import NANOS_PER_DAY, NANOS_PER_SECOND, parse_date

KINDS = ("clean", "odd", "bad")
FIRST_DAY = "2026-05-01"
DAYS = 4

_ONES = ("1", "1.0", "1e0", "10e-1", "0.99999999999999999999", "1.00000000000000000001", "1E+00")
_EXTRAS = (
    ("future", '{"a":[1,null,{"b":"c"}]}'),
    ("future", nested(63)),
    ("", "0"),
    ("eventid", "null"),
    ("event_Id", "null"),
    ("EVENT_ID", "[]"),
    ("message", "null"),
    ("session_id", "7"),
    ("big", "1" * 40),
    ("lone", '"\\ud800"'),
)
# The last ones differ from each other and from small numbers only for those who do not count in 64 bits or doubles.
_PARTS = ("", ".0", ".1", ".2", ".9", ".10", ".010", ".11", ".18446744073709551617", ".9007199254740993")
_PARTS += (".100000000000000000000000001", ".100000000000000000000000000", ".18446744073709551616")


class Corpus(NamedTuple):
    """line_limit: an input line limit that cuts some of the bad corpus' lines off, else above every line."""

    folder: str
    line_limit: int


def write_corpus(folder: str, kind: str, seed: int, events: int = 60) -> Corpus:
    rng = random.Random("%s-%d" % (kind, seed))
    line_limit = rng.choice((700, 1500, 3000)) if kind == "bad" else 16 * 1024 * 1024
    speller = Speller(rng, kind != "clean")
    sessions = rng.randint(1, 4)
    flavor = rng.choice(FLAVORS) if kind != "clean" else FLAVORS[0]
    for number in range(sessions):
        _SessionWriter(folder, kind, speller, number, line_limit, flavor).write(max(1, events // sessions))
    if kind == "bad":
        emitter = Emitter(rng, Speller(rng, False), 0, FLAVORS[0])
        emitter.time = parse_date(FIRST_DAY) * NANOS_PER_DAY
        line = _SessionWriter(folder, "clean", emitter.speller, 0, line_limit, FLAVORS[0]).own_row(emitter)
        add_bad_files(folder, rng, line.encode("utf-8"))
    return Corpus(folder, line_limit)


class _SessionWriter:
    """Writes the files of one session."""

    def __init__(self, folder: str, kind: str, speller: Speller, number: int, line_limit: int, flavor: str):
        self.folder = folder
        self.kind = kind
        self.speller = speller
        self.rng = speller.rng
        self.line_limit = line_limit
        names = ("a%d" % number, "5e55107%d" % number, "s-with-dash%d" % number)
        self.name = self.rng.choice(names + ("\u00e9 %d" % number,) if speller.odd else names)
        self.emitter = Emitter(self.rng, speller, number, flavor)
        self.bad = BadLines(self.rng, lambda: self._own_fields(self.emitter), self.speller.members)

    def write(self, events: int) -> None:
        ties = self.emitter.flavor == "ties"
        days = [0] if ties else sorted(self.rng.sample(range(DAYS), self.rng.randint(1, 3)))
        parts = {day: self._parts() for day in days}
        per_file = max(1, events // sum(len(found) for found in parts.values()))
        for day in days:
            midnight = (parse_date(FIRST_DAY) + day) * NANOS_PER_DAY
            # Late flush: the first events of a day's file may be of the evening before.
            evening = not ties and self.rng.random() < 0.3
            start = midnight - 2 * NANOS_PER_SECOND if evening else midnight + 8 * 3600 * NANOS_PER_SECOND
            self.emitter.time = max(self.emitter.time, start) if self.kind == "clean" else start
            for part in parts[day]:
                self._write_file("2026-05-%02d" % (day + 1), part, per_file)

    def _parts(self) -> List[str]:
        if not self.speller.odd:
            return ["", ".1", ".2"][: self.rng.randint(1, 3)]
        return self.rng.sample(_PARTS, self.rng.randint(1, 4))

    def _write_file(self, date: str, part: str, events: int) -> None:
        lines = self._rows(events)
        if self.kind == "bad":
            if self.rng.random() < 0.1:
                # Often the file's header: the rows below it cannot be attributed.
                lines[0] = self.bad.header()
            for _ in range(self.rng.randint(0, 5)):
                lines.insert(self.rng.randint(0, len(lines)), self.bad.one())
            self._add_long_lines(lines)
        self._add_blank_lines(lines)
        data = self._joined(lines)
        if self.speller.chance(0.2):
            data = b"\xef\xbb\xbf" + data
        with open(os.path.join(self.folder, "telemetry-%s-%s%s.jsonl" % (date, self.name, part)), "wb") as file:
            file.write(data)

    def _rows(self, events: int) -> List[bytes]:
        shape = self.rng.choice(("header", "header", "self", "versioned"))
        lines = []
        header_at = 0 if shape == "header" else -1
        if header_at == 0 and self.speller.chance(0.15):
            header_at = self.rng.randint(0, events)
        for number in range(events):
            if number == header_at:
                lines.append(self._header())
            below = 0 <= header_at <= number
            if below and not self.speller.chance(0.15):
                lines.append(self._inheriting_row())
            elif below or header_at < 0 or self.kind != "bad" or self.rng.random() < 0.5:
                version = self.speller.chance(0.5) if self.speller.odd else shape == "versioned"
                lines.append(self.own_row(self.emitter, version))
            else:
                lines.append(self._inheriting_row())
        return [line.encode("utf-8") for line in lines]

    def _add_long_lines(self, lines: List[bytes]) -> None:
        """Lines just at and just over the limit, by white space inside the row or blank."""
        for over in (0, 1):
            if self.rng.random() < 0.3:
                row = self.own_row(self.emitter).encode("utf-8")
                lines.append(row[:-1] + b" " * (self.line_limit + over - len(row)) + b"}")
            if self.rng.random() < 0.2:
                lines.append(b" " * (self.line_limit + over))

    def _add_blank_lines(self, lines: List[bytes]) -> None:
        while self.speller.chance(0.3):
            lines.insert(self.rng.randint(0, len(lines)), self.rng.choice((b"", b" ", b"\t \r ", b"\r")))

    def _joined(self, lines: List[bytes]) -> bytes:
        crlf = self.speller.chance(0.2)
        data = b"".join(line + (b"\r\n" if crlf or self.speller.chance(0.03) else b"\n") for line in lines)
        if self.speller.chance(0.2):
            data = data[:-1]
        if self.kind == "bad" and self.rng.random() < 0.3:
            row = self.own_row(self.emitter).encode("utf-8")
            data += row[: self.rng.randrange(1, len(row))]
        return data

    def _header(self) -> str:
        fields = [("kind", '"header"'), ("schema_version", self._one())]
        stamp = self.emitter.timestamp(self.emitter.time)
        fields += [("timestamp", stamp), ("context", self._context(self.emitter, None))]
        # Of a header nothing else is judged.
        unjudged = [("timestamp", "null"), ("properties", "[]"), ("event_id", "0"), ("deployment_url", "null")]
        return self.speller.record(fields, extras=self.rng.sample(unjudged, 1) if self.speller.chance(0.1) else ())

    def _one(self) -> str:
        return self.rng.choice(_ONES) if self.speller.chance(0.3) else "1"

    def _context(self, emitter: Emitter, url: str) -> str:
        """url None: a header's context, which has none, or one that is not used."""
        speller = emitter.speller
        fields = [(key, speller.string(value)) for key, value in emitter.context.items()]
        if url is None:
            url = "https://not.used" if speller.chance(0.1) else None
        if url is not None and not (url == "" and speller.chance(0.5)):
            fields.append(("deployment_url", speller.string(url)))
        extras = [("future", nested(62)), ("", "null"), ("Session_id", "1")] if speller.chance(0.05) else ()
        return speller.record(fields, extras=extras)

    def _next_url(self, emitter: Emitter) -> str:
        if emitter.speller.odd:
            if self.rng.random() < 0.1:
                emitter.url = self.rng.choice(URLS)
        elif not emitter.url and self.rng.random() < 0.3:
            emitter.url = URLS[1]
        return emitter.url

    def _own_fields(self, emitter: Emitter) -> Fields:
        return emitter.emit() + [("context", self._context(emitter, self._next_url(emitter)))]

    def own_row(self, emitter: Emitter, version: bool = False) -> str:
        fields = self._own_fields(emitter)
        if version:
            fields.append(("schema_version", self._one()))
        if emitter.speller.chance(0.1):
            fields.append(("deployment_url", '"https://not.used"'))
        return emitter.speller.record(fields, extras=self._extras(emitter.speller))

    def _inheriting_row(self) -> str:
        fields = self.emitter.emit()
        url = self._next_url(self.emitter)
        if url or not self.speller.chance(0.5):
            fields.append(("deployment_url", self.speller.string(url)))
        if self.speller.chance(0.1):
            fields.append(("schema_version", self._one()))
        return self.speller.record(fields, extras=self._extras(self.speller))

    def _extras(self, speller: Speller) -> Fields:
        return self.rng.sample(_EXTRAS, self.rng.randint(1, 3)) if speller.chance(0.08) else []
