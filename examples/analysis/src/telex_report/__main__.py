"""The command line: ``python -m telex_report DIR --out report.html``."""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from datetime import datetime
from typing import List, Optional

import telex

from ._page import make_page
from ._questions import QueryError, ask

_DONE, _FAILED = 0, 1


def _arguments(words: Optional[List[str]]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="telex_report",
        description="Writes a report of a folder of telemetry: one HTML page that needs no network.",
        epilog="Exit status: 0 the report was written, 1 it was not, 2 wrong usage. An existing file is replaced.",
    )
    parser.add_argument("folder", metavar="DIR", help="the folder with the telemetry files")
    parser.add_argument("--out", metavar="FILE", required=True, help="where to write the page")
    parser.add_argument("--range", dest="preset", metavar="PRESET", help=", ".join(p.id for p in telex.presets()))
    parser.add_argument("--from", dest="from_", metavar="DATE", help="first UTC date")
    parser.add_argument("--to", metavar="DATE", help="last UTC date")
    parser.add_argument("--now", metavar="TIME", help="the end of a preset, and the time in the page")
    parser.add_argument("--queries", metavar="DIR", help="take the .sql files in DIR instead of the built-in ones")
    parser.add_argument("--title", default="Telemetry report", help="the heading")
    return parser.parse_args(words)


def _write(path: str, text: str) -> None:
    """All of it under its name or nothing, and readable by its owner alone, as the telemetry is."""
    handle, scratch = tempfile.mkstemp(prefix=".telex_report-", dir=os.path.dirname(os.path.abspath(path)))
    try:
        with open(handle, "w", encoding="utf-8") as file:
            file.write(text)
        os.replace(scratch, path)
    except BaseException:
        os.unlink(scratch)
        raise


def main(words: Optional[List[str]] = None) -> int:
    """Writes a report; returns the exit status."""
    given = _arguments(words)
    now = given.now or datetime.now().astimezone()
    try:
        answers = ask(
            given.folder, preset=given.preset, from_=given.from_, to=given.to, now=now, own_queries=given.queries
        )
        _write(given.out, make_page(answers, given.title))
    except (telex.Error, QueryError, OSError, ValueError) as error:
        print(f"telex_report: {error}", file=sys.stderr)
        return _FAILED
    events = answers.overview["events"]
    print(f"{given.out}: {events:,} {'event' if events == 1 else 'events'}")
    return _DONE


if __name__ == "__main__":
    sys.exit(main())
