"""That each option of `telex export` reaches the output, and the shape of what is exported."""

import os
import unittest
import zipfile

from cli_support import CliTest, header, log, metric, mode_of, read_json, read_package, records_of, span

NOW = "2026-05-04T12:00:00.5Z"


def attributes_of(block):
    return {entry["key"]: next(iter(entry["value"].values())) for entry in block["resource"]["attributes"]}


class Formats(CliTest):
    def setUp(self):
        super().setUp()
        self.put_one_of_each()

    def test_json_is_the_default(self):
        self.exported()
        events = read_json(self.path("out"))
        self.assertEqual(["workspace.open", "remote.setup.cli_resolve", "http.requests"],
                         [event["event_name"] for event in events])
        self.assertEqual("s1", events[0]["context"]["session_id"])
        self.assertEqual(0o600, mode_of(self.path("out")))

    def test_the_package_says_nothing_for_json(self):
        for package in ["zip", "dir"]:
            self.exported("--package", package, out=self.path(package))
            self.assertEqual(3, len(read_json(self.path(package))))

    def test_zip_is_the_default_package(self):
        for form, extension in [("otlp", "json"), ("otlp-jsonl", "jsonl")]:
            out = self.path(form)
            self.exported("--format", form, out=out)
            with zipfile.ZipFile(out) as package:
                self.assertIsNone(package.testzip())
                self.assertEqual(sorted(["logs." + extension, "traces." + extension, "metrics." + extension]),
                                 sorted(package.namelist()[:3]))
                self.assertEqual("manifest.json", package.namelist()[3])
            self.assertEqual(0o600, mode_of(out))

    def test_a_folder_for_its_owner_alone(self):
        self.exported("--format", "otlp", "--package", "dir")
        self.assertEqual(0o700, mode_of(self.path("out")))
        self.assertEqual(["logs.json", "manifest.json", "metrics.json", "traces.json"],
                         sorted(os.listdir(self.path("out"))))
        for name in os.listdir(self.path("out")):
            self.assertEqual(0o600, mode_of(self.path("out", name)))

    def test_zip_and_folder_hold_the_same(self):
        for form in ["otlp", "otlp-jsonl"]:
            zipped, folder = (self.documents("--now", NOW, form=form, package=package) for package in ["zip", "dir"])
            self.assertEqual(folder, zipped)

    def test_each_signal_has_its_record(self):
        for form in ["otlp", "otlp-jsonl"]:
            found = self.documents(form=form)
            for signal in ["logs", "traces", "metrics"]:
                document = found["logs.json".replace("logs", signal)] if form == "otlp" else found[signal + ".jsonl"][0]
                wanted = {"logs": 1, "traces": 1, "metrics": 2}[signal]
                self.assertEqual(wanted, len(records_of(document, signal)), (form, signal))

    def test_report_and_manifest_agree(self):
        out = self.path("out")
        report = self.report("--format", "otlp", "--package", "dir", "--now", NOW)
        manifest = read_package(out)["manifest.json"]
        self.assertEqual({"logs": 1, "traces": 1, "metrics": 2}, report["records"])
        self.assertEqual((report["records"], report["exportedAt"]), (manifest["records"], manifest["exportedAt"]))
        self.assertEqual((3, 1, 1, 1), (report["events"], report["logs"], report["traces"], report["metrics"]))
        self.assertEqual("2026-05-04T12:00:00.500Z", report["exportedAt"])
        sizes = [os.path.getsize(os.path.join(out, name)) for name in os.listdir(out)]
        self.assertEqual(sum(sizes), report["bytesWritten"])


