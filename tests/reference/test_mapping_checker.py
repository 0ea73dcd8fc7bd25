"""Proves that the checker of the mapping refuses records of good form that the mapping cannot give, and takes odd ones
that it can. The golden packages pass it in test_otlp_checker.py."""

import copy
import json
import os
import unittest

from mapping_checker import Seen, check_mapping, derived_ids
from otlp_checker import SIGNALS, CheckError, check_envelope
from package_checker import check_files
from test_otlp_checker import GOLDEN, Documents, read


class Checked(Documents):
    """The documents of a test, of which each part can be changed and all must keep their form."""

    def check(self):
        for signal in SIGNALS:
            data = json.dumps(self.documents[signal], ensure_ascii=False).encode("utf-8")
            try:
                envelope = check_envelope(data, signal, signal)
            except CheckError as error:
                raise AssertionError("of bad form: %s" % error) from error
            check_mapping(envelope, signal, signal)

    def rename(self, name):
        """The event of the span."""
        self.span["name"] = name.rpartition(".")[2]
        put(self.span, "coder.event_name", name)


def attribute(record, key):
    return next(attribute for attribute in record["attributes"] if attribute["key"] == key)


def drop(record, key):
    record["attributes"].remove(attribute(record, key))


def put(record, key, value):
    """A text, a number or a truth, in its place, or as a property."""
    new = named(key, value)
    places = [place for place, there in enumerate(record["attributes"]) if there["key"] == key]
    if places:
        record["attributes"][places[0]] = new
    else:
        record["attributes"].insert(0, new)


def add(record, key, value):
    """As the mapping adds it."""
    record["attributes"].append(named(key, value))


def named(key, value):
    kind = {str: "stringValue", float: "doubleValue", bool: "boolValue"}[type(value)]
    return {"key": key, "value": {kind: value}}


def exception(documents):
    return documents.span["events"][0]


def in_milliseconds(span):
    return (int(span["endTimeUnixNano"]) - int(span["startTimeUnixNano"])) / 1e6


def make_cumulative(documents, count):
    for block in documents.documents["metrics"]["resourceMetrics"]:
        for metric in block["scopeMetrics"][0]["metrics"]:
            if "sum" in metric:
                metric["sum"]["aggregationTemporality"] = 2
                for point in metric["sum"]["dataPoints"]:
                    point["asInt"] = "1"
    documents.count["asInt"] = count


def make_falling(documents, first, second):
    """Two points of one series."""
    make_cumulative(documents, first)
    points = next(
        metric["sum"]["dataPoints"]
        for block in documents.documents["metrics"]["resourceMetrics"]
        for metric in block["scopeMetrics"][0]["metrics"]
        if documents.count in metric.get("sum", {}).get("dataPoints", [])
    )
    points.append({**documents.count, "asInt": second})


def make_one_cumulative(documents):
    documents.sum["sum"]["aggregationTemporality"] = 2
    for point in documents.sum["sum"]["dataPoints"]:
        point["asInt"] = "1"
    other = copy.deepcopy(documents.sum)
    other["name"] = "http.requests.count_other"
    other["sum"]["aggregationTemporality"] = 1
    documents.metrics_of_block.append(other)


def name_of_metric(metric, key, unit):
    metric.update(name="%s.%s" % (metric["description"], key), unit=unit)


def as_property(record, key, value):
    drop(record, key)
    put(record, key, value)


# FNV-1a of "x", then of it and 0x01, and of 16 capital As.
OF_X = "af63f54c86021707"
OF_X_TRACE = OF_X + "08f0d707b58d1f32"
OF_CAPITALS = "15ac6239832e2a75"
OF_ALL = (("exception.type", "T"), ("exception.message", "m"), ("exception.code", "C"))

