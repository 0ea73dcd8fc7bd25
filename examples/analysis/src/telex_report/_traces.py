"""Traces as timelines."""

from __future__ import annotations

from itertools import groupby
from typing import Dict, List, Optional, Sequence, Tuple

from ._bars import Step, timeline
from ._markup import Markup, element, join
from ._questions import Row
from ._words import date_and_time, duration, shorten

_COLORS = {"success": "blue", "error": "red", "aborted": "yellow", "note": "gray"}
# A trace with more steps is cut.
_MOST_STEPS = 40


def traces(rows: Sequence[Row]) -> Markup:
    """One timeline for each trace of the query ``slowest_traces``."""
    return join(*(_trace(list(steps)) for _, steps in groupby(rows, key=lambda row: row["trace_id"])))


def _trace(rows: List[Row]) -> Markup:
    first = rows[0]
    where = next((row["workspace"] for row in rows if row["workspace"]), None)
    about = [date_and_time(first["trace_start_ms"]) + " UTC", f"version {first['version']}"]
    if where:
        about.append(f"workspace {where}")
    more = len(rows) - _MOST_STEPS
    return element(
        "article",
        element("h3", f"{first['name']}, {duration(first['trace_ms'])}", element("small", " · ".join(about))),
        timeline([_step(row, depth, first["name"]) for row, depth in _in_order(rows)[:_MOST_STEPS]], first["trace_ms"]),
        element("p", f"and {more} more", class_="words") if more > 0 else None,
        class_="trace",
    )


def _in_order(rows: List[Row]) -> List[Tuple[Row, int]]:
    """Each step below the one that contains it, with its depth. A step whose parent is missing stands at the top."""
    known = {row["event_id"] for row in rows}
    inside: Dict[Optional[str], List[Row]] = {}
    for row in rows:
        parent = row["parent_event_id"] if row["parent_event_id"] in known else None
        inside.setdefault(None if parent == row["event_id"] else parent, []).append(row)
    found, waiting, seen = [], [(row, 0) for row in reversed(inside.get(None, []))], set()
    while waiting:
        row, depth = waiting.pop()
        if id(row) in seen:
            continue
        seen.add(id(row))
        found.append((row, depth))
        if row["duration_ms"] or row["result"] != "note":
            below = sorted(inside.get(row["event_id"], []), key=lambda step: -step["offset_ms"])
            waiting.extend((step, depth + 1) for step in below)
    return found


def _step(row: Row, depth: int, root: str) -> Step:
    name = row["name"]
    label = name[len(root) + 1 :] if depth > 0 and name.startswith(root + ".") else name
    is_moment = row["result"] == "note" and not row["duration_ms"]
    length = None if is_moment else row["duration_ms"]
    tip = [name, "at " + duration(max(row["offset_ms"], 0)) if is_moment else f"{duration(length)}, {row['result']}"]
    if row["error"]:
        tip.append(shorten(row["error"], 120))
    color = "red" if is_moment and row["error"] else _COLORS.get(row["result"], "blue")
    return Step(label, depth, row["offset_ms"], length, color, "" if is_moment else duration(length), "\n".join(tip))
