"""telex.export: each argument means what the option of the command line means; errors; paths; threads."""

import datetime
import hashlib
import inspect
import json
import os
import pickle
import re
import threading
import time
import unittest

import telex
from python_support import NOW, ROOT, SAMPLE, PackageTest, content, header, lines, log, metric, run_cli, span

UTC = datetime.timezone.utc
OTLP = ["--format", "otlp", "--package", "dir"]

# Each keyword with a value that changes what is exported, and the options of the command line that say the same.
SAME_BYTES = [
    ({}, []),
    ({"format": "otlp", "package": "dir"}, OTLP),
    ({"format": "otlp"}, ["--format", "otlp"]),
    ({"format": "otlp-jsonl"}, ["--format", "otlp-jsonl"]),
    ({"preset": "last24Hours"}, ["--range", "last24Hours"]),
    ({"from_": datetime.date(2026, 5, 2)}, ["--from", "2026-05-02"]),
    ({"to": "2026-05-02"}, ["--to", "2026-05-02"]),
    ({"start": datetime.datetime(2026, 5, 2, 14, tzinfo=datetime.timezone(datetime.timedelta(hours=2)))},
     ["--start", "2026-05-02T12:00:00Z"]),
    ({"end": "2026-05-02T12:00:00.000000001Z"}, ["--end", "2026-05-02T12:00:00.000000001Z"]),
    ({"start": "2026-05-01T00:00:00Z", "end": "2026-05-02T00:00:00Z", "file_slack_days": 1},
     ["--start", "2026-05-01T00:00:00Z", "--end", "2026-05-02T00:00:00Z", "--file-slack-days", "1"]),
    ({"format": "otlp", "package": "dir", "temporality": "cumulative"}, [*OTLP, "--temporality", "cumulative"]),
    ({"format": "otlp", "package": "dir", "span_name": "full"}, [*OTLP, "--span-name", "full"]),
    ({"format": "otlp", "package": "dir", "metric_events": ["remote.setup.cli_resolve"]},
     [*OTLP, "--metric-events", "remote.setup.cli_resolve"]),
    ({"format": "otlp", "package": "dir", "metric_events": []}, [*OTLP, "--metric-events", ""]),
    ({"format": "otlp", "package": "dir", "service_name": "dienst-ü"}, [*OTLP, "--service-name", "dienst-ü"]),
    ({"format": "otlp", "package": "dir", "scope_name": "scope"}, [*OTLP, "--scope-name", "scope"]),
    ({"format": "otlp", "compression": 0}, ["--format", "otlp", "--compression", "0"]),
    ({"format": "otlp", "package": "dir", "max_request_bytes": 2000}, [*OTLP, "--max-request-bytes", "2000"]),
    ({"format": "otlp-jsonl", "package": "dir", "max_line_bytes": 2000},
     ["--format", "otlp-jsonl", "--package", "dir", "--max-line-bytes", "2000"]),
    ({"max_input_line_bytes": 500}, ["--max-input-line-bytes", "500"]),
]


