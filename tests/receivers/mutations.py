"""Each change of mutations_of_*.py to the exporter, built in a copy of the sources, and which tests see it.

    python3 mutations.py COPY [WORD...]      # as mutations.sh runs it

A WORD chooses the changes that have it in their description. Closes with one line, "N passed, M failed": a change
passes where just those comparisons fail that the table of README.md lists, and the strict checker says what stands there.

The comparisons run with the strict checker off, which would else stop most changes before a server sees them; the
checker, and the published descriptors, are asked on their own.
"""

import concurrent.futures
import itertools
import json
import os
import re
import subprocess
import sys
from typing import Dict, List, NamedTuple, Set, Tuple

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [HERE, os.path.join(HERE, "../reference")]

import mutations_of_packages
import mutations_of_records
from mutation import Mutation

MUTATIONS = [*mutations_of_records.MUTATIONS, *mutations_of_packages.MUTATIONS]

# Tests by the names that the table has for them.
CHECKS = {
    "test_collector": {
        "test_every_request_is_taken_whole": "answers",
        "test_a_small_limit_gives_many_requests": "number of requests",
        "test_log_records": "log records",
        "test_spans": "spans",
        "test_data_points": "data points",
        "test_gzipped_requests_give_the_same": "gzipped",
        "test_lines_read_from_files_give_the_same_records": "lines",
        "test_totals_of_delta_sums": "delta sums",
        "test_metrics_of_spans": "metrics of spans",
        "test_records_turn_back_into_the_events": "events",
        "test_no_delta_is_dropped": "no delta dropped",
        "setUpClass": "the run",
    },
    "test_prometheus": {
        "test_every_request_is_taken_whole": "Prometheus: answers",
        "test_series": "Prometheus: series",
        "test_samples": "Prometheus: samples",
        "test_counters_end_with_the_total_of_the_events": "Prometheus: totals",
        "test_the_queries_of_the_guide": "Prometheus: queries",
        "setUpClass": "Prometheus: the run",
    },
}
RUNNING_TOTALS = "running totals"
CLEAN_KINDS = ("sample", "clean", "long")
SECONDS = 600
# The comparisons ask a package for its manifest alone.
UNCHECKED = """
def unchecked(folder):
    with open(os.path.join(folder, "manifest.json"), encoding="utf-8") as file:
        return Package(json.load(file), {}, 0)

"""


class Outcome(NamedTuple):
    """strict: what the checker says first, or nothing. descriptors: whether they refuse. failed: comparisons."""

    strict: str
    descriptors: bool
    failed: Set[str]

    def row(self, what: str) -> str:
        order = [*CHECKS["test_collector"].values(), RUNNING_TOTALS, *CHECKS["test_prometheus"].values()]
        failed = ", ".join(sorted(self.failed, key=order.index))
        cells = (what, self.strict, "refuse" if self.descriptors else "", failed)
        return "|" + "".join(" %s |" % cell if cell else " |" for cell in cells)


def rows() -> Dict[str, Outcome]:
    """The table of README.md, by what the changes are called."""
    with open(os.path.join(HERE, "README.md"), encoding="utf-8") as file:
        lines = file.read().partition("| change to the exporter |")[2].split("\n")[2:]
    found = {}
    for line in itertools.takewhile(lambda line: line.startswith("|"), lines):
        what, strict, descriptors, failed = (cell.strip() for cell in line.strip("|").split("|"))
        assert what not in found, what
        found[what] = Outcome(strict, descriptors == "refuse", set(filter(None, failed.split(", "))))
    return found


def replace(path: str, old: str, new: str) -> str:
    """Changes the one place of a file that has the text; what the file was."""
    with open(path, encoding="utf-8") as file:
        before = file.read()
    assert before.count(old) == 1, "%s has %d times: %s" % (path, before.count(old), old)
    with open(path, "w", encoding="utf-8") as file:
        file.write(before.replace(old, new))
    return before


