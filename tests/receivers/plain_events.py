"""The events of clean telemetry files, read by nothing but a JSON parser, and the same read back from OTLP records.

The other comparisons expect what the reference's mapping gives; this one has no mapping in common with anything. It
turns the records that a server kept into the events that they came from.
"""

import datetime
import json
import os
import re
from typing import Any, Dict, Iterable, List, Optional

from otlp_checker import Block, Envelope, Metric

_METRIC_EVENTS = ("http.requests", "ssh.network.info", "ssh.network.sampled")
_UNIT_OF_KEY = re.compile(r"(?<=.)(_ms|Ms|_seconds|Seconds|_mbits|Mbits|_bytes|Bytes)$")
_UNITS = {"ms": "ms", "seconds": "s", "mbits": "Mbit/s", "bytes": "By"}
_ERROR_KEYS = ("exception.type", "exception.message", "exception.code")
_OWN_KEYS = ("log.record.uid", "coder.event_name", "error.type", *_ERROR_KEYS)
_CONTEXT = {
    "service.version": "extension_version",
    "service.instance.id": "session_id",
    "host.id": "machine_id",
    "os.version": "os_version",
    "vscode.platform.name": "platform_name",
    "vscode.platform.version": "platform_version",
}
# What the extension says, and the conventions.
_SYSTEMS = {"linux": "linux", "win32": "windows", "darwin": "darwin"}
_PROCESSORS = {"x64": "amd64", "ia32": "x86", "arm64": "arm64"}
_STATUS = {"success": 1, "error": 2, "aborted": 0}


def stored_events(folder: str) -> List[str]:
    """Each event of a folder of clean files as a text that says all of it."""
    events = []
    for name in sorted(os.listdir(folder)):
        context: Dict[str, Any] = {}
        with open(os.path.join(folder, name), encoding="utf-8-sig") as file:
            for line in filter(str.strip, file.read().split("\n")):
                row = json.loads(line)
                if row.get("kind") == "header":
                    context = row["context"]
                else:
                    events += _stored_event(row, context)
    return sorted(events)


def _stored_event(row: Dict[str, Any], header: Dict[str, Any]) -> List[str]:
    context = row.get("context", header)
    url = context.get("deployment_url", "") if "context" in row else row.get("deployment_url", "")
    where = {key: context[key] for key in _CONTEXT.values()}
    where["system"] = _SYSTEMS[context["os_type"].lower()]
    where["processor"] = _PROCESSORS[context["host_arch"]]
    event = {"context": dict(where, deployment_url=url), "name": row["event_name"], "time": _nanos(row["timestamp"])}
    event["properties"] = row["properties"]
    measured = {key: float(number) for key, number in row["measurements"].items()}
    is_rollup = row["event_name"] == "http.requests"
    if row["event_name"] in _METRIC_EVENTS and set(measured) - ({"window_seconds"} if is_rollup else set()):
        # Without a number to show, it is no metric.
        if is_rollup:
            event["start"] = event["time"] - round(measured.pop("window_seconds", 0.0) * 1e9)
        return [_text(dict(event, points=sorted(_stored_point(*pair) for pair in measured.items())))]
    event.update(id=row["event_id"], error=row.get("error"), trace_id=row.get("trace_id"))
    event["parent_event_id"] = row.get("parent_event_id")
    if row.get("trace_id") and ("durationMs" in measured or "result" in row["properties"]):
        event["nanos"] = int(measured.pop("durationMs", 0.0) * 1e6 + 0.5)
        event["status"] = _STATUS[row["properties"]["result"]]
        event["error_type"] = _error_type(row.get("error") or {}) if event["status"] == 2 else None
    return [_text(dict(event, measurements=measured))]


def _stored_point(key: str, number: float) -> List[Any]:
    if key.startswith("count"):
        return [key, "{request}", "sum", number]
    suffix = _UNIT_OF_KEY.search(key)
    return [_UNIT_OF_KEY.sub("", key), _UNITS[suffix.group().lstrip("_").lower()] if suffix else "1", "gauge", number]


def _error_type(error: Dict[str, str]) -> str:
    return error.get("type") or error.get("code") or "_OTHER"


def _nanos(timestamp: str) -> int:
    seconds, _, fraction = timestamp.rstrip("Z").partition(".")
    moment = datetime.datetime.fromisoformat(seconds).replace(tzinfo=datetime.timezone.utc)
    return int(moment.timestamp()) * 10**9 + int(fraction.ljust(9, "0"))


def events_of_records(logs: Iterable[Envelope], traces: Iterable[Envelope], metrics: Iterable[Envelope]) -> List[str]:
    events = [_text(_event_of_log(record, block)) for block in _blocks(logs) for record in block.records]
    events += [_text(_event_of_span(record, block)) for block in _blocks(traces) for record in block.records]
    return sorted(events + _events_of_points(_blocks(metrics)))


