"""What takes an Arrow stream takes telex.arrow as it is: pyarrow, pandas, polars, DuckDB."""

import datetime
import gc
import os
import tempfile
import threading
import unittest
from collections import Counter
from pathlib import Path

import duckdb
import pandas
import polars
import pyarrow as pa
import telex
from arrow_support import COLUMNS, SAMPLE, expected_rows

UTC = datetime.timezone.utc


def as_dict(pairs):
    return dict(pairs) if not isinstance(pairs, dict) else pairs


class Consumers(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.rows = expected_rows(SAMPLE, order="time")
        cls.counts = Counter(row["event_name"] for row in cls.rows)
        cls.first = cls.rows[0]
        cls.first_time = datetime.datetime.fromtimestamp(0, UTC) + datetime.timedelta(
            microseconds=cls.first["timestamp"])

    def setUp(self):
        self.events = telex.arrow(SAMPLE, rows_per_batch=50)

    def check(self, columns, names, first):
        self.assertEqual(COLUMNS, list(columns))
        self.assertEqual(self.counts, Counter(names))
        for name in ("event_id", "session_id", "file", "time_unix_nano", "trace_id"):
            self.assertEqual(self.first[name], first[name])
        self.assertEqual(self.first["properties"], as_dict(first["properties"]))
        self.assertEqual(self.first["measurements"], as_dict(first["measurements"]))
        self.assertEqual(self.first_time, first["timestamp"])

    def test_pyarrow(self):
        for table in (pa.table(self.events), pa.RecordBatchReader.from_stream(self.events).read_all()):
            self.check(table.column_names, table.column("event_name").to_pylist(), table.slice(0, 1).to_pylist()[0])

    def test_pandas(self):
        frame = pandas.DataFrame.from_arrow(self.events)
        first = {name: None if value is None or value is pandas.NA or value != value else value
                 for name, value in frame.iloc[0].items()}
        self.check(frame.columns, frame["event_name"], first)

    def test_polars(self):
        for frame in (polars.DataFrame(self.events), polars.from_arrow(self.events).struct.unnest()):
            first = frame.row(0, named=True)
            self.check(frame.columns, frame["event_name"], first)
        counts = frame.group_by("event_name").len().rows()
        self.assertEqual(self.counts, dict(counts))

    def test_duckdb_by_its_name_in_a_query(self):
        events = self.events
        counts = duckdb.sql("SELECT event_name, count(*) FROM events GROUP BY ALL").fetchall()
        self.assertEqual(self.counts, dict(counts))
        relation = duckdb.sql("SELECT * FROM events ORDER BY time_unix_nano, session_id, event_sequence LIMIT 1")
        self.check(relation.columns, self.counts.elements(), dict(zip(relation.columns, relation.fetchall()[0])))
        self.assertIsNotNone(events)

    def test_duckdb_asks_what_people_ask(self):
        events = self.events
        slow = duckdb.sql("""
            SELECT event_name, quantile_cont(duration_ms, 0.5), count(*) FILTER (error IS NOT NULL)
            FROM events WHERE signal = 'trace' AND timestamp >= TIMESTAMPTZ '2026-05-02 00:00:00+00'
            GROUP BY ALL HAVING count(duration_ms) > 0""").fetchall()
        expected = Counter(row["event_name"] for row in self.rows
                           if row["signal"] == "trace" and row["duration_ms"] is not None
                           and row["time_unix_nano"] >= 1777680000 * 10**9)
        self.assertEqual(set(expected), {name for name, _, _ in slow})
        route = duckdb.sql("""SELECT properties['route'], sum(measurements['count.2xx']) FROM events
                              WHERE event_name = 'http.requests' GROUP BY ALL ORDER BY 1""").fetchall()
        sums = {}
        for row in self.rows:
            if row["event_name"] == "http.requests":
                key = row["properties"].get("route")
                sums[key] = sums.get(key, 0) + row["measurements"].get("count.2xx", 0)
        self.assertEqual(sums, {key: total or 0 for key, total in route})
        self.assertIsNotNone(events)

    def test_the_same_one_again_and_all_at_once(self):
        failures = []

        def ask():
            try:
                events = self.events
                for _ in range(3):
                    self.assertEqual(len(self.rows), pa.table(events).num_rows)
                    with duckdb.connect() as connection:
                        self.assertEqual((len(self.rows),), connection.sql("SELECT count(*) FROM events").fetchall()[0])
            except BaseException as error:  # of a thread, which would be lost
                failures.append(error)

        threads = [threading.Thread(target=ask) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self.assertEqual([], failures)


class Failures(unittest.TestCase):
    """They come out of the consumer; nothing stays open."""

    def setUp(self):
        work = tempfile.TemporaryDirectory(prefix="telex-arrow-")
        self.addCleanup(work.cleanup)
        self.folder = Path(work.name)

    def open_telemetry(self):
        gc.collect()
        names = (f"/proc/self/fd/{number}" for number in os.listdir("/proc/self/fd"))
        return sum(str(self.folder) in os.readlink(name) for name in names if os.path.islink(name))

    def test_of_the_source_are_telexs_own(self):
        events = telex.arrow(self.folder / "none")
        for consume in (pa.table, polars.DataFrame, pandas.DataFrame.from_arrow):
            with self.assertRaises(telex.Error) as raised:
                consume(events)
            self.assertEqual("NOT_FOUND", raised.exception.code)
        with self.assertRaisesRegex(Exception, "none"):
            duckdb.sql("SELECT count(*) FROM events").fetchall()

    def test_a_consumer_that_stops_early_closes_the_files(self):
        for name in os.listdir(SAMPLE):
            (self.folder / name).write_bytes((SAMPLE / name).read_bytes() * 200)
        events = telex.arrow(self.folder, rows_per_batch=10, order="session")
        reader = pa.RecordBatchReader.from_stream(events)
        reader.read_next_batch()
        self.assertGreater(self.open_telemetry(), 0)
        reader.close()
        self.assertEqual(0, self.open_telemetry())
        self.assertEqual(1, duckdb.sql("SELECT 1 FROM events LIMIT 1").fetchall()[0][0])
        del events, reader
        self.assertEqual(0, self.open_telemetry())


if __name__ == "__main__":
    unittest.main()
