"""Bad and odd input: what cannot be used is told and costs itself alone, all else is exported exactly."""

import json
import os
import re
import shutil
import subprocess
import unittest

from cli_support import (CliTest, DEADLINE_SECONDS, DONE, FAILED, TELEX, bulky_file, bulky_rows, context, header, lines, log, metric,
                         read_json, records_of, span)

NAME = "telemetry-2026-05-01-s1.jsonl"


def raw(row, old, new):
    """A row's text with a piece replaced, for what json.dumps does not write."""
    text = json.dumps(row).encode()
    assert old in text, (old, text)
    return text.replace(old, new)


class BadLines(CliTest):
    BAD = {
        "not JSON": b"{]",
        "text after the object": json.dumps(log(1)).encode() + b" x",
        "text after a NUL": json.dumps(log(1)).encode() + b"\0",
        "NUL bytes": b"\0\0\0",
        "no object": b"[1]",
        "an array of a thousand": b"[" * 1000 + b"]" * 1000,
        "nesting in an unknown field": raw(log(1, more=0), b'"more": 0', b'"more": ' + b"[" * 1000 + b"]" * 1000),
        "invalid UTF-8": raw(log(1), b"idle", b"\xff"),
        "a missing field": json.dumps({key: value for key, value in log(1).items() if key != "event_id"}).encode(),
        "null": raw(log(1), b'"idle"', b"null"),
        "a measurement that is no number": json.dumps(log(1, measurements={"a": "1"})).encode(),
        "an error without message": json.dumps(log(1, error={"type": "x"})).encode(),
        "no such date": json.dumps(log(1, "2026-02-29T00:00:00Z")).encode(),
        "a leap second": json.dumps(log(1, "2026-05-01T10:00:60Z")).encode(),
        "a later header": json.dumps(header()).encode(),
        "an unknown kind": json.dumps(log(1, kind="footer")).encode(),
        "a newer schema": json.dumps(log(1, schema_version=2)).encode(),
    }

    def test_each_costs_itself_alone(self):
        for what, line in self.BAD.items():
            with self.subTest(what=what):
                self.put(NAME, [header(), log(0), line, log(2)])
                report = self.report("--force")
                self.assertEqual((2, 1), (report["events"], report["lines"]["skipped"]))
                self.assertEqual([(NAME, 3)], [(each["file"], each["line"]) for each in report["problems"]])
                self.assertNotEqual("", report["problems"][0]["reason"])
                self.assertEqual([0, 2], [event["event_sequence"] for event in read_json(self.path("out"))])

    def test_a_bad_header_costs_the_rows_below(self):
        self.put(NAME, [dict(header(), schema_version=2), log(0), log(1, context=context()), log(2)])
        report = self.report()
        self.assertEqual((1, 3), (report["events"], report["lines"]["skipped"]))

    def test_utf16(self):
        self.put(NAME, lines([header(), log(0)]).decode().encode("utf-16"))
        self.put("telemetry-2026-05-01-s2.jsonl", [header("s2"), log(7)])
        report = self.report()
        self.assertEqual(1, report["events"])
        self.assertGreaterEqual(report["lines"]["skipped"], 2)

    def test_a_line_of_a_gibibyte_is_skipped_in_constant_memory(self):
        with open(os.path.join(self.telemetry, NAME), "wb") as file:
            file.write(lines([header(), log(1)]))
            file.seek(1 << 30, os.SEEK_CUR)  # a hole: NULs that take no room
            file.write(b"\n" + lines(list(bulky_rows(10000))[1:]))
        process = subprocess.Popen([TELEX, "export", self.telemetry, "--out", "-", "--report", "json"],
                                   stdout=subprocess.PIPE, stderr=subprocess.PIPE, bufsize=0)
        self.addCleanup(process.wait)
        self.addCleanup(process.kill)
        first = b""
        while b"xxx" not in first:
            first += process.stdout.read(65536)
        # It is past the long line, and cannot end before the rest is read.
        with open("/proc/%d/status" % process.pid, encoding="ascii") as file:
            peak = int(re.search(r"VmHWM:\s*(\d+) kB", file.read()).group(1))
        rest, errors = process.communicate(timeout=DEADLINE_SECONDS)
        report = json.loads(errors)
        self.assertEqual((DONE, 10001, 1), (process.returncode, report["events"], report["lines"]["skipped"]))
        self.assertEqual(10001, len(json.loads(first + rest)))
        self.assertLess(peak, 16 * 1024)


