"""How telex_spark cuts a fleet into tasks, and what a task makes of its part: without a cluster, so that every case can be
tried. What the tasks of any cut read together is what one reader of the whole folder reads."""

import json
import os
import random
import subprocess
import sys
import tempfile
import unittest
from collections import Counter
from datetime import datetime, timezone
from pathlib import Path

import pyarrow as pa
import pyspark.sql.datasource as spark_filters
import telex
from pyspark.sql.types import DoubleType, MapType, StringType, StructField, StructType, TimestampType
from telex_spark import _export, _filters, _folders, _options, _partitions, _problems, _reading, _slices

import fleet

SEED = 20260501
MIB = 1024 * 1024
NOW = {"now": datetime(2026, 5, 15, tzinfo=timezone.utc)}


class FolderTest(unittest.TestCase):
    def setUp(self):
        scratch = tempfile.TemporaryDirectory(prefix="telex-plan-")
        self.addCleanup(scratch.cleanup)
        self.root = scratch.name

    def path(self, *names):
        return os.path.join(self.root, *names)

    def put(self, name, text):
        os.makedirs(os.path.dirname(self.path(name)), exist_ok=True)
        Path(self.path(name)).write_bytes(text)


def events_of(folder):
    """The events, and the problems, that telex finds in a folder: as what can be counted."""
    with telex.events(folder, order="session", max_problems=10_000) as events:
        return Counter(json.dumps(event, sort_keys=True) for event in events), events.report.problems


class Balance(unittest.TestCase):
    def folders(self, *sizes):
        return [_folders.Folder(f"/r/{number}", tuple(_folders.File(f"telemetry-2026-05-01-{i}.jsonl", size)
                                                      for i, size in enumerate(files)))
                for number, files in enumerate(sizes)]

    def bytes_of(self, task, sizes):
        """What a task reads; each byte must be read by one task alone, which `spans` shows."""
        total = 0
        for share in task:
            number = int(share.folder.rsplit("/", 1)[1])
            pieces = share.pieces or [_partitions.Piece(f"telemetry-2026-05-01-{i}.jsonl")
                                      for i in range(len(sizes[number]))]
            for piece in pieces:
                size = sizes[number][int(piece.name[len("telemetry-2026-05-01-"):-len(".jsonl")])]
                end = size if piece.end is None else piece.end
                self.spans.setdefault((number, piece.name, size), []).append((piece.start, end))
                total += end - piece.start
        return total

    def check(self, sizes, target):
        self.spans = {}
        tasks = _partitions.balance(self.folders(*sizes), target, lambda path: True)
        read = [self.bytes_of(task, sizes) for task in tasks]
        for (_, _, size), spans in self.spans.items():
            self.assertEqual([0, *(end for _, end in sorted(spans)[:-1])], [start for start, _ in sorted(spans)])
            self.assertEqual(size, max(end for _, end in spans))
        self.assertEqual(sum(map(len, sizes)), len(self.spans))
        self.assertLessEqual(max(read, default=0), target + 2 * _partitions.LEAST_SLICE)
        return read

    def test_a_huge_session_beside_small_ones(self):
        sizes = [[20_000]] * 500 + [[400 * MIB]] + [[20_000, 20_000]] * 250
        read = self.check(sizes, 16 * MIB)
        self.assertLessEqual(max(read), 2 * sum(read) / len(read))
        self.assertGreater(len(read), 20)

    def test_any_sizes(self):
        dice = random.Random(SEED)
        for _ in range(300):
            sizes = [[dice.choice((0, 300, 70_000, 3 * MIB, 40 * MIB, dice.randrange(100 * MIB)))
                      for _ in range(dice.randrange(1, 6))] for _ in range(dice.randrange(0, 30))]
            self.check(sizes, dice.choice((MIB, 16 * MIB, 61 * MIB)))

    def test_a_file_that_cannot_be_cut_is_one_piece(self):
        tasks = _partitions.balance(self.folders([100 * MIB], [1000]), 16 * MIB, lambda path: False)
        self.assertEqual([[_partitions.Share("/r/0", None)], [_partitions.Share("/r/1", None)]], tasks)

    def test_of_a_whole_fleet_there_are_not_too_many_tasks(self):
        folders = self.folders(*[[300 * MIB] * 10] * 1000)
        tasks = _partitions.balance(folders, MIB, lambda path: True)
        self.assertLessEqual(len(tasks), _partitions.MOST_PARTITIONS)

    def test_packages_are_spread_by_bytes(self):
        dice = random.Random(SEED)
        sizes = [[dice.randrange(MIB) for _ in range(3)] for _ in range(400)] + [[60 * MIB]]
        folders = self.folders(*sizes)
        tasks = _partitions.spread(folders, 32 * MIB)
        self.assertEqual(sorted(folder.path for folder in folders), sorted(path for task in tasks for path in task))
        weight = {folder.path: folder.bytes for folder in folders}
        read = [sum(weight[path] for path in task) for task in tasks]
        self.assertLessEqual(max(read), max(60 * MIB, 1.1 * sum(read) / len(read)))
        self.assertEqual([], _partitions.spread([], MIB))


