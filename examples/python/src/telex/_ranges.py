"""What a user interface asks: presets, date checks, names, filters, and the files of a range."""

from __future__ import annotations

import os
from ctypes import byref, c_size_t, create_string_buffer, sizeof, string_at
from dataclasses import dataclass
from datetime import datetime, timezone
from typing import Dict, List, Optional, cast

from . import _abi
from ._handle import Handle
from ._library import library
from ._options import Date, Format, Path, PresetId, Time, encode_date, encode_path, encode_text, make_options
from ._report import Range, decode, make_range

# The messages are short; a longer one is cut.
_MESSAGE_BYTES = 256


@dataclass(frozen=True)
class Preset:
    """A range that has a name, to be offered to a user."""

    id: PresetId
    """For the argument ``preset``."""
    label: str
    """For people: ``Last 7 days``."""
    start: Optional[datetime]
    """In UTC, to the millisecond; None: without bound."""
    end: Optional[datetime]
    """Likewise, exclusive."""
    suggested_name: str
    """A file name with ``{ext}`` for the format's extension (json, otlp.zip or otlp.jsonl.zip)."""


def _range_of(options: Handle) -> Range:
    found = _abi.telex_range(size=sizeof(_abi.telex_range))
    options.call("range", byref(found))
    return make_range(decode(found.label) or "", decode(found.start), decode(found.end))


def _name_of(options: Handle) -> str:
    name = _abi.telex_text()
    options.call("suggested_file_name", byref(name))
    return decode(name) or ""


def presets(now: Optional[Time] = None) -> List[Preset]:
    """The ranges that have a name, in the order in which a user is offered them.

    Args:
        now: Where they end. Default: the clock.

    Raises:
        TypeError, ValueError, Error: ``now`` is of another type, has no time zone, or is no time.
    """
    moment: Time = datetime.now(timezone.utc) if now is None else now
    found: List[Preset] = []
    name, label = _abi.telex_text(), _abi.telex_text()
    while library.telex_preset(len(found), byref(name), byref(label)) == _abi.TELEX_OK:
        preset = cast(PresetId, decode(name))
        options = make_options({"preset": preset, "now": moment, "format": "json"})
        covered = _range_of(options)
        pattern = _name_of(options)[: -len("json")] + "{ext}"
        found.append(Preset(preset, covered.label, covered.start, covered.end, pattern))
    return found


def validate_date(text: str) -> Optional[str]:
    """Checks a date that a user typed: the message to show, or None where it is one.

    Raises TypeError where ``text`` is no str.
    """
    typed = encode_text("text", text)
    message = create_string_buffer(_MESSAGE_BYTES)
    status = library.telex_validate_date(typed, len(typed), message, len(message))
    return _message(status, message.value)


def validate_date_range(from_: Date, to: Date) -> Optional[str]:
    """Likewise for two dates, and whether the second is on or after the first.

    Either may be empty, which is no bound, but not both. Raises TypeError where one is neither a date nor a str.
    """
    first, last = encode_date("from_", from_), encode_date("to", to)
    message = create_string_buffer(_MESSAGE_BYTES)
    status = library.telex_validate_date_range(first, len(first), last, len(last), message, len(message))
    return _message(status, message.value)


def _message(status: int, text: bytes) -> Optional[str]:
    if status == _abi.TELEX_OUT_OF_MEMORY:
        raise MemoryError("telex: no memory to check a date")
    return None if status == _abi.TELEX_OK else text.decode("utf-8", "replace")


def suggested_file_name(
    *,
    format: Format = "json",
    preset: Optional[PresetId] = None,
    from_: Optional[Date] = None,
    to: Optional[Date] = None,
    start: Optional[Time] = None,
    end: Optional[Time] = None,
    now: Optional[Time] = None,
) -> str:
    """A name for what ``export`` would write with these arguments: ``coder-telemetry-last-7-days-2026-05-04.otlp.zip``.

    The arguments: ``help(telex)``. Raises TypeError, ValueError and Error as ``export`` does for them.
    """
    return _name_of(make_options(locals()))


def file_filters(format: Format) -> Dict[str, List[str]]:
    """What a file dialog filters by for the format: ``{"Zip files": ["zip"]}``.

    Raises TypeError, and Error where there is no such format.
    """
    encode_text("format", format)
    label, extension = _abi.telex_text(), _abi.telex_text()
    make_options({"format": format}).call("file_filter", byref(label), byref(extension))
    return {decode(label) or "": [decode(extension) or ""]}


def select_files(
    source: Path,
    *,
    preset: Optional[PresetId] = None,
    from_: Optional[Date] = None,
    to: Optional[Date] = None,
    start: Optional[Time] = None,
    end: Optional[Time] = None,
    now: Optional[Time] = None,
    file_slack_days: Optional[int] = None,
) -> List[str]:
    """The names of the files in ``source`` that a range needs, by name alone, ordered by date, session and part.

    Decoded as ``os.listdir`` does it, so that each can be opened, whatever its bytes.

    The arguments: ``help(telex)``. Raises TypeError, ValueError and Error as ``export`` does for them and its source.
    """
    options = make_options(locals())
    files = Handle("files", options.pointer)
    files.call("set_source_folder", *encode_path("source", source))
    count, name = c_size_t(), _abi.telex_text()
    files.call("select", byref(count))
    names = []
    for index in range(count.value):
        files.call("name", index, byref(name))
        names.append(os.fsdecode(string_at(name.data, name.length)))
    return names
