"""A strict checker of OTLP/JSON envelopes (OTLP mapping, "JSON rules" and the keys of the tables).

A Collector is lenient where the specification is not, so nothing here is: every key that a table names must be there,
no other may be, and every value has exactly one form. What is checked comes back in the form of the worked examples,
attribute lists as objects.

With TELEX_PUBLISHED_PROTO in the environment each document must also agree with the published descriptors
(published_proto.py), which are on PyPI, so that the tests that run anywhere do without.
"""

import json
import os
import re
from typing import Any, Callable, Dict, List, NamedTuple, Optional

SCHEMA_URL = "https://opentelemetry.io/schemas/1.44.0"
MAX_INT64 = 2**63 - 1
# Above this a metric's points may stand in several entries of one block, since the grouping buffer is bounded.
GROUPING_BYTES = 1024 * 1024

_TRACE_ID = re.compile(r"[0-9a-f]{32}")
_SPAN_ID = re.compile(r"[0-9a-f]{16}")
_SURROGATE = re.compile("[\ud800-\udfff]")
_DECIMAL = re.compile(r"0|[1-9][0-9]*")
_RESOURCE_KEYS = {
    "service.name",
    "service.version",
    "service.instance.id",
    "host.id",
    "host.arch",
    "os.type",
    "os.version",
    "vscode.platform.name",
    "vscode.platform.version",
}


class CheckError(Exception):
    """What is wrong, and where in the document."""


class Signal(NamedTuple):
    name: str
    endpoint: str
    envelope: str
    scopes: str
    records: str


SIGNALS = {
    "logs": Signal("logs", "/v1/logs", "resourceLogs", "scopeLogs", "logRecords"),
    "traces": Signal("traces", "/v1/traces", "resourceSpans", "scopeSpans", "spans"),
    "metrics": Signal("metrics", "/v1/metrics", "resourceMetrics", "scopeMetrics", "metrics"),
}


class Scope(NamedTuple):
    name: str
    version: str


class Metric(NamedTuple):
    """One `metrics[]` entry. kind: sum or gauge; temporality is that of a sum."""

    name: str
    description: str
    unit: str
    kind: str
    temporality: Optional[int]
    points: List[Dict[str, Any]]


class Block(NamedTuple):
    """A resource with its log records, spans or Metrics."""

    resource: Dict[str, Any]
    scope: Scope
    records: List[Any]

    def record_count(self) -> int:
        return sum(len(record.points) if isinstance(record, Metric) else 1 for record in self.records)


class Envelope(NamedTuple):
    size: int
    blocks: List[Block]

    def record_count(self) -> int:
        return sum(block.record_count() for block in self.blocks)


def require(condition: Any, where: str, what: str) -> None:
    if not condition:
        raise CheckError("%s: %s" % (where, what))


def load_strict(data: bytes, where: str) -> Any:
    """JSON without what JSON leaves open: no duplicate keys, no lone surrogates, no NaN, no too large numbers."""

    def members(pairs):
        keys = [key for key, _ in pairs]
        require(len(set(keys)) == len(keys), where, "duplicate JSON key in %r" % keys)
        for key in keys:
            _check_text(key, where)
        return dict(pairs)

    def refuse(word):
        raise CheckError("%s: the bare word %s" % (where, word))

    def integer(text):
        _finite(text, where)
        return int(text) if len(text) < 400 else float(text)

    def real(text):
        return _finite(text, where)

    try:
        text = data.decode("utf-8")
        return json.loads(text, object_pairs_hook=members, parse_constant=refuse, parse_int=integer, parse_float=real)
    except (ValueError, RecursionError) as error:
        raise CheckError("%s: not JSON: %s" % (where, error))


def _finite(text: str, where: str) -> float:
    double = float(text)
    require(abs(double) != float("inf"), where, "the number %s overflows a double" % text[:40])
    return double


def _check_text(text: Any, where: str) -> None:
    require(isinstance(text, str), where, "%r is no string" % (text,))
    require(text.isascii() or not _SURROGATE.search(text), where, "a lone surrogate in %r" % text)


def check_envelope(data: bytes, signal_name: str, where: str) -> Envelope:
    signal = SIGNALS[signal_name]
    document = load_strict(data, where)
    _check_keys(document, where, {signal.envelope})
    blocks = []
    for number, block in enumerate(_check_list(document[signal.envelope], where)):
        blocks.append(_check_block(block, signal, len(data), "%s: block %d" % (where, number)))
    if os.environ.get("TELEX_PUBLISHED_PROTO"):
        import published_proto

        problem = published_proto.problem_of(data, signal_name)
        require(not problem, where, problem)
    return Envelope(len(data), blocks)


