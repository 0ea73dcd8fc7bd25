"""Proves that the strict checker refuses each thing that a lenient server lets through, and takes the golden packages.

The golden packages are, byte for byte, what the golden tests export; so this checks those outputs, too.
"""

import copy
import json
import os
import unittest

from otlp_checker import CheckError, check_envelope
from package_checker import DEFAULT_LIMITS, check_files

GOLDEN = os.path.join(os.path.dirname(os.path.abspath(__file__)), "../golden")
CORPORA = ("sample", "worked_examples")
SIGNALS = ("logs", "traces", "metrics")


def read(*names):
    with open(os.path.join(GOLDEN, *names), "rb") as file:
        return file.read()


class GoldenPackages(unittest.TestCase):
    def test_packages(self):
        for corpus in CORPORA:
            for format_name, limit in DEFAULT_LIMITS.items():
                folder = os.path.join(corpus, format_name)
                files = {name: read(folder, name) for name in os.listdir(os.path.join(GOLDEN, folder))}
                package = check_files(files, folder, format_name, limit)
                self.assertTrue(all(documents.envelopes for documents in package.signals.values()), folder)

    def test_cumulative_metrics(self):
        for corpus in CORPORA:
            envelope = check_envelope(read(corpus, "otlp-cumulative", "metrics.json"), "metrics", corpus)
            self.assertTrue(envelope.record_count())


class Documents:
    """One small document of each signal, and the parts of it that a test changes."""

    def __init__(self):
        self.documents = {signal: json.loads(read("worked_examples", "otlp", signal + ".json")) for signal in SIGNALS}
        self.block = self.documents["logs"]["resourceLogs"][0]
        self.resource = self.block["resource"]
        self.scope = self.block["scopeLogs"][0]["scope"]
        logs = [r for b in self.documents["logs"]["resourceLogs"] for r in b["scopeLogs"][0]["logRecords"]]
        self.log = next(r for r in logs if "traceId" in r and "spanId" in r and r["attributes"])
        spans = [s for b in self.documents["traces"]["resourceSpans"] for s in b["scopeSpans"][0]["spans"]]
        self.span = next(span for span in spans if "events" in span and "parentSpanId" in span)
        metric_scopes = [b["scopeMetrics"][0] for b in self.documents["metrics"]["resourceMetrics"]]
        self.metrics_of_block = metric_scopes[0]["metrics"]
        metrics = [metric for scope in metric_scopes for metric in scope["metrics"]]
        self.sum = next(metric for metric in metrics if "sum" in metric)
        self.count = self.sum["sum"]["dataPoints"][0]
        self.gauge = next(metric for metric in metrics if "gauge" in metric)
        self.value = self.gauge["gauge"]["dataPoints"][0]

    def check(self):
        for signal in SIGNALS:
            data = json.dumps(self.documents[signal], ensure_ascii=False).encode("utf-8", "surrogatepass")
            check_envelope(data, signal, signal)


def string_attribute(key, text):
    return {"key": key, "value": {"stringValue": text}}


