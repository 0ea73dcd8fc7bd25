"""What the package raises."""

from __future__ import annotations

from typing import Optional

from . import _abi
from ._library import library
from ._report import Report


class Error(Exception):
    """A failure that the library tells of. Nothing new is left at the target.

    ``str()`` gives the library's own text, which has the system's where there is one.
    """

    code: str
    """``INVALID_ARGUMENT``, ``NOT_FOUND``, ``PERMISSION_DENIED``, ``ALREADY_EXISTS``, ``IO``, ``NO_SPACE``, …: the
    constant's name in ``telex.h`` without ``TELEX_``."""

    report: Optional[Report]
    """What was done until then; None where nothing had begun."""

    def __init__(self, code: str, message: str, report: Optional[Report] = None) -> None:
        super().__init__(code, message, report)
        self.code = code
        self.report = report

    def __str__(self) -> str:
        return str(self.args[1])


class NoEvents(Error):
    """The range holds no event, and nothing was written. ``code`` is ``NO_EVENTS``."""


class Cancelled(Error):
    """The event ``cancel`` was set. ``code`` is ``CANCELLED``."""


_CLASSES = {_abi.TELEX_NO_EVENTS: NoEvents, _abi.TELEX_CANCELLED: Cancelled}


def make_error(status: int, text: Optional[bytes], report: Optional[Report] = None) -> Error:
    """The exception for a status below 0."""
    code = library.telex_status_name(status).decode()
    message = (text or b"").decode("utf-8", "replace") or code
    return _CLASSES.get(status, Error)(code, message, report)
