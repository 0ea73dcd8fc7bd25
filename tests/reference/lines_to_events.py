"""Judging the lines of one file: an event, a header, blank or bad (telemetry files, "Lines" and "Bad input")."""

from typing import Dict, List, NamedTuple, Optional, Tuple, Union

import json_lines
from json_lines import Line, Member, Value
from timestamps import parse_event_time

CONTEXT_KEYS = (
    "extension_version",
    "machine_id",
    "session_id",
    "os_type",
    "os_version",
    "host_arch",
    "platform_name",
    "platform_version",
)
_ROW_KEYS = (
    "event_id",
    "event_name",
    "timestamp",
    "event_sequence",
    "properties",
    "measurements",
    "trace_id",
    "parent_event_id",
    "error",
    "schema_version",
    "context",
    "deployment_url",
    "kind",
)
_ROW_TYPES = {
    "event_id": "string",
    "event_name": "string",
    "timestamp": "string",
    "event_sequence": "number",
    "properties": "object",
    "measurements": "object",
    "trace_id": "string",
    "parent_event_id": "string",
    "error": "object",
    "schema_version": "number",
    "context": "object",
    "deployment_url": "string",
}
_REQUIRED = ("event_id", "event_name", "timestamp", "event_sequence", "properties", "measurements")

TORN_TAIL = "torn"
NEWER_VERSION = "newer"

# The elements of the JSON array: members as stored text, a rebuilt context as a list of members in turn.
Element = List[Tuple[str, Union[str, List[Tuple[str, str]]]]]


class Problem(NamedTuple):
    """hint: a word that the reason must hold where the page says how the line is reported, else empty."""

    file: str
    line: int
    hint: str = ""


class Event(NamedTuple):
    event_id: str
    name: str
    time: int
    trace_id: str
    parent_id: str
    properties: List[Member]
    measurements: List[Member]
    error: Optional[Dict[str, str]]
    context: Dict[str, str]
    element: Element


class Header(NamedTuple):
    schema_version: str
    context_members: List[Tuple[str, str]]
    context: Dict[str, str]


class BadLine(Exception):
    """Why a line is bad; `hint` as in Problem."""

    def __init__(self, reason: str, hint: str = ""):
        super().__init__(reason)
        self.hint = hint


class JudgedFile(NamedTuple):
    events: List[Event]
    problems: List[Problem]


def _both_spellings(keys) -> Dict[str, str]:
    spellings = {}
    for key in keys:
        words = key.split("_")
        spellings[key] = key
        spellings[words[0] + "".join(word.capitalize() for word in words[1:])] = key
    return spellings


_ROW_SPELLINGS = _both_spellings(_ROW_KEYS)
_CONTEXT_SPELLINGS = _both_spellings(CONTEXT_KEYS + ("deployment_url",))
_ERROR_SPELLINGS = {"message": "message", "type": "type", "code": "code"}


def judge_file(name: str, data: bytes, max_line_bytes: int) -> JudgedFile:
    events, problems = [], []
    header = None
    for line in json_lines.split_lines(data):
        try:
            judged = judge_line(line, max_line_bytes, header)
        except BadLine as bad:
            problems.append(Problem(name, line.number, bad.hint))
            continue
        if isinstance(judged, Header):
            header = judged
        elif judged is not None:
            events.append(judged)
    return JudgedFile(events, problems)


def judge_line(line: Line, max_line_bytes: int, header: Optional[Header]):
    """An Event, a Header, or None for a blank line. `header` is the first good header above, if any."""
    if len(line.content) > max_line_bytes:
        raise BadLine("longer than the limit")
    if json_lines.is_blank(line.content):
        return None
    try:
        row = json_lines.scan(line.content.decode("utf-8"))
    except json_lines.NestingError as error:
        raise BadLine(str(error))
    except ValueError as error:  # UnicodeDecodeError and JsonError both are
        raise BadLine(str(error), "" if line.finished else TORN_TAIL)
    if row.kind != "object":
        raise BadLine("not an object")
    fields = _winners(row.content, _ROW_SPELLINGS)
    if "kind" not in fields:
        return _judge_row(row.content, fields, header)
    kind = fields["kind"]
    if kind.kind != "string" or kind.content != "header":
        raise BadLine("unknown kind")
    if header is not None:
        # A later header is bad whatever it says, so it needs no judging of its own.
        raise BadLine("a later header")
    return _judge_header(fields)


