"""A program that uses the whole package, for `mypy --strict`; what must be refused says so with `type: ignore`, which
--warn-unused-ignores makes an error where it is not."""

import datetime
import pathlib
import threading
from typing import Any, Dict, Iterator, List, Optional

import telex


def export(source: pathlib.Path, cancel: threading.Event) -> telex.Report:
    def progress(now: telex.Progress) -> None:
        count: int = now.bytes_read + now.bytes_total + now.events
        print(count)

    return telex.export(
        source, "out", format="otlp", package="dir", start=datetime.datetime.now(datetime.timezone.utc),
        metric_events=("a", "b"), temporality="cumulative", span_name="full", progress=progress, cancel=cancel,
    )


def look(report: telex.Report) -> None:
    counts: int = report.events + report.records.logs + report.files_selected + report.bytes_written
    bounds: List[Optional[datetime.datetime]] = [report.range.start, report.range.end, report.exported_at]
    texts: List[str] = [problem.reason for problem in report.problems]
    texts += [document.endpoint for document in report.documents]
    print(counts, bounds, texts, telex.__version__)


def read(source: bytes) -> Iterator[Dict[str, Any]]:
    with telex.events(source, preset="last7Days", order="session") as events:
        yield from events
        report: Optional[telex.Report] = events.report
        print(report)


def table(source: str) -> object:
    events: telex.ArrowEvents = telex.arrow(source, from_="2026-05-01", metric_events=["a"], rows_per_batch=100)
    report: Optional[telex.Report] = events.report
    print(report, events.__arrow_c_schema__())
    return events.__arrow_c_stream__()


def ask() -> None:
    message: Optional[str] = telex.validate_date("x") or telex.validate_date_range("a", datetime.date.today())
    filters: Dict[str, List[str]] = telex.file_filters("json")
    names: List[str] = telex.select_files(".", to="2026-05-01") + [telex.suggested_file_name(preset="allTime")]
    presets: List[telex.Preset] = telex.presets(now="2026-05-01T00:00:00Z")
    print(message, filters, names, [preset.suggested_name for preset in presets])


def fail(source: str) -> None:
    try:
        telex.export(source, "x", preset=telex.presets()[0].id)
    except (telex.NoEvents, telex.Cancelled) as error:
        code: str = error.code
        print(code, error.report)
    except telex.Error as error:
        print(error.code)


telex.arrow("a", rows_per_batch="1")  # type: ignore[arg-type]
telex.export("a", "b", format="xml")  # type: ignore[arg-type]
telex.export("a", "b", compression="3")  # type: ignore[arg-type]
telex.export("a", "b", nonsense=1)  # type: ignore[call-arg]
telex.export(1, "b")  # type: ignore[arg-type]
telex.export("a", "b", progress=lambda: None)  # type: ignore[misc, arg-type]
telex.presets(now=datetime.date.today())  # type: ignore[arg-type]