class Slices(FolderTest):
    """A file's slices, together, are the file."""

    def lines(self, dice):
        session = fleet.Session(dice.random(), "m" * 64, "1.15.0", fleet.FIRST_DAY)
        for _ in range(dice.randrange(1, 40)):
            dice.choice((session.set_up, session.minute))()
        header, *rows = (line.encode() for line in session.lines)
        own = rows[0][:-1] + b',"context":{"extension_version":"1","machine_id":"m","session_id":"s","os_type":"l",' \
            b'"os_version":"6","host_arch":"x","platform_name":"p","platform_version":"1"}}'
        for extra in (b"{", b"", b"  ", header, b'{"kind":"header","schema_version":2}', b"\xff", own, b"x" * 5000):
            for _ in range(dice.randrange(3)):
                rows.insert(dice.randrange(len(rows) + 1), extra)
        return header, rows

    def check(self, text, offsets):
        self.put("whole/telemetry-2026-05-01-s.jsonl", text)
        expected, problems = events_of(self.path("whole"))
        found, found_problems = Counter(), []
        for start, end in zip([0, *offsets], [*offsets, None]):
            piece = _partitions.Piece("telemetry-2026-05-01-s.jsonl", start, end)
            with _reading.present(_partitions.Share(self.path("whole"), (piece,))) as part:
                events, told = events_of(part.path)
                found += events
                found_problems += [(part.line_in_file(one.file, one.line), one.reason) for one in told]
        self.assertEqual(expected, found, (offsets, text))
        self.assertEqual([(one.line, one.reason) for one in problems], sorted(found_problems))
        return len(problems)

    def test_of_any_file(self):
        dice, problems = random.Random(SEED), 0
        for _ in range(60):
            header, rows = self.lines(dice)
            end = dice.choice((b"\n", b"\r\n"))
            first = dice.choice(([header], [b"\xef\xbb\xbf" + header], [header], [], [b"", header]))
            text = end.join(first + rows) + dice.choice((b"", end, end + b'{"torn'))
            offsets = sorted(dice.sample(range(1, len(text) + 20), dice.randrange(1, 6)))
            problems += self.check(text, offsets)
        self.assertGreater(problems, 60, "the files have bad lines")

    def test_wherever_a_file_is_cut(self):
        header, rows = self.lines(random.Random(SEED))
        text = b"\n".join([header, *rows[:2]])
        for offset in range(1, len(text) + 2, 3):
            self.check(text, [offset])

    def test_what_is_not_surely_a_header_is_not_cut(self):
        header = self.lines(random.Random(SEED))[0]
        self.assertEqual(header + b"\n", self.leading(header + b"\n"))
        for change in ((b'"kind":"header"', b'"kind":"other"'), (b'"schema_version":1', b'"schema_version":2'),
                       (b'"schema_version":1', b'"schema_version":1.0'), (b'"schema_version":1', b'"schema_version":true'),
                       (b'"schema_version":1', b'"schema_version":1,"schema_version":1'),
                       (b'"schema_version":1', b'"schema_version":1,"schemaVersion":"2"'),
                       (b'"os_type":"linux"', b'"os_type":7'), (b'"os_type"', b'"osType"'), (b'"os_type"', b'"\xff"'),
                       (b'"kind"', b'"x":[[]],"kind"'), (b'{"kind"', b'[{"kind"')):
            with self.subTest(change):
                self.assertIn(change[0], header)
                self.assertIsNone(self.leading(header.replace(*change) + b"\n"))
        self.assertIsNone(self.leading(header), "its end is missing")
        self.assertIsNone(self.leading(b""))
        self.assertIsNone(_slices.leading_header(self.path("none")))

    def leading(self, text):
        self.put("telemetry-2026-05-01-s.jsonl", text)
        return _slices.leading_header(self.path("telemetry-2026-05-01-s.jsonl"))


