"""The sections of the page: each answers a question in words, in a picture, then as a table and as its query."""

from __future__ import annotations

from collections import defaultdict
from typing import Callable, Dict, Iterable, List, Optional, Sequence, Tuple

from ._bars import Bar, Part, bars, table
from ._charts import Frame, Series, Values, columns, legend, lines
from ._markup import Child, Markup, element, join
from ._questions import Answers, Row
from ._traces import traces
from ._words import amount, count, date, date_and_time, duration, shorten

_SIGNALS = (
    Series("metric", "measurements", "aqua"),
    Series("trace", "timed steps", "blue"),
    Series("log", "everything else", "gray"),
)
_TROUBLE = (Series("drops", "connection drops", "red"), Series("errors", "errors", "yellow"))
_STATUSES = {
    "2xx": Series("2xx", "2xx, fine", "blue"),
    "1xx": Series("1xx", "1xx", "gray"),
    "3xx": Series("3xx", "3xx, redirected", "aqua"),
    "4xx": Series("4xx", "4xx, refused", "yellow"),
    "5xx": Series("5xx", "5xx, server failed", "red"),
    "network_error": Series("network_error", "no answer", "violet"),
}
_GOOD = ("1xx", "2xx", "3xx")


def make_sections(answers: Answers) -> List[Markup]:
    """Those that there is something for."""
    frame = make_frame(answers)
    made = (
        _events(answers, frame),
        _contexts(answers),
        _trouble(answers, frame),
        _errors(answers),
        _setups(answers, frame),
        _requests(answers, frame),
        _network(answers, frame),
        _slowest(answers),
        _problems(answers),
    )
    return [section for section in made if section is not None]


def make_frame(answers: Answers) -> Frame:
    """The axis of time of all charts: at least a few slots wide, so that one event is not as wide as the page."""
    overview = answers.overview
    width = overview["slot_ms"]
    first = overview["first_ms"] - overview["first_ms"] % width
    end = overview["last_ms"] - overview["last_ms"] % width + width
    return Frame(first, max(end, first + 12 * width), width)


def _section(answers: Answers, name: str, title: str, words: str, *body: Child, queries: Sequence[str] = ()) -> Markup:
    return element(
        "section",
        element("h2", title),
        element("p", words, class_="words"),
        *body,
        *(_query(answers, query) for query in queries or [name]),
        id=name.replace("_", "-"),
    )


def _query(answers: Answers, name: str) -> Markup:
    """All rows of a query, and its text: closed until it is asked for."""
    rows = answers[name]
    heads = [(key, "number" if isinstance(rows[0][key], (int, float)) else "") for key in rows[0]] if rows else []
    cells = [[_cell(key, value) for key, value in row.items()] for row in rows]
    return element(
        "details",
        element("summary", f"{name}.sql: {count(len(rows), 'row')}"),
        table(heads, cells) if rows else None,
        element("pre", answers.sql[name].strip()),
    )


def _cell(key: str, value: object) -> str:
    if value is None:
        return ""
    if key in ("slot_ms", "first_ms", "last_ms", "trace_start_ms") and isinstance(value, (int, float)) and value > 1e10:
        return date_and_time(value)
    return f"{value:,.2f}".rstrip("0").rstrip(".") if isinstance(value, float) else str(value)


def _values(rows: Sequence[Row], key: str, value: str) -> Values:
    found: Dict[float, Dict[str, Optional[float]]] = defaultdict(dict)
    for row in rows:
        found[row["slot_ms"]][row[key]] = row[value]
    return found


def _columns_of(rows: Sequence[Row], *keys: str) -> Values:
    return {row["slot_ms"]: {key: row[key] for key in keys} for row in rows}


def _events(answers: Answers, frame: Frame) -> Markup:
    names = answers["events_by_name"]
    words = (
        "An event is one line that the extension wrote: that a step took so long, that a connection dropped, or how "
        f"many requests there were in a minute. There {'is' if len(names) == 1 else 'are'} "
        f"{count(len(names), 'kind')} of them here."
    )
    colors = {series.key: series for series in _SIGNALS}
    rows = [
        Bar(
            row["name"],
            [Part(row["events"], colors[row["signal"]].color, f"{row['events']:,} {row['name']}")],
            f"{row['events']:,}",
            f"{row['with_error']:,} with an error" if row["with_error"] else None,
        )
        for row in names
    ]
    values = _values(answers["activity"], "signal", "events")
    return _section(
        answers,
        "events_by_name",
        "What happened, and when?",
        words,
        legend(_SIGNALS),
        columns(frame, _SIGNALS, values, "Events over time"),
        bars(rows),
        queries=("activity", "events_by_name"),
    )


