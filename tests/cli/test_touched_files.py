"""Proof by strace that no file outside the range is opened, stat-ed or named to the system in any other way."""

import os
import re
import subprocess
import unittest

from cli_support import CliTest, DEADLINE_SECONDS, DONE, TELEX, check_export, header, log, needs

DAYS = ["2026-04-29", "2026-04-30", "2026-05-01", "2026-05-02", "2026-05-03"]
NAME = re.compile(r"[^\"/]*telemetry-\d{4}[^\"/]*")


class TouchedFiles(CliTest):
    def setUp(self):
        super().setUp()
        for day in DAYS:
            for session in ["a", "b"]:
                self.put("telemetry-%s-%s.jsonl" % (day, session),
                         [header(session), log(0, day + "T10:00:00Z"), log(1, day + "T23:59:59Z")])
        for name in ["telemetry-2026-05-01-a.jsonl.bak", "telemetry-2026-05-01-a.x.jsonl", "telemetry-2026-05-1-a.jsonl"]:
            self.put(name, [log(5)])
        self.put("other.jsonl", b"")
        os.mkdir(os.path.join(self.telemetry, "sub"))
        self.put("sub/telemetry-2026-05-01-c.jsonl", [header(), log(9)])

    def named(self, *command):
        """The names of telemetry files, and all other paths in the folder, that stand in a system call."""
        trace = self.path("trace")
        result = subprocess.run([needs(self, "strace"), "-f", "-o", trace, "-s", "4096", TELEX, *command],
                                capture_output=True, encoding="utf-8", timeout=DEADLINE_SECONDS, check=False)
        self.assertEqual(DONE, result.returncode, result.stderr)
        if command[0] == "export":
            check_export(command, ".")
        with open(trace, encoding="utf-8", errors="replace") as file:
            calls = [line for line in file if not re.match(r"\d+ +(execve|write|writev|pread64|read)\(", line)]
        self.assertTrue(any("openat(" in call and self.telemetry in call for call in calls), "the folder is read")
        opened = {name for call in calls if "openat(" in call for name in NAME.findall(call)}
        touched = {name for call in calls for name in NAME.findall(call)}
        self.assertFalse([call for call in calls if "other.jsonl" in call or self.telemetry + "/sub" in call])
        return opened, touched

    def files_of(self, *days):
        return {"telemetry-%s-%s.jsonl" % (day, session) for day in days for session in ["a", "b"]}

    def assert_touches(self, expected, *arguments):
        for form in [["json", "zip"], ["otlp", "zip"], ["otlp", "dir"], ["otlp-jsonl", "dir"]]:
            with self.subTest(form=form):
                opened, touched = self.named("export", self.telemetry, "--out", self.path("-".join(form)), "--force",
                                             "--format", form[0], "--package", form[1], *arguments)
                self.assertEqual((expected, expected), (opened, touched))

    def test_one_day(self):
        self.assert_touches(self.files_of("2026-05-01"), "--from", "2026-05-01", "--to", "2026-05-01")

    def test_with_slack(self):
        self.assert_touches(self.files_of("2026-05-01", "2026-05-02"), "--from", "2026-05-01", "--to", "2026-05-01",
                            "--file-slack-days", "1")

    def test_instants(self):
        self.assert_touches(self.files_of("2026-04-30", "2026-05-01"), "--start", "2026-04-30T09:00:00Z", "--end",
                            "2026-05-02T00:00:00Z")

    def test_a_preset(self):
        self.assert_touches(self.files_of("2026-05-02", "2026-05-03"), "--range", "last24Hours", "--now",
                            "2026-05-03T12:00:00Z")

    def test_all_time(self):
        self.assert_touches(self.files_of(*DAYS))

    def test_files_opens_none(self):
        for arguments in [[], ["--from", "2026-05-01"]]:
            self.assertEqual((set(), set()), self.named("files", self.telemetry, *arguments))


if __name__ == "__main__":
    unittest.main()
