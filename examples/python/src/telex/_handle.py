"""Handles of the library."""

from __future__ import annotations

from typing import Any

from ._errors import make_error
from ._library import library


class Handle:
    """Owns a handle of the library, which is freed with the last reference: a thread that uses one holds one."""

    def __init__(self, kind: str, *arguments: Any) -> None:
        self._kind = kind
        self.pointer: Any = None
        self._free = getattr(library, f"telex_{kind}_free")
        self.pointer = getattr(library, f"telex_{kind}_new")(*arguments)
        if not self.pointer:
            raise MemoryError(f"telex: no memory for {kind}")

    def __del__(self) -> None:
        if self.pointer:
            self._free(self.pointer)
            self.pointer = None

    def error_text(self) -> bytes:
        """Why the last call that failed did."""
        text: bytes = getattr(library, f"telex_{self._kind}_error")(self.pointer)
        return text

    def call(self, name: str, *arguments: Any) -> None:
        """Calls ``telex_{kind}_{name}``. Raises Error where it fails."""
        status: int = getattr(library, f"telex_{self._kind}_{name}")(self.pointer, *arguments)
        if status < 0:
            raise make_error(status, self.error_text())
