"""Generated events: as the extension's emitters make them (telemetry files, "Lines"), or as odd as the page allows."""

import random
from typing import Dict, List, Optional, Tuple

from corpus_text import ODD_NUMBERS, ODD_STRINGS, Fields, Speller, nested
from lines_to_events import CONTEXT_KEYS
from timestamps import MAX_INT64, NANOS_PER_DAY, NANOS_PER_SECOND, utc_date

URLS = ("", "https://dev.coder.com", "https://coder.example.org")
# "ties": sessions that begin together and whose clocks stand still half of the time, so that merging needs the session
# ids. "counters": mostly rollups of few series, so that running totals get to add up.
FLAVORS = ("mixed", "mixed", "ties", "counters")
CUSTOM_METRIC_EVENTS = ("http.requests", "workspace.stats", "a", "a.b", "m.\ufffd", "remote.setup")

_NAMES = ("remote.setup", "remote.setup.cli_resolve", "workspace.open", "auth.login", "connection.dropped", "a", "a.b")
_ODD_NAMES = ("", ".", "remote.setup.", "log.\U0001f600", "m.\ud800", "m.\ufffd", "a..b", 'q".\\', "http.requests ")
_RESULTS = ("success", "error", "aborted")
_ODD_KEYS = (
    "",
    "_",
    "\ud800",
    "\udc00",
    "\ufffd",
    "result",
    "error.type",
    "exception.type",
    "exception.message",
    "log.record.uid",
    "coder.event_name",
    "coder.trace_id",
    "coder.event_id",
    "durationMs",
    "duration_ms",
    "event_id",
    "eventId",
    "window_seconds",
    "k",
    "K",
    "\U0001f600",
    "\u043a\u043b\u044e\u0447",
    'a"\\b',
    "nul\u0000",
)
_DURATIONS = ("0", "-0.0", "-5", "5e-07", "0.0000005", "0.00000049999999999999994", "555.1800005", "1", "1e16", "1e999")
_MORE_DURATIONS = ("-1e999", "1e-400", "1777622400000", "1777622400000.5", "9007199254.740993", "0.5", "1E3", "120000")
_WINDOWS = ("60", "60.0", "0", "-5", "0.5", "1e-10", "5e-10", "0.0000000005", "1e300", "1e999", "-0.0", "0.1", "0.3")
_COUNTS = (
    "0",
    "1",
    "7",
    "42",
    "-3",
    "-0",
    "2.5",
    "0.5",
    "-0.4",
    "-0.5",
    "-0.6",
    "0.49999999999999994",
    "1e3",
    "1000.0",
    "9007199254740993",
    "9007199254740993.0",
    "4503599627370497.5",
    "9223372036854775806",
    "9223372036854775807",
    "9223372036854775808",
    "9223372036854775807.0",
    "-9223372036854775809",
    "1e300",
    "1e999",
    "-1e999",
    "1234567890123456789012345678901234567890",
    "1" + "0" * 5000,
    "1E-400",
)
_SERIES_VALUES = ("3", "3.0", "3e0", '"3"', "true", "1", "0", "-0.0")
_COUNT_KEYS = ("count_2xx", "count_5xx", "count.2xx", "count.network_error", "count_duration_ms")
_ODD_COUNT_KEYS = ("count_", "count.", "count", "counts", "Count_2xx", "count_\ud800", "count_\ufffd")
_GAUGE_KEYS = ("avg_duration_ms", "p95_duration_ms", "latencyMs", "latency_ms", "downloadMbits", "uploadMbits")
_ODD_GAUGE_KEYS = ("_ms", "Ms", "a_seconds", "idleSeconds", "Seconds", "x_mbits", "_bytes", "payloadBytes", "", "_")
_MORE_GAUGE_KEYS = ("ms", "latencyms", "latency_MS", "a.b", "\ud800_ms", "\ufffd_ms", "window_seconds", "windowSeconds")


