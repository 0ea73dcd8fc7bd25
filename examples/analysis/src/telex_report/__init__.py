"""A report of a folder of telemetry: ``python -m telex_report DIR --out report.html``."""

from ._page import make_page
from ._questions import Answers, QueryError, ask

__all__ = ["Answers", "QueryError", "ask", "make_page"]
