#!/usr/bin/env python3
"""Proves that an event costs no more than it did: allocations and instructions are counted, nothing is timed.

Instructions, of exports and of Arrow batches, are counted by callgrind and held against those of bench/baseline.cc on the same telemetry, in the same
build: so the limits hold on machines and with compilers where both come out higher or lower. limits.json has them, by
compiler; a compiler that is not there gets the greatest limit of all and some room more. After a change that is meant
to cost what it costs, or made exports cheaper, `python3 tests/performance/test_cost.py --print` says what to write there.
Needs build/release with the tests, and Valgrind.
"""

import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
BUILD = ROOT / "build" / "release"
LIMITS = json.loads((pathlib.Path(__file__).parent / "limits.json").read_text(encoding="utf-8"))

EVENTS = 12_000
FORMS = {"json": ["--format", "json"], "otlp": ["--format", "otlp", "--package", "dir"]}
# How much more than limits.json says is let pass: less than a regression of 10 % has.
HEADROOM = 1.05
# For a compiler that limits.json does not know.
UNKNOWN_HEADROOM = 1.15
# Of a run over twice the events: documents, and buffers that grow further, but nothing for each event.
ALLOCATIONS_FOR_EACH_EVENT = 0.001


def run(command, **environment):
    done = subprocess.run(list(map(str, command)), check=False, capture_output=True, text=True,
                          env={**os.environ, **environment})
    if done.returncode != 0:
        raise AssertionError(f"failed ({done.returncode}): {command}\n{done.stderr}")
    return done


def instructions(command):
    done = run(["valgrind", "--tool=callgrind", "--callgrind-out-file=/dev/null", *command])
    return int(re.search(r"Collected : (\d+)", done.stderr).group(1))


class Telemetry:
    """A corpus in a temporary folder, and the commands over it."""

    def __init__(self, folder, events):
        self.events = events
        self.source = folder / f"telemetry-{events}"
        self._folder = folder
        self._exports = 0
        run([BUILD / "bin" / "telex_corpus", self.source, "--events", events, "--days", 4])

    def baseline(self):
        return [BUILD / "bin" / "telex_baseline", self.source]

    def export(self, form, threads=None):
        self._exports += 1
        target = self._folder / f"export-{self.events}-{self._exports}"
        count = [] if threads is None else ["--threads", threads]
        return [BUILD / "bin" / "telex", "export", self.source, "--out", target, "--quiet", *FORMS[form], *count]

    def arrow(self):
        return [BUILD / "bin" / "telex_arrow", self.source]

    def instructions_of_baseline(self, form):
        command = self.arrow() if form == "arrow" else self.export(form, one_thread())
        return instructions(command) / instructions(self.baseline())

    def allocations(self, form, threads):
        log = self._folder / "allocations"
        run(self.export(form, threads), LD_PRELOAD=str(BUILD / "lib" / "libtelex_count_allocations.so"),
            TELEX_ALLOCATIONS_FILE=str(log))
        return int(log.read_text(encoding="ascii"))


def has_threads():
    return "--threads" in run([BUILD / "bin" / "telex", "export", "--help"]).stdout


def one_thread():
    return 1 if has_threads() else None


def compiler():
    """Such as `GNU 12`."""
    return run([BUILD / "bin" / "telex_baseline", "--compiler"]).stdout.strip()


def limit_of(form, name):
    """How many times the baseline's instructions an export may cost."""
    if name in LIMITS:
        return LIMITS[name][form] * HEADROOM
    return max(known[form] for known in LIMITS.values()) * UNKNOWN_HEADROOM


class CostOfAnEvent(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(cls.folder.cleanup)
        folder = pathlib.Path(cls.folder.name)
        cls.once = Telemetry(folder, EVENTS)
        cls.large = Telemetry(folder, 10 * EVENTS)
        cls.larger = Telemetry(folder, 20 * EVENTS)

    def assert_instructions(self, form):
        cost = self.once.instructions_of_baseline(form)
        name = compiler()
        print(f"{form}, {name}: {cost:.3f} of the baseline's instructions, limit {limit_of(form, name):.3f}")
        self.assertLess(cost, limit_of(form, name))

    def test_json_costs_no_more_instructions(self):
        self.assert_instructions("json")

    def test_otlp_costs_no_more_instructions(self):
        self.assert_instructions("otlp")

    def test_arrow_batches_cost_no_more_instructions(self):
        self.assert_instructions("arrow")

    def test_an_event_costs_no_allocation(self):
        for form in FORMS:
            for threads in (1, 2) if has_threads() else (None,):
                with self.subTest(form=form, threads=threads):
                    more = self.larger.allocations(form, threads) - self.large.allocations(form, threads)
                    self.assertLess(more / (self.larger.events - self.large.events), ALLOCATIONS_FOR_EACH_EVENT)

    def test_allocations_are_counted(self):
        """Else the test above would prove nothing: an export allocates at least its buffers, and one for each file."""
        files = len(list(self.large.source.iterdir()))
        self.assertGreater(self.large.allocations("json", one_thread()), files)


def print_costs():
    with tempfile.TemporaryDirectory() as folder:
        telemetry = Telemetry(pathlib.Path(folder), EVENTS)
        costs = {form: round(telemetry.instructions_of_baseline(form), 3) for form in [*FORMS, "arrow"]}
    print(json.dumps({compiler(): costs}))


if __name__ == "__main__":
    if sys.argv[1:] == ["--print"]:
        print_costs()
    else:
        unittest.main()