# What a change is called, and what it does to the parts.
CHANGES = {
    "an unknown key": lambda d: d.log.update(flags=0),
    "a snake_case key": lambda d: d.log.update(time_unix_nano=d.log.pop("timeUnixNano")),
    "a missing key": lambda d: d.log.pop("observedTimeUnixNano"),
    "an unknown key of a value": lambda d: d.log["attributes"][0]["value"].update(other=1),
    "a null": lambda d: d.log.update(traceId=None),
    "a null attribute": lambda d: d.log["attributes"].append({"key": "k", "value": None}),
    "an enum by name": lambda d: d.span.update(kind="SPAN_KIND_INTERNAL"),
    "an enum as text": lambda d: d.log.update(severityNumber="9"),
    "another severity": lambda d: d.log.update(severityNumber=10),
    "a severity's text that is not its number's": lambda d: d.log.update(severityNumber=9, severityText="ERROR"),
    "an unknown status": lambda d: d.span["status"].update(code=3),
    "another temporality": lambda d: d.sum["sum"].update(aggregationTemporality=0),
    "a sum that may fall": lambda d: d.sum["sum"].update(isMonotonic=False),
    "a short trace id": lambda d: d.log.update(traceId="ab"),
    "a UUID as trace id": lambda d: d.log.update(traceId="123e4567-e89b-12d3-a456-426614174000"),
    "an id of zeros": lambda d: d.span.update(traceId="0" * 32),
    "an empty parent": lambda d: d.span.update(parentSpanId=""),
    "an upper-case id": lambda d: d.span.update(spanId="ABCDEF0123456789"),
    "an id in base64": lambda d: d.span.update(spanId="Dw8P4S/c2hQ="),
    "a time as number": lambda d: d.log.update(timeUnixNano=1777598426986000000),
    "a count as number": lambda d: d.count.update(asInt=7),
    "a count with a fraction": lambda d: d.count.update(asInt="7.0"),
    "an empty count": lambda d: d.count.update(asInt=""),
    "a negative count": lambda d: d.count.update(asInt="-1"),
    "a count over 2^63 - 1": lambda d: d.count.update(asInt="9223372036854775808"),
    "a double as text": lambda d: d.value.update(asDouble="1.5"),
    "not a number": lambda d: d.value.update(asDouble="NaN"),
    "a bare NaN": lambda d: d.value.update(asDouble=float("nan")),
    "both kinds of number": lambda d: d.value.update(asInt="1"),
    "attributes as an object": lambda d: d.log.update(attributes={"k": "v"}),
    "a body as bare text": lambda d: d.log.update(body="text"),
    "an attribute key twice": lambda d: d.log["attributes"].append(copy.deepcopy(d.log["attributes"][0])),
    "an empty attribute key": lambda d: d.log["attributes"].append(string_attribute("", "v")),
    "an integer attribute": lambda d: d.log["attributes"].append({"key": "k", "value": {"intValue": "1"}}),
    "a lone surrogate in a value": lambda d: d.log["attributes"].append(string_attribute("k", "\ud800")),
    "a lone surrogate in a key": lambda d: d.log["attributes"].append(string_attribute("\udc00", "v")),
    "a span that ends before it starts": lambda d: d.span.update(endTimeUnixNano="0"),
    "an event before its span": lambda d: d.span["events"][0].update(timeUnixNano="1"),
    "an event after its span": lambda d: d.span["events"][0].update(timeUnixNano="9223372036854775807"),
    "a window that ends before it starts": lambda d: d.count.update(timeUnixNano="0"),
    "a resource without a service": lambda d: d.resource["attributes"].pop(0),
    "a resource attribute of our own": lambda d: d.resource["attributes"].append(string_attribute("k", "v")),
    "a scope without a name": lambda d: d.scope.update(name=""),
    "no schema": lambda d: d.block.pop("schemaUrl"),
    "a metric in two entries": lambda d: d.metrics_of_block.append(copy.deepcopy(d.metrics_of_block[0])),
    "a metric without points": lambda d: d.gauge["gauge"].update(dataPoints=[]),
    "another signal's records": lambda d: d.documents.update(logs=d.documents["traces"]),
}


class Refusals(unittest.TestCase):
    def test_the_documents_are_good_without_a_change(self):
        Documents().check()

    def test_each_change_is_refused(self):
        for what, change in CHANGES.items():
            with self.subTest(what):
                documents = Documents()
                change(documents)
                self.assertRaises(CheckError, documents.check)

    def test_what_is_no_document(self):
        good = read("worked_examples", "otlp", "logs.json")
        bad = {
            "a byte order mark": b"\xef\xbb\xbf" + good,
            "a document after it": good + b"\n{}",
            "a trailing comma": good.rstrip()[:-1] + b",}",
            "a key twice": good.rstrip()[:-1] + b',"resourceLogs":[]}',
            "invalid UTF-8": good.replace(b"INFO", b"INF\xff"),
            "a number that overflows": good.replace(b'"doubleValue":', b'"doubleValue":1e999', 1),
            "nothing": b"",
            "a list": b"[]",
        }
        for what, data in bad.items():
            with self.subTest(what):
                self.assertNotEqual(good, data)
                self.assertRaises(CheckError, check_envelope, data, "logs", what)


if __name__ == "__main__":
    unittest.main()
