"""Date ranges and the choice of files by name (the whole page "Date ranges"; telemetry files, "File names")."""

import os
import re
from typing import Iterable, List, NamedTuple, Optional

from timestamps import NANOS_PER_DAY, format_date, format_millis, parse_date, parse_instant, utc_date

_FILE_NAME = re.compile(r"telemetry-([0-9]{4}-[0-9]{2}-[0-9]{2})-([^.]+)(?:\.([0-9]+))?\.jsonl")

_PRESETS = (
    ("last24Hours", "Last 24 hours", 1, "last-24-hours"),
    ("last7Days", "Last 7 days", 7, "last-7-days"),
    ("last30Days", "Last 30 days", 30, "last-30-days"),
    ("allTime", "All time", None, "all-time"),
)
PRESET_IDS = tuple(preset[0] for preset in _PRESETS)


class DateRange(NamedTuple):
    """A half-open window [start, end) in nanoseconds; None is an absent bound."""

    start: Optional[int]
    end: Optional[int]
    label: str

    def holds(self, time: int) -> bool:
        return (self.start is None or self.start <= time) and (self.end is None or time < self.end)


class PresetLine(NamedTuple):
    """What `telex presets` says of one preset."""

    id: str
    label: str
    start: Optional[int]
    end: Optional[int]
    suggested_name: str


class TelemetryName(NamedTuple):
    name: str
    date: str
    session: str
    part: int

    def order(self):
        """Names compare as their bytes, parts as numbers of any length."""
        return self.date, os.fsencode(self.session), self.part, os.fsencode(self.name)


def preset_lines(now: int) -> List[PresetLine]:
    lines = []
    for preset_id, label, days, part in _PRESETS:
        start = None if days is None else now - days * NANOS_PER_DAY
        end = None if days is None else now
        name = "coder-telemetry-%s-%s.{ext}" % (part, utc_date(now))
        lines.append(PresetLine(preset_id, label, start, end, name))
    return lines


def preset(preset_id: str, now: int) -> DateRange:
    line = preset_lines(now)[PRESET_IDS.index(preset_id)]
    return DateRange(line.start, line.end, line.label)


def custom_dates(first: Optional[str], last: Optional[str]) -> DateRange:
    """Both dates are inclusive; the dates must be real, which the caller (a test) sees to."""
    start = None if first is None else parse_date(first) * NANOS_PER_DAY
    end = None if last is None else (parse_date(last) + 1) * NANOS_PER_DAY
    return DateRange(start, end, _label(first, last))


def instants(start: Optional[str], end: Optional[str]) -> DateRange:
    first = None if start is None else parse_instant(start)
    last = None if end is None else parse_instant(end)
    label = _label(None if first is None else format_millis(first), None if last is None else format_millis(last))
    return DateRange(first, last, label)


def _label(first: Optional[str], last: Optional[str]) -> str:
    if last is None:
        return "From " + first
    if first is None:
        return "Until " + last
    return "%s to %s" % (first, last)


def parse_file_name(name: str) -> Optional[TelemetryName]:
    match = _FILE_NAME.fullmatch(name)
    if match is None:
        return None
    return TelemetryName(name, match.group(1), match.group(2), _part_number(match.group(3)))


def _part_number(digits: Optional[str]) -> int:
    """By hand, since int() refuses very long texts."""
    number = 0
    for digit in digits or "":
        number = number * 10 + int(digit)
    return number


def choose_files(names: Iterable[str], date_range: DateRange, slack_days: int = 0) -> List[TelemetryName]:
    """The files that a range needs, in order; by name alone, so a folder under a telemetry name is chosen too."""
    first = None if date_range.start is None else utc_date(date_range.start)
    last = None
    if date_range.end is not None:
        last = format_date((date_range.end - 1) // NANOS_PER_DAY + slack_days)
    chosen = []
    for name in names:
        parsed = parse_file_name(name)
        if parsed is None or (first is not None and parsed.date < first) or (last is not None and parsed.date > last):
            continue
        chosen.append(parsed)
    return sorted(chosen, key=TelemetryName.order)
