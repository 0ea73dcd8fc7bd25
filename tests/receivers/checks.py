"""The comparisons of what a Collector kept with what the events say. Each raises Mismatch with the first difference."""

import collections
import json
from typing import Any, Dict, List, NamedTuple, Tuple

from collected import envelopes_of, expected_blocks
from collector_runs import SPAN_METRICS, TOTALS, Kept, rejected_of
from comparison import BlockWalk, Mismatch, expect
from corpora import Export
from mapping_values import Attributes
from otlp_checker import SIGNALS, Metric
from package_checker import SignalDocuments
from plain_events import events_of_records, stored_events

_STATUS_TEXTS = ("STATUS_CODE_UNSET", "STATUS_CODE_OK", "STATUS_CODE_ERROR")
_RELATIVE_ERROR = 1e-9


def check_answers(kept: Kept) -> None:
    for name, answer in kept.answers:
        if answer.status != 200:
            raise Mismatch("%s: %d %r" % (name, answer.status, answer.body))
        if rejected_of(answer):
            raise Mismatch("%s: taken in part: %r" % (name, answer.body))


def check_signal(kept: Kept, export: Export, signal: str) -> None:
    """Every record with its resource and scope, in its place."""
    envelopes = envelopes_of(kept.files[signal], signal)
    scopes = {block.scope for envelope in envelopes for block in envelope.blocks}
    manifest = export.package.manifest
    expect({(export.options.scope_name, manifest["exporter"]["version"])} if scopes else set(), scopes, "scopes")
    blocks = expected_blocks(export.expected.signals.blocks[signal])
    BlockWalk(SignalDocuments(envelopes, []), blocks, signal, export.options.temporality).compare()


def check_events(kept: Kept, folder: str) -> None:
    """The records turned back into events are the events of the files."""
    wanted = stored_events(folder)
    found = events_of_records(*(envelopes_of(kept.files[signal], signal) for signal in SIGNALS))
    missing = collections.Counter(wanted) - collections.Counter(found)
    extra = collections.Counter(found) - collections.Counter(wanted)
    if missing or extra:
        raise Mismatch("events missing %s\n  besides %s" % (list(missing)[:2], list(extra)[:2]))


def check_same(kept: Kept, other: Kept) -> None:
    """Two ways of sending one package left the same documents."""
    for signal in SIGNALS:
        expect(kept.files[signal], other.files[signal], signal)


class TotalPoint(NamedTuple):
    series: str
    start: int
    time: int
    total: int


class Totals(NamedTuple):
    """What delta_to_cumulative is to give, how many points it is to drop, and the sum of all windows of each series."""

    points: List[TotalPoint]
    dropped: int
    sums: Dict[str, int]


def _series(resource: Attributes, name: str, attributes: Attributes) -> str:
    return json.dumps([resource, name, attributes], sort_keys=True)


def predicted_totals(export: Export) -> Totals:
    """As the processor does it: a point that starts before its series, or is not later than the last one, is dropped.

    Its integers wrap, and a series whose last point is of 1970 begins anew.
    """
    last: Dict[str, TotalPoint] = {}
    points, dropped = [], 0
    sums: Dict[str, int] = collections.Counter()
    for block in export.expected.signals.blocks["metrics"]:
        for record in block.records:
            if record.kind != "sum":
                continue
            series = _series(block.resource, record.name, record.point["attributes"])
            start, time = (int(record.point[key]) for key in ("startTimeUnixNano", "timeUnixNano"))
            count = int(record.point["asInt"])
            sums[series] += count
            before = last.get(series)
            if before is None or before.time == 0:
                last[series] = TotalPoint(series, start, time, count)
            elif start < before.start or time <= before.time:
                dropped += 1
                continue
            else:
                total = (before.total + count + 2**63) % 2**64 - 2**63
                last[series] = TotalPoint(series, before.start, time, total)
            points.append(last[series])
    # The Collector writes -0.0 as 0, so that the points of two of its series can look like one's.
    return Totals(sorted(point._replace(series=_unsigned(point.series)) for point in points), dropped, sums)


