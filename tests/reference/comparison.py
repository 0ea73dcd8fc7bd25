"""Compares what an export wrote with what the reference expects. The first difference is raised as a Mismatch."""

import json
from typing import Any, Dict, List, Optional

import json_lines
from date_ranges import DateRange
from lines_to_events import Event, Problem
from mapping_metrics import DataPoint
from otlp_checker import Block, CheckError, Metric
from package_checker import Package, SignalDocuments, check_filled, check_range, check_time
from telex_reference import SIGNALS, ExpectedExport, ExportOptions, ResourceBlock
from timestamps import format_millis

_REPORT_KEYS = {
    "events",
    "logs",
    "traces",
    "metrics",
    "records",
    "files",
    "lines",
    "derivedIds",
    "repaired",
    "oversized",
    "bytesRead",
    "bytesWritten",
    "seconds",
    "exportedAt",
    "range",
    "problems",
}


class Mismatch(Exception):
    pass


def expect(wanted: Any, found: Any, what: str) -> None:
    # 1 == True and 1 == 1.0 in Python, but not in a document.
    if wanted != found or type(wanted) is not type(found):
        raise Mismatch("%s\n  expected: %s\n  found:    %s" % (what, _short(wanted), _short(found)))


def _short(value: Any) -> str:
    text = json.dumps(value, sort_keys=True, default=repr) if isinstance(value, (dict, list)) else repr(value)
    return text if len(text) < 1500 else text[:1500] + "…"


def compare_json_array(data: bytes, events: List[Event]) -> None:
    """OTLP mapping, "JSON array": framing, order, members, and the exact text of keys and values."""
    if not events:
        expect(b"[]\n", data, "the empty array")
        return
    lines = data.split(b"\n")
    if lines[0] != b"[" or lines[-2:] != [b"]", b""]:
        raise Mismatch("framing: begins %r, ends %r" % (data[:20], data[-20:]))
    elements = lines[1:-2]
    for number, element in enumerate(elements):
        last = number == len(elements) - 1
        if not element.startswith(b"{") or not element.endswith(b"}" if last else b"},"):
            raise Mismatch("framing of element %d: %r … %r" % (number, element[:20], element[-20:]))
        if number < len(events):
            _compare_element(element if last else element[:-1], events[number], "element %d" % number)
    expect(len(events), len(elements), "the number of elements")


def _compare_element(text: bytes, event: Event, what: str) -> None:
    try:
        value = json_lines.scan(text.decode("utf-8"), max_nesting=None)
    except ValueError as error:
        raise Mismatch("%s: %s in %r" % (what, error, text))
    _compare_members(event.element, value, what)


def _compare_members(expected, value: json_lines.Value, what: str) -> None:
    expect("object", value.kind, what)
    expect([key for key, _ in expected], [member.key_raw for member in value.content], what + ": keys")
    for (key, wanted), member in zip(expected, value.content):
        if isinstance(wanted, str):
            expect(wanted, member.value.raw, "%s: text of %s" % (what, key))
        else:
            _compare_members(wanted, member.value, "%s: %s" % (what, key))


def compare_signals(package: Package, expected: ExpectedExport, options: ExportOptions) -> None:
    """Every record with its resource and scope, in order, and where resource blocks and documents begin."""
    limit = options.max_request_bytes if options.format == "otlp" else options.max_line_bytes
    for signal in SIGNALS:
        documents = package.signals[signal]
        for envelope in documents.envelopes:
            for block in envelope.blocks:
                expect(options.scope_name, block.scope.name, signal + ": scope name")
        walk = BlockWalk(documents, expected.signals.blocks[signal], signal, options.temporality)
        walk.compare()
        check_filled(documents, walk.continues, signal, limit)


