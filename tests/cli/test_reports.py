"""What an export says: the summary, the report as JSON, warnings, and which of them --quiet silences."""

import json
import os
import re
import unittest

from cli_support import CliTest, HERE, header, log, metric, run, span

EXAMPLES = os.path.join(HERE, "../data/worked_examples/telemetry")
TORN = b'{"event_id":"0000'


class Summary(CliTest):
    def test_json(self):
        self.put_one_of_each()
        result = self.exported("--range", "allTime")
        size = os.path.getsize(self.path("out"))
        self.assertEqual("", result.stderr)
        self.assertRegex(result.stdout, re.compile(
            r"\AExported 3 events to %s \(%s\)\n"
            r"  Range      All time\n"
            r"  Read       1 file, \d+ bytes in \d+\.\d{3} s\n"
            r"\n"
            r"Count the events by name, the most frequent first:\n"
            r"  jq -r '\.\[\]\.event_name' %s \| sort \| uniq -c \| sort -rn\n\Z"
            % (re.escape(self.path("out")), re.escape("%.1f kB" % (size / 1000)), re.escape(self.path("out")))))

    def test_otlp(self):
        self.put_one_of_each()
        result = self.exported("--format", "otlp", "--from", "2026-05-01", "--to", "2026-05-02")
        self.assertIn("): 1 log, 1 trace, 1 metric\n", result.stdout)
        self.assertIn("  Range      2026-05-01 to 2026-05-02 (from 2026-05-01T00:00:00.000Z until "
                      "2026-05-03T00:00:00.000Z, exclusive)\n", result.stdout)
        self.assertIn("  Records    1 log record, 1 span, 2 data points\n", result.stdout)
        for word in ["Skipped", "Derived", "Repaired", "Oversized"]:
            self.assertNotIn(word, result.stdout)

    def test_what_was_changed_is_told(self):
        odd = metric(3, measurements={"count_2xx": -1})
        self.put("telemetry-2026-05-01-s1.jsonl", [header(), span(0, trace_id="odd"), odd])
        result = self.exported("--format", "otlp", "--max-request-bytes", "10")
        self.assertIn("  Derived    1 id not in OTLP's form, replaced", result.stdout)
        self.assertIn("  Repaired   1 data point whose count", result.stdout)
        self.assertIn("  Oversized  2 records over the size limit", result.stdout)

    def test_numbers_are_grouped(self):
        self.put("telemetry-2026-05-01-s1.jsonl", [header()] + [log(number) for number in range(1234)])
        self.assertIn("Exported 1,234 events to ", self.exported().stdout)

    def test_a_report_asked_for_as_text(self):
        self.put_one_of_each()
        self.assertIn("Exported 3 events", self.exported("--report", "text").stdout)

    def test_to_standard_output_the_summary_goes_to_standard_error(self):
        self.put_one_of_each()
        result = self.exported(out="-")
        self.assertEqual(3, len(json.loads(result.stdout)))
        self.assertIn("Exported 3 events to standard output (%.1f kB)\n" % (len(result.stdout) / 1000), result.stderr)
        self.assertNotIn("jq", result.stderr)


