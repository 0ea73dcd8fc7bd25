"""Presets, date checks, names, filters and chosen files are those of the command line."""

import datetime
import os
import unittest

import telex
from python_support import NOW, SAMPLE, PackageTest, run_cli

UTC = datetime.timezone.utc


class Ranges(PackageTest):
    def test_presets(self):
        def text(moment):
            return "" if moment is None else moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")

        printed = [line.split("\t") for line in run_cli("presets", "--now", NOW).splitlines()]
        found = telex.presets(datetime.datetime(2026, 5, 20, 12, 34, 56, 789000, UTC))
        self.assertEqual(printed, [[preset.id, preset.label, text(preset.start), text(preset.end),
                                    preset.suggested_name] for preset in found])
        self.assertEqual(len(printed), len(telex.presets()))
        with self.assertRaisesRegex(ValueError, "now must have a time zone"):
            telex.presets(datetime.datetime(2026, 5, 20))

    def test_validate_date(self):
        self.assertIsNone(telex.validate_date("2026-05-01"))
        self.assertEqual("Use YYYY-MM-DD.", telex.validate_date("1.5.2026"))
        self.assertEqual("Use YYYY-MM-DD.", telex.validate_date("2026-05-01\0"))
        self.assertEqual("Enter a valid calendar date.", telex.validate_date("2026-02-30"))
        with self.assertRaisesRegex(TypeError, "text must be a str"):
            telex.validate_date(20260501)

    def test_validate_date_range(self):
        self.assertIsNone(telex.validate_date_range("2026-05-01", datetime.date(2026, 5, 1)))
        self.assertIsNone(telex.validate_date_range("", "2026-05-01"))
        self.assertEqual("Use YYYY-MM-DD.", telex.validate_date_range("", ""))
        self.assertEqual("End date must be on or after start date.",
                         telex.validate_date_range("2026-05-02", "2026-05-01"))
        self.assertEqual("Use YYYY-MM-DD.", telex.validate_date_range("x", ""))
        with self.assertRaisesRegex(TypeError, "to must be a datetime.date or a str"):
            telex.validate_date_range("", None)

    def test_suggested_file_name(self):
        self.assertEqual("coder-telemetry-last-7-days-2026-05-20.otlp.zip",
                         telex.suggested_file_name(preset="last7Days", format="otlp", now=NOW))
        self.assertEqual("coder-telemetry-2026-05-01-to-2026-05-02.json",
                         telex.suggested_file_name(from_=datetime.date(2026, 5, 1), to="2026-05-02", now=NOW))
        with self.assertRaisesRegex(telex.Error, "End must be"):
            telex.suggested_file_name(start="2026-05-02T00:00:00Z", end="2026-05-01T00:00:00Z")

    def test_file_filters(self):
        self.assertEqual([{"JSON files": ["json"]}, {"Zip files": ["zip"]}, {"Zip files": ["zip"]}],
                         [telex.file_filters(name) for name in ("json", "otlp", "otlp-jsonl")])
        with self.assertRaisesRegex(telex.Error, "format"):
            telex.file_filters("xml")

    def test_select_files(self):
        for arguments, options in (({}, []), ({"from_": "2026-05-02", "to": datetime.date(2026, 5, 2)},
                                              ["--from", "2026-05-02", "--to", "2026-05-02"]),
                                   ({"to": "2026-05-01", "file_slack_days": 2},
                                    ["--to", "2026-05-01", "--file-slack-days", "2"])):
            with self.subTest(arguments):
                self.assertEqual(run_cli("files", SAMPLE, *options).splitlines(),
                                 telex.select_files(SAMPLE, **arguments))
        with self.assertRaises(telex.Error) as caught:
            telex.select_files(self.folder / "none")
        self.assertEqual("NOT_FOUND", caught.exception.code)

    def test_selected_names_can_be_opened(self):
        name = b"telemetry-2026-05-01-s\xff.jsonl"
        with open(os.path.join(os.fsencode(self.telemetry), name), "wb"):
            pass
        self.assertEqual([name], [os.fsencode(found) for found in telex.select_files(self.telemetry)])

    def test_before_the_year_1_is_the_first_moment(self):
        first = datetime.datetime.min.replace(tzinfo=UTC)
        self.assertEqual(first, telex.presets(first)[0].start)
        report = telex.export(SAMPLE, self.out / "x", start="0001-01-01T00:00:00+01:00")
        self.assertEqual(first, report.range.start)


if __name__ == "__main__":
    unittest.main()
