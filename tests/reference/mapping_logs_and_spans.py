"""Log records and spans (OTLP mapping, "LogRecord" and "Span")."""

from typing import Any, Dict, List, Tuple

from lines_to_events import Event
from mapping_values import (
    AttributeValue,
    attributes_of,
    exception_attributes,
    member_attributes,
    span_id,
    string_value,
    trace_id,
    written_key,
)
from timestamps import start_before

Record = Dict[str, Any]
AttributeList = List[Tuple[str, AttributeValue]]


def log_record(event: Event) -> Tuple[Record, int]:
    """The record, and how many derived ids it carries."""
    record: Record = {
        "timeUnixNano": str(event.time),
        "observedTimeUnixNano": str(event.time),
        "severityNumber": 17 if event.error is not None else 9,
        "severityText": "ERROR" if event.error is not None else "INFO",
        "body": string_value(event.name),
        "eventName": event.name,
    }
    own = [("log.record.uid", string_value(event.event_id))]
    derived = 0
    if event.trace_id:
        trace = trace_id(event.trace_id)
        record["traceId"] = trace.text
        if trace.derived:
            own.append(("coder.trace_id", string_value(event.trace_id)))
            derived += 1
    if event.parent_id:
        parent = span_id(event.parent_id)
        record["spanId"] = parent.text
        derived += parent.derived
    properties, measurements = member_attributes(event.properties), member_attributes(event.measurements)
    record["attributes"] = attributes_of((properties, measurements, exception_attributes(event), own))
    return record, derived


def span(event: Event, full_name: bool) -> Tuple[Record, int]:
    trace, own = trace_id(event.trace_id), span_id(event.event_id)
    leaf = event.name.rpartition(".")[2]
    code = _status_code(event)
    record: Record = {
        "traceId": trace.text,
        "spanId": own.text,
        "name": event.name if full_name or not leaf else leaf,
        "kind": 1,
        "startTimeUnixNano": str(start_before(event.time, _duration(event), 1e6)),
        "endTimeUnixNano": str(event.time),
        "status": {"code": code},
    }
    derived = trace.derived + own.derived
    if event.parent_id:
        parent = span_id(event.parent_id)
        record["parentSpanId"] = parent.text
        derived += parent.derived
    if code == 2 and event.error is not None:
        record["status"]["message"] = event.error["message"]
    if event.error is not None:
        exception = {"name": "exception", "timeUnixNano": str(event.time)}
        exception["attributes"] = attributes_of([exception_attributes(event)])
        record["events"] = [exception]
    record["attributes"] = attributes_of(_span_sources(event, code, trace.derived, own.derived))
    return record, derived


def _duration(event: Event) -> float:
    """In milliseconds; absent is 0."""
    for member in event.measurements:
        if member.key == "durationMs":
            return member.value.double()
    return 0.0


def _status_code(event: Event) -> int:
    for member in event.properties:
        if member.key == "result" and member.value.kind == "string":
            code = {"success": 1, "error": 2, "aborted": 0}.get(member.value.content)
            if code is not None:
                return code
    return 2 if event.error is not None else 0


def _span_sources(event: Event, code: int, trace_derived: bool, own_derived: bool) -> List[AttributeList]:
    properties = member_attributes(event.properties)
    measurements = member_attributes([member for member in event.measurements if member.key != "durationMs"])
    own = [("coder.event_name", string_value(event.name))]
    there = {written_key(key) for key, _ in properties + measurements}
    if code == 2 and "error.type" not in there:
        own.append(("error.type", string_value(_error_type(event))))
    if trace_derived:
        own.append(("coder.trace_id", string_value(event.trace_id)))
    if own_derived:
        own.append(("coder.event_id", string_value(event.event_id)))
    return [properties, measurements, own]


def _error_type(event: Event) -> str:
    for key in ("type", "code"):
        if event.error is not None and event.error.get(key):
            return event.error[key]
    return "_OTHER"
