"""Calls that take long, on a thread of their own.

A signal's handler, and so Ctrl-C, runs between two steps of Python on the main thread, but not during a call of C. So C
is called on another thread while the caller waits, which a signal can interrupt. What the caller's functions do (follow
progress), they do on the caller's thread.
"""

from __future__ import annotations

import _thread
import atexit
import os
import sys
import time
from queue import Empty, SimpleQueue
from typing import Any, Callable, Dict, Optional, Protocol, Set

from ._errors import Cancelled
from ._handle import Handle
from ._signals import KeptSignals

# How long a set `cancel` can go unnoticed.
_POLL_SECONDS = 0.02
# Of a wait for the work alone. None is for ever: it ends with the work, and a signal's handler runs meanwhile. Windows
# does not interrupt a wait for Ctrl-C.
_WAIT_SECONDS = _POLL_SECONDS if os.name == "nt" else None
# How long the end of the interpreter waits for the calls of threads that it does not wait for.
_EXIT_SECONDS = 5.0
# The last message of a job.
_END = object()


def _do_nothing(*arguments: object) -> None:
    pass


class CancelEvent(Protocol):
    """What can be given as ``cancel``: a ``threading.Event``, or whatever else says so."""

    def is_set(self) -> bool:
        """Whether the call is to end."""


def check_cancel(cancel: object) -> None:
    """Raises TypeError where it is no CancelEvent, nor None."""
    if isinstance(cancel, type):
        raise TypeError(f"cancel must be an object, as threading.Event() is, not the class {cancel.__name__}")
    if cancel is not None and not callable(getattr(cancel, "is_set", None)):
        raise TypeError(f"cancel must have is_set(), as threading.Event has, not {type(cancel).__name__}")


