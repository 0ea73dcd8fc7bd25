"""What the tables of the mapping (lib/README.md) say of a document, as far as the document alone can show it.

otlp_checker.py knows the form of each value; this knows which values belong together. Names may be empty where the
event's is, and any property may have a key that the mapping uses as well: what such a row gives is let through. Which of
the two an attribute is, its place says: what the mapping adds stands last, from the event's name or id on.
"""

import json
import re
from typing import Any, Dict, Iterable, List, NamedTuple, Optional, Sequence, Set, Tuple

from mapping_values import Id, span_id, trace_id
from otlp_checker import Block, Envelope, Metric, require

_COUNT_UNIT = "{request}"
_ROLLUP = "http.requests"
_COUNT_KEY = re.compile(r"count[_.]", re.DOTALL)
_UNITS = ("ms", "s", "Mbit/s", "By", "1")
_KEY_WITH_UNIT = re.compile(r".+(_ms|Ms|_seconds|Seconds|_mbits|Mbits|_bytes|Bytes)", re.DOTALL)
_STATUS_OF_RESULT = {"success": 1, "error": 2, "aborted": 0}
_EXCEPTION_KEYS = {"exception.type", "exception.message", "exception.code"}
# Of what the mapping adds to the attributes of a record, the first.
_FIRST_ADDED = {"logs": "log.record.uid", "traces": "coder.event_name"}
_PARENT_KEYS = {"logs": "spanId", "traces": "parentSpanId"}
# What a context has, and the conventions call otherwise.
_UNMAPPED = {"os.type": ("win32", "sunos"), "host.arch": ("x64", "ia32", "arm")}
CUMULATIVE = 2


class Seen(NamedTuple):
    """What only a whole package can be judged by.

    temporality: of the sums, None where there are none. told: how many derived ids have their text. parents: the ids of
    parents, of which no attribute says whether they were derived. plain, derived: the ids of spans that were taken as they
    are, and of those that were not.
    """

    temporality: Optional[int]
    told: int
    parents: List[str]
    plain: Set[str]
    derived: Set[str]


def derived_ids(all_seen: Iterable[Seen]) -> Tuple[int, int]:
    """How many ids of a package were derived, at least and at most: a parent's is that of its span, if that is there."""
    told, parents, plain, derived = 0, [], set(), set()
    for seen in all_seen:
        told += seen.told
        parents += seen.parents
        plain |= seen.plain
        derived |= seen.derived
    least = sum(parent in derived - plain for parent in parents)
    return told + least, told + sum(parent not in plain - derived for parent in parents)


def check_mapping(envelope: Envelope, signal: str, where: str) -> Seen:
    seen = Seen(None, 0, [], set(), set())
    for number, block in enumerate(envelope.blocks):
        place = "%s: block %d" % (where, number)
        _check_resource(block.resource, place)
        for position, record in enumerate(block.records):
            _CHECKS[signal](record, "%s: record %d" % (place, position))
            if signal != "metrics":
                seen = seen._replace(told=seen.told + _see_ids(record, signal, seen))
        seen = seen._replace(temporality=_one_temporality(block, seen.temporality, place))
    return seen


def _one_temporality(block: Block, known: Optional[int], where: str) -> Optional[int]:
    for metric in block.records:
        if isinstance(metric, Metric) and metric.kind == "sum":
            require(known in (None, metric.temporality), where, "sums of both temporalities")
            known = metric.temporality
    return known


def _text(attributes: Dict[str, Any], key: str, where: str) -> str:
    require("stringValue" in attributes.get(key, {}), where, "%s is no text: %r" % (key, attributes.get(key)))
    return attributes[key]["stringValue"]


def _check_resource(resource: Dict[str, Any], where: str) -> None:
    for key, stored in _UNMAPPED.items():
        value = resource[key]["stringValue"]
        require(value not in stored, where, "%s %r is not of the conventions" % (key, value))
    os_type = resource["os.type"]["stringValue"]
    require(not re.search("[A-Z]", os_type), where, "os.type %r is not lower case" % os_type)


def _added(attributes: Dict[str, Any], first: str) -> Sequence[str]:
    """The keys that the mapping added behind the first one that it always adds."""
    keys = list(attributes)
    return keys[keys.index(first) + 1 :]


def _check_added(attributes: Dict[str, Any], first: str, allowed: Sequence[str], where: str) -> None:
    added = _added(attributes, first)
    require(list(added) == [key for key in allowed if key in added], where, "%s behind %s" % (added, first))


def _see_ids(record: Dict[str, Any], signal: str, seen: Seen) -> int:
    """Adds a record's ids; how many derived ones have their text in an attribute."""
    told = {"coder.trace_id", "coder.event_id"}.intersection(_added(record["attributes"], _FIRST_ADDED[signal]))
    if _PARENT_KEYS[signal] in record:
        seen.parents.append(record[_PARENT_KEYS[signal]])
    if signal == "traces":
        (seen.derived if "coder.event_id" in told else seen.plain).add(record["spanId"])
    return len(told)


def _check_derived(record: Dict[str, Any], key: str, own: Id, id_key: str, where: str) -> None:
    require(own.derived, where, "%s, though the id was taken as it is" % key)
    require(record.get(id_key) == own.text, where, "%s is not derived from %s" % (id_key, key))


def _check_derived_ids(record: Dict[str, Any], added: Sequence[str], where: str) -> None:
    attributes = record["attributes"]
    if "coder.trace_id" in added:
        text = _text(attributes, "coder.trace_id", where)
        _check_derived(record, "coder.trace_id", trace_id(text), "traceId", where)
    if "coder.event_id" in added:
        text = _text(attributes, "coder.event_id", where)
        _check_derived(record, "coder.event_id", span_id(text), "spanId", where)


