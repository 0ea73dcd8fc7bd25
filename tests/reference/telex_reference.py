"""A slow and plain re-statement of the contract: what an export of a folder must hold.

Written from the pages "The telemetry files", "Date ranges" and "From events to OTLP/JSON" and their worked examples,
never from the code under test. It keeps everything in memory and asks for no speed.

Open points and how the reference decides them (the worked examples first, else the most literal reading):

 1. A directory, FIFO, device or dangling link under a telemetry name is chosen (files are chosen by name alone): it
    counts as a selected and a skipped file, can be its session's first chosen file, and `telex files` names it.
    `sourceFiles` of the manifest counts the files read: selected less skipped. A file counts as read also if all its
    lines are bad.
 2. `bytesRead` is the sum of the sizes of the files read, each once, also where a file is opened again.
 3. A line's length counts neither its end nor the BOM that is ignored. A CR at the end of an unfinished last line is no
    line end, so it counts.
 4. Nesting and invalid UTF-8 are judged for the whole line, also inside a losing member or an unknown field.
 5. Keys are compared after U+FFFD repair already where duplicates are judged: of `"\\ud800":null,"\\udc00":"x"` the
    first loses and is not judged. The empty key and `_` are two keys there; they meet as attribute keys only.
 6. A `deployment_url` inside a header's context must still be a string ("also where it is not used"). It is left out of
    the elements of the JSON array, in any spelling, duplicates too.
 7. The element of a row below a header leaves out each `deployment_url` and `schema_version` of the row, in any
    spelling, losing duplicates too. Its `schema_version` is the header's stored text (`1.0` stays), under that very
    key; its `deployment_url` is the row's stored text, `""` where absent.
 8. White space inside a value of a row (`properties`) is part of that value's text and stays.
 9. "Has a measurement besides its window's length": samples have no window, so `window_seconds` alone makes a sample a
    metric; for `http.requests` it does not.
10. `count_*` and `count.*` match an empty rest: `count_` and `count.` are Sums, `count` and `counts` Gauges.
11. A log record's `spanId` stands also without a `traceId` ("each absent where that is").
12. Two metric events whose names and measurements come to one metric name, unit and kind share one `metrics[]` entry;
    its description is one of their event names. Points of one event within an entry may stand in any order.
13. Times in reports and in `telex presets` are `…SS.mmmZ`, cut to ms; after the year 9999 the text is not compared. A
    time on the command line has the form of an event's `timestamp`, offsets and nanoseconds included.
14. "Torn tail" is asked for in the reason of an unfinished last line that is not JSON or not UTF-8; "newer" in that of
    a `schema_version` above 1 where nothing else is wrong with the line.
15. `--format json`: `logs`, `traces`, `metrics`, `records`, `derivedIds`, `repaired` and `oversized` are 0.
16. An attribute key `error.type` counts as there in `properties` or `measurements`, whatever its type.
17. Names compare as bytes: the sessions of one date, and files of one part number (`.1` and `.01`) by their whole name.
18. A bad header below the first good one changes nothing: the rows below it still have the first one's context.
19. `bytesWritten` of `--out -` is the number of bytes on standard output. After NO_EVENTS it is 0.
20. `--file-slack-days` is one of the range options of `telex files`, too.
21. A document or line is filled to its limit, point by point for metrics: it ends only where the next record, with the
    comma, entry or block that it would need, does not fit.
22. Of a bound outside of what an event's time can be, the choice of files and the labels see the bound as it is given.
23. In cumulative totals, an event that gives no point (all its totals are 0) still starts its resource's totals.
"""

from typing import Any, Dict, List, NamedTuple, Sequence

from date_ranges import DateRange
from lines_to_events import Event, Problem
from mapping_logs_and_spans import log_record, span
from mapping_metrics import DEFAULT_METRIC_EVENTS, DELTA, SessionMetrics, is_metric
from mapping_values import Attributes, resource_of
from telemetry_folder import Reading, TelemetryFolder, merge_by_time

ALL_TIME = DateRange(None, None, "All time")
SIGNALS = ("logs", "traces", "metrics")


class ExportOptions(NamedTuple):
    """What a caller of an export can set, as far as it shows in the output."""

    format: str = "json"
    date_range: DateRange = ALL_TIME
    file_slack_days: int = 0
    temporality: int = DELTA
    full_span_name: bool = False
    metric_events: Sequence[str] = DEFAULT_METRIC_EVENTS
    service_name: str = "coder-vscode-extension"
    scope_name: str = "coder.vscode-coder.telemetry.export"
    max_request_bytes: int = 16 * 1024 * 1024
    max_line_bytes: int = 1000000
    max_input_line_bytes: int = 16 * 1024 * 1024
    max_problems: int = 100