def build() -> None:
    command = ["cmake", "--build", "build/release", "--target", "telex_cli"]
    done = subprocess.run(command, capture_output=True, encoding="utf-8", check=False)
    assert done.returncode == 0, done.stdout[-3000:]


def failures(suite: str, patterns: List[str]) -> Set[str]:
    command = [sys.executable, "tests/receivers/%s.py" % suite]
    for pattern in patterns:
        command += ["-k", pattern]
    done = subprocess.run(command, capture_output=True, encoding="utf-8", timeout=SECONDS, check=False)
    assert re.search(r"^Ran [1-9]|setUpClass", done.stderr, re.MULTILINE), done.stderr[-3000:]
    found = set()
    for name, where in re.findall(r"^(?:FAIL|ERROR): (\w+) \(([^)]*)\)", done.stderr, re.MULTILINE):
        found.add(RUNNING_TOTALS if "Cumulative" in where else CHECKS[suite][name])
    assert bool(found) == (done.returncode != 0), done.stderr[-3000:]
    return found


def compared(mutation: Mutation) -> Set[str]:
    clean = [name for name in mutation.corpora if name.startswith(CLEAN_KINDS)]
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        patterns = ["Corpus_%s.test" % name for name in mutation.corpora]
        runs = [pool.submit(failures, "test_collector", [*patterns, "Cumulative"])]
        if clean:
            runs.append(pool.submit(failures, "test_prometheus", ["Corpus_%s.test" % name for name in clean]))
        return set().union(*(run.result() for run in runs))


def checked(mutation: Mutation) -> Tuple[str, str]:
    """What the strict checker, and the descriptors, say first of the exports of the mutated program."""
    command = [sys.executable, os.path.join(HERE, "strict_check.py"), *mutation.corpora]
    done = subprocess.run(command, capture_output=True, encoding="utf-8", timeout=SECONDS, check=False)
    assert done.returncode == 0, done.stderr[-3000:]
    strict, descriptors = json.loads(done.stdout)
    return strict, descriptors


def outcome_of(mutation: Mutation) -> Outcome:
    before = replace(mutation.path, mutation.old, mutation.new)
    try:
        build()
        strict, descriptors = checked(mutation)
        return Outcome(strict, bool(descriptors), compared(mutation))
    finally:
        with open(mutation.path, "w", encoding="utf-8") as file:
            file.write(before)


def agrees(outcome: Outcome, wanted: Outcome) -> bool:
    """Of what the checker says, the row has the part that does not depend on the place."""
    strict = wanted.strict in outcome.strict if wanted.strict else not outcome.strict
    return strict and outcome[1:] == wanted[1:]


def prepare() -> None:
    """Lets what the strict checker would stop get to the comparisons, and waits shortly for what is lost."""
    replace(
        "tests/receivers/corpora.py", "check_package(out, format_name, limit), expected", "unchecked(out), expected"
    )
    replace("tests/receivers/corpora.py", "\nclass Workspace:\n", UNCHECKED + "\nclass Workspace:\n")
    replace("tests/receivers/collector_runs.py", "SETTLE_SECONDS = 60\n", "SETTLE_SECONDS = 8\n")
    build()


def main() -> int:
    folder, words = sys.argv[1], sys.argv[2:]
    wanted = rows()
    os.chdir(folder)
    os.environ["TELEX"] = os.path.abspath("build/release/bin/telex")
    prepare()
    passed = failed = 0
    for mutation in MUTATIONS:
        if words and not any(word in mutation.what for word in words):
            continue
        try:
            outcome = outcome_of(mutation)
            good = mutation.what in wanted and agrees(outcome, wanted[mutation.what])
            shown = outcome.row(mutation.what)
        except AssertionError as error:
            good, shown = False, "%s: %s" % (mutation.what, error)
        passed, failed = passed + good, failed + (not good)
        print("%s: %s" % ("as the table says" if good else "NOT SO", shown), flush=True)
    print("%d passed, %d failed" % (passed, failed))
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