def _blocks(envelopes: Iterable[Envelope]) -> List[Block]:
    return [block for envelope in envelopes for block in envelope.blocks]


def _event_of_log(record: Dict[str, Any], block: Block) -> Dict[str, Any]:
    attributes = record["attributes"]
    event = _event(block, record["body"]["stringValue"], record, "timeUnixNano")
    event["id"] = attributes["log.record.uid"]["stringValue"]
    event["error"] = _error(attributes)
    event["trace_id"], event["parent_event_id"] = record.get("traceId"), record.get("spanId")
    same = (record["eventName"], int(record["observedTimeUnixNano"]))
    assert same == (event["name"], event["time"]), same
    severity = (record["severityNumber"], record["severityText"])
    assert severity == ((9, "INFO") if event["error"] is None else (17, "ERROR")), severity
    return event


def _event_of_span(record: Dict[str, Any], block: Block) -> Dict[str, Any]:
    event = _event(block, record["attributes"]["coder.event_name"]["stringValue"], record, "endTimeUnixNano")
    assert record["name"] == event["name"].rpartition(".")[2], record["name"]
    assert record["kind"] == 1, record["kind"]
    event["id"] = record["spanId"]
    event["error"] = _error_of_span(record)
    event["trace_id"], event["parent_event_id"] = record["traceId"], record.get("parentSpanId")
    event["nanos"] = int(record["endTimeUnixNano"]) - int(record["startTimeUnixNano"])
    event["status"] = record.get("status", {}).get("code", 0)
    event["error_type"] = record["attributes"].get("error.type", {"stringValue": None})["stringValue"]
    return event


def _error_of_span(record: Dict[str, Any]) -> Optional[Dict[str, str]]:
    """The exception's, which is at the end; a status of an error has its message."""
    (event,) = record.get("events", [None])
    error = _error(event["attributes"]) if event else None
    assert event is None or (event["name"], event["timeUnixNano"]) == ("exception", record["endTimeUnixNano"]), event
    status = record.get("status", {})
    message = error["message"] if error and status.get("code") == 2 else ""
    assert status.get("message", "") == message, status
    return error


def _event(block: Block, name: str, record: Dict[str, Any], time_key: str) -> Dict[str, Any]:
    own = {key: value for key, value in record["attributes"].items() if key not in _OWN_KEYS}
    return {
        "context": _context(block),
        "name": name,
        "time": int(record[time_key]),
        "properties": {key: value["stringValue"] for key, value in own.items() if "stringValue" in value},
        "measurements": {key: value["doubleValue"] for key, value in own.items() if "doubleValue" in value},
    }


def _context(block: Block) -> Dict[str, str]:
    context = {key: block.resource[attribute]["stringValue"] for attribute, key in _CONTEXT.items()}
    assert block.resource["service.name"] == {"stringValue": "coder-vscode-extension"}, block.resource
    context["system"] = block.resource["os.type"]["stringValue"]
    context["processor"] = block.resource["host.arch"]["stringValue"]
    context["deployment_url"] = block.resource.get("coder.deployment.url", {"stringValue": ""})["stringValue"]
    # All of these, the service, and nothing else.
    named = len(context) + 1 - (not context["deployment_url"])
    assert named == len(block.resource), sorted(block.resource)
    return context


def _error(attributes: Dict[str, Any]) -> Any:
    found = {key.partition(".")[2]: value["stringValue"] for key, value in attributes.items() if key in _ERROR_KEYS}
    return found or None


def _events_of_points(blocks: Iterable[Block]) -> List[str]:
    """One event has all points of its time and attributes."""
    events: Dict[str, List[Any]] = {}
    for block in blocks:
        for metric in block.records:
            for point in metric.points:
                event = _event(block, point["attributes"]["coder.event_name"]["stringValue"], point, "timeUnixNano")
                del event["measurements"]
                if "startTimeUnixNano" in point:
                    event["start"] = int(point["startTimeUnixNano"])
                events.setdefault(_text(event), []).append(_named_value(metric, point, event["name"]))
    return [_text(dict(json.loads(event), points=sorted(points))) for event, points in events.items()]


def _named_value(metric: Metric, point: Dict[str, Any], event_name: str) -> List[Any]:
    value = int(point["asInt"]) if metric.kind == "sum" else point["asDouble"]
    assert (metric.description, metric.temporality) == (event_name, {"sum": 1, "gauge": None}[metric.kind]), metric
    return [metric.name[len(event_name) + 1 :], metric.unit, metric.kind, float(value)]


def _text(event: Dict[str, Any]) -> str:
    return json.dumps(event, sort_keys=True)