def _contexts(answers: Answers) -> Markup:
    rows = [
        [
            row["version"],
            row["editor"],
            row["system"],
            f"{row['machines']:,}",
            f"{row['sessions']:,}",
            f"{row['events']:,}",
        ]
        for row in answers["contexts"]
    ]
    heads = [("Extension", ""), ("Editor", ""), ("System", "")]
    numbers = [(text, "number") for text in ("Machines", "Sessions", "Events")]
    words = "Versions of the extension, with their editors and systems. A session is one window of an editor."
    return _section(answers, "contexts", "Who is it from?", words, table(heads + numbers, rows))


def _trouble(answers: Answers, frame: Frame) -> Markup:
    overview, versions = answers.overview, answers["trouble_by_version"]
    drops, failures = overview["drops"], overview["failures"]
    if drops + failures == 0:
        return _section(
            answers, "trouble", "What went wrong?", "No connection dropped, and no event tells of an error."
        )
    words = (
        f"{count(drops, 'connection') if drops else 'No connection'} dropped without being closed, and "
        f"{count(failures, 'other event') if failures else 'no other event'} "
        f"{'tell' if failures > 1 else 'tells'} of an error."
    )
    worst = max(versions, key=lambda row: row["drops_per_100"])
    if len(versions) > 1 and worst["drops"] > 0:
        words += f" They drop most often in {worst['version']}: {amount(worst['drops_per_100'])} times in 100 sessions."
    rows = [
        Bar(
            row["version"],
            [
                Part(
                    row["drops_per_100"], "red", f"{count(row['drops'], 'drop')} in {count(row['sessions'], 'session')}"
                ),
                Part(
                    row["errors_per_100"],
                    "yellow",
                    f"{count(row['errors'], 'error')} in {count(row['sessions'], 'session')}",
                ),
            ],
            f"{amount(row['drops_per_100'])} drops, {amount(row['errors_per_100'])} errors",
            count(row["sessions"], "session"),
        )
        for row in versions
    ]
    return _section(
        answers,
        "trouble",
        "What went wrong, and since when?",
        words,
        legend(_TROUBLE),
        columns(frame, _TROUBLE, _values(answers["trouble"], "kind", "events"), "Drops and errors over time"),
        element("h3", "In 100 sessions of each version"),
        bars(rows),
        queries=("trouble", "trouble_by_version"),
    )


def _errors(answers: Answers) -> Optional[Markup]:
    found = answers["errors"]
    if not found:
        return None
    rows = [
        [
            element("code", row["code"]),
            shorten(row["message"] or "(no message)", 160),
            row["mostly_in"],
            f"{row['events']:,}",
            f"{row['machines']:,}",
            date(row["last_ms"]),
        ]
        for row in found
    ]
    heads = [
        ("Code", ""),
        ("Message", ""),
        ("Mostly in", ""),
        ("Times", "number"),
        ("Machines", "number"),
        ("Last", ""),
    ]
    words = "Errors with the same code and the same first line of their message, the most frequent first."
    return _section(answers, "errors", "Which errors?", words, table(heads, rows))


def _setups(answers: Answers, frame: Frame) -> Optional[Markup]:
    phases, setups = answers["setup_phases"], answers["setups"]
    if not phases and not setups:
        return None
    total, failed = sum(row["setups"] for row in setups), sum(row["failed"] for row in setups)
    words = (
        f"{count(total, 'remote setup')}, of which {failed:,} failed: what happens between opening a workspace and "
        "working in it. Half of all runs of a phase took no longer than p50, 95 of 100 no longer than p95."
    )
    if phases:
        longest = max(phases, key=lambda row: row["p50_ms"])
        words += f" Most of the time usually goes into {longest['phase']}."
    rows = [
        Bar(
            row["phase"],
            [
                Part(row["p50_ms"], "blue", f"{row['phase']}: p50 {duration(row['p50_ms'])}"),
                Part(row["p95_ms"] - row["p50_ms"], "pale", f"{row['phase']}: p95 {duration(row['p95_ms'])}"),
            ],
            f"p50 {duration(row['p50_ms'])} · p95 {duration(row['p95_ms'])}",
            f"{count(row['runs'], 'run')}" + (f", {row['failed']:,} failed" if row["failed"] else ""),
        )
        for row in phases
    ]
    whole = (Series("p95_ms", "p95", "pale"), Series("p50_ms", "p50", "blue"))
    return _section(
        answers,
        "setup_phases",
        "Where does the time of a remote setup go?",
        words,
        legend((Series("p50_ms", "p50", "blue"), Series("p95_ms", "up to p95", "pale"))) if rows else None,
        bars(rows, max((row["p95_ms"] for row in phases), default=0)),
        join(element("h3", "A whole setup, over time"), legend(whole)) if setups else None,
        (
            lines(frame, whole, _columns_of(setups, "p50_ms", "p95_ms"), "Remote setups over time", duration)
            if setups
            else None
        ),
        queries=("setup_phases", "setups"),
    )


