"""What a Collector's file exporter wrote, in the form that the reference's comparison takes.

The exporter leaves out what has its default value, which a protobuf reader cannot tell from what is written; so such
plain fields are left out on the expected side, too. Members of a oneof (the kind of a value) count as they stand.
"""

import json
import math
from typing import Any, Dict, Iterable, List

from mapping_metrics import DataPoint
from otlp_checker import SCHEMA_URL, SIGNALS, Block, Envelope, Metric, Scope
from telex_reference import ResourceBlock

_KINDS_OF_VALUE = ("stringValue", "doubleValue", "boolValue", "asInt", "asDouble")


def read_lines(path: str) -> List[Any]:
    """The documents of a file exporter's file; a last line that is still being written is not there yet."""
    try:
        with open(path, "rb") as file:
            return [json.loads(line) for line in file.read().split(b"\n")[:-1]]
    except FileNotFoundError:
        return []


def envelopes_of(documents: Iterable[Any], signal_name: str) -> List[Envelope]:
    signal = SIGNALS[signal_name]
    envelopes = []
    for document in documents:
        assert set(document) <= {signal.envelope}, sorted(document)
        blocks = []
        for block in document.get(signal.envelope, []):
            assert block["schemaUrl"] == SCHEMA_URL, block["schemaUrl"]
            resource = _attributes(block["resource"].get("attributes", []))
            (scope,) = block[signal.scopes]
            assert scope["schemaUrl"] == SCHEMA_URL, scope["schemaUrl"]
            named = Scope(scope["scope"]["name"], scope["scope"]["version"])
            records = [_record(record, signal_name) for record in scope[signal.records]]
            blocks.append(Block(resource, named, records))
        envelopes.append(Envelope(0, blocks))
    return envelopes


def record_count(documents: Iterable[Any], signal_name: str) -> int:
    return sum(envelope.record_count() for envelope in envelopes_of(documents, signal_name))


def expected_blocks(blocks: List[ResourceBlock]) -> List[ResourceBlock]:
    """The reference's records without plain fields of default value."""
    return [ResourceBlock(block.resource, [_expected_record(record) for record in block.records]) for block in blocks]


def _expected_record(record: Any) -> Any:
    if isinstance(record, DataPoint):
        return record._replace(point=_without_defaults(record.point))
    return _without_defaults(record)


def _record(record: Dict[str, Any], signal_name: str) -> Any:
    if signal_name != "metrics":
        return _without_defaults(_with_attributes(record))
    kind = "sum" if "sum" in record else "gauge"
    data = dict(record[kind])
    points = [_without_defaults(_with_attributes(point)) for point in data.pop("dataPoints")]
    temporality = data.pop("aggregationTemporality", None)
    assert data.pop("isMonotonic", None) == (True if kind == "sum" else None), record["name"]
    assert not data and set(record) <= {"name", "description", "unit", kind}, sorted(record)
    return Metric(record["name"], record.get("description", ""), record["unit"], kind, temporality, points)


def _with_attributes(record: Dict[str, Any]) -> Dict[str, Any]:
    changed = dict(record, attributes=_attributes(record.get("attributes", [])))
    if "asDouble" in record:
        changed["asDouble"] = _double(record["asDouble"])
    if "events" in record:
        changed["events"] = [_with_attributes(event) for event in record["events"]]
    return changed


def _attributes(listed: List[Any]) -> Dict[str, Any]:
    found = {attribute["key"]: dict(attribute["value"]) for attribute in listed}
    assert len(found) == len(listed), [attribute["key"] for attribute in listed]
    for value in found.values():
        if "doubleValue" in value:
            value["doubleValue"] = _double(value["doubleValue"])
    return found


def _double(value: Any) -> Any:
    """Infinite ones are strings on both sides."""
    double = float(value)
    return double if math.isfinite(double) else "%sInfinity" % ("-" if double < 0 else "")


def _without_defaults(record: Dict[str, Any]) -> Dict[str, Any]:
    """Attributes are written out on both sides; of the rest, what is empty or zero goes."""
    kept = {}
    for key, value in record.items():
        if key == "status":
            value = _without_defaults(value)
        elif key == "events":
            value = [_without_defaults(event) for event in value]
        if key in _KINDS_OF_VALUE or key in ("attributes", "body") or value not in ("", "0", 0, {}, []):
            kept[key] = value
    return kept