class Folders(FolderTest):
    def test_are_found_at_any_depth_by_the_names_in_them(self):
        for name in ("a/telemetry-2026-05-01-s.jsonl", "b/c/d/telemetry-2026-05-02-s.1.jsonl",
                     "b/telemetry-2026-05-03-s.jsonl", "e/telemetry-2026-05-03.jsonl", "f/notes.txt"):
            self.put(name, b"12345")
        os.symlink(self.path("a"), self.path("link"))
        os.mkdir(self.path("g"))
        found = _folders.find_folders(self.root, {"to": "2026-05-02", **NOW})
        self.assertEqual([("a", 1), ("b", 0), ("b/c/d", 1)],
                         [(os.path.relpath(folder.path, self.root), len(folder.files)) for folder in found])
        self.assertEqual((5, "2026-05-01"), (found[0].bytes, found[0].files[0].date))

    def test_the_root_may_be_one_and_may_be_empty(self):
        self.assertEqual([], _folders.find_folders(self.root, NOW))
        self.put("telemetry-2026-05-01-s.jsonl", b"")
        self.assertEqual([self.root], [folder.path for folder in _folders.find_folders(self.root, NOW)])

    def test_a_root_that_is_not_there_or_a_bad_range_is_an_error(self):
        with self.assertRaises(FileNotFoundError):
            _folders.find_folders(self.path("none"), NOW)
        with self.assertRaisesRegex(telex.Error, "from_"):
            _folders.find_folders(self.root, {"from_": "nonsense"})


class Options(unittest.TestCase):
    def test_any_spelling(self):
        for options in ({"path": "/r", "range": "last7Days", "partitionBytes": "5", "fileSlackDays": "1"},
                        {"PATH": "file:///r", "RANGE": "last7Days", "partition_bytes": "5", "fileslackdays": "1"}):
            found = _options.read_options(options, {})
            self.assertEqual(("/r", "last7Days", 1, 5),
                             (found.root, found.range["preset"], found.range["file_slack_days"], found.partition_bytes))
            self.assertIn("now", found.range, "decided once, for all tasks")

    def test_wrong_ones_are_told(self):
        for options, told in (({"path": "/r", "rnage": "x"}, "rnage"), ({}, "path"), ({"path": "s3://b/r"}, "s3://b/r"),
                              ({"path": "/r", "partitionBytes": "0"}, "partitionBytes"),
                              ({"path": "/r", "batchRows": "x"}, "batchRows")):
            with self.subTest(options), self.assertRaisesRegex(ValueError, told):
                _options.read_options(options, {"batchrows": 1})


