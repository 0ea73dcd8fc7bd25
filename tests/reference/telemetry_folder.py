"""A folder of telemetry files as sessions of events (telemetry files, "File names"; OTLP mapping, "JSON array")."""

import os
import stat
from typing import Dict, List, NamedTuple, Optional, Tuple

from date_ranges import DateRange, choose_files
from lines_to_events import Event, JudgedFile, Problem, judge_file


class Session(NamedTuple):
    """All chosen files with one {session} name part, with the events in range in stored order."""

    name: str
    events: List[Event]


class Reading(NamedTuple):
    file_names: List[str]
    sessions: List[Session]
    problems: List[Problem]
    files_skipped: int
    lines_skipped: int
    bytes_read: int


class TelemetryFolder:
    """Judges each file once, however many ranges are read from it."""

    def __init__(self, path: str):
        self.path = path
        self._judged: Dict[Tuple[str, int], Tuple[Optional[JudgedFile], int]] = {}

    def read(self, date_range: DateRange, slack_days: int, max_line_bytes: int) -> Reading:
        chosen = choose_files(self._names(), date_range, slack_days)
        by_session: Dict[str, List[str]] = {}
        for parsed in chosen:
            by_session.setdefault(parsed.session, []).append(parsed.name)
        sessions, problems = [], []
        files_skipped = lines_skipped = bytes_read = 0
        for session_name, names in by_session.items():
            events: List[Event] = []
            for name in names:
                judged, size = self._judge(name, max_line_bytes)
                if judged is None:
                    files_skipped += 1
                    problems.append(Problem(name, 0))
                    continue
                bytes_read += size
                lines_skipped += len(judged.problems)
                problems.extend(judged.problems)
                events.extend(event for event in judged.events if date_range.holds(event.time))
            sessions.append(Session(session_name, events))
        names_in_order = [parsed.name for parsed in chosen]
        return Reading(names_in_order, sessions, problems, files_skipped, lines_skipped, bytes_read)

    def _judge(self, name: str, max_line_bytes: int) -> Tuple[Optional[JudgedFile], int]:
        key = (name, max_line_bytes)
        if key not in self._judged:
            data = self._content(name)
            judged = None if data is None else judge_file(name, data, max_line_bytes)
            self._judged[key] = (judged, len(data or b""))
        return self._judged[key]

    def _names(self) -> List[str]:
        return os.listdir(self.path)

    def _content(self, name: str) -> Optional[bytes]:
        """None for what is no regular file, nor a link to one: opening a FIFO would wait for ever."""
        path = os.path.join(self.path, name)
        try:
            if not stat.S_ISREG(os.stat(path).st_mode):
                return None
            with open(path, "rb") as file:
                return file.read()
        except OSError:
            return None


def merge_by_time(sessions: List[Session]) -> List[Event]:
    """Always the least of the sessions' next events; a session keeps its stored order."""
    merged = []
    positions = [0] * len(sessions)
    while True:
        best = None
        for order, session in enumerate(sessions):
            if positions[order] == len(session.events):
                continue
            event = session.events[positions[order]]
            rank = (event.time, event.context["session_id"].encode("utf-8"), order)
            if best is None or rank < best[0]:
                best = (rank, event)
        if best is None:
            return merged
        merged.append(best[1])
        positions[best[0][2]] += 1