CHANGES = {
    "os.type as the event has it": lambda d: put(d.resource, "os.type", "win32"),
    "os.type in upper case": lambda d: put(d.resource, "os.type", "Linux"),
    "host.arch as the event has it": lambda d: put(d.resource, "host.arch", "x64"),
    "a log record observed later": lambda d: d.log.update(observedTimeUnixNano="1777598426986000001"),
    "another body": lambda d: d.log["body"].update(stringValue="other"),
    "an empty event name alone": lambda d: d.log.update(eventName=""),
    "no event id": lambda d: drop(d.log, "log.record.uid"),
    "an event id as number": lambda d: put(d.log, "log.record.uid", 1.0),
    "an error without a message": lambda d: d.log.update(severityNumber=17, severityText="ERROR"),
    "a span without a name": lambda d: d.span.update(name=""),
    "a span with another event's name": lambda d: d.span.update(name="other"),
    "a span without its event's name": lambda d: drop(d.span, "coder.event_name"),
    "a span's event name as number": lambda d: put(d.span, "coder.event_name", 1.0),
    "an error whose result is a success": lambda d: put(d.span, "result", "success"),
    "a success whose result is none": lambda d: d.span.update(status={"code": 1}),
    "a trace id that is told besides": lambda d: add(d.span, "coder.trace_id", d.span["traceId"]),
    "an event id that is told besides": lambda d: add(d.span, "coder.event_id", d.span["spanId"]),
    "a log record's trace id that is told besides": lambda d: add(d.log, "coder.trace_id", d.log["traceId"]),
    "an id in capitals, derived": lambda d: (d.span.update(spanId=OF_CAPITALS), add(d.span, "coder.event_id", "A" * 16)),
    "a trace id that is not of its text": lambda d: add(d.span, "coder.trace_id", "other"),
    "an event id that is not of its text": lambda d: add(d.span, "coder.event_id", "other"),
    "a log record's trace id that is not of its text": lambda d: add(d.log, "coder.trace_id", "other"),
    "a text of a trace id, without one": lambda d: (d.log.pop("traceId"), add(d.log, "coder.trace_id", "x")),
    "something behind the event's name": lambda d: add(d.span, "k", "v"),
    "something behind the event's id": lambda d: add(d.log, "k", "v"),
    "something behind the name of a point's event": lambda d: add(d.value, "k", "v"),
    "the added in another order": lambda d: (
        d.span.update(traceId=OF_X_TRACE),
        d.span["attributes"].insert(-1, named("coder.trace_id", "x")),
    ),
    "an error without a type": lambda d: drop(d.span, "error.type"),
    "the error's type of another": lambda d: put(d.span, "error.type", "other"),
    "the error's type as other": lambda d: put(d.span, "error.type", "_OTHER"),
    "the error's code, though it has a type": lambda d: (
        exception(d).update(attributes=[named(*each) for each in OF_ALL]),
        d.span["status"].update(message="m"),
        put(d.span, "error.type", "C"),
    ),
    "the error's type of a success": lambda d: (
        put(d.span, "result", "success"),
        d.span.update(status={"code": 1}),
    ),
    "an error without its message": lambda d: d.span["status"].pop("message"),
    "another message": lambda d: d.span["status"].update(message="other"),
    "a message without an exception": lambda d: (put(d.span, "result", "error"), d.span.pop("events")),
    "an exception before the end": lambda d: exception(d).update(timeUnixNano=d.span["startTimeUnixNano"]),
    "an exception without attributes": lambda d: exception(d).update(attributes=[]),
    "an exception of a success without attributes": lambda d: (
        put(d.span, "result", "success"),
        d.span.update(status={"code": 1}),
        exception(d).update(attributes=[]),
    ),
    "an exception with an attribute more": lambda d: put(exception(d), "k", "v"),
    "an exception's message as number": lambda d: put(exception(d), "exception.message", 1.0),
    "an exception's type as truth": lambda d: put(exception(d), "exception.type", True),
    "a length as an attribute": lambda d: put(d.span, "durationMs", in_milliseconds(d.span)),
    "a metric without a name": lambda d: d.gauge.update(name=""),
    "a metric without a description": lambda d: d.gauge.update(description=""),
    "a metric without a unit": lambda d: d.gauge.update(unit=""),
    "a unit that no suffix has": lambda d: d.gauge.update(unit="furlong"),
    "a name that is not of its event": lambda d: d.gauge.update(name="other"),
    "a name of nothing but its event": lambda d: d.gauge.update(name=d.gauge["description"] + "."),
    "a unit left in the name": lambda d: name_of_metric(d.gauge, "latency_ms", "1"),
    "a count in another unit": lambda d: d.sum.update(unit="1"),
    "a sum that is no count": lambda d: name_of_metric(d.sum, "requests", "1"),
    "a count as a gauge": lambda d: name_of_metric(d.gauge, "count_2xx", "{request}"),
    "a point without its event's name": lambda d: drop(d.count, "coder.event_name"),
    "a point's event name as number": lambda d: put(d.value, "coder.event_name", 1.0),
    "a point of another event": lambda d: put(d.value, "coder.event_name", "ssh.network.info"),
    "a value of a window without its start": lambda d: d.value.pop("startTimeUnixNano"),
    "a running total that falls": lambda d: make_falling(d, "2", "1"),
    "a running total of 0": lambda d: make_cumulative(d, "0"),
    "both temporalities": make_one_cumulative,
}