class Arguments(PackageTest):
    def setUp(self):
        super().setUp()
        rows = [[log(0, day + "T10:00:00.000Z"), span(1, day + "T12:00:00.000Z"), metric(2, day + "T23:59:59.999Z"),
                 log(3, day + "T13:00:00.000Z", properties={"text": "x" * 600})]
                for day in ("2026-05-01", "2026-05-02", "2026-05-20")]
        for number, of_day in enumerate(rows):
            late = [log(9, "2026-05-01T23:59:59.000Z")] if number == 1 else []
            self.put(f"telemetry-{of_day[0]['timestamp'][:10]}-s{number}.jsonl", [header(f"s{number}")] + of_day + late)

    def both(self, arguments, options):
        ours, theirs = self.out / "python", self.out / "cli"
        report = telex.export(self.telemetry, ours, now=NOW, **arguments)
        printed = run_cli("export", self.telemetry, "--out", theirs, "--now", NOW, "--quiet", "--report", "json",
                          *options)
        result = content(ours)
        self.assertTrue(content(theirs) == result, "the bytes differ")
        for path in (ours, theirs):
            run = [path, *path.iterdir()] if path.is_dir() else [path]
            for entry in reversed(run):
                entry.rmdir() if entry.is_dir() else entry.unlink()
        return report, json.loads(printed), result

    def test_have_the_bytes_of_the_command_line(self):
        seen = {}
        for arguments, options in SAME_BYTES:
            with self.subTest(arguments):
                report, printed, result = self.both(arguments, options)
                self.assertEqual(printed["events"], report.events)
                # Seen to matter: nothing else has given the same.
                digest = hashlib.sha256(repr(result).encode()).hexdigest()
                self.assertNotIn(digest, seen)
                seen[digest] = arguments

    def test_give_the_same_bytes_for_any_number_of_threads(self):
        for threads in (0, 1, 3):
            self.both({"format": "otlp", "threads": threads}, ["--format", "otlp"])

    def test_are_all_that_the_command_line_has(self):
        text = (ROOT / "tests" / "cli" / "help" / "export.txt").read_text(encoding="utf-8")
        options = {name.replace("-", "_") for name in re.findall(r"^  --([a-z-]+)", text, re.M)}
        options -= {"out", "report", "quiet", "help"}  # where to, and what is shown
        named = {"range": "preset", "from": "from_", "force": "overwrite"}
        keywords = {name for name, parameter in inspect.signature(telex.export).parameters.items()
                    if parameter.kind is inspect.Parameter.KEYWORD_ONLY}
        self.assertEqual(set(), {named.get(option, option) for option in options} - keywords)
        self.assertEqual({"progress", "cancel", "max_grouped_bytes"},
                         keywords - {named.get(option, option) for option in options})

    def test_max_grouped_bytes_keeps_the_points(self):
        little = telex.export(self.telemetry, self.out / "a", format="otlp", package="dir", max_grouped_bytes=1)
        much = telex.export(self.telemetry, self.out / "b", format="otlp", package="dir")
        self.assertEqual(much.records, little.records)

    def test_of_wrong_types_are_named(self):
        wrong = {"format": 1, "package": b"zip", "preset": 7, "from_": 20260501, "to": datetime.datetime.now(UTC),
                 "start": datetime.date(2026, 5, 1), "end": 1.5, "now": True, "temporality": [], "span_name": {},
                 "metric_events": "http.requests", "service_name": b"x", "scope_name": 1, "compression": "3",
                 "file_slack_days": 1.0, "max_request_bytes": True, "max_line_bytes": "1", "max_grouped_bytes": [],
                 "max_input_line_bytes": 1.0, "max_problems": "x", "overwrite": 1, "progress": 3}
        for name, value in wrong.items():
            with self.subTest(name), self.assertRaisesRegex(TypeError, rf"\b{name} must be "):
                telex.export(self.telemetry, self.out / "x", **{name: value})
        with self.assertRaisesRegex(TypeError, "metric_events must be a str"):
            telex.export(self.telemetry, self.out / "x", metric_events=["a", 1])
        with self.assertRaisesRegex(TypeError, "nonsense"):
            telex.export(self.telemetry, self.out / "x", nonsense=1)
        self.assert_nothing_left()

    def test_of_wrong_values_are_named(self):
        wrong = {"format": "xml", "package": "tar", "preset": "lastYear", "from_": "yesterday", "to": "2026-02-30",
                 "start": "noon", "end": "x", "now": "y", "temporality": "none", "span_name": "branch",
                 "compression": 10, "file_slack_days": -1, "max_request_bytes": 0, "max_line_bytes": -5,
                 "max_grouped_bytes": 0, "max_input_line_bytes": 2**31, "max_problems": -1}
        for name, value in wrong.items():
            with self.subTest(name), self.assertRaisesRegex(telex.Error, rf"\b{name}\b") as caught:
                telex.export(self.telemetry, self.out / "x", **{name: value})
            self.assertEqual("INVALID_ARGUMENT", caught.exception.code)
        with self.assertRaisesRegex(telex.Error, "compression"):
            telex.export(self.telemetry, self.out / "x", compression=2**64 + 3)  # 3 of 64 bits
        with self.assertRaisesRegex(telex.Error, "compression"):
            telex.export(self.telemetry, self.out / "x", compression=10**5000)
        with self.assertRaises(telex.Error) as caught:
            telex.export(self.telemetry, self.out / "x", preset="allTime", from_="2026-05-01")
        self.assertEqual("INVALID_ARGUMENT", caught.exception.code)
        self.assert_nothing_left()

    def test_times_need_a_time_zone(self):
        for name in ("start", "end", "now"):
            with self.subTest(name), self.assertRaisesRegex(ValueError, f"{name} must have a time zone"):
                telex.export(self.telemetry, self.out / "x", **{name: datetime.datetime(2026, 5, 1)})
        with self.assertRaisesRegex(ValueError, "end is out of the range"):
            far = datetime.datetime.max.replace(tzinfo=datetime.timezone(datetime.timedelta(hours=-5)))
            telex.export(self.telemetry, self.out / "x", end=far)
        with self.assertRaisesRegex(ValueError, "service_name is not valid Unicode"):
            telex.export(self.telemetry, self.out / "x", service_name="\ud800")
        self.assert_nothing_left()


