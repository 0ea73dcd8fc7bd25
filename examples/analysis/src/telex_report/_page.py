"""The page: a head with the numbers that say most, then the sections."""

from __future__ import annotations

import os
from importlib import resources
from typing import List, Optional, Tuple

from ._markup import Markup, element, join
from ._questions import Answers
from ._sections import make_sections
from ._words import amount, count, date_and_time, size, span

# Nothing is fetched, whatever the page holds.
_POLICY = "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; img-src data:"
_ICON = "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg'/%3E"


def _own(name: str) -> Markup:
    return Markup((resources.files(__package__) / name).read_text(encoding="utf-8"))


def make_page(answers: Answers, title: str) -> str:
    """The whole page. It says nothing that the answers do not, so the same answers make the same page."""
    head = element(
        "head",
        element("meta", charset="utf-8"),
        element("meta", http_equiv="Content-Security-Policy", content=_POLICY),
        element("meta", name="viewport", content="width=device-width, initial-scale=1"),
        element("meta", name="color-scheme", content="light dark"),
        element("title", title),
        Markup(f'<link rel="icon" href="{_ICON}">'),
        element("style", _own("page.css")),
    )
    body = element(
        "body",
        element(
            "main",
            _head(answers, title),
            *(make_sections(answers) if answers.overview["events"] else [_nothing(answers)]),
        ),
        element("footer", _footer(answers)),
        element("div", id="tip", role="tooltip", hidden="hidden"),
        element("script", _own("page.js")),
    )
    return "<!doctype html>\n" + element("html", head, body, lang="en") + "\n"


def _head(answers: Answers, title: str) -> Markup:
    overview = answers.overview
    where = os.path.basename(answers.folder) or answers.folder
    when = span(overview["first_ms"], overview["last_ms"]) if overview["events"] else answers.report.range.label
    return element(
        "header",
        element("h1", title),
        element("p", element("strong", where), f" · {when}", class_="where"),
        _tiles(answers) if overview["events"] else None,
    )


def _tiles(answers: Answers) -> Markup:
    overview = answers.overview
    sessions = overview["sessions"]
    tiles: List[Tuple[str, str, Optional[str]]] = [
        (f"{overview['machines']:,}", "machine" if overview["machines"] == 1 else "machines", None),
        (f"{sessions:,}", "session" if sessions == 1 else "sessions", None),
        (f"{overview['events']:,}", "event" if overview["events"] == 1 else "events", None),
        (f"{overview['versions']:,}", "version" if overview["versions"] == 1 else "versions", "of the extension"),
        (
            f"{overview['drops']:,}",
            "connection drop" if overview["drops"] == 1 else "connection drops",
            f"{amount(100 * overview['drops'] / sessions)} in 100 sessions" if sessions else None,
        ),
        (
            f"{overview['failures']:,}",
            "error" if overview["failures"] == 1 else "errors",
            f"{amount(100 * overview['failures'] / sessions)} in 100 sessions" if sessions else None,
        ),
    ]
    made = (
        element("li", element("b", number), element("span", text), element("small", note) if note else None)
        for number, text, note in tiles
    )
    return element("ul", *made, class_="tiles")


def _nothing(answers: Answers) -> Markup:
    report = answers.report
    files = count(report.files_selected, "telemetry file")
    skipped = report.lines_skipped + report.files_skipped
    words = f"There are no events in this range: {files} looked into"
    words += (
        f", {count(report.lines_skipped, 'line')} and {count(report.files_skipped, 'file')} skipped."
        if skipped
        else "."
    )
    if not report.files_selected:
        words += " Telemetry files are named telemetry-2026-05-01-….jsonl: is this the folder that they are in?"
    return element("section", element("h2", "Nothing to tell"), element("p", words, class_="words"))


def _footer(answers: Answers) -> Markup:
    report = answers.report
    made = date_and_time(report.exported_at.timestamp() * 1000)
    return join(
        f"{answers.folder} · range: {report.range.label} · {count(report.files_selected, 'file')}, "
        f"{size(report.bytes_read)} · made {made} UTC. All times are UTC. The page needs no network."
    )
