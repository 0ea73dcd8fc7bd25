"""Each comparison can fail: a package is changed on its way to the server, as a wrong exporter would have written it,
and the check that is answerable must see it, through the real server."""

import concurrent.futures
import copy
import itertools
import json
import os
import shutil
import sys
import unittest

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [HERE, os.path.join(HERE, "../reference")]

import checks
import collector_runs
import mutations
import published_proto
import test_prometheus
from collected import record_count
from collector_runs import post, requests_of
from comparison import Mismatch
from corpora import REPOSITORY, Corpus, Workspace
from mapping_metrics import CUMULATIVE
from otlp_checker import SIGNALS
from servers import Prometheus

SETTLE_SECONDS = 60


def blocks_of(document):
    return next(iter(document.values()))


def records_of(document):
    """The records of all blocks; of metrics, the entries."""
    signal = next(signal for signal in SIGNALS.values() if signal.envelope in document)
    return [record for block in blocks_of(document) for record in block[signal.scopes][0][signal.records]]


def points_of(document, kind):
    return [point for metric in records_of(document) if kind in metric for point in metric[kind]["dataPoints"]]


def first(document, wanted):
    return next(record for record in records_of(document) if wanted(record))


def later(record, key):
    record[key] = str(int(record[key]) + 1)


def set_attribute(record, position=0):
    record["attributes"][position]["value"] = {"stringValue": "changed"}


def drop_last_record(document):
    block = blocks_of(document)[-1]
    next(value for key, value in block.items() if key.startswith("scope"))[0][
        {"scopeLogs": "logRecords", "scopeSpans": "spans"}[next(key for key in block if key.startswith("scope"))]
    ].pop()


def with_trace(record):
    return "traceId" in record and "spanId" in record


def count_as_double(point):
    point["asDouble"] = float(point.pop("asInt"))


def set_other_digit(record, key):
    record[key] = ("1" if record[key][0] != "1" else "2") + record[key][1:]


ANY_SIGNAL = {
    "a resource attribute": lambda d: set_attribute(blocks_of(d)[0]["resource"], 2),
    "a resource attribute less": lambda d: blocks_of(d)[0]["resource"]["attributes"].pop(),
    "the version of the scope": lambda d: scope_of(d).update(version="9"),
    "the name of the scope": lambda d: scope_of(d).update(name="other"),
    "a block less": lambda d: blocks_of(d).pop(),
    "a block twice": lambda d: blocks_of(d).append(copy.deepcopy(blocks_of(d)[-1])),
    "an attribute's value": lambda d: set_attribute(attributed(d)),
    "an attribute less": lambda d: attributed(d)["attributes"].pop(0),
    "an attribute more": lambda d: attributed(d)["attributes"].append({"key": "k", "value": {"boolValue": True}}),
    "an attribute's key": lambda d: attributed(d)["attributes"][0].update(key="other"),
}


def scope_of(document):
    return next(value for key, value in blocks_of(document)[0].items() if key.startswith("scope"))[0]["scope"]


def attributed(document):
    record = records_of(document)[-1]
    return (record.get("sum") or record.get("gauge") or {"dataPoints": [record]})["dataPoints"][0]


