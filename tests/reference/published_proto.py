"""OTLP/JSON against the published descriptors: PyPI's opentelemetry-proto, and protobuf's own JSON parser.

A document must parse with no unknown field, and what the parser understood, written as JSON again, must be what the
document says: so every key is the canonical one, and every value has the canonical form of its type.
"""

import json
from typing import Any

from google.protobuf import json_format
from opentelemetry.proto.collector.logs.v1 import logs_service_pb2
from opentelemetry.proto.collector.metrics.v1 import metrics_service_pb2
from opentelemetry.proto.collector.trace.v1 import trace_service_pb2

_REQUESTS = {
    "logs": logs_service_pb2.ExportLogsServiceRequest,
    "traces": trace_service_pb2.ExportTraceServiceRequest,
    "metrics": metrics_service_pb2.ExportMetricsServiceRequest,
}
# One of several: there, or not there; a zero or an empty text says something.
_MEMBERS_OF_A_ONEOF = ("stringValue", "doubleValue", "boolValue", "asInt", "asDouble")


def problem_of(data: bytes, signal: str) -> str:
    """What is wrong, or nothing. The hex digits of an id pass as base64 and come back as they were."""
    text = data.decode("utf-8")
    request = _REQUESTS[signal]()
    try:
        json_format.Parse(text, request)
    except json_format.ParseError as error:
        return "the published descriptors refuse it: %s" % error
    understood = json_format.MessageToDict(request, use_integers_for_enums=True)
    # 64-bit integers are strings, and an enum is a small number: all other numbers are doubles.
    written = _without_defaults(json.loads(text, parse_int=float))
    return "" if understood == written else _first_difference(written, understood)


def _without_defaults(value: Any) -> Any:
    if isinstance(value, list):
        return [_without_defaults(element) for element in value]
    if not isinstance(value, dict):
        return value
    kept = {}
    for key, member in value.items():
        if key in _MEMBERS_OF_A_ONEOF or member not in ("", 0, "0", []):
            kept[key] = _without_defaults(member)
    return kept


def _first_difference(written: Any, understood: Any) -> str:
    place = "the document"
    while type(written) is type(understood) and isinstance(written, (dict, list)) and len(written) == len(understood):
        keys = list(written) if isinstance(written, dict) else range(len(written))
        if isinstance(written, dict) and set(written) != set(understood):
            break
        key = next(key for key in keys if written[key] != understood[key])
        place, written, understood = "%s.%s" % (place, key), written[key], understood[key]
    return "%s is %.300r, as the published descriptors read it %.300r" % (place, written, understood)