class Filters(unittest.TestCase):
    """What is pushed down gives what Spark would have given."""

    NOON = datetime(2026, 5, 2, 12, tzinfo=timezone.utc)

    def batch(self):
        micros = [int(self.NOON.timestamp() * 1e6) + offset for offset in (-1, 0, 1, 0)]
        return pa.RecordBatch.from_arrays(
            [pa.array(micros, pa.timestamp("us", tz="UTC")), pa.array(["a.b", "a.c", "b", "a"]),
             pa.array(["m1", None, "m2", "m1"])], names=["timestamp", "event_name", "machine_id"])

    def rows(self, *filters):
        pushed = _filters.Pushed()
        self.assertEqual([], pushed.take(filters))
        return pushed.matching(self.batch().append_column("row", pa.array(range(4)))).column("row").to_pylist()

    def test_each_kind(self):
        f, time, name, machine = spark_filters, ("timestamp",), ("event_name",), ("machine_id",)
        for expected, *filters in (
            ([1, 3], f.EqualTo(time, self.NOON)), ([2], f.GreaterThan(time, self.NOON)),
            ([1, 2, 3], f.GreaterThanOrEqual(time, self.NOON)), ([0], f.LessThan(time, self.NOON)),
            ([0, 1, 3], f.LessThanOrEqual(time, self.NOON)), ([1, 3], f.In(time, (self.NOON,))),
            ([2], f.EqualTo(name, "b")), ([0, 1], f.StringStartsWith(name, "a.")), ([0, 2], f.StringEndsWith(name, "b")),
            ([0, 1], f.StringContains(name, ".")), ([0, 3], f.EqualTo(machine, "m1")),
            ([0, 2, 3], f.IsNotNull(machine)), ([0, 3], f.EqualNullSafe(machine, "m1")), ([2], f.In(machine, ("m2", "x"))),
            ([3], f.EqualTo(machine, "m1"), f.GreaterThanOrEqual(time, self.NOON)),
        ):
            with self.subTest(filters):
                self.assertEqual(expected, self.rows(*filters))

    def test_others_stay_with_spark(self):
        f = spark_filters
        others = [f.EqualTo(("signal",), "log"), f.EqualTo(("error", "code"), "x"), f.IsNull(("machine_id",)),
                  f.Not(f.EqualTo(("event_name",), "a")), f.EqualTo(("timestamp",), datetime(2026, 5, 2)),
                  f.EqualNullSafe(("machine_id",), None)]
        pushed = _filters.Pushed()
        self.assertEqual(others, pushed.take(others))
        self.assertEqual([], pushed.filters)

    def test_files_are_ruled_out_by_their_dates(self):
        days = ["2026-04-30", "2026-05-01", "2026-05-02", "2026-05-03", "2026-05-04", "2026-05-05"]
        folder = _folders.Folder("/r", tuple(_folders.File(f"telemetry-{day}-s.jsonl", 1) for day in days))
        time = ("timestamp",)
        for expected, *filters in (
            (days, spark_filters.EqualTo(("event_name",), "a")),
            (days[2:], spark_filters.GreaterThanOrEqual(time, self.NOON)),
            # What happened just before midnight may stand in the next day's file.
            (days[:4], spark_filters.LessThan(time, self.NOON)),
            (days[2:4], spark_filters.EqualTo(time, self.NOON)),
        ):
            with self.subTest(filters):
                pushed = _filters.Pushed()
                pushed.take(filters)
                kept = pushed.files_of(folder)
                self.assertEqual(expected, [file.date for file in kept.files])
                self.assertEqual(expected == days, kept.is_whole)