CHANGES = {
    "logs": {
        **ANY_SIGNAL,
        "a time by one nanosecond": lambda d: later(records_of(d)[-1], "timeUnixNano"),
        "an observed time": lambda d: later(records_of(d)[-1], "observedTimeUnixNano"),
        "a severity": lambda d: records_of(d)[0].update(severityNumber=13),
        "a severity's text": lambda d: records_of(d)[0].update(severityText="WARN"),
        "a body": lambda d: records_of(d)[0]["body"].update(stringValue="other"),
        "an event name": lambda d: records_of(d)[0].pop("eventName"),
        "a trace id": lambda d: set_other_digit(first(d, with_trace), "traceId"),
        "a span id": lambda d: first(d, with_trace).pop("spanId"),
        "a number as text": lambda d: number_as_text(d),
        "a record less": drop_last_record,
        "records in another order": lambda d: blocks_of(d)[0]["scopeLogs"][0]["logRecords"].reverse(),
    },
    "traces": {
        **ANY_SIGNAL,
        "a start by one nanosecond": lambda d: later(records_of(d)[-1], "startTimeUnixNano"),
        "an end": lambda d: later(records_of(d)[-1], "endTimeUnixNano"),
        "a name": lambda d: records_of(d)[0].update(name="other"),
        "a kind": lambda d: records_of(d)[0].update(kind=2),
        "a status": lambda d: first(d, lambda span: span["status"]["code"] == 1)["status"].update(code=0),
        "a message": lambda d: first(d, lambda span: span["status"]["code"] == 2)["status"].update(message="other"),
        "a trace id": lambda d: set_other_digit(records_of(d)[0], "traceId"),
        "a span id": lambda d: set_other_digit(records_of(d)[0], "spanId"),
        "a parent less": lambda d: first(d, lambda span: "parentSpanId" in span).pop("parentSpanId"),
        "an event less": lambda d: first(d, lambda span: "events" in span).pop("events"),
        "an event's time": lambda d: later(first(d, lambda span: "events" in span)["events"][0], "timeUnixNano"),
        "an event's attribute": lambda d: set_attribute(first(d, lambda span: "events" in span)["events"][0]),
        "a record less": drop_last_record,
    },
    "metrics": {
        **ANY_SIGNAL,
        "a time by one nanosecond": lambda d: later(points_of(d, "gauge")[-1], "timeUnixNano"),
        "a window's start": lambda d: later(points_of(d, "sum")[-1], "startTimeUnixNano"),
        "a count": lambda d: later(points_of(d, "sum")[0], "asInt"),
        "a count as double": lambda d: count_as_double(points_of(d, "sum")[0]),
        "a value": lambda d: points_of(d, "gauge")[0].update(asDouble=-1.5),
        "a name": lambda d: records_of(d)[0].update(name="other"),
        "a unit": lambda d: records_of(d)[0].update(unit="h"),
        "a description": lambda d: records_of(d)[0].update(description="other"),
        "a sum that may fall": lambda d: first(d, lambda m: "sum" in m)["sum"].update(isMonotonic=False),
        "a temporality": lambda d: first(d, lambda m: "sum" in m)["sum"].update(aggregationTemporality=2),
        "a point less": lambda d: first(d, lambda m: "sum" in m)["sum"]["dataPoints"].pop(),
    },
}


def number_as_text(document):
    for record in records_of(document):
        for attribute in record["attributes"]:
            if "doubleValue" in attribute["value"]:
                attribute["value"] = {"stringValue": str(attribute["value"]["doubleValue"])}
                return


