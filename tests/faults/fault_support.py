"""What the tests of faults share: an export under failing_calls.c, and what must hold after it."""

import collections
import os
import re
import shutil
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.append(os.path.join(HERE, "../cli"))

from cli_support import (CliTest, DEADLINE_SECONDS, DONE, FAILED, TELEX, bulky_file, check_export, header, log, metric,
                         mode_of, needs, span)

FAILING_CALLS = os.environ.get("TELEX_FAILING_CALLS") or os.path.join(HERE, "../../build/release/lib/failing_calls.so")
FORMS = {"json": [], "zip": ["--format", "otlp"], "dir": ["--format", "otlp", "--package", "dir"],
         "lines": ["--format", "otlp-jsonl"], "cumulative": ["--format", "otlp", "--temporality", "cumulative"]}
# Enough for two threads to take turns with a folder's documents.
EVENTS_OF_TURNS = 3000
FIRST, SECOND = "telemetry-2026-05-01-s1.jsonl", "telemetry-2026-05-02-s2.jsonl"
HIDDEN = re.compile(r"\.out\.[0-9a-z]{6}\.telex-tmp")
# A call as failing_calls.c logs it: `path` is absolute, flags and mode are octal.
Call = collections.namedtuple("Call", "number name path flags mode")


def content(path):
    if os.path.isdir(path):
        return {name: content(os.path.join(path, name)) for name in sorted(os.listdir(path))}
    with open(path, "rb") as file:
        return file.read()


class FaultTest(CliTest):
    def setUp(self):
        super().setUp()
        self.assertTrue(os.path.exists(FAILING_CALLS), FAILING_CALLS + " is not built")
        self.put(FIRST, [header(), log(0), span(1), metric(2)])
        self.put(SECOND, [header("s2"), log(3, "2026-05-02T10:00:00.000Z"), metric(4, "2026-05-02T10:01:00.000Z")])
        self.out = self.path("out")
        # Not beside the target, whose folder is listed.
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.log = os.path.join(folder.name, "calls")

    def faulty(self, form, *more, out=None, program=(), environment=None, **faults):
        """An export with faults: at=, do=, log=, unnamed=, allocation=."""
        process = self.start(form, *more, out=out, program=program, environment=environment, **faults)
        return self.end(process)

    def start(self, form, *more, out=None, program=(), environment=None, **faults):
        settings = dict(os.environ, LD_PRELOAD=FAILING_CALLS, **(environment or {}))
        for name, value in faults.items():
            settings["TELEX_FAULT_" + name.upper()] = str(value)
        return subprocess.Popen(
            [*program, TELEX, "export", self.telemetry, "--out", out or self.out, "--now", "2026-05-04T00:00:00Z",
             *FORMS[form], *more], env=settings, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
            stderr=subprocess.PIPE, encoding="utf-8", errors="surrogateescape")

    def end(self, process):
        with process:
            out, err = process.communicate(timeout=DEADLINE_SECONDS)
        return subprocess.CompletedProcess(process.args, process.returncode, out, err)

    def take_log(self):
        """The calls in the log of the last export, and how many allocations it made; none of a killed one."""
        with open(self.log, encoding="utf-8") as file:
            calls = [Call(*line.rstrip("\n").split("\t")) for line in file]
        os.unlink(self.log)
        allocations = [int(call.number) for call in calls if call.name == "allocations"]
        # Of two threads, the one that took its number first may write later.
        others = sorted((call for call in calls if call.name != "allocations"), key=lambda call: int(call.number))
        return others, sum(allocations)

    def calls_of(self, form, *more, out=None, **faults):
        """The calls of a good export, how many allocations it makes, and its content."""
        out = out or self.out
        result = self.faulty(form, *more, out=out, log=self.log, **faults)
        self.assertEqual(DONE, result.returncode, result.stderr)
        check_export(["--out", out, *FORMS[form], *more], ".")
        calls, allocations = self.take_log()
        self.assertEqual([str(number) for number in range(1, len(calls) + 1)], [call.number for call in calls])
        return calls, allocations, content(out)

    def clear(self):
        for name in self.left_over():
            path = self.path(name)
            (shutil.rmtree if os.path.isdir(path) and not os.path.islink(path) else os.unlink)(path)

    def put_back(self, earlier, out=None):
        """The export `earlier`, as content() gives it."""
        out = out or self.out
        if isinstance(earlier, bytes):
            with open(out, "wb") as file:
                file.write(earlier)
            return
        os.mkdir(out, 0o700)
        for name, document in earlier.items():
            with open(os.path.join(out, name), "wb") as file:
                file.write(document)

    def put_earlier_export(self, form):
        self.clear()
        result = self.faulty(form, "--from", "2026-05-01", "--to", "2026-05-01")
        self.assertEqual(DONE, result.returncode, result.stderr)
        return content(self.out)

    def named(self, path):
        """How a message names `path`: what has a hidden name or none yet, by its final name.

        What is opened as "." of the folder that the target is in is a file that has no name yet.
        """
        path = HIDDEN.sub("out", path)
        return self.out if path.endswith(" (deleted)") or path == self.work + "/." else path

    def check_outcome(self, result, whole, before, at, fault=None):
        """Done with the whole, done with a file told as unreadable, or failed with nothing changed.

        `fault` is the call that failed, where there was one: a message names its path and no other.
        """
        self.assertIn(result.returncode, [DONE, FAILED], (at, result.stderr))
        if result.returncode == DONE:
            self.assertEqual(["out"], self.left_over(), at)
            if content(self.out) != whole:
                self.assertEqual([os.path.basename(fault.path)], re.findall(r"^  (\S+): cannot be", result.stderr, re.M), at)
                self.assertEqual(self.telemetry, os.path.dirname(fault.path), at)
                check_export(["--out", self.out, *FORMS[at[0]]], ".")
            return
        self.assertTrue(result.stderr.startswith("telex: "), (at, result.stderr))
        if fault is None:
            self.assertIn(self.out, result.stderr, at)
        else:
            self.assert_names(result.stderr, fault, at)
        kept = re.search(r"/out: is replaced, but what it held before is still in (\S+): ", result.stderr)
        if kept:
            self.assertEqual(([kept[1], "out"], whole), (self.left_over(), content(self.out)), (at, result.stderr))
            return
        self.assertEqual([] if before is None else ["out"], self.left_over(), (at, result.stderr))
        if before is not None:
            self.assertEqual(before, content(self.out), at)

    def assert_names(self, message, fault, at):
        path = self.named(fault.path)
        if fault.path == os.path.join(self.telemetry, os.path.basename(path)):
            path = os.path.basename(path)
        said = re.match("telex: (?:.* still in [^:]*: |cannot read the folder )?([^:]*): ", message)
        self.assertTrue(said, (at, message))
        self.assertEqual(path.removesuffix("/."), said[1], (at, message))
