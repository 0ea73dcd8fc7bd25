"""The files of examples/collector as they stand, with a real Collector: what is sent or tailed arrives, all of it."""

import os
import subprocess
import sys
import unittest

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [HERE, os.path.join(HERE, "../reference")]

import checks
from collected import envelopes_of, read_lines, record_count
from collector_runs import SPAN_METRICS, TOTALS, Kept
from corpora import REPOSITORY, Corpus, Workspace
from mapping_metrics import CUMULATIVE
from otlp_checker import SIGNALS
from servers import ExampleCollector, Prometheus, wait_until
from test_prometheus import expected_samples, stored_samples
from test_refusals import LIMIT_BYTES

EXAMPLE = os.path.join(REPOSITORY, "examples/collector")
SETTLE_SECONDS = 60
HUGE_VALUE_BYTES = 21 << 20


class ExampleTest(unittest.TestCase):
    def setUp(self):
        self.workspace = Workspace(Corpus("clean", 5, 200))
        self.addCleanup(self.workspace.remove)
        self.out = self.workspace.folder("collected")

    def kept(self):
        files = {name: read_lines(os.path.join(self.out, "collected-%s.jsonl" % name)) for name in SIGNALS}
        return Kept({**files, TOTALS: files["metrics"], SPAN_METRICS: []}, [])

    def collector(self, *names, listens, **environment):
        settings = {"TELEX_COLLECTOR_OUT": self.out, "TELEX_OTLP_ENDPOINT": "127.0.0.1:0", **environment}
        return ExampleCollector([os.path.join(EXAMPLE, name) for name in names], settings, listens)

    def send(self, export, *arguments):
        with self.collector("collector.yaml", listens=True) as collector:
            return self.send_to(collector, "", export, *arguments)

    def send_to(self, server, path, export, *arguments):
        command = [sys.executable, os.path.join(EXAMPLE, "send.py"), export.path]
        command += ["--endpoint", "http://127.0.0.1:%d%s" % (server.port, path), *arguments]
        result = subprocess.run(command, capture_output=True, encoding="utf-8", timeout=60, check=False)
        self.assertEqual(0, result.returncode, (result.stdout, result.stderr))
        self.assertIn(" 0 refused, 0 records rejected, 0 retries", result.stdout)
        return result.stdout

    def assert_all_arrived(self, export):
        kept = self.kept()
        for signal in SIGNALS:
            checks.check_signal(kept, export, signal)


class Sending(ExampleTest):
    def test_a_folder(self):
        export = self.workspace.export("otlp")
        self.assertIn("3 requests, ", self.send(export))
        self.assert_all_arrived(export)

    def test_a_zip(self):
        export = self.workspace.export("otlp", package="zip")
        self.send(export)
        self.assert_all_arrived(export)

    def test_lines(self):
        export = self.workspace.export("otlp-jsonl", package="zip")
        self.send(export)
        self.assert_all_arrived(export)

    def test_one_signal(self):
        export = self.workspace.export("otlp")
        self.assertIn("1 requests, ", self.send(export, "--signals", "traces"))
        kept = self.kept()
        checks.check_signal(kept, export, "traces")
        self.assertEqual(([], []), (kept.files["logs"], kept.files["metrics"]))

    def test_a_record_over_the_default_size_of_a_request(self):
        """Alone in its request, as the manifest counts it."""
        self.workspace.add_event("huge", {"text": "x" * HUGE_VALUE_BYTES})
        export = self.workspace.export("otlp")
        self.assertEqual(1, export.package.manifest["oversized"])
        self.assertLess(LIMIT_BYTES, max(request["bytes"] for request in export.package.manifest["requests"]))
        self.send(export)
        self.assert_all_arrived(export)

    def test_cumulative_counts(self):
        export = self.workspace.export("otlp", CUMULATIVE)
        self.send(export)
        self.assert_all_arrived(export)

    def points(self, export, times, *names):
        """How many points of sums and of gauges a Collector keeps of an export that is sent some times."""
        with self.collector(*names, listens=True) as collector:
            for _ in range(times):
                self.send_to(collector, "", export)
        counts = {"sum": 0, "gauge": 0}
        for envelope in envelopes_of(self.kept().files["metrics"], "metrics"):
            for block in envelope.blocks:
                for metric in block.records:
                    counts[metric.kind] += len(metric.points)
        return counts

    def test_delta_made_cumulative(self):
        export = self.workspace.export("otlp")
        self.points(export, 1, "collector.yaml", "cumulative.yaml")
        checks.check_final_totals(self.kept(), export)

    def test_what_is_sent_twice(self):
        """As the guide says: stored twice, but counts that are made cumulative are lost the second time."""
        export = self.workspace.export("otlp")
        once = self.points(export, 1, "collector.yaml")
        self.assertTrue(once["sum"] and once["gauge"])
        for name, sums in (((), 2), (("cumulative.yaml",), 1)):
            self.out = self.workspace.folder("-".join(("twice", *name)))
            twice = self.points(export, 2, "collector.yaml", *name)
            self.assertEqual({"sum": sums * once["sum"], "gauge": 2 * once["gauge"]}, twice, name)

    def test_to_prometheus(self):
        """As the guide has it."""
        export = self.workspace.export("otlp", CUMULATIVE, "zip")
        with Prometheus(self.workspace.folder("prometheus"), ["coder.deployment.url"], window="1y") as prometheus:
            self.send_to(prometheus, "/api/v1/otlp", export, "--signals", "metrics")
            stored = stored_samples(prometheus)
        self.assertEqual(expected_samples(export), stored)


class Tailing(ExampleTest):
    def test_a_folder_of_lines(self):
        export = self.workspace.export("otlp-jsonl")
        wanted = export.package.manifest["records"]

        def settled():
            kept = self.kept()
            return all(record_count(kept.files[name], name) >= wanted[name] for name in SIGNALS)

        with self.collector("tail.yaml", listens=False, TELEX_PACKAGE=export.path):
            wait_until(settled, SETTLE_SECONDS)
        for signal in SIGNALS:
            checks.check_signal(self.kept(), export, signal)
        checks.check_events(self.kept(), self.workspace.telemetry)


    def test_without_a_package_it_does_not_start(self):
        with self.assertRaisesRegex(RuntimeError, "did not start(?s:.*)unset environment variable(?s:.*)TELEX_PACKAGE"):
            self.collector("tail.yaml", listens=False).stop()


if __name__ == "__main__":
    unittest.main()
