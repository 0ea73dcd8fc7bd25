"""Where the marks of an axis stand."""

from __future__ import annotations

import math
from datetime import timedelta
from typing import List, Tuple

from ._words import DAY_MS, HOUR_MS, MINUTE_MS, moment

Mark = Tuple[float, str]


def ticks(most: float, wanted: int = 4) -> List[float]:
    """Round numbers from 0 to one that is not below ``most``."""
    if most <= 0:
        return [0.0, 1.0]
    rough = most / wanted
    power = 10.0 ** math.floor(math.log10(rough))
    step = next(factor * power for factor in (1, 2, 2.5, 5, 10) if factor * power >= rough * 0.999)
    return [index * step for index in range(math.ceil(most / step - 1e-9) + 1)]


def whole_ticks(most: float, wanted: int = 4) -> List[float]:
    """Likewise, for what is counted."""
    found = ticks(most, wanted)
    return found if found[1] >= 1 and found[1] == int(found[1]) else [float(n) for n in range(math.ceil(most) + 1)]


_STEPS_MS = [
    *(minutes * MINUTE_MS for minutes in (1, 2, 5, 10, 15, 30)),
    *(hours * HOUR_MS for hours in (1, 2, 3, 6, 12)),
    *(days * DAY_MS for days in (1, 2, 4, 7, 14, 28, 56, 91, 182, 364, 728)),
]


def time_marks(first_ms: float, last_ms: float, most: int = 8) -> List[Mark]:
    """Round moments of UTC between the two, with their texts. A day's first mark names the day."""
    step = next((step for step in _STEPS_MS if (last_ms - first_ms) / step <= most), _STEPS_MS[-1])
    start = moment(first_ms)
    if step >= DAY_MS:
        start = start.replace(hour=0, minute=0, second=0, microsecond=0)
    at = math.ceil(first_ms / step) * step if step < DAY_MS else start.timestamp() * 1000
    marks: List[Mark] = []
    day = None
    while at <= last_ms:
        here = moment(at)
        if at >= first_ms:
            text = f"{here:%H:%M}"
            if step >= DAY_MS or here.date() != day:
                text = f"{here.day} {here:%b}" + (f" {here:%Y}" if step >= 182 * DAY_MS else "")
                if step < DAY_MS and (here.hour or here.minute):
                    text += f" {here:%H:%M}"
            marks.append((at, text))
            day = here.date()
        at = (here + timedelta(milliseconds=step)).timestamp() * 1000
    return marks