class Emitter:
    """One session's events: the extension's calls with ids, counters and a clock that an odd corpus may turn back."""

    def __init__(self, rng: random.Random, speller: Speller, number: int, flavor: str):
        self.rng = rng
        # Apart, so that all else of a seed stays as it is.
        self.many = random.Random("%s %d" % (flavor, number))
        self.flavor = flavor
        self.speller = speller
        self.sequence = 0
        self.time = 0
        self.url = ""
        self.traces: List[Tuple[str, str]] = []
        self.context = self._context(number)

    def _context(self, number: int) -> Dict[str, str]:
        session_id = "5e55107aaaa%04d" % number
        values = ("1.15.2", "9f3c1d0e5b7a4826", session_id, "", "6.8.0", "", "Visual Studio Code", "1.106.0")
        context = dict(zip(CONTEXT_KEYS, values))
        context["os_type"] = self.rng.choice(("linux", "win32", "Darwin"))
        context["host_arch"] = self.rng.choice(("x64", "arm64"))
        if self.speller.chance(0.6):
            context["session_id"] = self.rng.choice(("same", "same", "s\ud800", "s\ufffd", ""))
            context["os_type"] = self.rng.choice(("WIN32", "SunOS", "windows", "", "\u0130OS", "DARWIN\ud800"))
            context["host_arch"] = self.rng.choice(("ia32", "arm", "X64", "amd64", "", "arm32"))
            context["platform_name"] = self.rng.choice(ODD_STRINGS)
        if self.flavor == "counters":
            # Sessions with one resource are sessions nevertheless: other blocks, other totals.
            context.update(session_id="same", os_type="linux", host_arch="x64", platform_name="")
        if self.flavor == "ties":
            # The order of these as UTF-8 is not their order as UTF-16, nor with lone surrogates as they are.
            context["session_id"] = ("\uff5e", "\U0001f600", "\ud83d", "\ufffd")[number % 4]
        return context

    def tick(self) -> int:
        steps = (0, 0, 1, 10**6, 250 * 10**6, NANOS_PER_SECOND, NANOS_PER_SECOND, 60 * NANOS_PER_SECOND)
        if self.flavor == "ties":
            self.time += self.rng.choice((0, NANOS_PER_SECOND))
        elif self.speller.odd:
            self.time += self.rng.choice(steps)
            if self.speller.chance(0.05):
                self.time -= self.rng.choice((1, NANOS_PER_SECOND, 3600 * NANOS_PER_SECOND))
        else:
            self.time += self.rng.choice(steps[3:])
        return self.time

    def timestamp(self, nanos: Optional[int] = None) -> str:
        nanos = self.tick() if nanos is None else nanos
        if self.speller.chance(0.01):
            nanos = self.rng.choice((0, MAX_INT64, 1, MAX_INT64 - 1))
        suffix, local = "Z", nanos
        if self.speller.chance(0.2):
            minutes = self.rng.choice((0, 1, 150, 330, 23 * 60 + 59))
            sign = self.rng.choice((-1, 1))
            local += sign * minutes * 60 * NANOS_PER_SECOND
            suffix = "%s%02d:%02d" % ("+" if sign > 0 else "-", minutes // 60, minutes % 60)
        seconds, fraction = divmod(local % NANOS_PER_DAY, NANOS_PER_SECOND)
        clock = "%02d:%02d:%02d" % (seconds // 3600, seconds // 60 % 60, seconds % 60)
        return self.speller.string("%sT%s%s%s" % (utc_date(local), clock, self._fraction(fraction), suffix))

    def _fraction(self, nanos: int) -> str:
        digits = "%09d" % nanos
        if not self.speller.odd:
            return "." + digits[:3]
        shortest = len(digits.rstrip("0"))
        length = self.rng.randint(shortest, 9) if self.speller.chance(0.4) else max(shortest, 3)
        return "." + digits[:length] if length else ""

    def common(self, name: str, properties: Fields, measurements: Fields) -> Fields:
        self.sequence += 1
        sequence = self.rng.choice(ODD_NUMBERS) if self.speller.chance(0.05) else str(self.sequence)
        return [
            ("event_id", self.speller.string(self._event_id())),
            ("event_name", self.speller.string(name)),
            ("timestamp", self.timestamp()),
            ("event_sequence", sequence),
            ("properties", self.speller.values(properties)),
            ("measurements", self.speller.values(measurements)),
        ]

    def _event_id(self) -> str:
        return self._span_id() if self.speller.chance(0.12) else "%016x" % self.rng.randrange(1, 2**64)

    def _span_id(self) -> str:
        odd = ("", "0" * 16, "0a", "ABCDEF0123456789", "123e4567-e89b-12d3-a456-426614174000", "g" * 16, "a" * 17)
        return self.rng.choice(odd + ("s\ud800", "s\ufffd", "\uff11" * 16, " 0f0fe12fdcda142c", "0F0fe12fdcda142c"))

    def _trace_id(self) -> str:
        if not self.speller.chance(0.3):
            return "%032x" % self.rng.randrange(1, 2**128)
        odd = ("0" * 32, "not-a-trace", "A" * 32, "t\ud800", "f" * 31, "f" * 33, "\u0660" * 32)
        uuids = ("00000000-0000-0000-0000-000000000000", "123E4567-e89b-12d3-a456-426614174000")
        return self.rng.choice(odd + uuids + ("123e4567e89b-12d3-a456-426614174000",))

    def emit(self) -> Fields:
        if self.flavor == "counters" and self.rng.random() < 0.8:
            return self.rollup()
        logs, spans = (self.log, self.log, self.log_error, self.span_log), (self.span, self.span, self.phase)
        fields = self.rng.choice(logs + spans + (self.rollup, self.rollup, self.sample))()
        if self.speller.chance(0.05):
            empty = self.rng.choice(("trace_id", "parent_event_id"))
            fields = [field for field in fields if field[0] != empty] + [(empty, '""')]
        return fields

    def _name(self) -> str:
        return self.rng.choice(_ODD_NAMES) if self.speller.chance(0.15) else self.rng.choice(_NAMES)

    def _properties(self, count: int) -> Fields:
        fields = [("cause", '"error"'), ("step", '"%d"' % self.rng.randrange(3))][: self.rng.randrange(3)]
        if self.speller.odd:
            for _ in range(count):
                key = self.rng.choice(_ODD_KEYS)
                text = self.speller.string(self.rng.choice(ODD_STRINGS))
                fields.append((key, self.rng.choice((text, text, self.rng.choice(ODD_NUMBERS), "true", "false"))))
        return fields

    def _many(self) -> Fields:
        """Now and then so many properties, some of them repeated, that an exporter may look for repeats in another way."""
        if not self.speller.odd or self.many.random() > 0.15:
            return []
        return [("many_%d" % self.many.randrange(40), '"%d"' % value) for value in range(self.many.randint(33, 70))]

    def _measurements(self, count: int) -> Fields:
        fields = [("attempt", str(self.rng.randrange(9)))]
        if self.speller.odd:
            fields = fields * self.rng.randrange(2)
            fields += [(self.rng.choice(_ODD_KEYS), self._number()) for _ in range(count)]
        return fields

    def _number(self) -> str:
        return self.rng.choice(ODD_NUMBERS) if self.speller.chance(0.5) else repr(round(self.rng.uniform(-9, 999), 3))

    def error(self) -> Tuple[str, str]:
        fields = [("message", self.speller.string(self.rng.choice(("", "no such host", "theirs"))))]
        if self.rng.random() < 0.6:
            fields.append(("type", self.speller.string(self.rng.choice(("", "TypeError", "T\U0001f600")))))
        if self.rng.random() < 0.5:
            fields.append(("code", self.speller.string(self.rng.choice(("", "ENOTFOUND", "E\ud800")))))
        extras = [("cause", nested(62)), ("Message", "null")] if self.speller.chance(0.05) else []
        return "error", self.speller.record(fields, camel=False, extras=extras)

    def log(self) -> Fields:
        properties, measurements = self._properties(self.rng.randrange(4)), self._measurements(self.rng.randrange(3))
        return self.common(self._name(), properties + self._many(), measurements)

    def log_error(self) -> Fields:
        return self.log() + [self.error()]

    def span(self, parent: Optional[str] = None, trace: Optional[str] = None) -> Fields:
        result = self.rng.choice(_RESULTS)
        properties, measurements = self._properties(self.rng.randrange(3)), self._measurements(self.rng.randrange(2))
        properties.insert(self.rng.randint(0, len(properties)), ("result", '"%s"' % result))
        duration = "%.3f" % self.rng.uniform(0, 90000)
        if self.speller.odd:
            duration = self.rng.choice(_DURATIONS + _MORE_DURATIONS)
        measurements.append(("durationMs", duration))
        if self.speller.chance(0.2):
            properties = [("result", self.rng.choice(("true", "1", '"perhaps"', '""', '"\\u0065rror"', '"Success"')))]
        if self.speller.chance(0.15):
            (properties if self.rng.random() < 0.5 else measurements).clear()
        fields = self.common(self._name(), properties, measurements)
        trace = trace or self.speller.string(self._trace_id())
        fields.append(("trace_id", trace))
        if parent is not None:
            fields.append(("parent_event_id", parent))
        if result == "error" or self.speller.chance(0.2):
            fields.append(self.error())
        self.traces.append((trace, fields[0][1]))
        return fields

    def _open_span(self) -> Tuple[str, str]:
        """A trace and a parent, both as JSON text."""
        if not self.traces or self.speller.chance(0.1):
            parent = self._span_id() if self.speller.odd else "%016x" % self.rng.randrange(1, 2**64)
            self.traces.append((self.speller.string(self._trace_id()), self.speller.string(parent)))
        return self.rng.choice(self.traces[-6:])

    def phase(self) -> Fields:
        trace, parent = self._open_span()
        return self.span(parent, trace)

    def span_log(self) -> Fields:
        trace, parent = self._open_span()
        fields = self.log_error() if self.rng.random() < 0.3 else self.log()
        links = [("trace_id", trace), ("parent_event_id", parent)]
        if self.speller.chance(0.2):
            links.pop(self.rng.randrange(2))
        return fields + links

    def rollup(self) -> Fields:
        methods = ('"GET"',) if self.flavor == "counters" else ('"GET"', '"POST"')
        properties = [("method", self.rng.choice(methods)), ("route", '"/api/v2/workspaces"')]
        if self.speller.odd:
            self.rng.shuffle(properties)
            # Spellings of one series: equal doubles, whatever their text, and none of them the string or the bool.
            if self.rng.random() < 0.7:
                properties.append(("n", self.rng.choice(_SERIES_VALUES)))
        measurements = [("window_seconds", self.rng.choice(_WINDOWS) if self.speller.odd else "60")]
        if self.speller.chance(0.2):
            measurements = []
        keys = _COUNT_KEYS[:2] if self.flavor == "counters" else _COUNT_KEYS
        for key in self.rng.sample(keys, self.rng.randint(0, len(keys) - 1)):
            odd = self.speller.chance(0.3 if self.flavor == "counters" else 1.0)
            measurements.append((key, self.rng.choice(_COUNTS) if odd else str(self.rng.randrange(40))))
        if self.speller.chance(0.3):
            measurements.append((self.rng.choice(_ODD_COUNT_KEYS), self.rng.choice(_COUNTS)))
        for key in self.rng.sample(_GAUGE_KEYS, self.rng.randrange(3)):
            measurements.append((key, self._number()))
        if self.speller.chance(0.2):
            measurements.append((self.rng.choice(_ODD_GAUGE_KEYS), self._number()))
            self.rng.shuffle(measurements)
        fields = self.common("http.requests", properties, measurements)
        if self.speller.chance(0.1):
            fields += [("trace_id", self.speller.string(self._trace_id())), self.error()]
        return fields

    def sample(self) -> Fields:
        name = self.rng.choice(("ssh.network.info", "ssh.network.sampled", "workspace.stats"))
        keys = list(_GAUGE_KEYS)
        if self.speller.odd:
            keys += _ODD_GAUGE_KEYS + _MORE_GAUGE_KEYS
        chosen = self.rng.sample(keys, self.rng.randint(0 if self.speller.odd else 1, 5))
        measurements = [(key, self._number()) for key in chosen]
        if self.speller.chance(0.1):
            measurements = [("window_seconds", "60")]
        properties = [("p2p", self.rng.choice(('"true"', '"false"')))] + self._properties(self.rng.randrange(2))
        fields = self.common(name, properties, measurements)
        if self.speller.chance(0.2):
            fields.append(("trace_id", self.speller.string(self._trace_id())))
        return fields