class Texts(PackageTest):
    def test_are_whole_with_a_nul(self):
        self.put("telemetry-2026-05-01-s1.jsonl", [header(), log(0), log(1, event_name="a\0b", measurements={"n": 1})])
        report = telex.export(self.telemetry, self.out / "x", format="otlp", package="dir", service_name="a\0b",
                              scope_name="\0c", metric_events=["a\0b"])
        self.assertEqual((1, 1), (report.metrics, report.logs))
        part = json.loads((self.out / "x" / "logs.json").read_bytes())["resourceLogs"][0]
        attributes = {entry["key"]: entry["value"] for entry in part["resource"]["attributes"]}
        self.assertEqual({"stringValue": "a\0b"}, attributes["service.name"])
        self.assertEqual("\0c", part["scopeLogs"][0]["scope"]["name"])

    def test_of_a_choice_with_a_nul_are_refused_by_name(self):
        for name in ("format", "package", "temporality", "span_name", "start", "end", "now"):
            with self.subTest(name), self.assertRaisesRegex(telex.Error, f'^option {name}: "a\ufffdb" is none of '):
                telex.export(self.telemetry, self.out / "x", **{name: "a\0b"})
        for name, text in (("preset", "'a\ufffdb'"), ("from_", "Use YYYY-MM-DD."),
                           ("to", "Use YYYY-MM-DD.")):
            with self.subTest(name), self.assertRaisesRegex(telex.Error, name) as caught:
                telex.export(self.telemetry, self.out / "x", **{name: "a\0b"})
            self.assertIn(text, str(caught.exception))
        self.assert_nothing_left()


class Help(unittest.TestCase):
    def test_tells_each_keyword_once(self):
        functions = (telex.export, telex.events, telex.select_files, telex.suggested_file_name)
        own = {telex.export: {"progress", "cancel"}, telex.events: {"order", "cancel"}}
        told = re.findall(r"^    (\w+)  +\S", telex.__doc__, re.M)
        self.assertEqual(sorted(set(told)), sorted(told))
        asked = set()
        for function in functions:
            names = {name for name, parameter in inspect.signature(function).parameters.items()
                     if parameter.kind is inspect.Parameter.KEYWORD_ONLY}
            asked |= names - own.get(function, set())
            for name in own.get(function, set()):
                self.assertRegex(function.__doc__, rf"(?m)^        {name}: ")
        self.assertEqual(asked, set(told))


class Reports(PackageTest):
    def test_have_all_counts(self):
        self.put("telemetry-2026-05-01-s1.jsonl", [header(), log(0), span(1, trace_id="odd"), metric(2), b"{", b"[]"])
        now = datetime.datetime(2026, 5, 20, 12, 34, 56, 789000, UTC)
        report = telex.export(self.telemetry, self.out / "x.zip", format="otlp", now=now, from_="2026-05-01", to="9999-12-31")
        self.assertEqual((3, 1, 1, 1), (report.events, report.logs, report.traces, report.metrics))
        self.assertEqual(telex.Records(logs=1, traces=1, metrics=2), report.records)
        self.assertEqual((1, 0, 2), (report.files_selected, report.files_skipped, report.lines_skipped))
        self.assertEqual((1, 0, 0), (report.derived_ids, report.repaired, report.oversized))
        self.assertEqual((self.telemetry / "telemetry-2026-05-01-s1.jsonl").stat().st_size, report.bytes_read)
        self.assertEqual((self.out / "x.zip").stat().st_size, report.bytes_written)
        self.assertGreater(report.seconds, 0)
        self.assertEqual(now, report.exported_at)
        self.assertEqual(telex.Range("2026-05-01 to 9999-12-31", datetime.datetime(2026, 5, 1, tzinfo=UTC),
                                     datetime.datetime.max.replace(tzinfo=UTC)), report.range)
        self.assertEqual([("telemetry-2026-05-01-s1.jsonl", 5), ("telemetry-2026-05-01-s1.jsonl", 6)],
                         [(problem.file, problem.line) for problem in report.problems])
        self.assertEqual([("logs.json", "logs", 1, "/v1/logs"), ("traces.json", "traces", 1, "/v1/traces"),
                          ("metrics.json", "metrics", 2, "/v1/metrics")],
                         [(part.path, part.signal, part.records, part.endpoint) for part in report.documents])

    def test_list_as_many_problems_as_asked(self):
        self.put("telemetry-2026-05-01-s1.jsonl", [header(), log(0), b"{", b"[]"])
        report = telex.export(self.telemetry, self.out / "x", max_problems=1)
        self.assertEqual((1, 2), (len(report.problems), report.lines_skipped))


