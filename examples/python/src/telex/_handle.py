"""Handles of the library."""

from __future__ import annotations

from functools import partial
from operator import attrgetter
from typing import Any, Callable

from ._errors import make_error
from ._library import library


class Handle:
    """Owns a handle of the library, which is freed with the last reference: a thread that uses one holds one."""

    # Of C alone, both what finds the function that frees and that function: an exception of a signal's handler, and so
    # Ctrl-C, that comes between two steps of Python in a __del__ is lost, and the program goes on.
    __del__ = property(attrgetter("_free"))
    _free: Callable[[], object] = bool  # does nothing, as long as there is nothing to free

    def __init__(self, kind: str, *arguments: Any) -> None:
        self._kind = kind
        self.pointer: Any = getattr(library, f"telex_{kind}_new")(*arguments)
        if not self.pointer:
            raise MemoryError(f"telex: no memory for {kind}")
        self._free = partial(getattr(library, f"telex_{kind}_free"), self.pointer)

    def error_text(self) -> bytes:
        """Why the last call that failed did."""
        text: bytes = getattr(library, f"telex_{self._kind}_error")(self.pointer)
        return text

    def call(self, name: str, *arguments: Any) -> None:
        """Calls ``telex_{kind}_{name}``. Raises Error where it fails."""
        status: int = getattr(library, f"telex_{self._kind}_{name}")(self.pointer, *arguments)
        if status < 0:
            raise make_error(status, self.error_text())

    def leave(self) -> None:
        """Does not free it: in a child of the process that uses it, where that would delete what the parent writes."""
        self._free = bool
