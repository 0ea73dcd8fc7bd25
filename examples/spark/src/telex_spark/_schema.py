"""The columns, for Spark and for Arrow: both must agree exactly."""

from __future__ import annotations

from typing import Any, Optional, Sequence

import pyarrow as pa
from pyspark.sql.pandas.types import to_arrow_schema
from pyspark.sql.types import StructType

EVENTS = """
    timestamp timestamp, time_unix_nano bigint, event_name string, signal string, event_id string, trace_id string,
    parent_event_id string, event_sequence bigint, result string, duration_ms double,
    error struct<message: string, type: string, code: string>,
    properties map<string, string>, measurements map<string, double>,
    session_id string, machine_id string, extension_version string, os_type string, os_version string, host_arch string,
    platform_name string, platform_version string, deployment_url string, file string, folder string
"""

PROBLEMS = "file string, line bigint, reason string, folder string"

SUMMARY = "folder string, events bigint, records bigint, skipped bigint, bytes bigint, error string"


def arrow_schema(schema: StructType) -> pa.Schema:
    """As Spark wants the batches of a data source with this schema."""
    return to_arrow_schema(schema, timezone="UTC")


def conform(batch: pa.RecordBatch, schema: pa.Schema, folder: str) -> pa.RecordBatch:
    """The schema's columns of a batch, with the folder's name in each row."""
    columns = []
    for field in schema:
        if field.name == "folder":
            columns.append(pa.repeat(pa.scalar(folder, field.type), batch.num_rows))
        else:
            column = batch.column(field.name)
            columns.append(column if column.type == field.type else column.cast(field.type))
    return pa.RecordBatch.from_arrays(columns, schema=schema)


def single_batch(schema: pa.Schema, rows: Sequence[Sequence[Any]]) -> Optional[pa.RecordBatch]:
    """The rows as a batch."""
    columns = [pa.array(values, field.type) for values, field in zip(zip(*rows), schema)]
    return pa.RecordBatch.from_arrays(columns, schema=schema) if rows else None
