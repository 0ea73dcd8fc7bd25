"""What the tests of Arrow streams share: folders of telemetry, and the rows that the JSON array asks for."""

import os
import sys
import tempfile
from ctypes import POINTER, byref, string_at
from pathlib import Path
from typing import Any, Dict, Iterator, List, NamedTuple

ROOT = Path(__file__).resolve().parents[2]
SAMPLE = ROOT / "examples" / "sample-telemetry"
WORKED_EXAMPLES = ROOT / "tests" / "data" / "worked_examples" / "telemetry"
sys.path.append(str(ROOT / "tests" / "reference"))

import json_lines  # noqa: E402  (found by the path above)
from corpus import KINDS, write_corpus  # noqa: E402
from lines_to_events import CONTEXT_KEYS, Event  # noqa: E402
from mapping_metrics import DEFAULT_METRIC_EVENTS  # noqa: E402
from telex import _abi  # noqa: E402
from telex._errors import make_error  # noqa: E402
from telex._handle import Handle  # noqa: E402
from telex._library import library  # noqa: E402
from telex._options import make_options  # noqa: E402
from telex_reference import signal_of  # noqa: E402
from timestamps import parse_event_time  # noqa: E402

COLUMNS = [
    "timestamp", "time_unix_nano", "event_name", "signal", "event_id", "trace_id", "parent_event_id", "event_sequence",
    "result", "duration_ms", "error", "properties", "measurements", "session_id", "machine_id", "extension_version",
    "os_type", "os_version", "host_arch", "platform_name", "platform_version", "deployment_url", "file",
]
SIGNALS = {"logs": "log", "traces": "trace", "metrics": "metric"}
SEEDS = range(1, 9)


class Folder(NamedTuple):
    name: str
    path: Path
    line_limit: int = 16 * 1024 * 1024


def folders(work: str) -> Iterator[Folder]:
    """The sample, the worked examples, and generated telemetry with everything that is legal and much that is not."""
    yield Folder("sample", SAMPLE)
    yield Folder("worked examples", WORKED_EXAMPLES)
    for kind in KINDS:
        for seed in SEEDS:
            path = tempfile.mkdtemp(dir=work)
            yield Folder(f"{kind} {seed}", Path(path), write_corpus(path, kind, seed).line_limit)


def _fields(members: List[json_lines.Member]) -> Dict[str, json_lines.Value]:
    """By their snake_case names; of a field in both spellings the last one."""
    found: Dict[str, json_lines.Value] = {}
    for member in members:
        name = "".join("_" + letter.lower() if letter.isupper() else letter for letter in member.key)
        spellings = (name, name.split("_")[0] + "".join(word.capitalize() for word in name.split("_")[1:]))
        if member.key in spellings:
            found.pop(name, None)
            found[name] = member.value
    return found


def _text(value: json_lines.Value) -> str:
    return value.content if value.kind == "string" else value.raw


def _sequence(value: json_lines.Value) -> Any:
    """Whole numbers of 64 bits, whichever way they are written."""
    number = int(value.raw) if value.is_integer_literal() else value.double()
    if isinstance(number, float) and (number != number // 1 or abs(number) == float("inf")):
        return None
    return int(number) if -(2**63) <= number < 2**63 else None


def row_of(element: str, file: str) -> Dict[str, Any]:
    """The row that an element of the JSON array, a stored row made self-contained, asks for."""
    fields = _fields(json_lines.scan(element, None).content)
    context = _fields(fields["context"].content)
    properties = json_lines.winning_members(fields["properties"].content)
    measurements = json_lines.winning_members(fields["measurements"].content)
    named = {member.key: member.value for member in properties}
    numbers = {member.key: member.value.double() for member in measurements}
    texts = {name: fields[name].content for name in ("trace_id", "parent_event_id") if name in fields}
    nanos = parse_event_time(fields["timestamp"].content)
    event = Event(fields["event_id"].content, fields["event_name"].content, nanos, texts.get("trace_id", ""), "",
                  properties, measurements, None, {}, [])
    error = {member.key: member.value.content for member in fields["error"].content} if "error" in fields else None
    row = {
        "timestamp": nanos // 1000,
        "time_unix_nano": nanos,
        "event_name": event.name,
        "signal": SIGNALS[signal_of(event, DEFAULT_METRIC_EVENTS)],
        "event_id": event.event_id,
        "trace_id": texts.get("trace_id") or None,
        "parent_event_id": texts.get("parent_event_id") or None,
        "event_sequence": _sequence(fields["event_sequence"]),
        "result": _text(named["result"]) if "result" in named else None,
        "duration_ms": numbers.get("durationMs"),
        "error": error and {name: error.get(name) for name in ("message", "type", "code")},
        "properties": {key: _text(value) for key, value in named.items()},
        "measurements": numbers,
        "deployment_url": context["deployment_url"].content or None if "deployment_url" in context else None,
        "file": file,
    }
    row.update((name, context[name].content) for name in CONTEXT_KEYS)
    return {name: row[name] for name in COLUMNS}


def expected_rows(folder: Any, **arguments: Any) -> List[Dict[str, Any]]:
    """By the elements that the iterator gives one by one, and the file that each stands in."""
    options = make_options(arguments)
    iterator = Handle("iterator", options.pointer)
    path = os.fsencode(folder)
    iterator.call("set_source_folder", path, len(path))
    event, text = POINTER(_abi.telex_event)(), _abi.telex_text()
    rows = []
    while True:
        iterator.call("next", byref(event))
        if not event:
            return rows
        given = []
        for function, name in ((library.telex_event_json, ()), (library.telex_event_text, (b"file",))):
            status = function(event, *name, byref(text))
            if status < 0:
                raise make_error(status, library.telex_event_error(event))
            given.append(string_at(text.data, text.length).decode("utf-8"))
        rows.append(row_of(*given))