def _winners(members: List[Member], spellings: Dict[str, str]) -> Dict[str, Value]:
    """The fields that are known, by their snake_case key; of equal fields the last, whole."""
    return {spellings[member.key]: member.value for member in members if member.key in spellings}


def _judge_header(fields: Dict[str, Value]) -> Header:
    if "schema_version" not in fields or "context" not in fields:
        raise BadLine("a header without schema_version or context")
    context = _judge_context(fields["context"])
    _judge_schema_version(fields["schema_version"])
    kept = []
    for member in fields["context"].content:
        if _CONTEXT_SPELLINGS.get(member.key) != "deployment_url":
            kept.append((member.key_raw, member.value.raw))
    return Header(fields["schema_version"].raw, kept, context)


def _judge_schema_version(version: Value) -> None:
    if version.kind != "number":
        raise BadLine("schema_version is no number")
    if version.double() != 1.0:
        raise BadLine("schema_version is not 1", NEWER_VERSION if version.double() > 1.0 else "")


def _judge_context(context: Value) -> Dict[str, str]:
    if context.kind != "object":
        raise BadLine("context is no object")
    fields = _winners(context.content, _CONTEXT_SPELLINGS)
    for key in CONTEXT_KEYS:
        if key not in fields:
            raise BadLine("context without " + key)
    for key, value in fields.items():
        if value.kind != "string":
            raise BadLine("context: %s is no string" % key)
    texts = {key: value.content for key, value in fields.items()}
    texts.setdefault("deployment_url", "")
    return texts


def _judge_row(members: List[Member], fields: Dict[str, Value], header: Optional[Header]) -> Event:
    for key in _REQUIRED:
        if key not in fields:
            raise BadLine("without " + key)
    for key, value in fields.items():
        if value.kind != _ROW_TYPES[key]:
            raise BadLine("%s is no %s" % (key, _ROW_TYPES[key]))
    time = parse_event_time(fields["timestamp"].content)
    if time is None:
        raise BadLine("timestamp")
    properties = _judge_values(fields["properties"], ("string", "number", "true", "false"))
    measurements = _judge_values(fields["measurements"], ("number",))
    error = _judge_error(fields.get("error"))
    own_context = _judge_context(fields["context"]) if "context" in fields else None
    if own_context is None and header is None:
        raise BadLine("no context")
    if "schema_version" in fields:
        # Judged last, so that "newer" is only asked for where nothing else is wrong with the row.
        _judge_schema_version(fields["schema_version"])
    if own_context is not None:
        context = own_context
        element = [(member.key_raw, member.value.raw) for member in members]
    else:
        context = dict(header.context, deployment_url=_text(fields, "deployment_url"))
        element = _self_contained(members, fields, header)
    return Event(
        _text(fields, "event_id"),
        _text(fields, "event_name"),
        time,
        _text(fields, "trace_id"),
        _text(fields, "parent_event_id"),
        properties,
        measurements,
        error,
        context,
        element,
    )


def _text(fields: Dict[str, Value], key: str) -> str:
    return fields[key].content if key in fields else ""


def _judge_values(values: Value, kinds: Tuple[str, ...]) -> List[Member]:
    winners = json_lines.winning_members(values.content)
    for member in winners:
        if member.value.kind not in kinds:
            raise BadLine("a value of another type")
    return winners


def _judge_error(error: Optional[Value]) -> Optional[Dict[str, str]]:
    if error is None:
        return None
    fields = _winners(error.content, _ERROR_SPELLINGS)
    if "message" not in fields:
        raise BadLine("error without message")
    for key, value in fields.items():
        if value.kind != "string":
            raise BadLine("error: %s is no string" % key)
    return {key: value.content for key, value in fields.items()}


def _self_contained(members: List[Member], fields: Dict[str, Value], header: Header) -> Element:
    """OTLP mapping, "JSON array": the row's own members, then what it inherits."""
    moved = ("deployment_url", "schema_version")
    element = [(m.key_raw, m.value.raw) for m in members if _ROW_SPELLINGS.get(m.key) not in moved]
    url = fields["deployment_url"].raw if "deployment_url" in fields else '""'
    element.append(('"schema_version"', header.schema_version))
    element.append(('"context"', header.context_members + [('"deployment_url"', url)]))
    return element
