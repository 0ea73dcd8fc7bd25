"""Attribute values, resources and ids (OTLP mapping, "JSON rules", "Resource and scope", "Ids")."""

import math
import re
from typing import Any, Dict, Iterable, List, NamedTuple, Tuple

from json_lines import Member, Value
from lines_to_events import Event

AttributeValue = Dict[str, Any]
Attributes = Dict[str, AttributeValue]

_TRACE_ID = re.compile(r"[0-9a-fA-F]{32}")
_SPAN_ID = re.compile(r"[0-9a-fA-F]{16}")
_UUID = re.compile(r"[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}")
_HOST_ARCH = {"x64": "amd64", "ia32": "x86", "arm": "arm32"}
_OS_TYPE = {"win32": "windows", "sunos": "solaris"}
_ASCII_LOWER = {ord(upper): ord(upper) + 32 for upper in "ABCDEFGHIJKLMNOPQRSTUVWXYZ"}
_RESOURCE_KEYS = (
    ("service.version", "extension_version"),
    ("service.instance.id", "session_id"),
    ("host.id", "machine_id"),
    ("host.arch", "host_arch"),
    ("os.type", "os_type"),
    ("os.version", "os_version"),
    ("vscode.platform.name", "platform_name"),
    ("vscode.platform.version", "platform_version"),
)


class Id(NamedTuple):
    text: str
    derived: bool


def string_value(text: str) -> AttributeValue:
    return {"stringValue": text}


def json_double(double: float) -> Any:
    if math.isinf(double):
        return "Infinity" if double > 0 else "-Infinity"
    return double


def attribute_value(value: Value) -> AttributeValue:
    if value.kind == "string":
        return string_value(value.content)
    if value.kind == "number":
        return {"doubleValue": json_double(value.double())}
    return {"boolValue": value.kind == "true"}


def written_key(key: str) -> str:
    return key or "_"


def attributes_of(sources: Iterable[Iterable[Tuple[str, AttributeValue]]]) -> Attributes:
    """Later sources win, and within one source the later member."""
    attributes: Attributes = {}
    for source in sources:
        for key, value in source:
            attributes[written_key(key)] = value
    return attributes


def member_attributes(members: List[Member]) -> List[Tuple[str, AttributeValue]]:
    return [(member.key, attribute_value(member.value)) for member in members]


def exception_attributes(event: Event) -> List[Tuple[str, AttributeValue]]:
    if event.error is None:
        return []
    present = [key for key in ("type", "message", "code") if key in event.error]
    return [("exception." + key, string_value(event.error[key])) for key in present]


def resource_of(context: Dict[str, str], service_name: str) -> Attributes:
    resource = {"service.name": string_value(service_name)}
    for attribute, key in _RESOURCE_KEYS:
        text = context[key]
        if key == "host_arch":
            text = _HOST_ARCH.get(text, text)
        elif key == "os_type":
            text = text.translate(_ASCII_LOWER)
            text = _OS_TYPE.get(text, text)
        resource[attribute] = string_value(text)
    if context["deployment_url"]:
        resource["coder.deployment.url"] = string_value(context["deployment_url"])
    return resource


def attributes_key(attributes: Attributes) -> Any:
    """Hashable, the same in any order; values are typed, so the bool true is not the number 1, nor "1"."""
    return frozenset((key, kind, value[kind]) for key, value in attributes.items() for kind in value)


def trace_id(text: str) -> Id:
    if _UUID.fullmatch(text):
        digits = text.replace("-", "")
    else:
        digits = text if _TRACE_ID.fullmatch(text) else ""
    if digits.strip("0"):
        return Id(digits.lower(), False)
    stored = text.encode("utf-8")
    both = "%016x%016x" % (_fnv1a(stored), _fnv1a(stored + b"\x01"))
    return Id(both if both.strip("0") else both[:-1] + "1", True)


def span_id(text: str) -> Id:
    if _SPAN_ID.fullmatch(text) and text.strip("0"):
        return Id(text.lower(), False)
    return Id("%016x" % (_fnv1a(text.encode("utf-8")) or 1), True)


def _fnv1a(data: bytes) -> int:
    hashed = 0xCBF29CE484222325
    for byte in data:
        hashed = ((hashed ^ byte) * 0x100000001B3) % 2**64
    return hashed
