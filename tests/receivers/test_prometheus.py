"""The cumulative export, POSTed to a real Prometheus: every sample at its time, and counters that end with the events'
total. For telemetry as it is in life; what Prometheus makes of names and labels is written down here once more."""

import os
import re
import sys
import unittest
import urllib.parse

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [HERE, os.path.join(HERE, "../reference")]

from collector_runs import post, rejected_of, requests_of
from comparison import expect
from corpora import CORPORA, SAMPLE_CORPUS, Corpus, Workspace
from mapping_metrics import CUMULATIVE
from servers import Prometheus

_UNIT_SUFFIXES = {"ms": "milliseconds", "s": "seconds", "By": "bytes", "Mbit/s": "Mbit_per_second", "1": "ratio"}
_AFTER_ALL = "2026-06-01T00:00:00Z"
COUNTER = "http_requests_count_2xx_total"
_NANOS_PER_MILLI = 10**6


def prometheus_name(name, unit, kind):
    plain = re.sub(r"[^A-Za-z0-9_]", "_", name)
    if kind == "sum":
        return plain + "_total"
    suffix = _UNIT_SUFFIXES[unit]
    return plain if plain.endswith("_" + suffix) else "%s_%s" % (plain, suffix)


def series_of(resource, name, attributes):
    """A series as Prometheus labels it; the session and the deployment are all that it has of the resource."""
    labels = {re.sub(r"[^A-Za-z0-9_]", "_", key): value["stringValue"] for key, value in attributes.items()}
    labels["__name__"] = name
    labels["job"] = resource["service.name"]["stringValue"]
    labels["instance"] = resource["service.instance.id"]["stringValue"]
    if "coder.deployment.url" in resource:
        labels["coder_deployment_url"] = resource["coder.deployment.url"]["stringValue"]
    return frozenset(labels.items())


def expected_samples(export):
    samples = {}
    for block in export.expected.signals.blocks["metrics"]:
        for record in block.records:
            name = prometheus_name(record.name, record.unit, record.kind)
            series = series_of(block.resource, name, record.point["attributes"])
            value = float(record.point["asInt"] if record.kind == "sum" else record.point["asDouble"])
            millis = int(record.point["timeUnixNano"]) // _NANOS_PER_MILLI
            assert millis not in samples.setdefault(series, {}), "two samples in one millisecond: %r" % (record,)
            samples[series][millis] = value
    return samples


def stored_samples(prometheus):
    query = urllib.parse.urlencode({"query": '{__name__=~".+"}[1000d]', "time": _AFTER_ALL})
    answer = prometheus.request("GET", "/api/v1/query?" + query)
    assert answer.status == 200, answer
    stored = {}
    for series in answer.json()["data"]["result"]:
        if series["metric"]["__name__"] != "target_info":
            samples = {round(seconds * 1000): float(value) for seconds, value in series["values"]}
            stored[frozenset(series["metric"].items())] = samples
    return stored


def queried(prometheus, function):
    """The sum over all series of the counter that the guide takes as its example; None where there is no series."""
    query = urllib.parse.urlencode({"query": "sum(%s(%s[1000d]))" % (function, COUNTER), "time": _AFTER_ALL})
    samples = prometheus.request("GET", "/api/v1/query?" + query).json()["data"]["result"]
    return float(samples[0]["value"][1]) if samples else None


def check_counters(stored, delta_export):
    """Counters end with the total of the events: of the delta windows, which come straight from the events."""
    totals = {}
    for block in delta_export.expected.signals.blocks["metrics"]:
        for record in block.records:
            if record.kind == "sum":
                name = prometheus_name(record.name, record.unit, record.kind)
                series = series_of(block.resource, name, record.point["attributes"])
                totals[series] = totals.get(series, 0) + int(record.point["asInt"])
    counted = {series: total for series, total in totals.items() if total}
    expect(True, bool(counted), "there are counters")
    for series, total in counted.items():
        samples = stored.get(series, {})
        expect(float(total), samples.get(max(samples, default=None)), "the last sample of %s" % sorted(series))


class CorpusTest(unittest.TestCase):
    """The tests of one corpus; its classes are made below."""

    corpus = SAMPLE_CORPUS
    maxDiff = 4000

    @classmethod
    def setUpClass(cls):
        cls.workspace = Workspace(cls.corpus)
        cls.addClassCleanup(cls.workspace.remove)
        cls.export = cls.workspace.export("otlp", CUMULATIVE)
        cls.answers = []
        with Prometheus(cls.workspace.folder("prometheus"), ["coder.deployment.url"]) as prometheus:
            for _, endpoint, body in requests_of(cls.export):
                if endpoint == "/v1/metrics":
                    cls.answers.append(post(prometheus, endpoint, body, zipped=True, prefix="/api/v1/otlp"))
            cls.stored = stored_samples(prometheus)
            cls.queried = {name: queried(prometheus, name) for name in ("max_over_time", "increase")}

    def test_every_request_is_taken_whole(self):
        for answer in self.answers:
            self.assertIn(answer.status, (200, 204), answer.body)
            self.assertFalse(rejected_of(answer), answer.body)

    def test_series(self):
        self.assertEqual(
            sorted(map(sorted, expected_samples(self.export))), sorted(map(sorted, self.stored)), "labels of the series"
        )

    def test_samples(self):
        for series, samples in expected_samples(self.export).items():
            self.assertEqual(samples, self.stored.get(series), sorted(series))

    def test_counters_end_with_the_total_of_the_events(self):
        check_counters(self.stored, self.workspace.export("otlp"))

    def test_the_queries_of_the_guide(self):
        """max_over_time gives the total of the events, increase another number: it leaves out first samples, and
        extrapolates."""
        total = 0
        for samples in self.of_metric(expected_samples(self.export)):
            total += samples[max(samples)]
        self.assertEqual(total, self.queried["max_over_time"])
        self.assertNotEqual(round(total), round(self.queried["increase"]))

    @staticmethod
    def of_metric(samples):
        return [found for series, found in samples.items() if ("__name__", COUNTER) in series]


def class_of(corpus: Corpus) -> type:
    return type("Corpus_" + corpus.name(), (CorpusTest,), {"corpus": corpus, "__doc__": CorpusTest.__doc__})


def load_tests(loader, _tests, _pattern):
    suite = unittest.TestSuite()
    for corpus in CORPORA:
        if corpus.is_clean():
            suite.addTests(loader.loadTestsFromTestCase(class_of(corpus)))
    return suite


if __name__ == "__main__":
    unittest.main()
