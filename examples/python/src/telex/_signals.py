"""Handlers of signals during a call of the library on the main thread.

What a handler raises in a function that C has called, and Ctrl-C does, is printed there and lost.
"""

from __future__ import annotations

import signal
import threading
from typing import Any, Callable, List, Optional, Tuple


class KeptSignals:
    """A context in which handlers are called as ever, but what they raise is kept, and ``on_raise`` called.

    While ``raising`` is true it is raised as ever, once: that is for functions which catch it.
    """

    def __init__(self, on_raise: Callable[[], None]) -> None:
        self.error: Optional[BaseException] = None
        """The last that was kept."""
        self.raising = False
        self._on_raise = on_raise
        self._handlers: List[Tuple[int, Any]] = []

    def __enter__(self) -> KeptSignals:
        # Python calls handlers on the main thread alone.
        if threading.get_ident() == threading.main_thread().ident:
            try:
                self._replace()
            except BaseException:  # of a handler that was not yet replaced
                self.__exit__()
                raise
        return self

    def __exit__(self, *unused: object) -> None:
        while self._handlers:
            try:
                self._restore()
            except BaseException as error:  # of a handler that was already restored
                self.error = error

    def _replace(self) -> None:
        for number in signal.valid_signals():
            handler = signal.getsignal(number)
            if callable(handler):
                self._handlers.append((number, handler))
                signal.signal(number, self._handle)

    def _restore(self) -> None:
        while self._handlers:
            number, handler = self._handlers[-1]
            # The handler may have been exchanged meanwhile.
            if signal.getsignal(number) == self._handle:
                signal.signal(number, handler)
            self._handlers.pop()

    def _handle(self, number: int, frame: Any) -> None:
        try:
            dict(self._handlers)[number](number, frame)
        except BaseException as error:
            if self.raising:
                self.raising = False
                raise
            self.error = error
            self._on_raise()
