"""Charts over time, as SVG. All of a page have the same axis of time, so that they can be compared."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Callable, Dict, List, Optional, Sequence, Tuple

from ._axes import ticks, time_marks, whole_ticks
from ._markup import Markup, element, join
from ._words import slot

_WIDTH, _HEIGHT = 960.0, 210.0
_LEFT, _RIGHT, _TOP, _BOTTOM = 58.0, 12.0, 10.0, 26.0
_BASE = _HEIGHT - _BOTTOM
# Thicker columns and points further apart look like more than they are.
_WIDEST_COLUMN = 26.0

Values = Dict[float, Dict[str, Optional[float]]]
"""By the slot's start, by the series' key."""


@dataclass(frozen=True)
class Frame:
    """The axis of time: from the start of the first slot to the end of the last."""

    first_ms: float
    end_ms: float
    slot_ms: float

    def x(self, at_ms: float) -> float:
        """Where a moment stands."""
        return _LEFT + (at_ms - self.first_ms) / (self.end_ms - self.first_ms) * (_WIDTH - _LEFT - _RIGHT)

    @property
    def slot_width(self) -> float:
        """Of a slot, in the picture."""
        return self.x(self.first_ms + self.slot_ms) - self.x(self.first_ms)


@dataclass(frozen=True)
class Series:
    """What one colour stands for."""

    key: str
    label: str
    color: str
    """Of the page's palette: ``blue``."""


def legend(series: Sequence[Series]) -> Markup:
    """Which colour is what."""
    keys = (element("span", element("i", class_=f"key {one.color}"), one.label) for one in series)
    return element("p", *keys, class_="legend")


def columns(frame: Frame, series: Sequence[Series], values: Values, title: str) -> Markup:
    """Counts, one on top of the other."""
    totals = [sum(value or 0 for value in slots.values()) for slots in values.values()]
    marks = whole_ticks(max(totals, default=0))
    width = max(1.5, min(frame.slot_width * 0.8, _WIDEST_COLUMN))
    drawn: List[Markup] = []
    for start, found in sorted(values.items()):
        left, below = frame.x(start) + (frame.slot_width - width) / 2, 0.0
        for one in series:
            value = found.get(one.key) or 0
            if value > 0:
                top, bottom = _y(below + value, marks), _y(below, marks)
                # A line of the background between two, where there is room.
                gap = 1.0 if below > 0 and bottom - top > 3 else 0.0
                rect = {"x": left, "y": top, "width": width, "height": max(bottom - top - gap, 0.75)}
                drawn.append(element("rect", class_=f"fill {one.color}", rx=min(2.0, width / 3), **rect))
                below += value
    tips = _tips(frame, series, values, lambda value: f"{value:,.0f}")
    return _chart(title, frame, marks, lambda value: f"{value:,.0f}", join(*drawn), tips)


def lines(frame: Frame, series: Sequence[Series], values: Values, title: str, text: Callable[[float], str]) -> Markup:
    """Measures. Where slots are without a value the line is thin and dotted; a slot between such is a point."""
    found = [value for slots in values.values() for value in slots.values() if value is not None]
    marks = ticks(max(found, default=0))
    drawn: List[Markup] = []
    for one in series:
        runs = [
            [(frame.x(start + frame.slot_ms / 2), _y(value, marks)) for start, value in run]
            for run in _runs(frame, one, values)
        ]
        drawn.extend(_path([before[-1], after[0]], f"gap {one.color}") for before, after in zip(runs, runs[1:]))
        for points in runs:
            drawn.append(_path(points, f"stroke {one.color}"))
            if len(points) == 1:
                drawn.append(element("circle", class_=f"fill {one.color}", cx=points[0][0], cy=points[0][1], r=2.5))
    return _chart(title, frame, marks, text, join(*drawn), _tips(frame, series, values, text))


def _path(points: Sequence[Tuple[float, float]], class_: str) -> Markup:
    return element("path", class_=class_, d="M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in points))


def _runs(frame: Frame, one: Series, values: Values) -> List[List[Tuple[float, float]]]:
    """The series' points in slots that follow each other."""
    runs: List[List[Tuple[float, float]]] = []
    for start, found in sorted(values.items()):
        value = found.get(one.key)
        if value is None:
            continue
        if runs and start - runs[-1][-1][0] <= frame.slot_ms * 1.001:
            runs[-1].append((start, value))
        else:
            runs.append([(start, value)])
    return runs


def _y(value: float, marks: Sequence[float]) -> float:
    return _BASE - value / marks[-1] * (_BASE - _TOP)


def _tips(frame: Frame, series: Sequence[Series], values: Values, text: Callable[[float], str]) -> Markup:
    """An unseen column over each slot, which shows its values when it is pointed at."""
    shown = []
    for start, found in sorted(values.items()):
        told = [f"{one.label}: {text(value)}" for one in series if (value := found.get(one.key)) is not None]
        tip = "\n".join([slot(start, frame.slot_ms), *told])
        rect = {"x": frame.x(start), "y": _TOP, "width": frame.slot_width, "height": _BASE - _TOP}
        shown.append(element("rect", class_="slot", data_tip=tip, **rect))
    return join(*shown)


def _chart(
    title: str, frame: Frame, marks: Sequence[float], text: Callable[[float], str], drawn: Markup, tips: Markup
) -> Markup:
    grid = []
    for value in marks:
        y = _y(value, marks)
        grid.append(element("line", class_="grid" if value else "axis", x1=_LEFT, x2=_WIDTH - _RIGHT, y1=y, y2=y))
        grid.append(element("text", text(value) if value else "0", class_="y", x=_LEFT - 8, y=y + 4))
    for at, label in time_marks(frame.first_ms, frame.end_ms):
        x = frame.x(at)
        grid.append(element("line", class_="axis", x1=x, x2=x, y1=_BASE, y2=_BASE + 4))
        # The last one would be cut off in the middle.
        anchor = "end" if x > _WIDTH - 34 else "middle"
        grid.append(element("text", label, class_="x", x=min(x, _WIDTH), y=_BASE + 19, text_anchor=anchor))
    box = f"0 0 {_WIDTH:.0f} {_HEIGHT:.0f}"
    picture = element("svg", element("title", title), *grid, drawn, tips, viewBox=box, role="img")
    return element("div", picture, class_="chart")
