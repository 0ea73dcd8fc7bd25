#!/usr/bin/env python3
"""Whole exports through the Python package beside the command line: time and peak memory.

    python3 bench/python_export.py CORPUS [RUNS]

CORPUS is a folder of telemetry, such as the one that `whole_export_bench --corpus DIR` leaves in DIR/large-240000. Each
run is a process of its own, in turn: the command line, Python that exports, and Python that only loads the package. The
ratio is that of Python's time to the command line's and the idle Python's together.
"""

import os
import pathlib
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

BUILD = pathlib.Path(__file__).resolve().parents[1] / "build" / "release"
SOURCES = pathlib.Path(__file__).resolve().parents[1] / "examples" / "python" / "src"
ENVIRONMENT = dict(os.environ, TELEX_LIBRARY=str(BUILD / "lib" / "libtelex.so"), PYTHONPATH=str(SOURCES))
FORMS = [("json", "zip"), ("otlp", "dir"), ("otlp", "zip")]


def measure(command):
    """Seconds by the clock and of the processor, and peak KiB, of a command that must succeed."""
    begin = time.perf_counter()
    process = subprocess.Popen(command, env=ENVIRONMENT)
    _, status, usage = os.wait4(process.pid, 0)
    if status != 0:
        raise SystemExit(f"failed: {command}")
    return time.perf_counter() - begin, usage.ru_utime + usage.ru_stime, usage.ru_maxrss


def runs_of(corpus, form, package):
    """One run: ratio by the clock, ratio of processor time, KiB above the idle process."""
    with tempfile.TemporaryDirectory() as folder:
        out = os.path.join(folder, "out")
        cli = measure([BUILD / "bin" / "telex", "export", corpus, "--out", out, "--format", form, "--package", package,
                       "--quiet"])
        shutil.rmtree(out) if os.path.isdir(out) else os.unlink(out)
        export = measure([sys.executable, "-c", "import sys, telex; telex.export(sys.argv[1], sys.argv[2], "
                          "format=sys.argv[3], package=sys.argv[4])", corpus, out, form, package])
        idle = measure([sys.executable, "-c", "import telex"])
    return export[0] / (cli[0] + idle[0]), export[1] / (cli[1] + idle[1]), export[2] - idle[2]


def main(corpus, runs="9"):
    for form, package in FORMS:
        rows = [runs_of(corpus, form, package) for _ in range(int(runs))]
        clock, processor, memory = (statistics.median(column) for column in zip(*rows))
        print(f"{form:5} {package}  time {clock:.2f} x, processor time {processor:.2f} x, peak +{memory / 1024:.1f} MiB")


main(*sys.argv[1:])