def _check_log_record(record: Dict[str, Any], where: str) -> None:
    require(record["observedTimeUnixNano"] == record["timeUnixNano"], where, "observed at another time")
    require(record["body"]["stringValue"] == record["eventName"], where, "a body that is not the event's name")
    _text(record["attributes"], "log.record.uid", where)
    _check_added(record["attributes"], "log.record.uid", ("coder.trace_id",), where)
    _check_derived_ids(record, _added(record["attributes"], "log.record.uid"), where)
    if record["severityText"] == "ERROR":
        _text(record["attributes"], "exception.message", where)


def _check_span(span: Dict[str, Any], where: str) -> None:
    attributes, status = span["attributes"], span["status"]
    event_name = _text(attributes, "coder.event_name", where)
    names = (event_name.rpartition(".")[2] or event_name, event_name)
    require(span["name"] in names, where, "the name %r of %r" % (span["name"], event_name))
    _check_added(attributes, "coder.event_name", ("error.type", "coder.trace_id", "coder.event_id"), where)
    added = _added(attributes, "coder.event_name")
    _check_derived_ids(span, added, where)
    has_error = "events" in span
    _check_status(status["code"], attributes.get("result", {}), has_error, where)
    require(status["code"] != 2 or "error.type" in attributes, where, "status 2 without error.type")
    require(("message" in status) == (status["code"] == 2 and has_error), where, "the message of %r" % status)
    if has_error:
        _check_exception(span["events"][0], span, where)
    _check_no_duration(span, where)
    if "error.type" in added:
        _check_error_type(span, where)


def _check_error_type(span: Dict[str, Any], where: str) -> None:
    """The first of the error's type and code that is not empty."""
    require(span["status"]["code"] == 2, where, "error.type of a span without an error")
    of_error = span["events"][0]["attributes"] if "events" in span else {}
    values = [of_error[key] for key in ("exception.type", "exception.code") if key in of_error]
    wanted = next((value for value in values if value != {"stringValue": ""}), {"stringValue": "_OTHER"})
    found = span["attributes"]["error.type"]
    require(found == wanted, where, "error.type %r, not %r" % (found, wanted))


def _check_status(code: int, result: Dict[str, Any], has_error: bool, where: str) -> None:
    # A measurement of this key hides the property that decides.
    if "doubleValue" not in result:
        wanted = _STATUS_OF_RESULT.get(result.get("stringValue"), 2 if has_error else 0)
        require(code == wanted, where, "status %d of the result %r" % (code, result))


def _check_exception(event: Dict[str, Any], span: Dict[str, Any], where: str) -> None:
    require(event["timeUnixNano"] == span["endTimeUnixNano"], where, "an exception that is not at the end")
    besides = set(event["attributes"]) - _EXCEPTION_KEYS
    require(not besides, where, "attributes of the exception besides: %s" % sorted(besides))
    for key in event["attributes"]:
        _text(event["attributes"], key, where)
    message = _text(event["attributes"], "exception.message", where)
    require(span["status"].get("message", message) == message, where, "the status has another message")


def _check_no_duration(span: Dict[str, Any], where: str) -> None:
    """A property may be called so; that it says the length of its span, too, is left to the measurement."""
    stored = span["attributes"].get("durationMs", {}).get("doubleValue")
    if isinstance(stored, float) and stored > 0:
        start, end = int(span["startTimeUnixNano"]), int(span["endTimeUnixNano"])
        is_length = start == max(0, end - int(min(stored * 1e6, 2.0**64) + 0.5)) and start < end
        require(not is_length, where, "its length as the attribute durationMs")


def _check_metric(metric: Metric, where: str) -> None:
    begins = metric.description + "."
    key = metric.name[len(begins) :]
    require(metric.name.startswith(begins) and key, where, "the name %r of %r" % (metric.name, metric.description))
    is_rollup = metric.description == _ROLLUP
    is_count = is_rollup and _COUNT_KEY.match(key) is not None
    require(is_count == (metric.kind == "sum"), where, "%r is a %s" % (metric.name, metric.kind))
    if is_count:
        require(metric.unit == _COUNT_UNIT, where, "the unit %r of a count" % metric.unit)
    else:
        require(metric.unit in _UNITS, where, "the unit %r" % metric.unit)
        whole = metric.unit == "1" and _KEY_WITH_UNIT.fullmatch(key)
        require(not whole, where, "the unit of %r is a part of its name" % metric.name)
    for point in metric.points:
        event_name = _text(point["attributes"], "coder.event_name", where)
        require(event_name == metric.description, where, "a point of %r" % event_name)
        _check_added(point["attributes"], "coder.event_name", (), where)
        require(("startTimeUnixNano" in point) == is_rollup, where, "the window of %r" % metric.name)
        if metric.temporality == CUMULATIVE:
            require(point["asInt"] != "0", where, "a running total of 0")
    if metric.temporality == CUMULATIVE:
        _check_totals(metric, where)


def _check_totals(metric: Metric, where: str) -> None:
    """In the order in which they are written, the totals of a series grow."""
    totals: Dict[str, int] = {}
    for point in metric.points:
        series = json.dumps([point["startTimeUnixNano"], point["attributes"]], sort_keys=True)
        total = int(point["asInt"])
        require(total >= totals.get(series, total), where, "a running total that falls to %d" % total)
        totals[series] = total


_CHECKS = {"logs": _check_log_record, "traces": _check_span, "metrics": _check_metric}
