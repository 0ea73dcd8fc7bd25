"""telex.arrow: the events of a range as Arrow record batches."""

from __future__ import annotations

import threading
from ctypes import byref
from operator import attrgetter
from typing import Any, Callable, Dict, Iterable, Optional

from . import _abi
from ._capsule import make_capsule
from ._errors import Error, make_error
from ._handle import Handle
from ._library import library
from ._options import Date, Order, Path, PresetId, Time, encode_path, make_options
from ._report import Report, read_report

_MAX_ROWS = 2**63 - 1


class ArrowEvents:
    """Events as a table, for what takes the Arrow PyCapsule protocol. See :func:`arrow`.

    Each ``__arrow_c_stream__`` is a new pass over the files. It can be asked for from any thread.
    """

    # Of C alone, and with an exception that is on its way put aside: see make_capsule.
    __del__ = property(attrgetter("_forget"))
    _forget: Callable[[], object] = bool

    def __init__(self, options: Handle, source: bytes, rows_per_batch: int) -> None:
        self._options = options
        self._source = source
        self._rows_per_batch = rows_per_batch
        self._last: Dict[str, Any] = {}
        self._iterator: Optional[Handle] = None
        self._lock = threading.Lock()
        self._forget = self._last.clear

    def __arrow_c_schema__(self) -> Any:
        """A capsule with the schema, an ``arrow_schema``. It is the same for all."""
        schema = _abi.ArrowSchema()
        status = library.telex_arrow_schema(byref(schema))
        if status < 0:
            raise make_error(status, None)
        return self._keep("schema", schema)

    def __arrow_c_stream__(self, requested_schema: Any = None) -> Any:
        """A capsule with a new stream of all events, an ``arrow_array_stream``.

        ``requested_schema`` is what the consumer would like; it is given the schema of all the same, as the protocol
        allows.

        Raises:
            Error: For the source (NOT_FOUND, PERMISSION_DENIED, IO, INVALID_ARGUMENT) and for options that do not go
                together. What fails later fails in the consumer, with the library's text.
        """
        iterator = Handle("iterator", self._options.pointer)
        iterator.call("set_source_folder", self._source, len(self._source))
        stream = _abi.ArrowArrayStream()
        iterator.call("arrow_stream", self._rows_per_batch, byref(stream))
        with self._lock:
            self._iterator = iterator
        return self._keep("stream", stream)

    def _keep(self, what: str, struct: Any) -> Any:
        capsule = make_capsule(struct)
        self._last[what] = capsule
        return capsule

    def cancel(self) -> None:
        """Stops the stream that was opened last, from any thread.

        From then on it fails, with ECANCELED in C and the library's text, even where all of it was read. A consumer
        opens its stream at some time after it was given the events: before that there is nothing to stop, and what it
        opens then goes on.
        """
        with self._lock:
            iterator = self._iterator
        if iterator is not None:
            library.telex_iterator_cancel(iterator.pointer)

    @property
    def report(self) -> Optional[Report]:
        """What the stream that was opened last has read until now; None before. Fields that only an export has are 0."""
        with self._lock:
            iterator = self._iterator
            return read_report(library.telex_iterator_report(iterator.pointer)) if iterator is not None else None


def arrow(
    source: Path,
    *,
    preset: Optional[PresetId] = None,
    from_: Optional[Date] = None,
    to: Optional[Date] = None,
    start: Optional[Time] = None,
    end: Optional[Time] = None,
    now: Optional[Time] = None,
    order: Order = "time",
    metric_events: Optional[Iterable[str]] = None,
    file_slack_days: Optional[int] = None,
    max_input_line_bytes: Optional[int] = None,
    max_problems: Optional[int] = None,
    rows_per_batch: int = 8192,
) -> ArrowEvents:
    """The events of a range as Arrow record batches, for pyarrow, pandas, polars, DuckDB and whatever else takes them.

    The result has ``__arrow_c_stream__``: it is what such a program is given where it wants a table. Nothing is copied
    or parsed again on the way, and it needs no package; nothing is read before the consumer asks, and only as much as
    it asks for. It can be given several times: each time the files are read anew.

        events = telex.arrow("telemetry", preset="last7Days")
        duckdb.sql("SELECT event_name, count(*) FROM events GROUP BY ALL")
        pyarrow.table(events)

    The columns are ``timestamp`` (microseconds, UTC), ``time_unix_nano``, ``event_name``, ``signal`` (``log``,
    ``trace`` or ``metric``), ``event_id``, ``trace_id``, ``parent_event_id``, ``event_sequence``, ``result``,
    ``duration_ms``, ``error`` (a struct of ``message``, ``type``, ``code``), ``properties`` (a map to texts),
    ``measurements`` (a map to doubles), ``session_id``, ``machine_id``, ``extension_version``, ``os_type``,
    ``os_version``, ``host_arch``, ``platform_name``, ``platform_version``, ``deployment_url`` and ``file``. What an
    event does not have is null. Bad lines and files are skipped: see ``report``.

    Args:
        source: The folder that holds the telemetry files.
        order: ``time`` merges the sessions by time; ``session`` gives one after another, each in its stored order,
            which is faster where there are many.
        metric_events: Names of the events whose ``signal`` is ``metric``, instead of the usual ones.
        rows_per_batch: How many rows a batch has; a consumer holds one or a few at a time.
        preset, from_, to, start, end, now, file_slack_days, max_input_line_bytes, max_problems: See ``help(telex)``.

    Raises:
        Error, TypeError, ValueError: As ``export``, for what is wrong with an argument. What is wrong with the source,
            or with options that do not go together, is raised where the result is used.
    """
    if not isinstance(rows_per_batch, int) or isinstance(rows_per_batch, bool):
        raise TypeError(f"rows_per_batch must be an int, not {type(rows_per_batch).__name__}")
    if not 1 <= rows_per_batch <= _MAX_ROWS:
        raise Error("INVALID_ARGUMENT", "rows_per_batch must be 1 or more, and fit 64 bits")
    options = make_options(locals())
    return ArrowEvents(options, encode_path("source", source)[0], rows_per_batch)