class OtlpOptions(CliTest):
    def setUp(self):
        super().setUp()
        self.put_one_of_each()

    def test_service_and_scope_name(self):
        document = self.documents()["logs.json"]
        block = document["resourceLogs"][0]
        self.assertEqual("coder-vscode-extension", attributes_of(block)["service.name"])
        self.assertEqual("coder.vscode-coder.telemetry.export", block["scopeLogs"][0]["scope"]["name"])
        block = self.documents("--service-name", 'a "b" é', "--scope-name=")["logs.json"]["resourceLogs"][0]
        self.assertEqual('a "b" é', attributes_of(block)["service.name"])
        self.assertEqual("", block["scopeLogs"][0]["scope"]["name"])

    def test_names_that_are_no_utf8_become_replacement_characters(self):
        block = self.documents("--service-name", b"a\xffb")["logs.json"]["resourceLogs"][0]
        self.assertEqual("a\ufffdb", attributes_of(block)["service.name"])

    def test_span_name(self):
        for arguments, name in [([], "cli_resolve"), (["--span-name", "leaf"], "cli_resolve"),
                                (["--span-name", "full"], "remote.setup.cli_resolve")]:
            spans = records_of(self.documents(*arguments)["traces.json"], "traces")
            self.assertEqual([name], [found["name"] for found in spans])

    def test_temporality(self):
        self.put("telemetry-2026-05-01-s1.jsonl",
                 [header(), metric(0, "2026-05-01T10:01:00Z"), metric(1, "2026-05-01T10:02:00Z")])
        for arguments, number, totals in [([], 1, ["3", "3"]), (["--temporality", "delta"], 1, ["3", "3"]),
                                          (["--temporality", "cumulative"], 2, ["3", "6"])]:
            metrics = records_of(self.documents(*arguments)["metrics.json"], "metrics")
            sums = [found["sum"] for found in metrics if found["name"] == "http.requests.count_2xx"]
            self.assertEqual([number], [found["aggregationTemporality"] for found in sums])
            self.assertEqual(totals, [point["asInt"] for point in sums[0]["dataPoints"]])

    def counts(self, *arguments):
        report = self.report("--force", "--format", "otlp", *arguments)
        return report["logs"], report["traces"], report["metrics"]

    def test_metric_events(self):
        own = log(3, event_name="own.sample", measurements={"size_bytes": 5})
        self.put("telemetry-2026-05-01-s1.jsonl", [header(), log(0), span(1), metric(2), own])
        self.assertEqual((2, 1, 1), self.counts())
        self.assertEqual((1, 1, 2), self.counts("--metric-events", "own.sample,http.requests"))
        self.assertEqual((2, 1, 1), self.counts("--metric-events", "own.sample"))
        self.assertEqual((3, 1, 0), self.counts("--metric-events", ""))
        found = records_of(self.documents("--metric-events=own.sample")["metrics.json"], "metrics")
        self.assertEqual([("own.sample.size", "By")], [(each["name"], each["unit"]) for each in found])

    def test_max_request_bytes(self):
        self.put("telemetry-2026-05-01-s1.jsonl", [header()] + [log(number) for number in range(20)])
        documents = self.documents("--max-request-bytes", "3000")
        logs = sorted(name for name in documents if name.startswith("logs"))
        self.assertGreater(len(logs), 2)
        self.assertEqual(20, sum(len(records_of(documents[name], "logs")) for name in logs))
        sizes = [request["bytes"] for request in documents["manifest.json"]["requests"]]
        self.assertLessEqual(max(sizes), 3000)

    def test_requests_with_one_record_too_large(self):
        report = self.report("--format", "otlp", "--max-request-bytes", "1")
        self.assertEqual(4, report["oversized"])

    def test_max_line_bytes(self):
        self.put("telemetry-2026-05-01-s1.jsonl", [header()] + [log(number) for number in range(20)])
        documents = self.documents("--max-line-bytes", "3000", form="otlp-jsonl")
        self.assertGreater(len(documents["logs.jsonl"]), 2)
        self.assertEqual(20, sum(len(records_of(line, "logs")) for line in documents["logs.jsonl"]))
        self.assertEqual(1, len(self.documents(form="otlp-jsonl")["logs.jsonl"]))

    def test_compression(self):
        self.put("telemetry-2026-05-01-s1.jsonl", [header()] + [log(number) for number in range(2000)])
        same = ["--force", "--format", "otlp", "--now", "2026-05-04T12:00:00Z"]
        sizes = {}
        for level in ["0", "1", "3", "9"]:
            sizes[level] = self.report(*same, "--compression", level)["bytesWritten"]
            self.assertEqual(sizes[level], os.path.getsize(self.path("out")))
        self.assertGreater(sizes["0"], 5 * sizes["1"])
        self.assertGreater(sizes["1"], sizes["9"])
        self.assertEqual(sizes["3"], self.report(*same)["bytesWritten"])


class InputOptions(CliTest):
    def test_max_input_line_bytes(self):
        self.put("telemetry-2026-05-01-s1.jsonl", [header(), log(0), log(1, properties={"text": "x" * 1000})])
        self.assertEqual((2, 0), self.events_and_skipped())
        self.assertEqual((1, 1), self.events_and_skipped("--force", "--max-input-line-bytes", "1000"))

    def events_and_skipped(self, *arguments):
        report = self.report(*arguments)
        return report["events"], report["lines"]["skipped"]

    def test_max_problems(self):
        self.put("telemetry-2026-05-01-s1.jsonl", [header(), log(0)] + [b"{"] * 150)
        for arguments, kept in [([], 100), (["--max-problems", "0"], 0), (["--max-problems", "1"], 1),
                                (["--max-problems", "1000"], 150)]:
            report = self.report("--force", *arguments)
            self.assertEqual((150, kept), (report["lines"]["skipped"], len(report["problems"])))

    def test_now_is_the_time_of_the_export(self):
        self.put_one_of_each()
        self.assertEqual("2026-05-04T12:00:00.500Z", self.report("--now", NOW)["exportedAt"])


if __name__ == "__main__":
    unittest.main()
