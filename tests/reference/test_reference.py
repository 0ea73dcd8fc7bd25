"""Proves the reference against the worked examples, so that the differential test compares with something proven.

Run: python3 tests/reference/test_reference.py
"""

import json
import os
import unittest

import date_ranges
import json_lines
import timestamps
from mapping_metrics import CUMULATIVE, DELTA
from mapping_values import span_id, trace_id
from telemetry_folder import TelemetryFolder
from telex_reference import ExportOptions, element_text, expected_export, worked_example_form

EXAMPLES = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "data", "worked_examples")


def load(name, **options):
    with open(os.path.join(EXAMPLES, name), encoding="utf-8") as file:
        return json.load(file, **options)


def export(**options):
    return expected_export(TelemetryFolder(os.path.join(EXAMPLES, "telemetry")), ExportOptions(**options))


def stored_number(text):
    """Keeps a number's digits apart from a string of the same digits."""
    return ("number", text)


class WorkedExamples(unittest.TestCase):
    maxDiff = 2000

    def test_events(self):
        numbers_as_stored = {"parse_int": stored_number, "parse_float": stored_number}
        expected = load("events.json", **numbers_as_stored)
        actual = [json.loads(element_text(event), **numbers_as_stored) for event in export().json_events]
        self.assertEqual(len(expected), len(actual))
        for wanted, found in zip(expected, actual):
            self.assertEqual(wanted, found)
            self.assertEqual(list(wanted), list(found), "the order of the members")
            self.assertEqual(list(wanted["context"]), list(found["context"]), "the order of the context")

    def compare_records(self, name, signal, temporality=DELTA):
        expected = load(name)
        actual = worked_example_form(export(format="otlp", temporality=temporality).signals, signal)
        self.assertEqual(len(expected), len(actual))
        for wanted, found in zip(expected, actual):
            self.assertEqual(wanted, found)

    def test_log_records(self):
        self.compare_records("logs.json", "logs")

    def test_spans(self):
        self.compare_records("spans.json", "traces")

    def test_delta_points(self):
        self.compare_records("metrics-delta.json", "metrics", DELTA)

    def test_cumulative_points(self):
        self.compare_records("metrics-cumulative.json", "metrics", CUMULATIVE)

    def test_report(self):
        expected = load("report.json")
        actual = export(format="otlp")
        for key in ("events", "logs", "traces", "metrics", "records", "derivedIds", "repaired"):
            self.assertEqual(expected[key], actual.report[key], key)
        blocks = {signal: len(found) for signal, found in actual.signals.blocks.items()}
        self.assertEqual(expected["resourceBlocks"], blocks)
        skipped = ["%s:%d" % (problem.file, problem.line) for problem in actual.problems]
        self.assertEqual(expected["skipped"], skipped)
        self.assertEqual(len(expected["skipped"]), actual.report["lines"]["skipped"])


class Rules(unittest.TestCase):
    """Single rules that the worked examples do not reach."""

    def test_timestamps(self):
        cases = {
            "1970-01-01T00:00:00Z": 0,
            "1969-12-31T23:00:00-01:00": 0,
            "2262-04-11T23:47:16.854775807Z": 2**63 - 1,
            "2262-04-11T23:47:16.854775808Z": None,
            "1969-12-31T23:59:59.999999999Z": None,
            "2024-02-29T00:00:00.5+23:59": 1709078460500000000,
            "2023-02-29T00:00:00Z": None,
            "2023-02-28T00:00:60Z": None,
            "2023-02-28T00:00:00+24:00": None,
            "2023-02-28T00:00:00.Z": None,
            "2023-02-28t00:00:00Z": None,
            "2023-02-28T00:00:00Z\n": None,
        }
        for text, nanos in cases.items():
            self.assertEqual(nanos, timestamps.parse_event_time(text), text)

    def test_rounding_half_up_is_exact(self):
        cases = {0.49999999999999994: 0, 0.5: 1, 2.5: 3, -0.5: 0, -0.6: -1, 4503599627370497.5: 4503599627370498}
        for double, whole in cases.items():
            self.assertEqual(whole, timestamps.round_half_up(double))

    def test_json(self):
        for text in ("01", "1.", ".5", "+1", "NaN", '{"a":1,}', "[1 2]", '"\t"', '"\\x"', "tru", "{} \0", ""):
            self.assertRaises(json_lines.JsonError, json_lines.scan, text)
        self.assertEqual("\ufffd\U0001f600\ufffd", json_lines.scan('"\\ud800\\ud83d\\ude00\\udc00"').content)
        json_lines.scan("[" * 64 + "]" * 64)
        self.assertRaises(json_lines.NestingError, json_lines.scan, "[" * 65 + "]" * 65)

    def test_ids(self):
        self.assertEqual(("a" * 32, False), trace_id("AAAAAAAA-AAAA-AAAA-AAAA-AAAAAAAAAAAA"))
        self.assertTrue(trace_id("0" * 32).derived)
        self.assertTrue(span_id("0" * 16).derived)
        self.assertEqual("cbf29ce484222325", span_id("").text)

    def test_choice_of_files(self):
        names = ["telemetry-2026-05-0%d-s%s.jsonl" % (day, part) for day in (1, 2, 3) for part in (".10", "", ".9")]
        names += ["telemetry-2026-05-02.jsonl", "telemetry-2026-05-02-s.jsonl.bak", "telemetry-2026-05-02-s.1.2.jsonl"]
        second_day = date_ranges.custom_dates("2026-05-02", "2026-05-02")
        chosen = [parsed.name for parsed in date_ranges.choose_files(names, second_day)]
        self.assertEqual(["telemetry-2026-05-02-s%s.jsonl" % part for part in ("", ".9", ".10")], chosen)
        self.assertEqual(6, len(date_ranges.choose_files(names, second_day, slack_days=1)))


if __name__ == "__main__":
    unittest.main()
