"""The negative side: what a real Collector does with documents that this exporter must never write, and what it loses
without a word. So a request that is answered with 200 has been judged, and each rule of the mapping has its reason."""

import json
import os
import sys
import shutil
import tempfile
import time
import unittest

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [HERE, os.path.join(HERE, "../reference")]

import collector_runs
from collected import read_lines, record_count
from collector_runs import JSON_TYPE, post, receiving_config
from corpora import SAMPLE_CORPUS, Corpus, Workspace
from mapping_metrics import CUMULATIVE, DELTA
from servers import Collector, Prometheus
from test_prometheus import stored_samples

LIMIT_BYTES = 20 * 1024 * 1024
# Lines over 1 MiB, whose records the default of otlp_json_file cannot take.
HUGE_EVENT_BYTES = 1100000


class Refusals(unittest.TestCase):
    """Each test changes the sample's spans or log records, and counts what the Collector keeps of them."""

    @classmethod
    def setUpClass(cls):
        cls.workspace = Workspace(SAMPLE_CORPUS)
        cls.addClassCleanup(cls.workspace.remove)
        cls.export = cls.workspace.export("otlp")
        cls.bodies = {endpoint: body for _, endpoint, body in collector_runs.requests_of(cls.export)}

    def setUp(self):
        self.folder = tempfile.mkdtemp(prefix="telex-refusals-")
        self.addCleanup(shutil.rmtree, self.folder)
        self.collector = Collector(receiving_config(self.folder))
        self.addCleanup(self.collector.stop)

    def kept(self, signal):
        self.collector.stop()
        return record_count(read_lines(os.path.join(self.folder, signal + ".jsonl")), signal)

    def records(self, signal):
        return self.export.package.manifest["records"][signal]

    def assert_refused(self, endpoint, signal, body, status=400, headers=None):
        """The whole body is refused, and nothing of it kept; the same body without the change is taken."""
        answer = self.collector.request("POST", endpoint, body, headers or JSON_TYPE)
        self.assertEqual(status, answer.status, answer.body)
        answer = post(self.collector, endpoint, self.bodies[endpoint])
        self.assertEqual(200, answer.status, answer.body)
        self.assertEqual(self.records(signal), self.kept(signal))

    def changed_spans(self, change):
        document = json.loads(self.bodies["/v1/traces"])
        change(document["resourceSpans"][-1]["scopeSpans"][0]["spans"][-1])
        return json.dumps(document).encode()

    def test_one_bad_trace_id_refuses_all(self):
        for trace_id in ("not-an-id", "123e4567-e89b-12d3-a456-426614174000", "ab", None):
            with self.subTest(trace_id):
                body = self.changed_spans(lambda span: span.update(traceId=trace_id))
                answer = post(self.collector, "/v1/traces", body)
                self.assertEqual(400, answer.status, answer.body)
        self.assertEqual(0, self.kept("traces"))

    def test_one_bad_span_id_refuses_all(self):
        body = self.changed_spans(lambda span: span.update(spanId="0a"))
        self.assert_refused("/v1/traces", "traces", body)

    def test_a_number_over_the_range_of_doubles_refuses_all(self):
        body = self.bodies["/v1/metrics"]
        position = body.rindex(b'"asDouble":') + len(b'"asDouble":')
        end = body.index(b"}", position)
        self.assert_refused("/v1/metrics", "metrics", body[:position] + b"1e999" + body[end:])

    def test_a_body_over_20_MiB_is_refused(self):
        body = self.bodies["/v1/logs"]
        for size in (LIMIT_BYTES + 1, 21 * 1024 * 1024):
            with self.subTest(size):
                padded = body.rstrip() + b" " * (size - len(body.rstrip()))
                for zipped in (False, True):
                    answer = post(self.collector, "/v1/logs", padded, zipped)
                    self.assertEqual(400, answer.status, answer.body)
        self.assert_refused("/v1/logs", "logs", padded)

    def test_a_body_of_just_under_20_MiB_is_taken(self):
        """Else the test above would prove nothing of the size."""
        body = self.bodies["/v1/logs"].rstrip()
        for zipped in (False, True):
            answer = post(self.collector, "/v1/logs", body + b" " * (LIMIT_BYTES - 1 - len(body)), zipped)
            self.assertEqual(200, answer.status, answer.body)
        self.assertEqual(2 * self.records("logs"), self.kept("logs"))

    def test_another_content_type_is_refused(self):
        for headers in ({}, {"Content-Type": "text/plain"}, {"Content-Type": "application/x-ndjson"}):
            with self.subTest(str(headers)):
                answer = self.collector.request("POST", "/v1/logs", self.bodies["/v1/logs"], headers)
                self.assertEqual(415, answer.status, answer.body)
        self.assertEqual(0, self.kept("logs"))

    def test_what_stands_behind_the_first_document_is_lost_without_a_word(self):
        """So a file of otlp-jsonl must be sent line by line."""
        body = self.bodies["/v1/logs"].rstrip()
        answer = post(self.collector, "/v1/logs", body + b"\n" + body)
        self.assertEqual(200, answer.status, answer.body)
        self.assertFalse(collector_runs.rejected_of(answer))
        self.assertEqual(self.records("logs"), self.kept("logs"))