def _requests(answers: Answers, frame: Frame) -> Optional[Markup]:
    found = [row for row in answers["requests"] if row["requests"] > 0]
    if not found:
        return None
    routes: Dict[str, Dict[str, int]] = defaultdict(dict)
    for row in found:
        routes[row["route"] or "unknown"][row["status"]] = row["requests"]
    total = sum(row["requests"] for row in found)
    bad = sum(row["requests"] for row in found if row["status"] not in _GOOD)
    used = _statuses(row["status"] for row in found)
    rows = [
        Bar(
            route,
            [Part(statuses.get(one.key, 0), one.color, f"{statuses.get(one.key, 0):,} × {one.label}") for one in used],
            f"{sum(statuses.values()):,}",
            _share_of_bad(statuses),
        )
        for route, statuses in sorted(routes.items(), key=lambda item: -sum(item[1].values()))[:12]
    ]
    refused = [one for one in used if one.key not in _GOOD]
    words = (
        f"{count(total, 'request')} to the deployment. {bad:,} of them ({amount(100 * bad / total)} %) did not "
        "succeed: refused (4xx), failed in the server (5xx), or without an answer."
    )
    over_time = [row for row in answers["requests_over_time"] if row["status"] not in _GOOD]
    return _section(
        answers,
        "requests",
        "Does the deployment answer?",
        words,
        legend(used),
        bars(rows),
        element("h3", "Without success, over time") if over_time else None,
        (
            columns(frame, refused, _values(over_time, "status", "requests"), "Requests without success")
            if over_time
            else None
        ),
        queries=("requests", "requests_over_time"),
    )


def _share_of_bad(statuses: Dict[str, int]) -> Optional[str]:
    bad = sum(number for status, number in statuses.items() if status not in _GOOD)
    return f"{amount(100 * bad / sum(statuses.values()))} % without success" if bad else None


def _statuses(found: Iterable[str]) -> List[Series]:
    keys = set(found)
    others = sorted(keys - _STATUSES.keys())
    return [one for key, one in _STATUSES.items() if key in keys] + [Series(key, key, "gray") for key in others]


def _network(answers: Answers, frame: Frame) -> Optional[Markup]:
    found = answers["network"]
    if not found:
        return None
    samples = sum(row["samples"] for row in found)
    direct = sum(row["share_direct"] * row["samples"] for row in found if row["share_direct"] is not None) / samples
    words = (
        f"{count(samples, 'sample')} of the connections between the editor and the workspaces. "
        f"{100 * direct:.0f} % of them were direct, the others went through a relay."
    )
    latency = (Series("latency_p95_ms", "p95", "pale"), Series("latency_p50_ms", "p50", "blue"))
    bandwidth = (Series("download_mbits", "download", "aqua"), Series("upload_mbits", "upload", "violet"))
    charts: List[Tuple[str, Sequence[Series], Callable[[float], str]]] = [
        ("Latency", latency, duration),
        ("Bandwidth in Mbit/s, median", bandwidth, amount),
    ]
    body = [
        join(
            element("h3", title),
            legend(series),
            lines(frame, series, _columns_of(found, *(one.key for one in series)), title, text),
        )
        for title, series, text in charts
    ]
    return _section(answers, "network", "How good is the connection?", words, *body)


def _slowest(answers: Answers) -> Optional[Markup]:
    found = answers["slowest_traces"]
    if not found:
        return None
    words = (
        "A trace is what one action consists of, step by step. These took longest; each is drawn along its own time."
    )
    return _section(answers, "slowest_traces", "What took longest?", words, traces(found))


def _problems(answers: Answers) -> Optional[Markup]:
    report = answers.report
    skipped = report.lines_skipped + report.files_skipped
    if not skipped:
        return None
    rows = [
        [problem.file, f"{problem.line:,}" if problem.line else "all", problem.reason] for problem in report.problems
    ]
    more = "" if len(rows) == skipped else f" The first {len(rows)} of them:"
    words = (
        f"{count(report.lines_skipped, 'line')} and {count(report.files_skipped, 'file')} could not be read, and are "
        f"in none of the numbers above.{more}"
    )
    return element(
        "section",
        element("h2", "What could not be read?"),
        element("p", words, class_="words"),
        table([("File", ""), ("Line", "number"), ("Why", "")], rows),
        id="problems",
    )
