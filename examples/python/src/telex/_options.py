"""Keyword arguments to the library's options."""

from __future__ import annotations

import os
from datetime import date, datetime, timezone
from typing import Any, Callable, Dict, Iterable, Literal, Mapping, Tuple, Union

from ._errors import Error
from ._handle import Handle

Format = Literal["json", "otlp", "otlp-jsonl"]
Package = Literal["zip", "dir"]
PresetId = Literal["last24Hours", "last7Days", "last30Days", "allTime"]
Temporality = Literal["delta", "cumulative"]
SpanName = Literal["leaf", "full"]
Order = Literal["time", "session"]
Path = Union[str, bytes, "os.PathLike[str]", "os.PathLike[bytes]"]
Date = Union[date, str]
Time = Union[datetime, str]


def encode_text(name: str, value: object) -> bytes:
    """Text for the library. ``name`` is the argument's, for its errors."""
    if not isinstance(value, str):
        raise TypeError(f"{name} must be a str, not {type(value).__name__}")
    try:
        return value.encode()
    except UnicodeEncodeError as error:
        raise ValueError(f"{name} is not valid Unicode: {error}") from error


def encode_path(name: str, value: Path) -> Tuple[bytes, int]:
    """A path as the library takes it: its bytes and their number. ``name`` is the argument's, for its errors."""
    text: object = value.__fspath__() if isinstance(value, os.PathLike) else value
    if not isinstance(text, (str, bytes)):
        raise TypeError(f"{name} must be a str, bytes or os.PathLike of them, not {type(value).__name__}")
    try:
        path = os.fsencode(text)
    except UnicodeEncodeError as error:
        raise ValueError(f"{name} is not valid Unicode: {error}") from error
    if not path:
        raise Error("INVALID_ARGUMENT", f"{name} is empty")
    if b"\0" in path:
        raise ValueError(f"{name} must not hold a NUL")
    return path, len(path)


def encode_date(name: str, value: object) -> bytes:
    """``YYYY-MM-DD``. A datetime is refused: which date it means depends on a time zone."""
    if isinstance(value, date) and not isinstance(value, datetime):
        return value.isoformat().encode()
    if isinstance(value, str):
        return encode_text(name, value)
    raise TypeError(f"{name} must be a datetime.date or a str, not {type(value).__name__}")


def encode_time(name: str, value: object) -> bytes:
    """An instant with its offset from UTC."""
    if isinstance(value, datetime):
        if value.utcoffset() is None:
            raise ValueError(f"{name} must have a time zone, as datetime.now(timezone.utc) has")
        try:
            return value.astimezone(timezone.utc).isoformat().encode()
        except OverflowError as error:
            raise ValueError(f"{name} is out of the range of dates: {value}") from error
    if isinstance(value, str):
        return encode_text(name, value)
    raise TypeError(f"{name} must be a datetime.datetime or a str, not {type(value).__name__}")


def _set_text(options: Handle, name: str, key: bytes, value: object) -> None:
    text = encode_text(name, value)
    options.call("set_text", key, text, len(text))


def _set_date(options: Handle, name: str, key: bytes, value: object) -> None:
    text = encode_date(name, value)
    options.call("set_text", key, text, len(text))


def _set_time(options: Handle, name: str, key: bytes, value: object) -> None:
    text = encode_time(name, value)
    options.call("set_text", key, text, len(text))


def _set_integer(options: Handle, name: str, key: bytes, value: object) -> None:
    if not isinstance(value, int) or isinstance(value, bool):
        raise TypeError(f"{name} must be an int, not {type(value).__name__}")
    # As text, since C would wrap a number of more than 64 bits.
    # Beyond 64 bits all are as wrong, and Python does not print all of them.
    digits = b"%d" % max(-(2**64), min(value, 2**64))
    options.call("set_text", key, digits, len(digits))


def _set_bool(options: Handle, name: str, key: bytes, value: object) -> None:
    if not isinstance(value, bool):
        raise TypeError(f"{name} must be a bool, not {type(value).__name__}")
    options.call("set_bool", key, value)


def _set_list(options: Handle, name: str, key: bytes, value: object) -> None:
    if isinstance(value, (str, bytes)) or not isinstance(value, Iterable):
        raise TypeError(f"{name} must be an iterable of str, not {type(value).__name__}")
    options.call("set_text", key, b"", 0)
    for entry in value:
        text = encode_text(name, entry)
        options.call("add_text", key, text, len(text))


_Setter = Callable[[Handle, str, bytes, object], None]

# By the name of the argument; the option has the same but where a second one is given.
_SETTERS: Dict[str, Tuple[_Setter, bytes]] = {
    "preset": (_set_text, b"range"),
    "from_": (_set_date, b"from"),
    "to": (_set_date, b"to"),
    "start": (_set_time, b"start"),
    "end": (_set_time, b"end"),
    "now": (_set_time, b"now"),
    "format": (_set_text, b"format"),
    "package": (_set_text, b"package"),
    "order": (_set_text, b"order"),
    "temporality": (_set_text, b"temporality"),
    "span_name": (_set_text, b"span_name"),
    "service_name": (_set_text, b"service_name"),
    "scope_name": (_set_text, b"scope_name"),
    "metric_events": (_set_list, b"metric_events"),
    "overwrite": (_set_bool, b"overwrite"),
    "compression": (_set_integer, b"compression"),
    "threads": (_set_integer, b"threads"),
    "file_slack_days": (_set_integer, b"file_slack_days"),
    "max_request_bytes": (_set_integer, b"max_request_bytes"),
    "max_line_bytes": (_set_integer, b"max_line_bytes"),
    "max_grouped_bytes": (_set_integer, b"max_grouped_bytes"),
    "max_input_line_bytes": (_set_integer, b"max_input_line_bytes"),
    "max_problems": (_set_integer, b"max_problems"),
}


def make_options(arguments: Mapping[str, Any]) -> Handle:
    """Options of the library, from those of a function's arguments that are options. None leaves one at its default.

    Raises TypeError for a value of the wrong type, ValueError for a time without time zone and for text that is not
    Unicode, and Error (INVALID_ARGUMENT) for a value that the option does not have; each names the argument.
    """
    options = Handle("options")
    for name, value in arguments.items():
        if name in _SETTERS and value is not None:
            setter, key = _SETTERS[name]
            try:
                setter(options, name, key, value)
            except Error as error:
                told = f"option {name}" in str(error)
                raise Error(error.code, str(error) if told else f"{name}: {error}") from None
    return options
