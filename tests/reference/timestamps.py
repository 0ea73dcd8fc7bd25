"""Timestamps as whole nanoseconds since 1970 (telemetry files, the field table; OTLP mapping, "JSON rules").

Plain integers and fractions only: a nanosecond of 2026 does not fit a double.
"""

import datetime
import math
import re
from fractions import Fraction
from typing import Optional

NANOS_PER_SECOND = 10**9
NANOS_PER_DAY = 86400 * NANOS_PER_SECOND
MAX_INT64 = 2**63 - 1

_EPOCH_DAY = datetime.date(1970, 1, 1).toordinal()
_LAST_DAY = datetime.date.max.toordinal() - _EPOCH_DAY
_DATE = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})")
_TIMESTAMP = re.compile(
    r"([0-9]{4}-[0-9]{2}-[0-9]{2})T([0-9]{2}):([0-9]{2}):([0-9]{2})(?:\.([0-9]{1,9}))?(?:Z|([+-])([0-9]{2}):([0-9]{2}))"
)


def parse_date(text: str) -> Optional[int]:
    """The days since 1970 of a real calendar date of the years 0001 to 9999."""
    match = _DATE.fullmatch(text)
    if match is None:
        return None
    try:
        return datetime.date(*(int(group) for group in match.groups())).toordinal() - _EPOCH_DAY
    except ValueError:
        return None


def parse_instant(text: str) -> Optional[int]:
    match = _TIMESTAMP.fullmatch(text)
    if match is None:
        return None
    date, hour, minute, second, fraction, sign, offset_hour, offset_minute = match.groups()
    days = parse_date(date)
    if days is None or int(hour) > 23 or int(minute) > 59 or int(second) > 59:
        return None
    seconds = days * 86400 + int(hour) * 3600 + int(minute) * 60 + int(second)
    if sign:
        if int(offset_hour) > 23 or int(offset_minute) > 59:
            return None
        offset = int(offset_hour) * 3600 + int(offset_minute) * 60
        seconds += offset if sign == "-" else -offset
    return seconds * NANOS_PER_SECOND + int((fraction or "").ljust(9, "0"))


def parse_event_time(text: str) -> Optional[int]:
    nanos = parse_instant(text)
    return nanos if nanos is not None and 0 <= nanos <= MAX_INT64 else None


def format_date(days: int) -> str:
    """Files compare as text with this; no date lies after 9999-12-31."""
    return datetime.date.fromordinal(min(days, _LAST_DAY) + _EPOCH_DAY).isoformat()


def utc_date(nanos: int) -> str:
    return format_date(nanos // NANOS_PER_DAY)


def format_millis(nanos: int) -> Optional[str]:
    """`…SS.mmmZ`, cut to milliseconds; None after the year 9999, for which no page gives a form."""
    days, rest = divmod(nanos, NANOS_PER_DAY)
    if days > _LAST_DAY:
        return None
    seconds, fraction = divmod(rest, NANOS_PER_SECOND)
    clock = "%02d:%02d:%02d.%03d" % (seconds // 3600, seconds // 60 % 60, seconds % 60, fraction // 10**6)
    return "%sT%sZ" % (format_date(days), clock)


def format_nanos(nanos: int) -> str:
    return "%s%03d%03dZ" % (format_millis(nanos)[:-1], nanos // 1000 % 1000, nanos % 1000)


def round_half_up(double: float) -> int:
    """Exact: adding 0.5 to a double would round first. Only for finite doubles."""
    return math.floor(Fraction(double) + Fraction(1, 2))


def start_before(end: int, length: float, nanos_per_unit: float) -> int:
    """The start of a span or window that ends at `end`; an absent or negative length is 0, no start is below 0."""
    product = length * nanos_per_unit
    if not product > 0:
        return end
    if math.isinf(product):
        return 0
    return max(0, end - round_half_up(product))
