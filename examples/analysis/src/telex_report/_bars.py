"""Tables whose rows carry bars, and traces as bars along their time: HTML, whose texts flow on a small screen, too."""

from __future__ import annotations

from dataclasses import dataclass
from typing import List, Optional, Sequence, Tuple

from ._markup import Child, Markup, breakable, element

# Narrower bars could not be seen.
_LEAST_PERCENT = 0.4


@dataclass(frozen=True)
class Part:
    """A piece of a bar."""

    value: float
    color: str
    tip: str


@dataclass(frozen=True)
class Bar:
    """A row: its name, a bar of parts, and what it says in words."""

    label: str
    parts: Sequence[Part]
    text: str
    note: Optional[str] = None


def bars(rows: Sequence[Bar], most: Optional[float] = None) -> Markup:
    """Rows under each other, on one scale from 0."""
    scale = most or max((sum(part.value for part in row.parts) for row in rows), default=0) or 1
    return element("div", *(_bar(row, scale) for row in rows), class_="bars")


def _bar(row: Bar, scale: float) -> Markup:
    parts = (
        element("i", class_=f"part {part.color}", style=_width(100 * part.value / scale), data_tip=part.tip)
        for part in row.parts
        if part.value > 0
    )
    note = element("small", row.note) if row.note else None
    return element(
        "div",
        element("span", breakable(row.label), note, class_="label"),
        element("span", *parts, class_="track"),
        element("span", row.text, class_="value"),
        class_="bar",
    )


def _width(percent: float) -> str:
    return f"width:{max(percent, _LEAST_PERCENT):.2f}%"


@dataclass(frozen=True)
class Step:
    """A step of a trace, by its start from that of the trace on."""

    label: str
    depth: int
    offset: float
    length: Optional[float]
    """None: a moment."""
    color: str
    text: str
    tip: str


def timeline(steps: Sequence[Step], length: float) -> Markup:
    """The steps under each other, along one axis of time."""
    return element("div", *(_step(step, length or 1) for step in steps), class_="timeline")


def _step(step: Step, length: float) -> Markup:
    left = min(max(100 * step.offset / length, 0), 100)
    if step.length is None:
        mark = element("i", class_=f"moment {step.color}", style=f"left:{left:.2f}%", data_tip=step.tip)
    else:
        width = min(max(100 * step.length / length, _LEAST_PERCENT), 100)
        place = f"left:{min(left, 100 - width):.2f}%;{_width(width)}"
        mark = element("i", class_=f"part {step.color}", style=place, data_tip=step.tip)
    return element(
        "div",
        element("span", breakable(step.label), class_="label", style=f"padding-left:{min(step.depth, 6) * 14}px"),
        element("span", mark, class_="track"),
        element("span", step.text, class_="value"),
        class_="step",
    )


def table(heads: Sequence[Tuple[str, str]], rows: Sequence[Sequence[Child]]) -> Markup:
    """A table; each head has its text and the class of its column, ``number`` or nothing."""
    kinds: List[Optional[str]] = [kind or None for _, kind in heads]
    head = element("tr", *(element("th", text, class_=kind or None) for text, kind in heads))
    body = (element("tr", *(element("td", cell, class_=kind) for cell, kind in zip(row, kinds))) for row in rows)
    return element("div", element("table", element("thead", head), element("tbody", *body)), class_="scroll")