class CollectorChecks(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.workspace = Workspace(Corpus("clean", 11, 200))
        cls.addClassCleanup(cls.workspace.remove)
        cls.export = cls.workspace.export("otlp")
        cls.runs = itertools.count(1)

    def send(self, signal=None, change=None, wait_for_span_metrics=False):
        """What a Collector keeps of the package, with a change to one signal's document."""
        run = next(self.runs)
        spans = self.export.package.manifest["records"]["traces"] if wait_for_span_metrics else 0

        def settled(folder):
            documents = collector_runs.latest(folder, collector_runs.SPAN_METRICS) if spans else []
            return sum(checks.last_span_metrics(documents)[0].values()) >= spans

        def changed(body):
            document = json.loads(body)
            if signal and SIGNALS[signal].envelope in document:
                change(document)
                changed_body = json.dumps(document).encode()
                self.assertNotEqual(json.loads(body), json.loads(changed_body), "the change changed nothing")
                return changed_body
            return body

        folder = os.path.join(self.workspace.root, "run-%d" % run)
        kept = collector_runs.send(folder, self.export, False, settled, changed)
        checks.check_answers(kept)
        return kept

    def assert_seen(self, check, *arguments):
        self.assertRaises((Mismatch, AssertionError, KeyError), check, *arguments)

    def tail(self, lines, signal, change):
        """What a Collector reads from the files of a package, with a change to the lines of one signal."""
        run = next(self.runs)
        folder = os.path.join(self.workspace.root, "tail-%d" % run)
        changed = lines._replace(path=shutil.copytree(lines.path, folder + "-package"))
        path = os.path.join(changed.path, signal + ".jsonl")
        with open(path, "rb") as file:
            before = file.read().splitlines(keepends=True)
        after = change(list(before))
        self.assertNotEqual(before, after, "the change changed nothing")
        with open(path, "wb") as file:
            file.writelines(after)
        wanted = {signal: sum(record_count([json.loads(line)], signal) for line in after)}
        return collector_runs.tail(folder, changed, wanted)

    def test_without_a_change_all_checks_pass(self):
        kept = self.send(wait_for_span_metrics=True)
        for signal in SIGNALS:
            checks.check_signal(kept, self.export, signal)
        checks.check_events(kept, self.workspace.telemetry)
        checks.check_totals(kept, self.export)
        checks.check_final_totals(kept, self.export)
        checks.check_span_metrics(kept, self.export)

    def test_a_refused_request_is_seen(self):
        self.assert_seen(self.send, "traces", lambda d: records_of(d)[0].update(traceId="not-an-id"))

    def test_each_change_of_a_record_is_seen(self):
        changes = [(signal, what) for signal in SIGNALS for what in CHANGES[signal]]
        # A Collector of its own for each, which waits most of its time.
        with concurrent.futures.ThreadPoolExecutor(4) as pool:
            runs = [pool.submit(self.send, signal, CHANGES[signal][what]) for signal, what in changes]
        for (signal, what), run in zip(changes, runs):
            with self.subTest("%s: %s" % (signal, what)):
                self.assert_seen(checks.check_signal, run.result(), self.export, signal)

    def test_a_lost_or_changed_event_is_seen(self):
        for signal in SIGNALS:
            for what in ("a block less", "an attribute's value", "a block twice"):
                with self.subTest("%s: %s" % (signal, what)):
                    kept = self.send(signal, CHANGES[signal][what])
                    self.assert_seen(checks.check_events, kept, self.workspace.telemetry)

    def test_wrong_totals_are_seen(self):
        for what in ("a count", "a point less", "a temporality", "a window's start"):
            with self.subTest(what):
                kept = self.send("metrics", CHANGES["metrics"][what])
                self.assert_seen(checks.check_totals, kept, self.export)
        for what in ("a count", "a point less"):
            with self.subTest("final: " + what):
                kept = self.send("metrics", CHANGES["metrics"][what])
                self.assert_seen(checks.check_final_totals, kept, self.export)

    def test_a_difference_of_gzipped_requests_is_seen(self):
        kept = self.send()
        checks.check_same(kept, self.send())
        for signal in SIGNALS:
            for what in ("a block less", "an attribute's value", "the name of the scope"):
                with self.subTest("%s: %s" % (signal, what)):
                    self.assert_seen(checks.check_same, kept, self.send(signal, CHANGES[signal][what]))

    def test_a_change_of_tailed_lines_is_seen(self):
        workspace = Workspace(Corpus("clean", 11, 200, 6000))
        self.addCleanup(workspace.remove)
        lines = workspace.export("otlp-jsonl")

        def first_changed(rows):
            document = json.loads(rows[0])
            set_attribute(attributed(document))
            return [json.dumps(document).encode() + b"\n", *rows[1:]]

        changes = {"a line less": lambda rows: rows[:-1], "a line twice": lambda rows: [*rows, rows[-1]]}
        changes.update({"lines in another order": lambda rows: rows[::-1], "an attribute": first_changed})
        each = [(signal, what) for signal in SIGNALS for what in changes]
        with concurrent.futures.ThreadPoolExecutor(4) as pool:
            runs = [pool.submit(self.tail, lines, signal, changes[what]) for signal, what in each]
        for (signal, what), run in zip(each, runs):
            with self.subTest("%s: %s" % (signal, what)):
                self.assert_seen(checks.check_signal, run.result(), lines, signal)

    def test_windows_that_overlap_are_seen(self):
        """The processor drops a window that begins before its series."""

        def overlap(document):
            for point in points_of(document, "sum")[1:]:
                point["startTimeUnixNano"] = "1"

        self.assert_seen(checks.check_final_totals, self.send("metrics", overlap), self.export)

    def test_wrong_metrics_of_spans_are_seen(self):
        def millisecond_earlier(document):
            span = records_of(document)[0]
            span["startTimeUnixNano"] = str(int(span["startTimeUnixNano"]) - 10**6)

        changes = {what: CHANGES["traces"][what] for what in ("a name", "a status", "a resource attribute")}
        for what, change in {**changes, "a duration": millisecond_earlier}.items():
            with self.subTest(what):
                kept = self.send("traces", change, wait_for_span_metrics=True)
                self.assert_seen(checks.check_span_metrics, kept, self.export)


class PrometheusChecks(unittest.TestCase):
    CHANGES = {
        "a count": lambda d: later(points_of(d, "sum")[-1], "asInt"),
        "a value": CHANGES["metrics"]["a value"],
        "a unit": CHANGES["metrics"]["a unit"],
        "a name": CHANGES["metrics"]["a name"],
        "an attribute's value": CHANGES["metrics"]["an attribute's value"],
        "a block less": CHANGES["metrics"]["a block less"],
        "a session": CHANGES["metrics"]["a resource attribute"],
        "a time by one millisecond": lambda d: points_of(d, "gauge")[0].update(
            timeUnixNano=str(int(points_of(d, "gauge")[0]["timeUnixNano"]) + 10**6)
        ),
    }

    @classmethod
    def setUpClass(cls):
        cls.workspace = Workspace(Corpus("clean", 11, 200))
        cls.addClassCleanup(cls.workspace.remove)
        cls.export = cls.workspace.export("otlp", CUMULATIVE)

    def stored(self, number, change):
        ((_, endpoint, body),) = [request for request in requests_of(self.export) if request[1] == "/v1/metrics"]
        document = json.loads(body)
        change(document)
        with Prometheus(self.workspace.folder("prometheus-%s" % number), ["coder.deployment.url"]) as prometheus:
            answer = post(prometheus, endpoint, json.dumps(document).encode(), prefix="/api/v1/otlp")
            self.assertEqual(200, answer.status, answer.body)
            return test_prometheus.stored_samples(prometheus)

    def test_each_change_is_seen(self):
        wanted = test_prometheus.expected_samples(self.export)
        self.assertEqual(wanted, self.stored(0, lambda document: None))
        for number, (what, change) in enumerate(self.CHANGES.items(), 1):
            with self.subTest(what):
                self.assertNotEqual(wanted, self.stored(number, change))

    def test_a_wrong_total_is_seen(self):
        delta = self.workspace.export("otlp")
        test_prometheus.check_counters(self.stored("totals", lambda document: None), delta)
        for what in ("a count", "a block less", "a session", "an attribute's value of a count"):
            with self.subTest(what):
                change = self.CHANGES.get(what, lambda d: set_attribute(points_of(d, "sum")[-1]))
                stored = self.stored("totals-" + what.replace(" ", "-"), change)
                self.assertRaises(Mismatch, test_prometheus.check_counters, stored, delta)


class ChangesToTheExporter(unittest.TestCase):
    """mutations.sh repeats them, outside of this suite: that takes long. What can be checked quickly is that it can."""

    # Requests that are gzipped have the same body: no exporter tells them apart. A run is no comparison.
    SEEN_OTHERWISE = {"gzipped", "the run", "Prometheus: the run"}

    def test_the_table_has_each(self):
        self.assertEqual([mutation.what for mutation in mutations.MUTATIONS], list(mutations.rows()))

    def test_each_has_its_place_in_the_sources(self):
        for mutation in mutations.MUTATIONS:
            with self.subTest(mutation.what), open(os.path.join(REPOSITORY, mutation.path), encoding="utf-8") as file:
                self.assertEqual(1, file.read().count(mutation.old), "the line changed: let the mutation follow it")

    def test_each_is_seen(self):
        for what, outcome in mutations.rows().items():
            self.assertTrue(outcome.strict or outcome.failed, what)

    def test_each_comparison_was_seen_to_fail(self):
        named = {name for checks_of_suite in mutations.CHECKS.values() for name in checks_of_suite.values()}
        seen = set().union(*(outcome.failed for outcome in mutations.rows().values()))
        self.assertEqual(named | {mutations.RUNNING_TOTALS}, seen | self.SEEN_OTHERWISE)


class PublishedProto(unittest.TestCase):
    """protobuf's parser is lenient; what it reads and writes again is not."""

    CHANGES = {
        "an unknown key": lambda record: record.update(unknown=1),
        "a snake_case key": lambda record: record.update(time_unix_nano=record.pop("timeUnixNano")),
        "an enum by name": lambda record: record.update(severityNumber="SEVERITY_NUMBER_INFO"),
        "a time as number": lambda record: record.update(timeUnixNano=int(record["timeUnixNano"])),
        "a null": lambda record: record.update(traceId=None),
        "a text as number": lambda record: record.update(eventName=1),
        "a bad base64": lambda record: record.update(traceId="abcde"),
    }

    def test_each_change_is_refused(self):
        workspace = Workspace(Corpus("clean", 11, 30))
        self.addCleanup(workspace.remove)
        body = next(body for _, endpoint, body in requests_of(workspace.export("otlp")) if endpoint == "/v1/logs")
        self.assertEqual("", published_proto.problem_of(body, "logs"))
        for what, change in self.CHANGES.items():
            with self.subTest(what):
                document = json.loads(body)
                change(records_of(document)[0])
                self.assertNotEqual("", published_proto.problem_of(json.dumps(document).encode(), "logs"))


if __name__ == "__main__":
    unittest.main()