class OddInput(CliTest):
    def test_what_is_unusual_but_right(self):
        rows = [header(),
                raw(log(0, measurements={"a": 0}), b'"a": 0', b'"a": 1e999'),
                raw(log(1, measurements={"a": 0}), b'"a": 0', b'"a": -0.0'),
                raw(log(2, measurements={"a": 0}), b'"a": 0', b'"a": ' + b"1234567890" * 4),
                raw(log(3), b"idle", b"\\ud800"),
                raw(log(4), b'"from": "idle"', b'"from": "lost", "from": "kept"'),
                log(5, properties={"": "empty"}),
                log(6, "2028-02-29T00:00:00Z")]
        self.put(NAME, b"\xef\xbb\xbf" + lines(rows))
        self.exported("--quiet")
        with open(self.path("out"), "rb") as file:
            text = file.read()
        for piece in [b"1e999", b"-0.0", b"1234567890" * 4, b"\\ud800", b'"kept"']:
            self.assertIn(piece, text)
        self.assertEqual(7, len(read_json(self.path("out"))))
        found = records_of(self.documents()["logs.json"], "logs")
        values = [{entry["key"]: entry["value"] for entry in record["attributes"]} for record in found]
        self.assertEqual({"doubleValue": "Infinity"}, values[0]["a"])
        self.assertEqual({"stringValue": "\ufffd"}, values[3]["from"])
        self.assertEqual({"stringValue": "kept"}, values[4]["from"])
        self.assertEqual({"stringValue": "empty"}, values[5]["_"])

    def test_ids_of_every_kind_export_and_odd_ones_are_counted(self):
        ids = ["cf560a90-cdba-9130-cb72-1db8324fe191", "CF560A90CDBA9130CB721DB8324FE191", "odd", "0" * 32]
        self.put(NAME, [header()] + [span(number, trace_id=each) for number, each in enumerate(ids)])
        report = self.report("--format", "otlp", "--package", "dir")
        self.assertEqual((4, 2), (report["traces"], report["derivedIds"]))
        with open(self.path("out", "traces.json"), encoding="utf-8") as file:
            spans = records_of(json.load(file), "traces")
        self.assertEqual(["cf560a90cdba9130cb721db8324fe191"] * 2, [found["traceId"] for found in spans[:2]])

    def test_counts_and_durations_out_of_bounds(self):
        rows = [metric(0, measurements={"count_a": -5}), raw(metric(1, measurements={"count_a": 0}), b"0}", b"1e999}"),
                metric(2, measurements={"count_a": 2.5}), span(3, measurements={"durationMs": -1})]
        self.put(NAME, [header(), *rows])
        metrics = records_of(self.documents()["metrics.json"], "metrics")
        self.assertEqual(["0", str(2 ** 63 - 1), "3"],
                         [point["asInt"] for point in metrics[0]["sum"]["dataPoints"]])
        self.assertEqual(2, self.report("--format", "otlp")["repaired"])