class Job:
    """One call of ``work``, which uses ``handle``. ``stop`` ends it early, from any thread and also before it has begun.

    An exception of a signal's handler can come between any two steps of Python, and would leave what
    ``threading.Event``, ``Condition`` and ``Thread.start`` lock in their Python code locked for ever. So the two
    threads share only what C does in one step: queues, a dict's entry, a flag. The flag says that the work has ended;
    the queue's message only wakes up, and may get lost with the exception.
    """

    def __init__(
        self,
        work: Callable[[Job], Any],
        stop: Callable[[], None],
        handle: Handle,
        cancel: Optional[CancelEvent] = None,
        on_message: Optional[Callable[[Any], object]] = None,
    ) -> None:
        self._work = work
        self._stop = stop
        self.handle = handle
        self._cancel = cancel
        self._on_message = on_message
        self.result: Any = None
        """What ``work`` returned; None before, and where it raised."""
        self._error: Optional[BaseException] = None
        self._messages: SimpleQueue[Any] = SimpleQueue()
        self._answers: SimpleQueue[bool] = SimpleQueue()
        # Who enters first, the thread that is to work or a caller who gives up, decides whether it does.
        self._claim: Dict[str, str] = {}
        self._ended = False
        self._signals: Optional[KeptSignals] = None
        """On the caller's thread alone: what the signals there do while it works."""
        self._caller = _thread.get_ident()
        self._process = _process

    @property
    def inherited(self) -> bool:
        """Whether this is a child of the process that the work is in. The child has the memory, but not the thread."""
        return self._process is not _process

    @property
    def ended(self) -> bool:
        """Whether the work has ended, or will never begin, or is another process's."""
        return self._ended or self.inherited or self._claim.get("by") == "caller"

    def run(self) -> Any:
        """What ``work`` returns. An exception of the caller's thread stops the work, and comes out when it has ended.

        A second one, while that is waited for, comes out at once: see ``ended``.
        """
        try:
            self._look_at_cancel()
            self._look_at_the_end()
            self._start()
            while not self.ended:
                self._serve()
            if self.inherited:
                raise Cancelled("CANCELLED", "the work is the parent process's")
        except BaseException:
            self._give_up()
            raise
        finally:
            if not self.ended:
                self.end()
            # The thread may outlive this call by a moment; what the functions hold must not.
            self._work = self._stop = self._on_message = _do_nothing
        error, self._error = self._error, None
        if error is not None:
            raise error
        return self.result

    def ask(self, message: object) -> bool:
        """For ``work``: calls ``on_message`` on the caller's thread; whether to go on. None only asks."""
        if self._signals is not None:
            return self._ask_here(message, self._signals)
        self._messages.put(message)
        return self._answers.get()

    def end(self) -> None:
        """Stops the work. Any thread."""
        self._stop()
        self._answers.put(False)

    def wait(self, seconds: float) -> None:
        """Until the work has ended, or the seconds are over."""
        deadline = time.monotonic() + seconds
        while not self._ended and time.monotonic() < deadline:
            time.sleep(_POLL_SECONDS)

    def _start(self) -> None:
        # At its end Python before 3.12 starts a thread that then never runs.
        if not sys.is_finalizing():
            try:
                _thread.start_new_thread(self._run_work, ())
                return
            except RuntimeError:  # no more threads: the system's limit, or the interpreter is at its end
                pass
        self._run_work_here()

    def _run_work_here(self) -> None:
        self._signals = signals = KeptSignals(self._stop)
        with signals:
            self._run_work()
        self._signals = None
        if signals.error is not None:
            self._error = None
            raise signals.error

    def _ask_here(self, message: object, signals: KeptSignals) -> bool:
        try:
            signals.raising = True
            self._tell(message)
            signals.raising = False
        except BaseException as error:
            signals.raising = False
            self._error = error
        if self.inherited:
            _exit_child(self._error or signals.error)
        return self._error is None and signals.error is None

    def _serve(self) -> None:
        try:
            message = self._messages.get(timeout=_WAIT_SECONDS if self._cancel is None else _POLL_SECONDS)
        except Empty:
            self._look_at_cancel()
            return
        if message is not _END:
            self._tell(message)
            self._answers.put(True)

    def _tell(self, message: object) -> None:
        if message is not None and self._on_message is not None:
            self._on_message(message)
        self._look_at_cancel()

    def _look_at_cancel(self) -> None:
        if self._cancel is not None and self._cancel.is_set():
            self._stop()

    def _look_at_the_end(self) -> None:
        if _ending_thread is not None and _ending_thread != self._caller:
            raise Cancelled("CANCELLED", "the interpreter ends")

    def _give_up(self) -> None:
        self.end()
        if self._claim.setdefault("by", "caller") == "caller":
            return
        while not self.ended:
            try:
                self._messages.get(timeout=_WAIT_SECONDS)
            except Empty:
                pass

    def _run_work(self) -> None:
        if self._claim.setdefault("by", "worker") != "worker":
            return
        _running.add(self)
        try:
            # After it was added: either this look sees the end, or the end sees the job.
            self._look_at_the_end()
            self.result = self._work(self)
        except BaseException as error:
            self._error = error
        finally:
            _running.discard(self)
            self._ended = True
            self._messages.put(_END)


_running: Set[Job] = set()
# Another object in each process.
_process = object()
# The thread that ends the interpreter. A daemon thread starts nothing any more then: the interpreter ends it in the
# middle of a callback, and with it the process, since that unwinds the library's C++ frames.
_ending_thread: Optional[int] = None


def _end_all() -> None:
    """At the interpreter's end: the jobs of daemon threads. They would be left in the middle of writing."""
    global _ending_thread
    _ending_thread = _thread.get_ident()
    jobs = list(_running)
    for job in jobs:
        job.end()
    for job in jobs:
        job.wait(_EXIT_SECONDS)


atexit.register(_end_all)


def _leave_all() -> None:
    """In a child: the jobs' threads are the parent's, and so is what they write."""
    global _process, _ending_thread
    _process, _ending_thread = object(), None
    for job in _running:
        job.handle.leave()
    _running.clear()


def _exit_child(error: Optional[BaseException]) -> None:
    """Ends a child that would return into the parent's call of the library, whose other threads it does not have."""
    status = 1
    try:
        if isinstance(error, SystemExit) and (error.code is None or isinstance(error.code, int)):
            status = error.code or 0
        elif isinstance(error, SystemExit):
            print(error.code, file=sys.stderr)
        elif error is not None:
            sys.excepthook(type(error), error, error.__traceback__)
        else:
            print("telex: a child that was forked during a call ends here: the call is its parent's", file=sys.stderr)
        for stream in (sys.stdout, sys.stderr):
            stream.flush()
    finally:
        os._exit(status & 0xFF)


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_leave_all)