class PrometheusRefusals(unittest.TestCase):
    """What Prometheus does with what it does not take: examples/collector/README.md tells users of each."""

    @classmethod
    def setUpClass(cls):
        cls.workspace = Workspace(SAMPLE_CORPUS)
        cls.addClassCleanup(cls.workspace.remove)

    def metrics(self, temporality):
        export = self.workspace.export("otlp", temporality)
        return next(body for _, endpoint, body in collector_runs.requests_of(export) if endpoint == "/v1/metrics")

    def prometheus(self, **settings):
        folder = tempfile.mkdtemp(prefix="telex-refusals-")
        self.addCleanup(shutil.rmtree, folder)
        prometheus = Prometheus(folder, [], **settings)
        self.addCleanup(prometheus.stop)
        return prometheus

    @staticmethod
    def post(prometheus, body):
        return post(prometheus, "/v1/metrics", body, prefix="/api/v1/otlp")

    def test_delta_sums_refuse_all_the_gauges_beside_them(self):
        prometheus = self.prometheus()
        answer = self.post(prometheus, self.metrics(DELTA))
        self.assertEqual(500, answer.status)
        self.assertIn(b"invalid temporality", answer.body)
        self.assertEqual({}, stored_samples(prometheus))

    def test_old_samples_are_refused_beside_new_ones(self):
        prometheus = self.prometheus(window="0s")
        document = json.loads(self.metrics(CUMULATIVE))
        point = {"timeUnixNano": str(time.time_ns()), "asDouble": 1.5}
        metric = {"name": "live", "unit": "s", "gauge": {"dataPoints": [point]}}
        document["resourceMetrics"][1:] = []
        document["resourceMetrics"][0]["scopeMetrics"][0]["metrics"] = [metric]
        self.assertEqual(200, self.post(prometheus, json.dumps(document).encode()).status)
        answer = self.post(prometheus, self.metrics(CUMULATIVE))
        self.assertEqual(400, answer.status)
        self.assertIn(b"out of bounds", answer.body)
        self.assertEqual({}, stored_samples(prometheus))

    def test_an_empty_server_takes_old_samples(self):
        body = self.metrics(CUMULATIVE)
        without_window, with_window = self.prometheus(window="0s"), self.prometheus()
        for prometheus in (without_window, with_window):
            self.assertEqual(200, self.post(prometheus, body).status)
        self.assertEqual(stored_samples(with_window), stored_samples(without_window))

    def with_twins(self):
        """Each metric twice, under names that differ in dots only, with other values."""
        document = json.loads(self.metrics(CUMULATIVE))
        for block in document["resourceMetrics"]:
            metrics = block["scopeMetrics"][0]["metrics"]
            for twin in json.loads(json.dumps(metrics)):
                twin["name"] = twin["name"].replace(".", "_")
                for point in twin.get("gauge", {"dataPoints": []})["dataPoints"]:
                    point["asDouble"] = -1.5
                metrics.append(twin)
        return json.dumps(document).encode()

    def test_names_that_become_one_lose_samples(self):
        """Refused where the samples are newer than all before, else lost without a word."""
        alone, both = self.prometheus(), self.prometheus()
        self.post(alone, self.metrics(CUMULATIVE))
        answer = self.post(both, self.with_twins())
        self.assertIn(answer.status, (200, 400))
        if answer.status == 400:
            self.assertIn(b"duplicate sample for timestamp", answer.body)
        self.assertLessEqual(samples_of(both), samples_of(alone))

    def test_names_can_keep_their_dots(self):
        alone, both = self.prometheus(), self.prometheus(names="NoUTF8EscapingWithSuffixes")
        self.post(alone, self.metrics(CUMULATIVE))
        self.assertEqual(200, self.post(both, self.with_twins()).status)
        self.assertEqual(2 * samples_of(alone), samples_of(both))


def samples_of(prometheus):
    return sum(map(len, stored_samples(prometheus).values()))


class LongLines(unittest.TestCase):
    """A record that is larger than a line may be stands alone and is counted: no receiver of lines takes it."""

    def setUp(self):
        self.workspace = Workspace(Corpus("clean", 9, 30))
        self.addCleanup(self.workspace.remove)
        self.workspace.add_event("huge", {"text": "x" * HUGE_EVENT_BYTES})
        self.export = self.workspace.export("otlp-jsonl")
        self.log_records = self.export.package.manifest["records"]["logs"]

    def kept(self, **settings):
        folder = os.path.join(self.workspace.root, "read")
        wanted = self.log_records if settings else self.log_records - 1
        kept = collector_runs.tail(folder, self.export, wanted={"logs": wanted}, **settings)
        return record_count(kept.files["logs"], "logs")

    def test_it_is_lost_with_the_default_size(self):
        self.assertEqual(1, self.export.package.manifest["oversized"])
        self.assertEqual(self.log_records - 1, self.kept())

    def test_it_is_read_with_a_larger_size(self):
        self.assertEqual(self.log_records, self.kept(max_log_size="17MiB"))


if __name__ == "__main__":
    unittest.main()
