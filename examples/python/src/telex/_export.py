"""telex.export: telemetry files to a file or folder."""

from __future__ import annotations

from ctypes import byref, sizeof
from typing import Any, Callable, Iterable, NamedTuple, Optional, Tuple, cast

from . import _abi
from ._errors import make_error
from ._handle import Handle
from ._job import CancelEvent, Job, check_cancel
from ._library import library
from ._options import Date, Format, Package, Path, PresetId, SpanName, Temporality, Time, encode_path, make_options
from ._report import Report, read_report


class Progress(NamedTuple):
    """How far an export has come."""

    bytes_read: int
    """Of telemetry."""
    bytes_total: int
    """To read, as far as known; may grow, with the files."""
    events: int
    """Exported so far."""


def export(
    source: Path,
    out: Path,
    *,
    format: Format = "json",
    package: Package = "zip",
    preset: Optional[PresetId] = None,
    from_: Optional[Date] = None,
    to: Optional[Date] = None,
    start: Optional[Time] = None,
    end: Optional[Time] = None,
    now: Optional[Time] = None,
    temporality: Temporality = "delta",
    span_name: SpanName = "leaf",
    metric_events: Optional[Iterable[str]] = None,
    service_name: Optional[str] = None,
    scope_name: Optional[str] = None,
    compression: Optional[int] = None,
    threads: Optional[int] = None,
    file_slack_days: Optional[int] = None,
    max_request_bytes: Optional[int] = None,
    max_line_bytes: Optional[int] = None,
    max_grouped_bytes: Optional[int] = None,
    max_input_line_bytes: Optional[int] = None,
    max_problems: Optional[int] = None,
    overwrite: bool = False,
    progress: Optional[Callable[[Progress], object]] = None,
    cancel: Optional[CancelEvent] = None,
) -> Report:
    """Exports the events of a range. ``out`` appears complete, readable by its owner alone, or not at all.

    The GIL is free while it works, and exports on several threads run at once. Skipped lines and files are no failure:
    see the report's ``problems``.

    Args:
        source: The folder that holds the telemetry files. Its sub-folders are not entered.
        out: Where to write: a file, or with the package ``dir`` a folder.
        progress: Called every few hundred kilobytes and at the end, on the thread that called ``export``. What it
            raises stops the export and comes out. So does Ctrl-C.
        cancel: An event that stops the export when it is set, within some 20 ms.

    All others are options: ``help(telex)`` tells of each, and of Ctrl-C.

    Raises:
        NoEvents: The range holds no event, and nothing was written.
        Cancelled: ``cancel`` was set.
        Error: Any other failure, by ``code``: a bad value, a source that is no folder, a target that can be no file or
            folder, as one with too long a name (INVALID_ARGUMENT); the source (NOT_FOUND, PERMISSION_DENIED, IO); the
            target (NOT_FOUND, ALREADY_EXISTS, PERMISSION_DENIED, NO_SPACE, IO).
        TypeError, ValueError: An argument of the wrong type; a datetime without time zone; a NUL in a path; text that
            is not valid Unicode.
    """
    options = make_options(locals())
    if progress is not None and not callable(progress):
        raise TypeError(f"progress must be callable, not {type(progress).__name__}")
    check_cancel(cancel)
    run = Handle("export", options.pointer)
    run.call("set_source_folder", *encode_path("source", source))
    run.call("set_target_path", *encode_path("out", out))
    return _run(run, progress, cancel)


def _run(run: Handle, progress: Optional[Callable[[Progress], object]], cancel: Optional[CancelEvent]) -> Report:
    def tell(now: Any, error: Any, user_data: Any) -> int:
        at = now.contents
        return _status_of(job.ask(Progress(at.bytes_read, at.bytes_total, at.events)))

    def before_publishing(error: Any, user_data: Any) -> int:
        return _status_of(job.ask(None))

    # Live as long as the call.
    callback = _abi.telex_progress_callback(tell)
    # Added last: it is finished after all that is written, and before that appears under its name.
    last_sink = _abi.telex_sink(size=sizeof(_abi.telex_sink), signals=_abi.TELEX_SIGNAL_METRIC)
    last_sink.finish = type(last_sink.finish)(before_publishing)

    def work(job: Job) -> Tuple[int, Optional[Report]]:
        if progress is not None:
            run.call("set_progress", callback, None)
        run.call("add_sink", byref(last_sink), None)
        status: int = library.telex_export_run(run.pointer)
        return status, read_report(library.telex_export_report(run.pointer))

    def stop() -> None:
        library.telex_export_cancel(run.pointer)

    job = Job(work, stop, run, cancel, progress)
    try:
        status, report = job.run()
        if status < 0:
            raise make_error(status, run.error_text(), report)
        if report is None:
            raise MemoryError("telex: no memory for the report")
        return cast(Report, report)
    except BaseException as raised:
        if job.result is not None and job.result[0] >= 0:
            # Too late: the file is there.
            setattr(raised, "report", job.result[1])
        raise


def _status_of(go_on: bool) -> int:
    return _abi.TELEX_OK if go_on else _abi.TELEX_CANCELLED