class Warnings(CliTest):
    def setUp(self):
        super().setUp()
        os.mkdir(os.path.join(self.telemetry, "telemetry-2026-05-01-folder.jsonl"))
        self.put("telemetry-2026-05-01-s1.jsonl", [header(), log(0), b"[]", log(1)])
        self.put("telemetry-2026-05-01-s2.jsonl", [header("s2"), log(2)])
        with open(os.path.join(self.telemetry, "telemetry-2026-05-01-s2.jsonl"), "ab") as file:
            file.write(TORN)

    def test_skipped_lines_and_files_are_told_with_their_reasons(self):
        result = self.exported()
        warning = result.stderr.splitlines()
        self.assertEqual("telex: warning: skipped 2 lines and 1 file, which could not be used:", warning[0])
        self.assertRegex(warning[1], r"^  telemetry-2026-05-01-folder\.jsonl: .*directory")
        self.assertRegex(warning[2], r"^  telemetry-2026-05-01-s1\.jsonl:3: .*object")
        self.assertRegex(warning[3], r"^  telemetry-2026-05-01-s2\.jsonl:3: .*torn")
        self.assertEqual(4, len(warning))
        self.assertIn("  Skipped    2 lines and 1 file, which could not be used\n", result.stdout)

    def test_max_problems_bounds_what_is_told(self):
        warning = self.exported("--max-problems", "1").stderr.splitlines()
        self.assertEqual(3, len(warning))
        self.assertEqual("  and 2 more (--max-problems N shows more)", warning[2])
        self.assertEqual(2, len(self.exported("--max-problems", "0", "--force").stderr.splitlines()))

    def test_names_cannot_speak_to_the_terminal(self):
        name = b"telemetry-2026-05-01-\x1b[2J\n\xff\xe2\x80\xae.jsonl"
        with open(self.telemetry.encode() + b"/" + name, "wb") as file:
            file.write(b"bad\n")
        result = self.exported()
        self.assertIn(r"  telemetry-2026-05-01-\x1b[2J\n\xff\u202e.jsonl:1: ", result.stderr)
        self.assertNotIn("\x1b", result.stderr)

    def test_the_report_has_them_too(self):
        report = self.report()
        self.assertEqual(({"selected": 3, "skipped": 1}, {"skipped": 2}), (report["files"], report["lines"]))
        self.assertEqual([("telemetry-2026-05-01-folder.jsonl", 0), ("telemetry-2026-05-01-s1.jsonl", 3),
                          ("telemetry-2026-05-01-s2.jsonl", 3)],
                         [(problem["file"], problem["line"]) for problem in report["problems"]])

    def test_a_json_report_on_standard_error_stands_alone(self):
        result = self.exported("--report", "json", out="-")
        self.assertEqual(3, len(json.loads(result.stdout)))
        self.assertEqual(2, json.loads(result.stderr)["lines"]["skipped"])

    def test_quiet(self):
        result = self.exported("--quiet")
        self.assertEqual(("", ""), (result.stdout, result.stderr))
        result = self.exported("--quiet", out="-")
        self.assertEqual(("[", ""), (result.stdout[0], result.stderr))

    def test_quiet_leaves_a_report_that_was_asked_for(self):
        result = self.exported("--quiet", "--report", "json")
        self.assertEqual((3, ""), (json.loads(result.stdout)["events"], result.stderr))
        result = self.exported("--quiet", "--report", "text", "--force")
        self.assertIn("Exported 3 events", result.stdout)
        self.assertEqual("", result.stderr)

    def test_quiet_leaves_errors(self):
        result = run("export", self.path("absent"), "--out", self.path("out"), "--quiet")
        self.assert_failed(result, "No such file or directory")


class JsonReport(CliTest):
    KEYS = ["events", "logs", "traces", "metrics", "records", "files", "lines", "derivedIds", "repaired", "oversized",
            "bytesRead", "bytesWritten", "seconds", "exportedAt", "range", "problems"]

    def test_one_line_with_the_keys_of_the_contract_in_their_order(self):
        self.put_one_of_each()
        result = self.exported("--report", "json")
        self.assertEqual((1, "\n"), (len(result.stdout.splitlines()), result.stdout[-1]))
        report = json.loads(result.stdout)
        self.assertEqual(self.KEYS, list(report))
        self.assertEqual(["logs", "traces", "metrics"], list(report["records"]))

    def test_json_counts_events_alone(self):
        self.put_one_of_each()
        report = self.report()
        self.assertEqual((3, 0, 0, 0), (report["events"], report["logs"], report["traces"], report["metrics"]))
        self.assertEqual({"logs": 0, "traces": 0, "metrics": 0}, report["records"])
        self.assertEqual(os.path.getsize(self.path("out")), report["bytesWritten"])
        name = os.path.join(self.telemetry, "telemetry-2026-05-01-s1.jsonl")
        self.assertEqual(os.path.getsize(name), report["bytesRead"])
        self.assertEqual({"label": "All time"}, report["range"])

    def test_a_name_that_is_no_utf8_is_made_so(self):
        name = b"telemetry-2026-05-01-\xff.jsonl"
        with open(os.path.join(os.fsencode(self.telemetry), name), "wb") as file:
            file.write(b"no JSON\n")
        result = run("export", self.telemetry, "--out", self.path("out"), "--report", "json", encoding=None, errors=None)
        report = json.loads(result.stdout.decode("utf-8", "strict"))
        self.assertEqual(["telemetry-2026-05-01-\ufffd.jsonl"], [problem["file"] for problem in report["problems"]])

    def test_the_worked_examples(self):
        with open(os.path.join(EXAMPLES, "../report.json"), encoding="utf-8") as file:
            expected = json.load(file)
        result = run("export", EXAMPLES, "--out", self.path("out"), "--format", "otlp", "--report", "json")
        report = json.loads(result.stdout)
        for key in ["events", "logs", "traces", "metrics", "records", "derivedIds", "repaired"]:
            self.assertEqual(expected[key], report[key], key)
        problems = ["%s:%d" % (problem["file"], problem["line"]) for problem in report["problems"]]
        self.assertEqual(sorted(expected["skipped"]), sorted(problems))
        told = [line.strip().split(": ")[0] for line in result.stderr.splitlines()[1:]]
        self.assertEqual(problems, told)


if __name__ == "__main__":
    unittest.main()