class ResourceBlock(NamedTuple):
    """A resource and its records of one signal: log records, spans, or DataPoints."""

    resource: Attributes
    records: List[Any]


class Signals(NamedTuple):
    blocks: Dict[str, List[ResourceBlock]]
    events: Dict[str, int]
    derived_ids: int
    repaired: int

    def records(self) -> Dict[str, int]:
        return {signal: sum(len(block.records) for block in self.blocks[signal]) for signal in SIGNALS}


class ExpectedExport(NamedTuple):
    reading: Reading
    json_events: List[Event]
    signals: Signals
    report: Dict[str, Any]
    problems: List[Problem]


def signal_of(event: Event, metric_events: Sequence[str]) -> str:
    if is_metric(event, metric_events):
        return "metrics"
    timed = any(member.key == "durationMs" for member in event.measurements)
    timed = timed or any(member.key == "result" for member in event.properties)
    return "traces" if event.trace_id and timed else "logs"


def map_signals(reading: Reading, options: ExportOptions) -> Signals:
    blocks: Dict[str, List[ResourceBlock]] = {signal: [] for signal in SIGNALS}
    events = dict.fromkeys(SIGNALS, 0)
    derived_ids = repaired = 0
    for session in reading.sessions:
        metrics = SessionMetrics(options.temporality)
        block_resource = None
        for event in session.events:
            resource = resource_of(event.context, options.service_name)
            if resource != block_resource:
                block_resource = resource
                current = {signal: ResourceBlock(resource, []) for signal in SIGNALS}
                for signal in SIGNALS:
                    blocks[signal].append(current[signal])
            signal = signal_of(event, options.metric_events)
            events[signal] += 1
            derived = 0
            if signal == "metrics":
                current[signal].records.extend(metrics.points(event, resource))
            elif signal == "traces":
                record, derived = span(event, options.full_span_name)
                current[signal].records.append(record)
            else:
                record, derived = log_record(event)
                current[signal].records.append(record)
            derived_ids += derived
        repaired += metrics.repaired
    for signal in SIGNALS:
        blocks[signal] = [block for block in blocks[signal] if block.records]
    return Signals(blocks, events, derived_ids, repaired)


def expected_export(folder: TelemetryFolder, options: ExportOptions) -> ExpectedExport:
    reading = folder.read(options.date_range, options.file_slack_days, options.max_input_line_bytes)
    if options.format == "json":
        json_events = merge_by_time(reading.sessions)
        signals = Signals({signal: [] for signal in SIGNALS}, dict.fromkeys(SIGNALS, 0), 0, 0)
        events = len(json_events)
    else:
        json_events = []
        signals = map_signals(reading, options)
        events = sum(signals.events.values())
    report = {
        "events": events,
        "logs": signals.events["logs"],
        "traces": signals.events["traces"],
        "metrics": signals.events["metrics"],
        "records": signals.records(),
        "files": {"selected": len(reading.file_names), "skipped": reading.files_skipped},
        "lines": {"skipped": reading.lines_skipped},
        "derivedIds": signals.derived_ids,
        "repaired": signals.repaired,
        "bytesRead": reading.bytes_read,
    }
    return ExpectedExport(reading, json_events, signals, report, reading.problems[: options.max_problems])


def element_text(event: Event) -> str:
    """One element of the JSON array, with no white space between the members of the row."""
    return _object_text(event.element)


def _object_text(members) -> str:
    parts = []
    for key, value in members:
        parts.append("%s:%s" % (key, value if isinstance(value, str) else _object_text(value)))
    return "{%s}" % ",".join(parts)


def worked_example_form(signals: Signals, signal: str) -> List[Dict[str, Any]]:
    """The records of one signal as the worked examples list them: each beside its resource, in event order."""
    listed = []
    for block in signals.blocks[signal]:
        for record in block.records:
            if signal == "metrics":
                listed.append(
                    {
                        "resource": block.resource,
                        "name": record.name,
                        "unit": record.unit,
                        "kind": record.kind,
                        "point": record.point,
                    }
                )
            else:
                listed.append({"resource": block.resource, "record": record})
    return listed
