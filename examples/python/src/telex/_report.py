"""What an export did, as objects."""

from __future__ import annotations

import json
from ctypes import byref, sizeof, string_at
from dataclasses import dataclass
from datetime import datetime, timezone
from typing import Any, List, Literal, Mapping, Optional, Tuple

from . import _abi
from ._library import library

Signal = Literal["logs", "traces", "metrics"]

_SIGNALS: Mapping[int, Signal] = {
    _abi.TELEX_SIGNAL_LOG: "logs",
    _abi.TELEX_SIGNAL_TRACE: "traces",
    _abi.TELEX_SIGNAL_METRIC: "metrics",
}


@dataclass(frozen=True)
class Range:
    """A half-open range of time, in UTC."""

    label: str
    """For people: ``Last 7 days``."""
    start: Optional[datetime]
    """Where it begins, to the millisecond; None: without bound. Before the year 1: ``datetime.min``."""
    end: Optional[datetime]
    """Where it ends, exclusive; None: without bound. The end of the year 9999 is ``datetime.max``."""


@dataclass(frozen=True)
class Records:
    """How many OTLP records were written."""

    logs: int
    traces: int
    """Spans."""
    metrics: int
    """Data points."""


@dataclass(frozen=True)
class Problem:
    """A line, or a whole file, that was skipped."""

    file: str
    line: int
    """From 1; 0: the whole file."""
    reason: str


@dataclass(frozen=True)
class Document:
    """A document that was written into a package. The manifest is not listed."""

    path: str
    """Its name in the package."""
    signal: Signal
    records: int
    """Log records, spans or data points."""
    bytes: int
    """Before compression."""
    lines: int
    """Of ``otlp-jsonl``: how many requests; else 0."""
    endpoint: str
    """Where it is to be POSTed: ``/v1/logs``."""


@dataclass(frozen=True)
class Report:
    """What was exported, or read. Counts are exact, whatever their size."""

    events: int
    """Events of the range. For the OTLP formats the sum of the next three; for json those are 0."""
    logs: int
    traces: int
    metrics: int
    records: Records
    files_selected: int
    files_skipped: int
    """Files that could not be opened or read to their end."""
    lines_skipped: int
    derived_ids: int
    """Ids that OTLP does not allow, replaced by derived ones."""
    repaired: int
    """Counts of metrics that were rounded or clamped."""
    oversized: int
    """Records that are larger alone than a document may be."""
    bytes_read: int
    bytes_written: int
    """The size of the files that were written."""
    seconds: float
    exported_at: datetime
    """The option ``now``, in UTC, to the millisecond."""
    range: Range
    problems: Tuple[Problem, ...]
    """The first ``max_problems`` of what was skipped; all are counted."""
    documents: Tuple[Document, ...]


def to_datetime(text: str) -> datetime:
    """From the library's ``YYYY-MM-DDTHH:MM:SS.mmmZ``; in a year that Python does not know, its first or last one."""
    if text.startswith(("-", "0000-")):
        return datetime.min.replace(tzinfo=timezone.utc)
    if text.startswith("+"):
        return datetime.max.replace(tzinfo=timezone.utc)
    return datetime.fromisoformat(text[:-1] + "+00:00")


def decode(text: _abi.telex_text) -> Optional[str]:
    """The text that the library gave; None where it is absent."""
    return string_at(text.data, text.length).decode("utf-8", "replace") if text.data else None


def _optional_datetime(text: Optional[str]) -> Optional[datetime]:
    return None if text is None else to_datetime(text)


def make_range(label: str, start: Optional[str], end: Optional[str]) -> Range:
    """From the library's texts."""
    return Range(label, _optional_datetime(start), _optional_datetime(end))


def _documents(handle: Any) -> Tuple[Document, ...]:
    found: List[Document] = []
    document = _abi.telex_document(size=sizeof(_abi.telex_document))
    while library.telex_report_document(handle, len(found), byref(document)) == _abi.TELEX_OK:
        found.append(
            Document(
                path=decode(document.path) or "",
                signal=_SIGNALS[document.signal],
                records=document.records,
                bytes=document.bytes,
                lines=document.lines,
                endpoint=decode(document.endpoint) or "",
            )
        )
    return tuple(found)


def read_report(handle: Any) -> Optional[Report]:
    """A copy of the library's report; None where memory is short."""
    text = _abi.telex_text()
    if library.telex_report_json(handle, byref(text)) != _abi.TELEX_OK:
        return None
    fields = json.loads(string_at(text.data, text.length))
    covered = fields["range"]
    return Report(
        events=fields["events"],
        logs=fields["logs"],
        traces=fields["traces"],
        metrics=fields["metrics"],
        records=Records(**fields["records"]),
        files_selected=fields["files"]["selected"],
        files_skipped=fields["files"]["skipped"],
        lines_skipped=fields["lines"]["skipped"],
        derived_ids=fields["derivedIds"],
        repaired=fields["repaired"],
        oversized=fields["oversized"],
        bytes_read=fields["bytesRead"],
        bytes_written=fields["bytesWritten"],
        seconds=fields["seconds"],
        exported_at=to_datetime(fields["exportedAt"]),
        range=make_range(covered["label"], covered.get("start"), covered.get("end")),
        problems=tuple(Problem(**problem) for problem in fields["problems"]),
        documents=_documents(handle),
    )
