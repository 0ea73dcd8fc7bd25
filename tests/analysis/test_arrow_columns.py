"""Arrow streams by pyarrow: valid in full, and row by row what the JSON array holds.

Over the sample, the worked examples and generated telemetry, clean, odd and bad, in batches of several sizes.
"""

import json
import tempfile
import unittest
from pathlib import Path

import pyarrow as pa
import telex
from arrow_support import COLUMNS, SAMPLE, expected_rows, folders

MAP_OF_TEXTS = pa.map_(pa.string(), pa.string())
MAP_OF_NUMBERS = pa.map_(pa.string(), pa.float64())
ERROR = pa.struct([("message", pa.string()), ("type", pa.string()), ("code", pa.string())])
TYPES = {"timestamp": pa.timestamp("us", "UTC"), "time_unix_nano": pa.int64(), "event_sequence": pa.int64(),
         "duration_ms": pa.float64(), "error": ERROR, "properties": MAP_OF_TEXTS, "measurements": MAP_OF_NUMBERS}
SCHEMA = pa.schema([(name, TYPES.get(name, pa.string())) for name in COLUMNS])


def rows_of(table):
    """With instants as whole microseconds, and maps as dicts."""
    position = table.schema.get_field_index("timestamp")
    rows = table.set_column(position, "timestamp", table.column(position).cast(pa.int64())).to_pylist()
    for row in rows:
        for name in ("properties", "measurements"):
            pairs = row[name]
            row[name] = dict(pairs)
            assert len(row[name]) == len(pairs), "a key stands twice"
    return rows


class Columns(unittest.TestCase):
    maxDiff = None

    def setUp(self):
        work = tempfile.TemporaryDirectory(prefix="telex-arrow-")
        self.addCleanup(work.cleanup)
        self.work = work.name

    def read(self, folder, **arguments):
        """The rows of a folder, after everything that pyarrow can check."""
        reader = pa.RecordBatchReader.from_stream(telex.arrow(folder, **arguments))
        batches = list(reader)
        for batch in batches:
            batch.validate(full=True)
        limit = arguments.get("rows_per_batch", 8192)
        self.assertEqual([limit] * (len(batches) - 1), [len(batch) for batch in batches[:-1]])
        table = pa.Table.from_batches(batches, reader.schema)
        table.validate(full=True)
        self.assertEqual(SCHEMA, table.schema)
        return rows_of(table)

    def test_are_those_of_the_contract(self):
        self.assertEqual(SCHEMA, pa.schema(telex.arrow(SAMPLE)))
        for field in SCHEMA:
            self.assertTrue(pa.schema(telex.arrow(SAMPLE)).field(field.name).nullable, field.name)

    def test_hold_what_the_json_array_holds(self):
        compared = 0
        for folder in folders(self.work):
            for arguments in ({}, {"order": "session", "rows_per_batch": 1}, {"rows_per_batch": 7}):
                with self.subTest(folder=folder.name, **arguments):
                    options = {"max_input_line_bytes": folder.line_limit, "order": arguments.get("order", "time")}
                    expected = expected_rows(folder.path, **options)
                    actual = self.read(folder.path, **{**options, **arguments})
                    self.assertEqual(len(expected), len(actual))
                    for want, got in zip(expected, actual):
                        self.assertEqual(want, got)
                    compared += len(actual)
        self.assertGreater(compared, 3000, "the corpora are empty")

    def test_stand_in_the_order_of_the_exported_array(self):
        out = Path(self.work) / "events.json"
        for arguments in ({}, {"from_": "2026-05-02", "to": "2026-05-03"}, {"start": "2026-05-03T12:00:00Z"},
                          {"preset": "last24Hours", "now": "2026-05-03T12:00:00Z"}):
            telex.export(SAMPLE, out, overwrite=True, **arguments)
            ids = [(event["event_id"], event["context"]["session_id"]) for event in json.loads(out.read_bytes())]
            self.assertGreater(len(ids), 10)
            self.assertEqual(ids, [(row["event_id"], row["session_id"]) for row in self.read(SAMPLE, **arguments)])

    def test_follow_the_metric_events(self):
        names = lambda **arguments: {row["event_name"] for row in self.read(SAMPLE, **arguments)  # noqa: E731
                                     if row["signal"] == "metric"}
        self.assertIn("http.requests", names())
        self.assertEqual(set(), names(metric_events=[]))
        self.assertEqual({"ssh.network.sampled"}, names(metric_events=["ssh.network.sampled"]))

    def test_without_rows_there_is_a_schema(self):
        table = pa.table(telex.arrow(SAMPLE, to="1999-01-01"))
        self.assertEqual((0, SCHEMA), (table.num_rows, table.schema))


if __name__ == "__main__":
    unittest.main()
