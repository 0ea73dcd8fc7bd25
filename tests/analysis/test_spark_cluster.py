"""telex_spark on a cluster of processes: a master, two workers and their executors, each a process of its own. A fleet of
1,000 machines, of which one has a huge session and one a folder that cannot be read; executors that are killed at work.

Root runs it without its capabilities: then a folder that may not be read cannot be read by root, either.
"""

import ctypes
import os
import shutil
import signal
import struct
import sys
import tempfile
import threading
import unittest
from pathlib import Path

import pyarrow as pa
import telex
import telex_spark
from pyspark.sql import functions as F

import fleet
from spark_cluster import executors, make_session

MACHINES = 1000
NOW = "2026-05-15T00:00:00Z"
MIB = 1024 * 1024
IN_CREATE = 0x100


class Cluster(unittest.TestCase):
    packages = None

    @classmethod
    def setUpClass(cls):
        scratch = tempfile.TemporaryDirectory(prefix="telex-fleet-", ignore_cleanup_errors=True)
        cls.addClassCleanup(scratch.cleanup)
        cls.scratch = scratch.name
        cls.root = os.path.join(cls.scratch, "fleet")
        cls.events = fleet.write_fleet(cls.root, MACHINES, days=2, minutes=12)
        cls.huge = os.path.join(cls.root, "sydney", "huge")
        cls.events[cls.huge] = fleet.write_big_file(cls.huge, 40)
        cls.bad = os.path.join(cls.root, "austin", "bad")
        os.makedirs(cls.bad)
        Path(cls.bad, "telemetry-2026-05-01-bad.jsonl").write_text("{\n" * 3, encoding="utf-8")
        os.mkdir(os.path.join(cls.bad, "telemetry-2026-05-02-folder.jsonl"))
        cls.closed = os.path.join(cls.root, "berlin", "closed")
        fleet.write_machine(cls.closed, 99)
        os.chmod(cls.closed, 0)
        cls.addClassCleanup(os.chmod, cls.closed, 0o700)
        cls.spark = make_session(2, os.path.join(cls.scratch, "workers"))
        cls.addClassCleanup(cls.spark.stop)

    def load(self, root=None, form="telex", **options):
        return self.spark.read.format(form).options(**options).load(root or self.root)

    def counts(self, events):
        return {row["folder"]: row["count"] for row in events.groupBy("folder").count().collect()}

    def test_every_machine_has_the_events_of_its_single_export(self):
        self.assertEqual(self.events, self.counts(self.load()))
        out = os.path.join(self.scratch, "single")
        os.mkdir(out)
        for number, folder in enumerate(self.events):
            report = telex.export(folder, os.path.join(out, f"{number}.json"))
            self.assertEqual(self.events[folder], report.events)

    def test_rows_are_those_of_telex_arrow(self):
        folder = next(iter(self.events))
        expected = pa.table(telex.arrow(folder)).to_pylist()
        for row in expected:
            for name in ("properties", "measurements"):
                row[name] = dict(row[name])
            row["folder"] = folder
        found = [row.asDict(recursive=True) for row in self.load(folder).collect()]
        for row in found:
            row["timestamp"] = row["timestamp"].astimezone(expected[0]["timestamp"].tzinfo)
        key = lambda row: (row["session_id"], row["event_sequence"], row["time_unix_nano"])  # noqa: E731
        self.assertEqual(sorted(expected, key=key), sorted(found, key=key))
        self.assertEqual(list(expected[0]), self.load(folder).columns)

    def test_only_some_columns_may_be_read(self):
        some = self.spark.read.format("telex").schema("event_name string, folder string").load(self.root)
        self.assertEqual(["event_name", "folder"], some.columns)
        self.assertEqual(sum(self.events.values()), some.count())

    def test_filters_give_what_they_gave_without_being_pushed(self):
        folder = self.huge
        rows = list(telex.events(folder))
        noon = "2026-05-01T02:00:00.000Z"
        machine = rows[0]["context"]["machine_id"]
        for condition, keep in (
            ("event_name = 'connection.dropped'", lambda event: event["event_name"] == "connection.dropped"),
            ("event_name LIKE 'remote.setup.%'", lambda event: event["event_name"].startswith("remote.setup.")),
            (f"timestamp >= timestamp'{noon}'", lambda event: event["timestamp"] >= noon),
            (f"timestamp < timestamp'{noon}' AND machine_id = '{machine}'", lambda event: event["timestamp"] < noon),
            ("machine_id IN ('nobody', 'no one')", lambda event: False),
            ("event_name = 'ssh.network.sampled' AND signal = 'log'", lambda event: False),
            ("event_name <> 'http.requests'", lambda event: event["event_name"] != "http.requests"),
        ):
            with self.subTest(condition):
                found = self.load(folder).where(condition)
                self.assertEqual(sum(map(keep, rows)), found.count())
        plan = self.load(folder).where("event_name = 'a'")._jdf.queryExecution().executedPlan().toString()
        self.assertNotRegex(plan, r"\bFilter\b", "the source has taken it over")

    def test_a_range(self):
        expected = sum(sum(1 for _ in telex.events(folder, from_="2026-05-02")) for folder in self.events)
        self.assertEqual(expected, self.load(**{"from": "2026-05-02"}).count())
        self.assertEqual(0, self.load(range="last24Hours", now="1999-01-01T00:00:00Z").count())

    def test_a_huge_session_is_no_straggler(self):
        read = (self.load(partitionBytes=4 * MIB).withColumn("part", F.spark_partition_id())
                .groupBy("part").agg(F.count("*").alias("events"), F.countDistinct("folder").alias("folders")).collect())
        self.assertEqual(sum(self.events.values()), sum(row["events"] for row in read))
        # Of the others a task has hundreds; what they cost beside their bytes counts, too: see test_spark_plan.py.
        huge = [row["events"] for row in read if row["folders"] == 1]
        print("a session of 40 MB: tasks of", sorted(huge), "events")
        self.assertGreater(len(huge), 5)
        self.assertLessEqual(max(huge), 1.5 * sum(huge) / len(huge))

    def test_what_was_skipped_is_told(self):
        found = {(row["folder"], row["file"], row["line"]): row["reason"]
                 for row in self.load(form="telex_problems").collect()}
        self.assertIn("PERMISSION_DENIED", found.pop((self.closed, None, 0)))
        self.assertTrue(found.pop((self.bad, "telemetry-2026-05-02-folder.jsonl", 0)))
        self.assertEqual({(self.bad, "telemetry-2026-05-01-bad.jsonl", line) for line in (1, 2, 3)}, found.keys())

    def test_an_empty_root(self):
        empty = os.path.join(self.scratch, "empty")
        os.makedirs(empty, exist_ok=True)
        self.assertEqual((0, 0), (self.load(empty).count(), self.load(empty, form="telex_problems").count()))
        summary = telex_spark.export(self.spark, empty, os.path.join(self.scratch, "empty-out"))
        self.assertEqual((0, ["folder", "events", "records", "skipped", "bytes", "error"]),
                         (summary.count(), summary.columns))
        with self.assertRaisesRegex(Exception, "No such file or directory"):
            self.load(os.path.join(self.scratch, "none")).count()

    def test_a_killed_executor_changes_nothing_in_a_query(self):
        claim, ready, go = (os.path.join(self.scratch, name) for name in ("claim", "ready", "go"))
        os.mkfifo(ready)
        os.mkfifo(go)

        def stop_once(batches):
            """The first task of all stops in the middle, tells its executor's process id and waits to be killed."""
            for batch in batches:
                try:
                    os.close(os.open(claim, os.O_CREAT | os.O_EXCL))
                    daemon = Path(f"/proc/{os.getppid()}/stat").read_text().rsplit(")", 1)[1].split()
                    with open(ready, "w", encoding="utf-8") as told:
                        told.write(daemon[1])
                    with open(go, encoding="utf-8") as wait:
                        wait.read()
                except FileExistsError:
                    pass
                yield batch.select(["folder"])

        killed = []

        def kill():
            with open(ready, encoding="utf-8") as told:
                process = int(told.read())
            try:
                if process in executors(self.spark):
                    os.kill(process, signal.SIGKILL)
                    killed.append(process)
            finally:
                with open(go, "w", encoding="utf-8"):
                    pass

        killer = threading.Thread(target=kill)
        killer.start()
        read = self.load(partitionBytes=2 * MIB).mapInArrow(stop_once, "folder string")
        self.assertEqual(self.events, self.counts(read))
        killer.join()
        self.assertEqual(1, len(killed))
        self.assertNotIn(killed[0], executors(self.spark))

    @classmethod
    def exported(cls):
        """Packages of an export that nobody disturbs, and its summary; made once."""
        if cls.packages is None:
            out = os.path.join(cls.scratch, "packages")
            summary = telex_spark.export(cls.spark, cls.root, out, format="otlp", now=NOW)
            cls.packages = out, {row["folder"]: row for row in summary.collect()}
        return cls.packages

    def test_export(self):
        out, rows = self.exported()
        self.check_packages(rows, out)
        folder = next(iter(self.events))
        single = os.path.join(self.scratch, "single.otlp.zip")
        report = telex.export(folder, single, format="otlp", now=NOW)
        package = Path(out, os.path.relpath(folder, self.root) + ".otlp.zip")
        self.assertEqual(Path(single).read_bytes(), package.read_bytes())
        records = report.records.logs + report.records.traces + report.records.metrics
        self.assertEqual((report.events, records, 0, report.bytes_written), tuple(rows[folder])[1:5])

    def check_packages(self, rows, out):
        self.assertEqual({*self.events, self.bad, self.closed}, rows.keys())
        self.assertIn("PERMISSION_DENIED", rows[self.closed]["error"])
        self.assertEqual((0, 4, 0, None), tuple(rows[self.bad][name] for name in ("events", "skipped", "bytes", "error")))
        good = {folder: rows[folder] for folder in self.events}
        self.assertEqual(self.events, {folder: row["events"] for folder, row in good.items()})
        self.assertEqual({None}, {row["error"] for row in good.values()})
        found = {os.path.join(place, name): os.path.getsize(os.path.join(place, name))
                 for place, _, names in os.walk(out) for name in names}
        expected = {os.path.join(out, os.path.relpath(folder, self.root) + ".otlp.zip"): row["bytes"]
                    for folder, row in good.items()}
        self.assertEqual(expected, found, "whole packages, and nothing else")

    def test_a_killed_executor_changes_nothing_in_an_export(self):
        whole, _ = self.exported()
        out = os.path.join(self.scratch, "disturbed")
        os.mkdir(out)
        packages_at_kill = []

        def kill():
            """When the first package is finished, and noted: in the middle of the first tasks."""
            wait_for_entry(out, ".telex-spark-")
            os.kill(executors(self.spark)[0], signal.SIGKILL)
            packages_at_kill.append(sum(name.endswith(".zip") for _, _, names in os.walk(out) for name in names))

        killer = threading.Thread(target=kill)
        killer.start()
        summary = telex_spark.export(self.spark, self.root, out, format="otlp", now=NOW, partition_bytes=4 * MIB)
        killer.join()
        self.check_packages({row["folder"]: row for row in summary.collect()}, out)
        print("packages when an executor was killed:", packages_at_kill[0])
        self.assertTrue(0 < packages_at_kill[0] < MACHINES)
        for place, _, names in os.walk(whole):
            for name in names:
                path = Path(place, name)
                self.assertEqual(path.read_bytes(), Path(out, path.relative_to(whole)).read_bytes())

    def test_wrong_options_fail_at_once(self):
        out = os.path.join(self.scratch, "wrong")
        for error, options in ((telex.Error, {"format": "nonsense"}), (TypeError, {"nonsense": 1}),
                               (TypeError, {"progress": print})):
            with self.subTest(options), self.assertRaises(error):
                telex_spark.export(self.spark, self.root, out, **options)
        self.assertFalse(os.path.exists(out))
        with self.assertRaisesRegex(Exception, "no option rnage"):
            self.load(rnage="last7Days").count()


def wait_for_entry(folder, start):
    """Until something whose name starts so is in the folder."""
    libc = ctypes.CDLL(None, use_errno=True)
    watch = libc.inotify_init1(0)
    try:
        if libc.inotify_add_watch(watch, os.fsencode(folder), IN_CREATE) < 0:
            raise OSError(ctypes.get_errno(), "inotify_add_watch")
        while not any(name.startswith(start) for name in os.listdir(folder)):
            os.read(watch, struct.calcsize("iIII") + 256)
    finally:
        os.close(watch)


if __name__ == "__main__":
    CAPABLE = os.geteuid() == 0 and "TELEX_WITHOUT_CAPABILITIES" not in os.environ
    if CAPABLE and shutil.which("setpriv"):
        os.environ["TELEX_WITHOUT_CAPABILITIES"] = "1"
        os.execvp("setpriv", ["setpriv", "--bounding-set=-all", sys.executable, *sys.argv])
    unittest.main()