def _check_keys(value: Any, where: str, required: set, optional: frozenset = frozenset()) -> None:
    require(isinstance(value, dict), where, "no object")
    require(not required - set(value), where, "lacks %s" % sorted(required - set(value)))
    require(not set(value) - required - optional, where, "has %s besides" % sorted(set(value) - required - optional))


def _check_list(value: Any, where: str) -> List[Any]:
    require(isinstance(value, list), where, "no list")
    return value


def _check_block(block: Any, signal: Signal, size: int, where: str) -> Block:
    _check_keys(block, where, {"resource", signal.scopes, "schemaUrl"})
    require(block["schemaUrl"] == SCHEMA_URL, where, "schemaUrl of the resource")
    _check_keys(block["resource"], where, {"attributes"})
    resource = _check_attributes(block["resource"]["attributes"], where + ": resource")
    _check_keys(resource, where + ": resource", _RESOURCE_KEYS, frozenset({"coder.deployment.url"}))
    for key, value in resource.items():
        require("stringValue" in value, where, "resource attribute %s is no string" % key)
    require(resource.get("coder.deployment.url") != {"stringValue": ""}, where, "an empty coder.deployment.url")
    scopes = _check_list(block[signal.scopes], where)
    require(len(scopes) == 1, where, "%d scopes" % len(scopes))
    _check_keys(scopes[0], where, {"scope", signal.records, "schemaUrl"})
    require(scopes[0]["schemaUrl"] == SCHEMA_URL, where, "schemaUrl of the scope")
    scope = scopes[0]["scope"]
    _check_keys(scope, where + ": scope", {"name", "version"})
    for key in ("name", "version"):
        _check_text(scope[key], where)
        require(scope[key], where, "an empty %s of the scope" % key)
    listed = _check_list(scopes[0][signal.records], where)
    require(listed, where, "a block without records")
    records = []
    for number, record in enumerate(listed):
        records.append(_CHECKS[signal.name](record, "%s: %s %d" % (where, signal.records, number)))
    if signal.name == "metrics" and size < GROUPING_BYTES:
        identities = [(metric.name, metric.unit, metric.kind) for metric in records]
        require(len(set(identities)) == len(identities), where, "a metric in two entries: %r" % identities)
    return Block(resource, Scope(scope["name"], scope["version"]), records)


def _check_attributes(attributes: Any, where: str) -> Dict[str, Any]:
    found = {}
    for attribute in _check_list(attributes, where):
        _check_keys(attribute, where, {"key", "value"})
        key = attribute["key"]
        _check_text(key, where)
        require(key, where, "an empty attribute key")
        require(key not in found, where, "the attribute key %r twice" % key)
        found[key] = _check_attribute_value(attribute["value"], "%s: %r" % (where, key))
    return found


def _check_attribute_value(value: Any, where: str) -> Dict[str, Any]:
    require(isinstance(value, dict) and len(value) == 1, where, "no single value")
    kind = next(iter(value))
    if kind == "stringValue":
        _check_text(value[kind], where)
        return value
    if kind == "doubleValue":
        return {kind: _check_double(value[kind], where)}
    require(kind == "boolValue", where, "the value kind %r" % kind)
    require(isinstance(value[kind], bool), where, "boolValue %r" % value[kind])
    return value


def _check_double(value: Any, where: str) -> Any:
    if value in ("Infinity", "-Infinity"):
        return value
    require(isinstance(value, (int, float)) and not isinstance(value, bool), where, "the double %r" % (value,))
    return float(value)


def _check_int64(value: Any, where: str) -> int:
    require(isinstance(value, str) and _DECIMAL.fullmatch(value), where, "the 64-bit integer %r" % (value,))
    require(len(value) < 20 and int(value) <= MAX_INT64, where, "%s is over 2^63 - 1" % value)
    return int(value)


def _check_enum(value: Any, allowed: tuple, where: str) -> None:
    require(type(value) is int and value in allowed, where, "the enum %r" % (value,))


def _check_id(value: Any, form: Any, where: str) -> None:
    require(isinstance(value, str) and form.fullmatch(value), where, "the id %r" % (value,))
    require(value.strip("0"), where, "an id of zeros")


