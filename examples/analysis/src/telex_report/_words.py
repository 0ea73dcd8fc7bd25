"""Numbers, durations and times as people read them. Times are UTC."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from typing import Optional

MINUTE_MS, HOUR_MS, DAY_MS = 60_000, 3_600_000, 86_400_000
_EPOCH = datetime(1970, 1, 1, tzinfo=timezone.utc)


def moment(millis: float) -> datetime:
    """Milliseconds since 1970 as a time."""
    return _EPOCH + timedelta(milliseconds=millis)


def count(number: int, noun: str, plural: Optional[str] = None) -> str:
    """``1 event``, ``2,000 events``."""
    return f"{number:,} {noun if number == 1 else plural or noun + 's'}"


def amount(number: Optional[float]) -> str:
    """A number with no more digits than say something."""
    if number is None:
        return "–"
    if abs(number) >= 100 or number == int(number):
        return f"{number:,.0f}"
    return f"{number:.1f}" if abs(number) >= 10 else f"{number:.2g}" if abs(number) < 1 else f"{number:.2f}".rstrip("0")


def duration(millis: Optional[float]) -> str:
    """``12 ms``, ``1.3 s``, ``2 min 5 s``, ``3 h 20 min``, ``4 days``."""
    if millis is None:
        return "–"
    if millis < 10:
        return f"{millis:.1f} ms" if millis != int(millis) else f"{millis:.0f} ms"
    if millis < 999.5:
        return f"{millis:.0f} ms"
    if millis < 59_950:
        return f"{millis / 1000:.1f} s".replace(".0 ", " ")
    if millis < HOUR_MS:
        minutes, seconds = divmod(round(millis / 1000), 60)
        return f"{minutes} min {seconds} s" if seconds else f"{minutes} min"
    if millis < 2 * DAY_MS:
        hours, minutes = divmod(round(millis / MINUTE_MS), 60)
        return f"{hours} h {minutes} min" if minutes else f"{hours} h"
    return f"{millis / DAY_MS:.0f} days"


def size(number: int) -> str:
    """``12 KB``, ``3.4 MB``."""
    return f"{-(-number // 1000):,} KB" if number < 1e6 else f"{number / 1e6:,.1f} MB"


def date(millis: float) -> str:
    """``1 May 2026``."""
    day = moment(millis)
    return f"{day.day} {day:%b %Y}"


def date_and_time(millis: float) -> str:
    """``1 May 2026, 14:05``."""
    return f"{date(millis)}, {moment(millis):%H:%M}"


def slot(start_ms: float, width_ms: float) -> str:
    """The time from ``start_ms`` on, ``width_ms`` long."""
    end_ms = start_ms + width_ms
    if width_ms >= DAY_MS:
        last = date(end_ms - DAY_MS)
        return date(start_ms) if width_ms == DAY_MS else f"{date(start_ms)} to {last}"
    return f"{date_and_time(start_ms)} to {moment(end_ms):%H:%M} UTC"


def span(first_ms: float, last_ms: float) -> str:
    """``1 to 4 May 2026``, or as much of it as differs."""
    first, last = moment(first_ms), moment(last_ms)
    if first.date() == last.date():
        return (
            f"{date(first_ms)}, {first:%H:%M} to {last:%H:%M} UTC"
            if first_ms != last_ms
            else f"{date_and_time(first_ms)} UTC"
        )
    if (first.year, first.month) == (last.year, last.month):
        return f"{first.day} to {date(last_ms)}"
    return (
        f"{first.day} {first:%b} to {date(last_ms)}"
        if first.year == last.year
        else f"{date(first_ms)} to {date(last_ms)}"
    )


def shorten(text: str, most: int) -> str:
    """At most so many characters; what is cut shows."""
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"