class Errors(PackageTest):
    def failure(self, code, *arguments, **keywords):
        with self.assertRaises(telex.Error) as caught:
            telex.export(*arguments, **keywords)
        self.assertEqual(code, caught.exception.code)
        self.assertTrue(str(caught.exception))
        return caught.exception

    def test_have_codes(self):
        self.put_one_of_each()
        self.failure("NOT_FOUND", self.folder / "none", self.out / "x")
        self.failure("NOT_FOUND", self.telemetry, self.out / "none" / "x")
        error = self.failure("NO_EVENTS", self.telemetry, self.out / "x", from_="1999-01-01", to="1999-01-01")
        self.assertIsInstance(error, telex.NoEvents)
        self.assertEqual(0, error.report.events)
        self.assert_nothing_left()

    def test_a_target_that_exists_stays(self):
        self.put_one_of_each()
        (self.out / "x").write_text("mine")
        self.failure("ALREADY_EXISTS", self.telemetry, self.out / "x")
        self.assertEqual("mine", (self.out / "x").read_text())
        telex.export(self.telemetry, self.out / "x", overwrite=True)
        self.assertEqual(3, len(json.loads((self.out / "x").read_bytes())))

    def test_can_be_pickled(self):
        error = self.failure("NOT_FOUND", self.folder / "none", self.out / "x")
        again = pickle.loads(pickle.dumps(error))
        self.assertEqual((type(error), error.code, str(error), error.report),
                         (type(again), again.code, str(again), again.report))


class Paths(PackageTest):
    def test_are_str_bytes_or_pathlike(self):
        self.put_one_of_each()
        for number, kind in enumerate((str, os.fsencode, lambda path: path)):
            telex.export(kind(self.telemetry), kind(self.out / str(number)))
        self.assertEqual(1, len({content(path) for path in self.out.iterdir()}))

    def test_may_hold_any_bytes(self):
        self.put_one_of_each()
        for name in ("ü 表.json".encode(), b"\xff\xfe.json"):
            telex.export(self.telemetry, os.path.join(os.fsencode(self.out), name))
            self.assertIn(name, os.listdir(os.fsencode(self.out)))

    def test_that_are_wrong_are_named(self):
        class Odd(os.PathLike):
            def __fspath__(self):
                return 1

        kind, out = "must be a str, bytes or os.PathLike of them, not", self.out / "x"
        wrong = [(1, TypeError, f"{kind} int"), (None, TypeError, f"{kind} NoneType"), (Odd(), TypeError, f"{kind} Odd"),
                 (os, TypeError, f"{kind} module"), ("a\0b", ValueError, "must not hold a NUL"),
                 (b"a\0b", ValueError, "must not hold a NUL"), (self.out / "a\0b", ValueError, "must not hold a NUL"),
                 ("\ud800", ValueError, "is not valid Unicode: "), ("", telex.Error, "is empty"),
                 (b"", telex.Error, "is empty")]
        calls = [("out", lambda path: telex.export(self.telemetry, path)),
                 ("source", lambda path: telex.export(path, out)), ("source", telex.events),
                 ("source", telex.select_files)]
        for path, error, text in wrong:
            for name, call in calls:
                with self.subTest(path=path, name=name), self.assertRaisesRegex(error, f"^{name} {text}"):
                    call(path)
        self.assert_nothing_left()

    def test_whose_own_errors_come_out(self):
        class Failing(os.PathLike):
            def __fspath__(self):
                raise TypeError("mine")

        with self.assertRaisesRegex(TypeError, "^mine$"):
            telex.export(Failing(), self.out / "x")


class Threads(PackageTest):
    def test_export_at_once(self):
        wanted, failures = content_of_sample(self.out / "one"), []

        def work(number):
            try:
                for again in range(20):
                    telex.export(SAMPLE, self.out / str(number), overwrite=True)
                    if content(self.out / str(number)) != wanted:
                        raise AssertionError((number, again))
            except BaseException as error:
                failures.append(error)

        threads = [threading.Thread(target=work, args=(number,)) for number in range(6)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self.assertEqual([], failures)

    def test_others_run_while_one_exports(self):
        """The GIL is free: this thread never stands still for as long as the export takes."""
        self.put("telemetry-2026-05-01-s1.jsonl", lines([header()]) + lines([log()]) * 60000)
        taken, done = [], threading.Event()

        def export():
            begin = time.perf_counter()
            telex.export(self.telemetry, self.out / "x.zip", format="otlp", compression=9)
            taken.append(time.perf_counter() - begin)
            done.set()

        thread = threading.Thread(target=export)
        thread.start()
        last, longest = time.perf_counter(), 0.0
        while not done.is_set():
            now = time.perf_counter()
            last, longest = now, max(longest, now - last)
        thread.join()
        self.assertLess(longest, taken[0] / 2)


def content_of_sample(path):
    telex.export(SAMPLE, path)
    return content(path)


if __name__ == "__main__":
    unittest.main()
