"""Everything that the package does, once, for valgrind to watch. Prints what it has done."""

import ctypes
import pathlib
import sys
import tempfile
import threading

import telex
from telex import _abi

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


def stream():
    events = telex.arrow(SAMPLE, rows_per_batch=100)
    kept = [events.__arrow_c_schema__(), events.__arrow_c_stream__(), events.__arrow_c_stream__()]
    read_some(kept[1])
    assert events.report.events == 0
    fails(telex.Error, telex.arrow(SAMPLE / "none").__arrow_c_stream__)
    del kept[0]
    return kept


def read_some(capsule):
    """Two batches, one of which is released after the other has been asked for."""
    pointer = ctypes.PYFUNCTYPE(ctypes.c_void_p, ctypes.py_object, ctypes.c_char_p)(
        ("PyCapsule_GetPointer", ctypes.pythonapi))
    stream = _abi.ArrowArrayStream.from_address(pointer(capsule, b"arrow_array_stream"))
    batches = [_abi.ArrowArray(), _abi.ArrowArray()]
    for batch in batches:
        assert stream.get_next(stream, batch) == 0 and batch.length == 100
    for batch in batches:
        batch.release(batch)


def ask():
    assert len(telex.presets()) == 4
    assert telex.validate_date("x") and not telex.validate_date("2026-05-01")
    assert telex.validate_date_range("2026-05-02", "2026-05-01")
    assert telex.suggested_file_name() and telex.file_filters("otlp") and telex.select_files(SAMPLE)


with tempfile.TemporaryDirectory() as name:
    export(pathlib.Path(name))
    fail(pathlib.Path(name))
read()
# Streams that the interpreter's end releases.
sys.modules["kept streams"] = stream()
ask()
print("exercised", sys.version.split()[0])