def _check_log_record(record: Any, where: str) -> Dict[str, Any]:
    required = {"timeUnixNano", "observedTimeUnixNano", "severityNumber", "severityText"}
    required |= {"body", "eventName", "attributes"}
    _check_keys(record, where, required, frozenset({"traceId", "spanId"}))
    for key in ("timeUnixNano", "observedTimeUnixNano"):
        _check_int64(record[key], where)
    _check_enum(record["severityNumber"], (9, 17), where)
    wanted = {9: "INFO", 17: "ERROR"}[record["severityNumber"]]
    require(record["severityText"] == wanted, where, "severityText %r" % record["severityText"])
    _check_keys(record["body"], where, {"stringValue"})
    _check_text(record["body"]["stringValue"], where)
    _check_text(record["eventName"], where)
    if "traceId" in record:
        _check_id(record["traceId"], _TRACE_ID, where)
    if "spanId" in record:
        _check_id(record["spanId"], _SPAN_ID, where)
    return dict(record, attributes=_check_attributes(record["attributes"], where))


def _check_span(record: Any, where: str) -> Dict[str, Any]:
    required = {"traceId", "spanId", "name", "kind", "startTimeUnixNano", "endTimeUnixNano", "attributes", "status"}
    _check_keys(record, where, required, frozenset({"parentSpanId", "events"}))
    _check_id(record["traceId"], _TRACE_ID, where)
    _check_id(record["spanId"], _SPAN_ID, where)
    if "parentSpanId" in record:
        _check_id(record["parentSpanId"], _SPAN_ID, where)
    _check_text(record["name"], where)
    _check_enum(record["kind"], (1,), where)
    start = _check_int64(record["startTimeUnixNano"], where)
    end = _check_int64(record["endTimeUnixNano"], where)
    require(start <= end, where, "starts after its end")
    _check_keys(record["status"], where, {"code"}, frozenset({"message"}))
    _check_enum(record["status"]["code"], (0, 1, 2), where)
    if "message" in record["status"]:
        require(record["status"]["code"] == 2, where, "a status message without an error")
        _check_text(record["status"]["message"], where)
    checked = dict(record, attributes=_check_attributes(record["attributes"], where))
    if "events" in record:
        checked["events"] = [_check_span_event(event, where) for event in _check_list(record["events"], where)]
        require(len(checked["events"]) == 1, where, "%d events" % len(checked["events"]))
        require(start <= int(checked["events"][0]["timeUnixNano"]) <= end, where, "an event outside of its span")
    return checked


def _check_span_event(event: Any, where: str) -> Dict[str, Any]:
    _check_keys(event, where, {"name", "timeUnixNano", "attributes"})
    require(event["name"] == "exception", where, "the event name %r" % event["name"])
    _check_int64(event["timeUnixNano"], where)
    return dict(event, attributes=_check_attributes(event["attributes"], where))


def _check_metric(entry: Any, where: str) -> Metric:
    require(isinstance(entry, dict), where, "no object")
    kind = "sum" if "sum" in entry else "gauge"
    _check_keys(entry, where, {"name", "description", "unit", kind})
    for key in ("name", "description", "unit"):
        _check_text(entry[key], where)
    temporality = None
    if kind == "sum":
        _check_keys(entry[kind], where, {"dataPoints", "aggregationTemporality", "isMonotonic"})
        _check_enum(entry[kind]["aggregationTemporality"], (1, 2), where)
        temporality = entry[kind]["aggregationTemporality"]
        require(entry[kind]["isMonotonic"] is True, where, "a sum that is not monotonic")
    else:
        _check_keys(entry[kind], where, {"dataPoints"})
    points = _check_list(entry[kind]["dataPoints"], where)
    require(points, where, "a metric without points")
    checked = [_check_point(point, kind, where) for point in points]
    return Metric(entry["name"], entry["description"], entry["unit"], kind, temporality, checked)


def _check_point(point: Any, kind: str, where: str) -> Dict[str, Any]:
    if kind == "sum":
        _check_keys(point, where, {"attributes", "timeUnixNano", "startTimeUnixNano", "asInt"})
        _check_int64(point["asInt"], where)
        checked = dict(point)
    else:
        _check_keys(point, where, {"attributes", "timeUnixNano", "asDouble"}, frozenset({"startTimeUnixNano"}))
        checked = dict(point, asDouble=_check_double(point["asDouble"], where))
    time = _check_int64(point["timeUnixNano"], where)
    if "startTimeUnixNano" in point:
        require(_check_int64(point["startTimeUnixNano"], where) <= time, where, "a point that starts after its time")
    checked["attributes"] = _check_attributes(point["attributes"], where)
    return checked


_CHECKS: Dict[str, Callable[[Any, str], Any]] = {
    "logs": _check_log_record,
    "traces": _check_span,
    "metrics": _check_metric,
}
