"""Metric data points (OTLP mapping, "Routing" and "Metrics")."""

from typing import Any, Dict, List, NamedTuple, Tuple

from json_lines import Value
from lines_to_events import Event
from mapping_values import Attributes, attributes_key, attributes_of, json_double, member_attributes, string_value
from timestamps import MAX_INT64, round_half_up, start_before

DEFAULT_METRIC_EVENTS = ("http.requests", "ssh.network.info", "ssh.network.sampled")
DELTA, CUMULATIVE = 1, 2

_ROLLUP = "http.requests"
_WINDOW = "window_seconds"
_COUNT_PREFIXES = ("count_", "count.")
_UNITS = (
    ("_ms", "ms"),
    ("Ms", "ms"),
    ("_seconds", "s"),
    ("Seconds", "s"),
    ("_mbits", "Mbit/s"),
    ("Mbits", "Mbit/s"),
    ("_bytes", "By"),
    ("Bytes", "By"),
)


class DataPoint(NamedTuple):
    name: str
    description: str
    unit: str
    kind: str
    point: Dict[str, Any]
    event_number: int


def is_metric(event: Event, metric_events) -> bool:
    if event.name not in metric_events:
        return False
    return any(event.name != _ROLLUP or member.key != _WINDOW for member in event.measurements)


class SessionMetrics:
    """The running totals of one session, over files, days and resource blocks."""

    def __init__(self, temporality: int):
        self.temporality = temporality
        self.repaired = 0
        self._totals: Dict[Any, int] = {}
        self._starts: Dict[Any, int] = {}
        self._event_number = 0

    def points(self, event: Event, resource: Attributes) -> List[DataPoint]:
        self._event_number += 1
        own = [("coder.event_name", string_value(event.name))]
        attributes = attributes_of([member_attributes(event.properties), own])
        resource_key = attributes_key(resource)
        window_start = _window_start(event)
        self._starts.setdefault(resource_key, event.time if window_start is None else window_start)
        points = []
        for member in event.measurements:
            if event.name == _ROLLUP and member.key == _WINDOW:
                continue
            common = {"attributes": attributes, "timeUnixNano": str(event.time)}
            if event.name == _ROLLUP and member.key.startswith(_COUNT_PREFIXES):
                name, unit, kind = "%s.%s" % (event.name, member.key), "{request}", "sum"
                series = (resource_key, name, attributes_key(attributes))
                start, count, shown = self._count(series, member.value, window_start, event.time)
                if not shown:
                    continue
                point = dict(common, startTimeUnixNano=str(start), asInt=str(count))
            else:
                name, unit = _gauge_name(event.name, member.key)
                kind = "gauge"
                point = dict(common, asDouble=json_double(member.value.double()))
                if window_start is not None:
                    point["startTimeUnixNano"] = str(window_start)
            points.append(DataPoint(name, event.name, unit, kind, point, self._event_number))
        return points

    def _count(self, series, value: Value, window_start: int, time: int) -> Tuple[int, int, bool]:
        """The start, the number and whether it is written."""
        count, changed = _clamped_count(value)
        if self.temporality == DELTA:
            self.repaired += changed
            return window_start, count, True
        total = self._totals.get(series, 0) + count
        if total > MAX_INT64:
            total, changed = MAX_INT64, True
        self._totals[series] = total
        self.repaired += changed
        return min(self._starts[series[0]], time), total, total > 0


def _window_start(event: Event):
    """None for samples, which have no window."""
    if event.name != _ROLLUP:
        return None
    for member in event.measurements:
        if member.key == _WINDOW:
            return start_before(event.time, member.value.double(), 1e9)
    return event.time


def _gauge_name(event_name: str, key: str) -> Tuple[str, str]:
    for suffix, unit in _UNITS:
        if key.endswith(suffix) and len(key) > len(suffix):
            return "%s.%s" % (event_name, key[: -len(suffix)]), unit
    return "%s.%s" % (event_name, key or "_"), "1"


def _clamped_count(value: Value) -> Tuple[int, bool]:
    if value.is_integer_literal():
        negative = value.raw.startswith("-")
        digits = value.raw.lstrip("-")
        # int() refuses very long texts, and JSON allows no leading zeros: the length says enough.
        count = int(digits) if len(digits) < 40 else MAX_INT64 + 1
        count = -count if negative else count
    else:
        double = value.double()
        if double in (float("inf"), float("-inf")):
            count = MAX_INT64 + 1 if double > 0 else -1
        else:
            count = round_half_up(double)
    clamped = min(max(count, 0), MAX_INT64)
    return clamped, clamped != count
