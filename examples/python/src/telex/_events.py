"""telex.events: the events of a range, one by one."""

from __future__ import annotations

import json
import threading
from collections import deque
from ctypes import POINTER, byref, string_at
from types import TracebackType
from typing import Any, Deque, Dict, Iterator, List, Optional, Tuple, Type

from . import _abi
from ._errors import Cancelled, Error, make_error
from ._handle import Handle
from ._job import CancelEvent, Job, check_cancel
from ._library import library
from ._options import Date, Order, Path, PresetId, Time, encode_path, make_options
from ._report import Report, read_report

# A batch is one change of threads. The first ones are small, so that the first event comes at once.
_BATCH_GROWTH = 8
_BATCH_EVENTS = 512
_BATCH_BYTES = 256 * 1024


def _integer(digits: str) -> Any:
    try:
        return int(digits)
    except ValueError:  # more digits than Python takes
        return float(digits)


def _parse(element: bytes) -> Dict[str, Any]:
    text = element.decode()
    try:
        event: Dict[str, Any] = json.loads(text)
    except ValueError:
        event = json.loads(text, parse_int=_integer)
    return event


class Events(Iterator[Dict[str, Any]]):
    """Iterates over events; also a context manager, which closes it. See :func:`events`."""

    def __init__(self, iterator: Handle, cancel: Optional[CancelEvent]) -> None:
        self._iterator: Optional[Handle] = iterator
        self._cancel = cancel
        self._batch: Deque[bytes] = deque()
        self._limit = 1
        self._more = True
        self._failure: Optional[Error] = None
        self._report: Optional[Report] = None
        self._lock = threading.RLock()

    def __enter__(self) -> Events:
        return self

    def __exit__(
        self,
        kind: Optional[Type[BaseException]],
        error: Optional[BaseException],
        traceback: Optional[TracebackType],
    ) -> None:
        self.close()

    def __iter__(self) -> Events:
        return self

    def __next__(self) -> Dict[str, Any]:
        with self._lock:
            if self._cancel is not None and self._cancel.is_set() and self._iterator is not None:
                self.close()
                raise Cancelled("CANCELLED", "cancelled", self._report)
            if not self._batch and self._more and self._iterator is not None:
                self._fill(self._iterator)
            if self._batch:
                return _parse(self._batch.popleft())
            self._end()
            raise StopIteration

    @property
    def report(self) -> Optional[Report]:
        """What was read so far, some events ahead of what was given out. Fields that only an export has are 0."""
        with self._lock:
            if self._iterator is not None:
                self._report = read_report(library.telex_iterator_report(self._iterator.pointer))
            return self._report

    def close(self) -> None:
        """Ends the iteration and closes its files. Does nothing the second time."""
        with self._lock:
            self._batch.clear()
            self._failure = None
            self._end()

    def _end(self) -> None:
        """Lets go of the library's iterator; raises what has ended it."""
        if self._iterator is not None:
            self._report = self.report
            self._iterator = None
        failure, self._failure = self._failure, None
        if failure is not None:
            failure.report = self._report
            raise failure

    def _fill(self, iterator: Handle) -> None:
        batch: List[bytes] = []

        def stop() -> None:
            library.telex_iterator_cancel(iterator.pointer)

        job = Job(lambda job: self._read(iterator, batch), stop, iterator, self._cancel)
        # The thread's alone as long as it reads, which after a second Ctrl-C is longer than this call.
        self._iterator = None
        try:
            self._more, self._failure = job.run()
        except BaseException:
            if job.ended and not job.inherited:
                self._iterator = iterator
            self.close()
            raise
        self._iterator = iterator
        self._batch.extend(batch)
        self._limit = min(self._limit * _BATCH_GROWTH, _BATCH_EVENTS)

    def _read(self, iterator: Handle, batch: List[bytes]) -> Tuple[bool, Optional[Error]]:
        """Reads a batch; whether there may be more, and what has ended it."""
        # Names of this function's own: it is called for each event.
        event, element = POINTER(_abi.telex_event)(), _abi.telex_text()
        event_out, element_out = byref(event), byref(element)
        next_event, event_json = library.telex_iterator_next, library.telex_event_json
        pointer, limit, bytes_read = iterator.pointer, self._limit, 0
        while len(batch) < limit and bytes_read < _BATCH_BYTES:
            status = next_event(pointer, event_out)
            if status < 0:
                return False, make_error(status, iterator.error_text())
            if not event:
                return False, None
            status = event_json(event, element_out)
            if status < 0:
                return False, make_error(status, library.telex_event_error(event))
            batch.append(string_at(element.data, element.length))
            bytes_read += element.length
        return True, None


def events(
    source: Path,
    *,
    preset: Optional[PresetId] = None,
    from_: Optional[Date] = None,
    to: Optional[Date] = None,
    start: Optional[Time] = None,
    end: Optional[Time] = None,
    now: Optional[Time] = None,
    order: Order = "time",
    file_slack_days: Optional[int] = None,
    max_input_line_bytes: Optional[int] = None,
    max_problems: Optional[int] = None,
    cancel: Optional[CancelEvent] = None,
) -> Events:
    """The events of a range, as ``export`` writes them into a JSON array: each a dict, in the same order.

    Memory stays constant, whatever the size of the folder. Bad lines and files are skipped: see ``report``. A range
    without events is empty. The result can be left at any time; as a context manager it then closes its files at once.

        with telex.events("telemetry", preset="last7Days") as events:
            for event in events:
                print(event["event_name"])

    Args:
        source: The folder that holds the telemetry files.
        order: ``time`` merges the sessions by time; ``session`` gives one after another, each in its stored order.
        cancel: An event that ends the iteration with Cancelled when it is set.
        preset, from_, to, start, end, now, file_slack_days, max_input_line_bytes, max_problems: See ``help(telex)``.

    Raises:
        Error, TypeError, ValueError: As ``export``: at once for what is wrong with an argument, and from the iteration
            for the source (NOT_FOUND, PERMISSION_DENIED, IO) and for options that do not go together.
        Cancelled: From the iteration.
    """
    check_cancel(cancel)
    options = make_options(locals())
    iterator = Handle("iterator", options.pointer)
    iterator.call("set_source_folder", *encode_path("source", source))
    return Events(iterator, cancel)