def _unsigned(series: str) -> str:
    return series.replace('"doubleValue": -0.0', '"doubleValue": 0.0')


def check_totals(kept: Kept, export: Export) -> None:
    found = []
    for block in _metric_blocks(kept, TOTALS):
        for metric in block.records:
            if metric.kind == "sum":
                expect(2, metric.temporality, metric.name + ": temporality")
                found += [_total_point(block.resource, metric, point) for point in metric.points]
    wanted = predicted_totals(export).points
    expect([list(point) for point in wanted], [list(point) for point in sorted(found)], "totals of delta sums")


def check_final_totals(kept: Kept, export: Export) -> None:
    """None dropped: each series ends with the sum of all its windows."""
    totals = predicted_totals(export)
    expect(0, totals.dropped, "points that are to be dropped")
    final = {}
    for block in _metric_blocks(kept, TOTALS):
        for metric in block.records:
            for point in metric.points if metric.kind == "sum" else ():
                total = _total_point(block.resource, metric, point)
                final[total.series] = total.total
    expect(dict(totals.sums), final, "final totals")


def _metric_blocks(kept: Kept, name: str):
    return [block for envelope in envelopes_of(kept.files[name], "metrics") for block in envelope.blocks]


def _total_point(resource: Attributes, metric: Metric, point: Dict[str, Any]) -> TotalPoint:
    series = _unsigned(_series(resource, metric.name, point["attributes"]))
    start, time = int(point.get("startTimeUnixNano", 0)), int(point.get("timeUnixNano", 0))
    return TotalPoint(series, start, time, int(point["asInt"]))


SpanKey = Tuple[str, str, str]


def _expected_span_metrics(export: Export) -> Tuple[Dict[SpanKey, int], Dict[SpanKey, float]]:
    calls: Dict[SpanKey, int] = collections.Counter()
    durations: Dict[SpanKey, float] = collections.Counter()
    for block in export.expected.signals.blocks["traces"]:
        for span in block.records:
            key = (_resource_text(block.resource), span["name"], _STATUS_TEXTS[span["status"]["code"]])
            calls[key] += 1
            durations[key] += (int(span["endTimeUnixNano"]) - int(span["startTimeUnixNano"])) / 1e6
    return calls, durations


def _resource_text(resource: Attributes) -> str:
    return json.dumps(resource, sort_keys=True)


def last_span_metrics(documents: List[Any]) -> Tuple[Dict[SpanKey, int], Dict[SpanKey, float]]:
    """Calls and durations that the last flush has by resource, name and status; every flush has all of them."""
    calls: Dict[SpanKey, int] = collections.Counter()
    durations: Dict[SpanKey, float] = collections.Counter()
    for block in documents[-1].get("resourceMetrics", []) if documents else []:
        resource = _plain_attributes(block["resource"]["attributes"])
        for metric in block["scopeMetrics"][0]["metrics"]:
            for point in (metric.get("sum") or metric.get("histogram"))["dataPoints"]:
                own = _plain_attributes(point["attributes"])
                key = (_resource_text(resource), *(own[name]["stringValue"] for name in ("span.name", "status.code")))
                if metric["name"] == "traces.span.metrics.calls":
                    calls[key] += int(point["asInt"])
                elif metric["name"] == "traces.span.metrics.duration":
                    expect("ms", metric["unit"], metric["name"])
                    durations[key] += point["sum"]
    return calls, durations


def _plain_attributes(listed: List[Any]) -> Attributes:
    return {attribute["key"]: attribute["value"] for attribute in listed}


def check_span_metrics(kept: Kept, export: Export) -> None:
    wanted_calls, wanted_durations = _expected_span_metrics(export)
    calls, durations = last_span_metrics(kept.files[SPAN_METRICS])
    expect(_sorted(wanted_calls), _sorted(calls), "calls")
    for key, wanted in wanted_durations.items():
        if abs(durations[key] - wanted) > _RELATIVE_ERROR * wanted:
            raise Mismatch("durations of %r: expected %r, found %r" % (key, wanted, durations[key]))


def _sorted(counts: Dict[SpanKey, int]) -> List[Any]:
    return sorted([*key, count] for key, count in counts.items())
