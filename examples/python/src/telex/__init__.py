"""Exports local telemetry files as a JSON array or as OTLP/JSON.

    report = telex.export("telemetry", "may.otlp.zip", format="otlp", from_=date(2026, 5, 1), to=date(2026, 5, 31))

Paths are str, bytes or os.PathLike; dates are UTC; times have a time zone. All failures of the library are telex.Error.

The range of export, events, arrow, select_files and suggested_file_name is one of: preset; from_ and to; start and end. Of the
pairs either may be left out. Without a range: all time.

    preset  ``last24Hours``, ``last7Days``, ``last30Days`` or ``allTime``; ends at ``now``.
    from_   First UTC date.
    to      Last UTC date, inclusive.
    start   First moment.
    end     The moment at which the range ends; it is no longer part of it. A text such as
            ``2026-05-04T12:00:00.123456789Z`` is exact to the nanosecond.
    now     The end of a preset, and the time of the export in report and manifest. Default: the clock.

What is read:

    file_slack_days       Also the files of this many days after the range, 0 to 3660. Default: 0.
    max_input_line_bytes  Longer lines of telemetry are skipped, 1 byte to 1 GiB. Default: 16 MiB.
    max_problems          How many skipped lines and files the report lists. Default: 100.

What is written:

    format             ``json`` for a JSON array; ``otlp`` for OTLP requests; ``otlp-jsonl`` for OTLP requests as lines.
    package            What holds the documents of OTLP: ``zip`` or ``dir``. Says nothing for json.
    overwrite          Replaces ``out``: a file, or for the package ``dir`` a folder that is empty or holds an export.
    compression        Of a zip, 0 to 9. Default: 3.
    threads            How many threads it may use, 0 to 256; the output is the same. Default: 0, as many as help.
    temporality        Of OTLP Sums: ``delta``, or ``cumulative`` for Prometheus and its like.
    span_name          The last segment of the event's name (``leaf``), or all of it (``full``).
    metric_events      Names of the events that become metrics, instead of the usual ones. Empty: none.
    service_name       The resource attribute ``service.name``. Default: coder-vscode-extension.
    scope_name         The instrumentation scope. Default: coder.vscode-coder.telemetry.export.
    max_request_bytes  Of one document of ``otlp``, before compression. Default: 16 MiB.
    max_line_bytes     Of one line of ``otlp-jsonl``, without its newline. Default: 1,000,000.
    max_grouped_bytes  Of encoded metric points that are held to be grouped by metric. Default: 1 MiB.

Ctrl-C, and what another signal's handler raises, stops an export and comes out when it has ended. Nothing new is left
at ``out``, unless it comes in the export's last moment (about a millisecond), in which the file appears and the
report is read: then the file is complete, and the exception has the report, as the attribute ``report``. A second
Ctrl-C does not wait for the end; the export still ends by itself. In ``progress`` it interrupts what Python lets it
interrupt, such as time.sleep and waits for locks; a function of C that computes, or waits by itself, ends first.

A child that is forked in ``progress`` leaves the export to its parent: in the child, ``export`` raises Cancelled when
``progress`` has returned. Where no thread could be started for the export (the system's limit, the interpreter's end),
the child ends there instead, without its atexit functions: with the status of a SystemExit, or with 1.
"""

from ._arrow import ArrowEvents, arrow
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
    "ArrowEvents",
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
    "arrow",
    "events",
    "export",
    "file_filters",
    "presets",
    "select_files",
    "suggested_file_name",
    "validate_date",
    "validate_date_range",
]
