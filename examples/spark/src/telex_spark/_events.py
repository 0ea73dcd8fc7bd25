"""The format ``telex``: events as rows."""

from __future__ import annotations

from typing import Any, Dict, Iterable, Iterator, List, Optional

import pyarrow as pa
import telex
from pyspark.sql.datasource import DataSource, DataSourceReader, Filter, InputPartition
from pyspark.sql.types import StructType

from . import _schema
from ._filters import Pushed
from ._folders import find_folders, text_of
from ._options import ReadOptions, read_options
from ._reading import Task, plan, present

_OWN_OPTIONS = {"batchrows": 8192}
# The folder is away, or closed to this user: telex_problems tells of it. Any other failure fails the task, and Spark
# tries again.
_SKIPPED = ("NOT_FOUND", "PERMISSION_DENIED")


class TelexEvents(DataSource):
    """See ``help(telex_spark)``."""

    @classmethod
    def name(cls) -> str:
        return "telex"

    def schema(self) -> str:
        return _schema.EVENTS

    def reader(self, schema: StructType) -> DataSourceReader:
        return EventReader(read_options(self.options, _OWN_OPTIONS), schema)


class EventReader(DataSourceReader):
    """Lives on the driver, which plans, and as a copy in each task."""

    def __init__(self, options: ReadOptions, schema: StructType) -> None:
        self._options = options
        self._schema = schema
        self._pushed = Pushed()

    def pushFilters(self, filters: List[Filter]) -> Iterable[Filter]:
        return self._pushed.take(filters)

    def partitions(self) -> List[Task]:
        folders = [self._pushed.files_of(folder) for folder in find_folders(self._options.root, self._options.range)]
        return [task for task in plan(self._options, folders) if all(share.error is None for share in task.shares)]

    def read(self, partition: Optional[InputPartition]) -> Iterator[pa.RecordBatch]:
        schema = _schema.arrow_schema(self._schema)
        # Without any telemetry Spark reads one partition that nobody planned.
        for share in partition.shares if isinstance(partition, Task) else []:
            with present(share) as presented:
                for batch in self._batches(presented.path):
                    kept = self._pushed.matching(batch)
                    if kept.num_rows > 0:
                        yield _schema.conform(kept, schema, text_of(share.folder))

    def _batches(self, folder: str) -> Iterator[pa.RecordBatch]:
        arguments: Dict[str, Any] = {**self._options.reading(), "rows_per_batch": self._options.own["batchrows"]}
        try:
            yield from pa.RecordBatchReader.from_stream(telex.arrow(folder, order="session", **arguments))
        except telex.Error as error:
            if error.code not in _SKIPPED:
                raise