class OddFiles(CliTest):
    def setUp(self):
        super().setUp()
        self.put(NAME, [header(), log(0)])

    def assert_skipped(self, name, text, events=1):
        report = self.report("--force")
        self.assertEqual((events, {"selected": 2, "skipped": 1}), (report["events"], report["files"]))
        self.assertEqual([(name, 0)], [(each["file"], each["line"]) for each in report["problems"]])
        self.assertIn(text, report["problems"][0]["reason"])

    def test_a_directory_a_fifo_and_a_dangling_link(self):
        name = "telemetry-2026-05-01-odd.jsonl"
        path = os.path.join(self.telemetry, name)
        os.mkdir(path)
        self.assert_skipped(name, "directory")
        os.rmdir(path)
        os.mkfifo(path)
        self.assert_skipped(name, "FIFO")
        os.unlink(path)
        os.symlink("absent", path)
        self.assert_skipped(name, "No such file or directory")

    def test_only_files_that_cannot_be_read_is_no_empty_range(self):
        for name in os.listdir(self.telemetry):
            os.unlink(os.path.join(self.telemetry, name))
        for name in ("telemetry-2026-05-01-odd.jsonl", "telemetry-2026-05-02-odd.jsonl"):
            os.mkdir(os.path.join(self.telemetry, name))
        for more in [], ["--quiet"], ["--format", "otlp"], ["--package", "dir", "--format", "otlp"]:
            result = self.exported(*more, status=FAILED)
            self.assertIn("telex: none of the 2 files of the range All time could be read", result.stderr)
            self.assertIn("telemetry-2026-05-01-odd.jsonl: is a directory", result.stderr)
            self.assertEqual([], self.left_over())
        self.put("telemetry-2026-05-03-s.jsonl", [header()])
        self.assertIn("The 1 file of these dates that could be read held none.", self.exported(status=3).stderr)

    def test_a_link_to_a_file_is_read(self):
        os.rename(os.path.join(self.telemetry, NAME), self.path("elsewhere"))
        os.symlink(self.path("elsewhere"), os.path.join(self.telemetry, NAME))
        self.assertEqual(1, self.report()["events"])

    def test_an_unreadable_file_and_folder(self):
        program = self.path("telex")
        shutil.copy(TELEX, program)
        os.chmod(self.work, 0o755)
        locked = os.path.join(self.telemetry, "telemetry-2026-05-02-s1.jsonl")
        self.put("telemetry-2026-05-02-s1.jsonl", [header(), log(1)])
        os.chmod(locked, 0)

        def leave_root():
            if os.getuid() == 0:
                os.setgroups([])
                os.setgid(65534)
                os.setuid(65534)

        def attempt():
            return subprocess.run([program, "export", self.telemetry, "--out", "-"], preexec_fn=leave_root, check=False,
                                  capture_output=True, encoding="utf-8", timeout=DEADLINE_SECONDS)

        result = attempt()
        self.assertEqual((DONE, 1), (result.returncode, len(json.loads(result.stdout))))
        self.assertIn("  telemetry-2026-05-02-s1.jsonl: ", result.stderr)
        self.assertIn("Permission denied", result.stderr)
        os.chmod(self.telemetry, 0o311)
        self.assert_failed(attempt(), self.telemetry, "Permission denied")
        os.chmod(self.telemetry, 0o700)


class FilesThatChange(CliTest):
    """An export to a pipe that nobody empties stands still in its first file, while a later one changes."""

    def setUp(self):
        super().setUp()
        self.put(NAME, bulky_file(10000))
        self.later = os.path.join(self.telemetry, "telemetry-2026-05-02-s1.jsonl")

    def export_while(self, change):
        process = subprocess.Popen([TELEX, "export", self.telemetry, "--out", "-"], stdout=subprocess.PIPE,
                                   stderr=subprocess.PIPE, bufsize=0)
        self.addCleanup(process.wait)
        self.addCleanup(process.kill)
        first = process.stdout.read(1)
        change()
        rest, errors = process.communicate(timeout=DEADLINE_SECONDS)
        self.assertEqual(DONE, process.returncode, errors)
        return json.loads(first + rest), errors.decode()

    def test_a_file_that_vanishes(self):
        self.put(os.path.basename(self.later), [header(), log(1, "2026-05-02T10:00:00Z")])
        events, errors = self.export_while(lambda: os.unlink(self.later))
        self.assertEqual(10000, len(events))
        self.assertRegex(errors, r"telemetry-2026-05-02-s1\.jsonl: .*No such file")

    def test_a_file_that_shrinks(self):
        events, errors = self.export_while(lambda: os.truncate(os.path.join(self.telemetry, NAME), 2_000_000))
        self.assertLess(len(events), 10000)
        self.assertIn("warning: skipped", errors)
        self.assertIn("  " + NAME, errors)

    def test_a_file_that_grows(self):
        def grow():
            with open(os.path.join(self.telemetry, NAME), "ab") as file:
                file.write(lines([log(1, "2026-05-02T10:00:00Z")] * 3))

        events, errors = self.export_while(grow)
        self.assertEqual(10000, len(events))
        self.assertNotIn("skipped", errors)


if __name__ == "__main__":
    unittest.main()
