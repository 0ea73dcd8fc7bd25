"""Everything that the package does, once, for valgrind to watch. Prints what it has done."""

import pathlib
import sys
import tempfile
import threading

import telex

SAMPLE = pathlib.Path(__file__).resolve().parents[3] / "examples" / "sample-telemetry"


def fails(kind, function, *arguments, **keywords):
    try:
        function(*arguments, **keywords)
    except kind:
        return
    raise AssertionError(f"no {kind.__name__}")


def export(folder):
    for number, arguments in enumerate(({}, {"format": "otlp"}, {"format": "otlp-jsonl", "package": "dir"},
                                        {"format": "otlp", "package": "dir", "temporality": "cumulative"},
                                        {"metric_events": ["a", "b"], "from_": "2026-05-02"})):
        seen = []
        report = telex.export(SAMPLE, folder / str(number), progress=seen.append, **arguments)
        assert report.events == seen[-1].events > 0
    threads = [threading.Thread(target=telex.export, args=(SAMPLE, folder / f"thread-{number}")) for number in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def fail(folder):
    cancel = threading.Event()
    cancel.set()
    fails(telex.Cancelled, telex.export, SAMPLE, folder / "x", cancel=cancel)
    fails(telex.Error, telex.export, folder / "none", folder / "x")
    fails(telex.Error, telex.export, SAMPLE, folder / "x", compression=10)
    fails(telex.NoEvents, telex.export, SAMPLE, folder / "x", to="1999-01-01")
    for form in ("json", "otlp"):
        fails(ZeroDivisionError, telex.export, SAMPLE, folder / "x", format=form, progress=lambda now: 1 / 0)
    fails(telex.Error, next, telex.events(folder / "none"))
    fails(telex.Cancelled, next, telex.events(SAMPLE, cancel=cancel))


def read():
    assert len(list(telex.events(SAMPLE))) == len(list(telex.events(SAMPLE, order="session"))) > 0
    with telex.events(SAMPLE) as events:
        next(events)
        assert events.report.events > 0
    next(telex.events(SAMPLE, from_="2026-05-02"))


def ask():
    assert len(telex.presets()) == 4
    assert telex.validate_date("x") and not telex.validate_date("2026-05-01")
    assert telex.validate_date_range("2026-05-02", "2026-05-01")
    assert telex.suggested_file_name() and telex.file_filters("otlp") and telex.select_files(SAMPLE)


with tempfile.TemporaryDirectory() as name:
    export(pathlib.Path(name))
    fail(pathlib.Path(name))
read()
ask()
print("exercised", sys.version.split()[0])
