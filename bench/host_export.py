#!/usr/bin/env python3
"""Whole exports through the package of another language beside the command line: time and peak memory.

    python3 bench/host_export.py python|node CORPUS [RUNS]

CORPUS is a folder of telemetry, such as the one that `whole_export_bench --corpus DIR` leaves in DIR/large-240000. Needs
the preset release, and for Node `npm install && npm run build` in examples/node. Each run is a process of its own, in
turn: the command line, the host that exports, and the host that only loads the package. The ratio is that of the
exporting host's time to the command line's and the idle host's together.
"""

import os
import pathlib
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parents[1]
BUILD = ROOT / "build" / "release"
ENVIRONMENT = dict(os.environ, TELEX_LIBRARY=str(BUILD / "lib" / "libtelex.so"),
                   PYTHONPATH=str(ROOT / "examples" / "python" / "src"))
FORMS = [("json", "zip"), ("otlp", "dir"), ("otlp", "zip")]

NODE_PACKAGE = ROOT / "examples" / "node" / "lib" / "index.cjs"
# By language: the interpreter, the program that only loads the package, the program that exports.
HOSTS = {
    "python": ([sys.executable, "-c"], "import telex",
               "import sys, telex; telex.export(*sys.argv[1:3], format=sys.argv[3], package=sys.argv[4])"),
    "node": (["node", "-e"], f"require('{NODE_PACKAGE}')",
             f"const [source, out, format, form] = process.argv.slice(1);"
             f"require('{NODE_PACKAGE}').exportTelemetry({{ source, out, format, package: form }})"),
}


def measure(command):
    """Seconds by the clock and of the processor, and peak KiB, of a command that must succeed."""
    begin = time.perf_counter()
    process = subprocess.Popen(command, env=ENVIRONMENT)
    _, status, usage = os.wait4(process.pid, 0)
    if status != 0:
        raise SystemExit(f"failed: {command}")
    return time.perf_counter() - begin, usage.ru_utime + usage.ru_stime, usage.ru_maxrss


def run_once(host, corpus, form, package):
    """One run: ratio by the clock, ratio of processor time, KiB above the idle process."""
    interpreter, load, program = HOSTS[host]
    with tempfile.TemporaryDirectory() as folder:
        out = os.path.join(folder, "out")
        cli = measure([BUILD / "bin" / "telex", "export", corpus, "--out", out, "--format", form, "--package", package,
                       "--quiet"])
        shutil.rmtree(out) if os.path.isdir(out) else os.unlink(out)
        export = measure([*interpreter, program, corpus, out, form, package])
        idle = measure([*interpreter, load])
    return export[0] / (cli[0] + idle[0]), export[1] / (cli[1] + idle[1]), export[2] - idle[2]


def main(host, corpus, runs="9"):
    for form, package in FORMS:
        rows = [run_once(host, corpus, form, package) for _ in range(int(runs))]
        clock, processor, memory = (statistics.median(column) for column in zip(*rows))
        print(f"{form:5} {package}  time {clock:.2f} x, processor time {processor:.2f} x, peak +{memory / 1024:.1f} MiB")


if len(sys.argv) not in (3, 4) or sys.argv[1] not in HOSTS:
    sys.exit(__doc__)
main(*sys.argv[1:])
