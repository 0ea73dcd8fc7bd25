#!/usr/bin/env python3
"""Arrow batches beside the JSON export on one thread, and questions asked of them from Python.

    python3 bench/arrow.py CORPUS [RUNS]

CORPUS is a folder of telemetry, such as `telex_corpus DIR --events 240000 --days 1 --sessions 1 --parts 1` makes. Needs
preset release; what DuckDB or pandas is asked is left out where the interpreter does not have them
(tests/analysis/requirements.txt). In each round all run in turn, each as a process of its own, and each ratio is that to
the round's JSON export. Python's start and imports are left out.
"""

import json
import os
import pathlib
import statistics
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parents[1]
BIN = ROOT / "build" / "release" / "bin"
ENVIRONMENT = dict(os.environ, TELEX_LIBRARY=str(ROOT / "build" / "release" / "lib" / "libtelex.so"),
                   PYTHONPATH=str(ROOT / "examples" / "python" / "src"))
# How many events have each name: the packages that it takes, and the program.
QUESTIONS = {
    "DuckDB, of the Arrow stream": (["telex", "duckdb"], """
events = telex.arrow(source)
answer = dict(duckdb.sql("SELECT event_name, count(*) FROM events GROUP BY ALL").fetchall())"""),
    "pandas, of the Arrow stream": (["telex", "pandas", "pyarrow"], """
answer = pandas.DataFrame.from_arrow(telex.arrow(source)).groupby("event_name").size().to_dict()"""),
    "json.loads, line by line": (["collections", "json", "os"], """
answer = collections.Counter()
for name in os.listdir(source):
    with open(os.path.join(source, name), encoding="utf-8") as file:
        rows = map(json.loads, file)
        answer.update(row["event_name"] for row in rows if row.get("kind") != "header")"""),
}
PROGRAM = """
import json, resource, sys, time
import {packages}
source = sys.argv[1]
begin = time.perf_counter(), time.process_time()
{body}
took = time.perf_counter() - begin[0], time.process_time() - begin[1]
print(json.dumps([*took, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss]))
"""


def run(command):
    """Seconds by the clock, of the processor, and peak KiB, of a command that must succeed."""
    begin = time.perf_counter()
    process = subprocess.Popen(list(map(str, command)), stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    if status != 0:
        raise SystemExit(f"failed: {command}")
    return time.perf_counter() - begin, usage.ru_utime + usage.ru_stime, usage.ru_maxrss


def export(corpus):
    with tempfile.TemporaryDirectory() as folder:
        return run([BIN / "telex", "export", corpus, "--out", os.path.join(folder, "out"), "--threads", "1", "--quiet"])


def ask(corpus, packages, body):
    command = [sys.executable, "-c", PROGRAM.format(packages=", ".join(packages), body=body), corpus]
    printed = subprocess.run(command, env=ENVIRONMENT, check=True, stdout=subprocess.PIPE, encoding="utf-8").stdout
    # DuckDB shows the progress of a long query before.
    return json.loads(printed.splitlines()[-1])


def has(packages):
    program = "import " + ", ".join(packages)
    return subprocess.run([sys.executable, "-c", program], env=ENVIRONMENT, stderr=subprocess.DEVNULL).returncode == 0


def main(corpus, runs="9"):
    contenders = {"Arrow batches, released at once": lambda: run([BIN / "telex_arrow", corpus])}
    for name, (packages, body) in QUESTIONS.items():
        if has(packages):
            contenders[name] = lambda packages=packages, body=body: ask(corpus, packages, body)
    rounds = []
    for _ in range(int(runs)):
        rounds.append({"JSON export": export(corpus), **{name: one() for name, one in contenders.items()}})
    for name in rounds[0]:
        ratios = [[one[name][i] / one["JSON export"][i] for one in rounds] for i in (0, 1)]
        clock, processor = ([statistics.median(column), min(column), max(column)] for column in ratios)
        seconds = statistics.median(one[name][0] for one in rounds)
        peak = max(one[name][2] for one in rounds) / 1024
        print(f"{name:32} {seconds:.3f} s  time {clock[0]:.2f} x ({clock[1]:.2f}-{clock[2]:.2f}), "
              f"processor time {processor[0]:.2f} x ({processor[1]:.2f}-{processor[2]:.2f}), peak {peak:.0f} MiB")


if len(sys.argv) not in (2, 3):
    sys.exit(__doc__)
main(*sys.argv[1:])
