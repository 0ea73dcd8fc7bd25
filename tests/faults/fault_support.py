"""What the tests of faults share: an export under failing_calls.c, and what must hold after it."""

import os
import re
import shutil
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.append(os.path.join(HERE, "../cli"))

from cli_support import (CliTest, DEADLINE_SECONDS, DONE, FAILED, TELEX, bulky_file, check_export, header, log, metric,
                         mode_of, needs, span)

FAILING_CALLS = os.environ.get("TELEX_FAILING_CALLS") or os.path.join(HERE, "../../build/release/lib/failing_calls.so")
FORMS = {"json": [], "zip": ["--format", "otlp"], "dir": ["--format", "otlp", "--package", "dir"],
         "lines": ["--format", "otlp-jsonl"], "cumulative": ["--format", "otlp", "--temporality", "cumulative"]}
FIRST, SECOND = "telemetry-2026-05-01-s1.jsonl", "telemetry-2026-05-02-s2.jsonl"
HIDDEN = re.compile(r"\.out\.[0-9a-z]{6}\.tmp")


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

    def faulty(self, form, *more, program=(), environment=None, **faults):
        """An export with faults: at=, do=, log=, unnamed=, allocation=."""
        settings = dict(os.environ, LD_PRELOAD=FAILING_CALLS, **(environment or {}))
        for name, value in faults.items():
            settings["TELEX_FAULT_" + name.upper()] = str(value)
        return subprocess.run(
            [*program, TELEX, "export", self.telemetry, "--out", self.out, "--now", "2026-05-04T00:00:00Z", *FORMS[form],
             *more], env=settings, stdin=subprocess.DEVNULL, capture_output=True, encoding="utf-8",
            errors="surrogateescape", timeout=DEADLINE_SECONDS, check=False)

    def calls_of(self, form, *more, **faults):
        """The calls of a good export, as [name, path, descriptor, flags, mode], and its content."""
        record = self.path("calls")
        result = self.faulty(form, *more, log=record, **faults)
        self.assertEqual(DONE, result.returncode, result.stderr)
        check_export(["--out", self.out, *FORMS[form], *more], ".")
        with open(record, encoding="utf-8") as file:
            calls = [line.rstrip("\n").split("\t") for line in file]
        os.unlink(record)
        self.assertEqual("allocations", calls[-1][0])
        return calls[:-1], int(calls[-1][2]), content(self.out)

    def clear(self):
        for name in self.left_over():
            path = self.path(name)
            (shutil.rmtree if os.path.isdir(path) and not os.path.islink(path) else os.unlink)(path)

    def put_earlier_export(self, form):
        self.clear()
        result = self.faulty(form, "--from", "2026-05-01", "--to", "2026-05-01")
        self.assertEqual(DONE, result.returncode, result.stderr)
        return content(self.out)

    def check_outcome(self, result, whole, before, at):
        """Done with the whole, done with a file told as unreadable, or failed with nothing changed."""
        self.assertIn(result.returncode, [DONE, FAILED], (at, result.stderr))
        if result.returncode == DONE:
            self.assertEqual(["out"], self.left_over(), at)
            if content(self.out) != whole:
                self.assertRegex(result.stderr, "telemetry-2026-05-0[12]-s[12].jsonl", at)
                check_export(["--out", self.out, *FORMS[at[0]]], ".")
            return
        self.assertTrue(result.stderr.startswith("telex: "), (at, result.stderr))
        self.assertIn(self.work, result.stderr, at)
        self.assertEqual([] if before is None else ["out"], self.left_over(), (at, result.stderr))
        if before is not None:
            self.assertEqual(before, content(self.out), at)
