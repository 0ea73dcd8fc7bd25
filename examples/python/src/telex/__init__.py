"""Exports local telemetry files as a JSON array or as OTLP/JSON.

    report = telex.export("telemetry", "may.otlp.zip", format="otlp", from_=date(2026, 5, 1), to=date(2026, 5, 31))

Paths are str, bytes or os.PathLike; dates are UTC; times have a time zone. All failures of the library are telex.Error.
"""

from ._errors import Cancelled, Error, NoEvents
from ._events import Events, events
from ._export import Progress, export
from ._job import CancelEvent
from ._library import library as _library
from ._ranges import (
    Preset,
    file_filters,
    presets,
    select_files,
    suggested_file_name,
    validate_date,
    validate_date_range,
)
from ._report import Document, Problem, Range, Records, Report

__version__: str = _library.telex_version().decode()
"""Of the library."""

__all__ = [
    "CancelEvent",
    "Cancelled",
    "Document",
    "Error",
    "Events",
    "NoEvents",
    "Preset",
    "Problem",
    "Progress",
    "Range",
    "Records",
    "Report",
    "__version__",
    "events",
    "export",
    "file_filters",
    "presets",
    "select_files",
    "suggested_file_name",
    "validate_date",
    "validate_date_range",
]