# What a row can be made to give: it is odd, and right.
ALLOWED = {
    "nothing": lambda d: None,
    "an empty operating system": lambda d: put(d.resource, "os.type", ""),
    "a log record of an event without a name": lambda d: (
        d.log.update(eventName=""),
        d.log["body"].update(stringValue=""),
    ),
    "a property that is called like an error's": lambda d: put(d.log, "exception.type", True),
    "a span of an event without a name": lambda d: d.rename(""),
    "a span of an event that ends with a dot": lambda d: (d.rename("a."), d.span.update(name="a.")),
    "a span with its event's whole name": lambda d: (d.rename("a.b"), d.span.update(name="a.b")),
    "an error type that is a number": lambda d: as_property(d.span, "error.type", 5.0),
    "a property that is called like the error's type": lambda d: as_property(d.span, "error.type", "mine"),
    "an error of no type but a code": lambda d: (
        exception(d).update(attributes=[named("exception.message", ""), named("exception.code", "C")]),
        d.span["status"].update(message=""),
        put(d.span, "error.type", "C"),
    ),
    "an error of an empty type": lambda d: (
        exception(d).update(attributes=[named("exception.type", ""), named("exception.message", "")]),
        d.span["status"].update(message=""),
        put(d.span, "error.type", "_OTHER"),
    ),
    "derived ids": lambda d: (
        d.span.update(traceId=OF_X_TRACE, spanId=OF_X),
        add(d.span, "coder.trace_id", "x"),
        add(d.span, "coder.event_id", "x"),
    ),
    "a derived id of a log record's trace": lambda d: (d.log.update(traceId=OF_X_TRACE), add(d.log, "coder.trace_id", "x")),
    "properties that are called like derived ids": lambda d: (
        put(d.span, "coder.trace_id", "x"),
        put(d.span, "coder.event_id", True),
        put(d.log, "coder.trace_id", 1.0),
    ),
    "a result of another word": lambda d: put(d.span, "result", "lost"),
    "a result that is a truth": lambda d: put(d.span, "result", True),
    "a measurement that hides the result": lambda d: (
        put(d.span, "result", 1.0),
        drop(d.span, "error.type"),
        d.span["status"].update(code=1),
        d.span["status"].pop("message"),
    ),
    "a property that is called like the length": lambda d: put(d.span, "durationMs", in_milliseconds(d.span) + 1),
    "a length in words": lambda d: put(d.span, "durationMs", "long"),
    "an infinite property": lambda d: d.span["attributes"].insert(
        0, {"key": "durationMs", "value": {"doubleValue": "Infinity"}}
    ),
    "a measurement that is nothing but a unit": lambda d: name_of_metric(d.gauge, "_ms", "1"),
    "a measurement without a name": lambda d: name_of_metric(d.gauge, "_", "1"),
    "a measurement that counts nothing": lambda d: name_of_metric(d.gauge, "counter", "1"),
    "running totals": lambda d: make_cumulative(d, "1"),
    "a running total that stays": lambda d: make_falling(d, "2", "2"),
}


def golden_package():
    folder = os.path.join("worked_examples", "otlp-jsonl")
    return folder, {name: read(folder, name) for name in os.listdir(os.path.join(GOLDEN, folder))}


class Mapping(unittest.TestCase):
    def test_what_the_mapping_cannot_give_is_refused(self):
        for what, change in CHANGES.items():
            with self.subTest(what):
                documents = Checked()
                change(documents)
                self.assertRaises(CheckError, documents.check)

    def test_odd_rows_are_taken(self):
        for what, change in ALLOWED.items():
            with self.subTest(what):
                documents = Checked()
                change(documents)
                documents.check()

    def test_a_count_of_derived_ids_that_cannot_be_is_refused(self):
        folder, files = golden_package()
        derived = json.loads(files["manifest.json"])["derivedIds"]
        self.assertLess(0, derived)
        written = b'"derivedIds": %d,' % derived
        for wrong in (0, 1000):
            files["manifest.json"] = files["manifest.json"].replace(written, b'"derivedIds": %d,' % wrong)
            with self.assertRaisesRegex(CheckError, "%d derived ids" % wrong):
                check_files(files, folder, "otlp-jsonl", 10**6)
            written = b'"derivedIds": %d,' % wrong

    def test_a_parent_is_derived_where_its_span_is(self):
        """Told are two ids; of the parents one is a plain span, one a derived one, and one is not in the package."""
        logs = Seen(None, 0, ["plain", "elsewhere"], set(), set())
        spans = Seen(None, 2, ["derived"], {"plain"}, {"derived"})
        self.assertEqual((3, 4), derived_ids([logs, spans]))
        self.assertEqual((2, 5), derived_ids([logs, spans._replace(plain={"plain", "derived"}, derived={"plain", "derived"})]))

    def test_a_package_of_both_temporalities_is_refused(self):
        folder, files = golden_package()
        lines = files["metrics.jsonl"].splitlines(keepends=True)
        of_sums = [number for number, line in enumerate(lines) if b'"aggregationTemporality":1' in line]
        self.assertLess(1, len(of_sums), "the package does not have sums in two lines")
        check_files(files, folder, "otlp-jsonl", 10**6)
        changed = lines[of_sums[0]].replace(b'"aggregationTemporality":1', b'"aggregationTemporality":2')
        lines[of_sums[0]] = changed.replace(b'"asInt":"0"', b'"asInt":"1"')
        files["metrics.jsonl"] = b"".join(lines)
        with self.assertRaisesRegex(CheckError, "both temporalities"):
            check_files(files, folder, "otlp-jsonl", 10**6)


if __name__ == "__main__":
    unittest.main()