class Exports(FolderTest):
    """A package, however often its task runs."""

    def setUp(self):
        super().setUp()
        self.machine, self.out = self.path("fleet/site/m1"), self.path("out")
        self.events = fleet.write_machine(self.machine, 3)

    def job(self, **options):
        job = _export._Job(self.path("fleet"), self.out, 1, {"format": "otlp", **NOW, **options}, "job")
        self.addCleanup(job.forget)
        return job

    def export(self, job):
        (folder, target), = job.targets([self.machine]).items()
        return job.export(folder, target)

    def files(self):
        return sorted(os.path.relpath(os.path.join(place, name), self.out) for place, _, names in os.walk(self.out)
                      for name in names if ".telex-spark" not in place)

    def test_a_package_stands_where_its_folder_stood(self):
        for options, name in (({}, "m1.otlp.zip"), ({"package": "dir"}, "m1.otlp"), ({"format": "json"}, "m1.json"),
                              ({"format": "otlp-jsonl"}, "m1.otlp.jsonl.zip")):
            folder, events, records, skipped, size, error = self.export(self.job(**options))
            self.assertEqual((self.machine, self.events, 0, None), (folder, events, skipped, error))
            self.assertTrue(os.path.exists(os.path.join(self.out, "site", name)), name)
            self.assertEqual(options.get("format") != "json", records > 0)
            self.assertGreater(size, 0)
            self.job().forget()

    def test_a_second_run_of_the_same_job_changes_nothing(self):
        for options in ({}, {"package": "dir"}, {"format": "json"}):
            with self.subTest(options):
                job = self.job(**options)
                first = self.export(job)
                job.forget()  # as where the worker was killed before it could take a note
                self.assertEqual(first, self.export(job), "an identical package is done")
                fleet.write_machine(self.machine, 4)
                self.assertEqual(first, self.export(job), "so is one that this job has noted, though the folder has grown")
                job.forget()
                self.assertIn("ALREADY_EXISTS", self.export(job)[-1])
                for name in os.listdir(self.machine):
                    os.unlink(os.path.join(self.machine, name))
                fleet.write_machine(self.machine, 3)

    def test_what_else_stands_there_stays(self):
        self.put("out/site/m1.otlp.zip", b"mine")
        self.assertIn("ALREADY_EXISTS", self.export(self.job())[-1])
        self.assertEqual(b"mine", Path(self.out, "site/m1.otlp.zip").read_bytes())
        self.assertIsNone(self.export(self.job(overwrite=True))[-1])

    def test_an_empty_range_leaves_nothing(self):
        self.assertEqual((self.machine, 0, 0, 0, 0, None), self.export(self.job(to="1999-01-01")))
        self.assertEqual([], self.files())
        self.assertFalse(os.path.exists(os.path.join(self.out, "site")))

    def test_a_folder_that_is_away_is_its_own_error(self):
        job = self.job()
        row = job.export(self.path("fleet/none"), os.path.join(self.out, "none.otlp.zip"))
        self.assertEqual((self.path("fleet/none"), 0, 0, 0, 0), row[:5])
        self.assertIn("NOT_FOUND", row[5])
        self.assertEqual([], self.files())

    def test_the_root_itself_gets_its_own_name(self):
        root = self.path("fleet")
        targets = self.job().targets([root, os.path.join(root, "fleet")])
        self.assertEqual(["fleet-root.otlp.zip", "fleet.otlp.zip"], sorted(map(os.path.basename, targets.values())))
        self.assertEqual(2, len(set(targets.values())))


MEMORY_PROGRAM = """
import resource, sys
from pyspark.sql.types import _parse_datatype_json_string as parse
from telex_spark import _options
from telex_spark._events import EventReader
options = _options.read_options({"path": sys.argv[1], "partitionBytes": "100000000"}, {"batchrows": 8192})
reader = EventReader(options, parse(sys.argv[2]))
tasks = reader.partitions()
assert len(tasks) == 1
print(sum(batch.num_rows for batch in reader.read(tasks[0])), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
"""


class Memory(FolderTest):
    def test_of_a_worker_does_not_grow_with_the_number_of_folders(self):
        peaks = []
        for machines in (50, 1000):
            root = self.path(str(machines))
            events = sum(fleet.write_fleet(root, machines, days=1, minutes=10).values())
            result = subprocess.run([sys.executable, "-c", MEMORY_PROGRAM, root, self.schema()], check=True,
                                    capture_output=True, encoding="utf-8", timeout=300)
            rows, peak = map(int, result.stdout.split())
            self.assertEqual(events, rows)
            peaks.append(peak)
        print("peak memory of a task, 50 and 1000 folders: %d and %d KiB" % tuple(peaks))
        self.assertLess(peaks[1] - peaks[0], 8 * 1024)

    def schema(self):
        return StructType([StructField("event_name", StringType()), StructField("timestamp", TimestampType()),
                           StructField("properties", MapType(StringType(), StringType())),
                           StructField("measurements", MapType(StringType(), DoubleType())),
                           StructField("folder", StringType())]).json()


class Problems(FolderTest):
    def test_beyond_the_limit_are_told_as_a_number(self):
        self.put("m/telemetry-2026-05-01-s.jsonl", b"{\n" * 20)
        options = _options.read_options({"path": self.root, "maxProblems": "5"}, {"maxproblems": 1})
        reader = _problems.ProblemReader(options, StructType())
        task, = reader.partitions()
        rows = reader._problems(task.shares[0])
        self.assertEqual([1, 2, 3, 4, 5, 0], [row[1] for row in rows])
        self.assertIn("15 more", rows[-1][2])


if __name__ == "__main__":
    unittest.main()