class BlockWalk:
    """Lays the written blocks over the expected ones: a block may go on in the next document, nowhere else."""

    def __init__(self, documents: SignalDocuments, expected: List[ResourceBlock], signal: str, temporality: int):
        self.expected = expected
        self.signal = signal
        self.temporality = temporality
        self.continues: List[bool] = []
        self.block = 0
        self.written: List[Any] = []
        self.documents = documents

    def compare(self) -> None:
        for number, envelope in enumerate(self.documents.envelopes):
            if number:
                self.continues.append(bool(self.written))
            for position, block in enumerate(envelope.blocks):
                what = "%s: document %d, block %d" % (self.signal, number + 1, position)
                if position and self.written:
                    raise Mismatch(what + ": a resource block is cut within a document")
                self._take(block, what)
        written = sum(len(block.records) for block in self.expected[: self.block]) + _count(self.written)
        expect(sum(len(block.records) for block in self.expected), written, self.signal + ": records")

    def _take(self, block: Block, what: str) -> None:
        if self.block == len(self.expected):
            raise Mismatch("%s: a block more than expected: %s" % (what, _short(block.records)))
        expected = self.expected[self.block]
        expect(expected.resource, block.resource, what + ": resource")
        self.written.extend(block.records)
        if _count(self.written) < len(expected.records):
            return
        if self.signal == "metrics":
            self._compare_metrics(expected.records, what)
        else:
            for number, (wanted, found) in enumerate(zip(expected.records, self.written)):
                expect(wanted, found, "%s: record %d of its block" % (what, number))
        if _count(self.written) > len(expected.records):
            raise Mismatch("%s: %d records, expected %d" % (what, _count(self.written), len(expected.records)))
        self.block += 1
        self.written = []

    def _compare_metrics(self, expected: List[DataPoint], what: str) -> None:
        wanted: Dict[Any, List[DataPoint]] = {}
        for point in expected:
            wanted.setdefault((point.name, point.unit, point.kind), []).append(point)
        found: Dict[Any, List[Any]] = {}
        for metric in self.written:
            identity = (metric.name, metric.unit, metric.kind)
            if identity not in wanted:
                raise Mismatch("%s: unexpected metric %r" % (what, identity))
            self._compare_entry(metric, wanted[identity], "%s: %r" % (what, identity))
            found.setdefault(identity, []).extend(metric.points)
        for identity, points in wanted.items():
            _compare_points(points, found.get(identity, []), "%s: %r" % (what, identity))

    def _compare_entry(self, metric: Metric, points: List[DataPoint], what: str) -> None:
        if metric.description not in {point.description for point in points}:
            raise Mismatch("%s: description %r" % (what, metric.description))
        expect(self.temporality if metric.kind == "sum" else None, metric.temporality, what + ": temporality")


def _count(records: List[Any]) -> int:
    return sum(len(record.points) if isinstance(record, Metric) else 1 for record in records)


def _compare_points(expected: List[DataPoint], found: List[Dict[str, Any]], what: str) -> None:
    """In the order of the events; the points of one event in any order, since no page gives one."""
    expect(len(expected), len(found), what + ": points")
    position = 0
    while position < len(expected):
        number = expected[position].event_number
        group = [point.point for point in expected if point.event_number == number]
        for actual in found[position : position + len(group)]:
            if actual not in group:
                expect(group[0], actual, "%s: point %d" % (what, position))
            group.remove(actual)
        position += sum(1 for point in expected if point.event_number == number)


def compare_report(
    report: Any, expected: ExpectedExport, options: ExportOptions, now: int, oversized: int, bytes_written: int
) -> None:
    if not isinstance(report, dict) or set(report) != _REPORT_KEYS:
        raise Mismatch("report: keys %s" % sorted(report))
    for key, wanted in expected.report.items():
        expect(wanted, report[key], "report: " + key)
    expect(oversized, report["oversized"], "report: oversized")
    expect(bytes_written, report["bytesWritten"], "report: bytesWritten")
    if isinstance(report["seconds"], bool) or not isinstance(report["seconds"], (int, float)) or report["seconds"] < 0:
        raise Mismatch("report: seconds %r" % report["seconds"])
    try:
        check_time(report["exportedAt"], "report")
        check_range(report["range"], "report")
    except CheckError as error:
        raise Mismatch(str(error))
    expect(format_millis(now), report["exportedAt"], "report: exportedAt")
    compare_range(report["range"], options.date_range, "report")
    _compare_problems(report["problems"], expected.problems)


def compare_range(found: Dict[str, Any], expected: DateRange, where: str) -> None:
    expect(expected.label, found.get("label"), where + ": label of the range")
    for key, bound in (("start", expected.start), ("end", expected.end)):
        expect(bound is not None, key in found, "%s: has a range %s" % (where, key))
        wanted: Optional[str] = None if bound is None else format_millis(bound)
        if wanted is not None:
            expect(wanted, found[key], "%s: range %s" % (where, key))


def _compare_problems(found: Any, expected: List[Problem]) -> None:
    places = []
    for problem in found:
        if set(problem) != {"file", "line", "reason"}:
            raise Mismatch("report: the problem %r" % (problem,))
        places.append("%s:%d" % (problem["file"], problem["line"]))
    expect(["%s:%d" % (problem.file, problem.line) for problem in expected], places, "report: problems")
    for wanted, problem in zip(expected, found):
        reason = problem["reason"]
        if not isinstance(reason, str) or not reason or wanted.hint not in reason.lower():
            raise Mismatch("report: %s:%d: reason %r lacks %r" % (wanted.file, wanted.line, reason, wanted.hint))


def compare_manifest(manifest: Dict[str, Any], expected: ExpectedExport, options: ExportOptions, now: int) -> None:
    report = expected.report
    expect(format_millis(now), manifest["exportedAt"], "manifest: exportedAt")
    expect(report["files"]["selected"] - report["files"]["skipped"], manifest["sourceFiles"], "manifest: sourceFiles")
    expect(report["events"], manifest["sourceEvents"], "manifest: sourceEvents")
    skipped = {"files": report["files"]["skipped"], "lines": report["lines"]["skipped"]}
    expect(skipped, manifest["skipped"], "manifest: skipped")
    for key in ("records", "derivedIds", "repaired"):
        expect(report[key], manifest[key], "manifest: " + key)
    compare_range(manifest["range"], options.date_range, "manifest")
