"""Options of a data source, as text, to arguments of telex."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from datetime import datetime, timezone
from typing import Any, Dict, Mapping, Optional
from urllib.parse import unquote, urlsplit

PARTITION_BYTES = 16 * 1024 * 1024

# Spark's spelling in lower case, and the argument of telex.
_RANGE = {
    "range": "preset",
    "from": "from_",
    "to": "to",
    "start": "start",
    "end": "end",
    "now": "now",
}


@dataclass(frozen=True)
class ReadOptions:
    """What a query reads, the same in every task."""

    root: str
    range: Dict[str, Any]
    """Of telex.select_files, and ``now``."""
    max_input_line_bytes: Optional[int] = None
    partition_bytes: int = PARTITION_BYTES
    own: Dict[str, int] = field(default_factory=dict)
    """Those that one of the formats has for itself."""

    def reading(self) -> Dict[str, Any]:
        """Arguments of telex.arrow and telex.events."""
        limit = {} if self.max_input_line_bytes is None else {"max_input_line_bytes": self.max_input_line_bytes}
        return {**self.range, **limit}


def local_path(text: str) -> str:
    """A path, or a ``file:`` URL of one, as an absolute path: a worker has another working directory."""
    if text.lower().startswith("file:"):
        text = unquote(urlsplit(text).path)
    elif "://" in text:
        raise ValueError(f"telex reads local and mounted folders only, not {text}")
    return os.path.abspath(text)


def pin_now(range_: Mapping[str, Any]) -> Dict[str, Any]:
    """The range with its end decided: tasks run at different times, and some run twice."""
    return {"now": datetime.now(timezone.utc), **{name: value for name, value in range_.items() if value is not None}}


def read_options(given: Mapping[str, str], own: Mapping[str, int]) -> ReadOptions:
    """From a data source's options. ``own`` are whole numbers that only this format has, with their defaults.

    Raises ValueError for an unknown option or a bad number, telex.Error for a bad range.
    """
    range_: Dict[str, Any] = {}
    numbers: Dict[str, int] = dict(own)
    root, limit, partition_bytes = None, None, PARTITION_BYTES
    for name, value in given.items():
        key = name.lower().replace("_", "")
        if key == "path":
            root = local_path(value)
        elif key in _RANGE:
            range_[_RANGE[key]] = value
        elif key == "fileslackdays":
            range_["file_slack_days"] = _integer(name, value, least=0)
        elif key == "maxinputlinebytes":
            limit = _integer(name, value)
        elif key == "partitionbytes":
            partition_bytes = _integer(name, value)
        elif key in numbers:
            numbers[key] = _integer(name, value)
        else:
            raise ValueError(f"telex has no option {name}")
    if root is None:
        raise ValueError("telex needs a path: .load(ROOT), or .option('path', ROOT)")
    return ReadOptions(root, pin_now(range_), limit, partition_bytes, numbers)


def _integer(name: str, value: str, least: int = 1) -> int:
    try:
        number = int(value)
    except ValueError:
        number = least - 1
    if number < least:
        raise ValueError(f"option {name}: {value!r} is no whole number from {least}")
    return number
