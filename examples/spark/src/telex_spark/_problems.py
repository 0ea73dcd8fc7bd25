"""The format ``telex_problems``: skipped lines, files and folders as rows."""

from __future__ import annotations

from typing import Iterator, List, Optional, Tuple

import pyarrow as pa
import telex
from pyspark.sql.datasource import DataSource, DataSourceReader, InputPartition
from pyspark.sql.types import StructType

from . import _schema
from ._folders import text_of
from ._options import ReadOptions, read_options
from ._partitions import Share
from ._reading import Task, plan, present

_OWN_OPTIONS = {"maxproblems": 100_000}

_Row = Tuple[Optional[str], int, str, str]


class TelexProblems(DataSource):
    """See ``help(telex_spark)``. Of a whole file the line is 0; of a whole folder the file is null, too."""

    @classmethod
    def name(cls) -> str:
        return "telex_problems"

    def schema(self) -> str:
        return _schema.PROBLEMS

    def reader(self, schema: StructType) -> DataSourceReader:
        return ProblemReader(read_options(self.options, _OWN_OPTIONS), schema)


class ProblemReader(DataSourceReader):
    """Lives on the driver, which plans, and as a copy in each task."""

    def __init__(self, options: ReadOptions, schema: StructType) -> None:
        self._options = options
        self._schema = schema

    def partitions(self) -> List[Task]:
        return plan(self._options)

    def read(self, partition: Optional[InputPartition]) -> Iterator[pa.RecordBatch]:
        schema = _schema.arrow_schema(self._schema)
        for share in partition.shares if isinstance(partition, Task) else []:
            rows = self._problems(share)
            if rows:
                yield _schema.single_batch(schema, rows)

    def _problems(self, share: Share) -> List[_Row]:
        folder = text_of(share.folder)
        if share.error is not None:
            return [(None, 0, share.error, folder)]
        limit = self._options.own["maxproblems"]
        with present(share) as presented:
            try:
                events = telex.arrow(presented.path, order="session", max_problems=limit, **self._options.reading())
                for _ in pa.RecordBatchReader.from_stream(events):
                    pass
                report = events.report
                if report is None:
                    raise MemoryError("no memory for the report")
            except telex.Error as error:
                return [(None, 0, f"{error.code}: {error}", folder)]
            rows: List[_Row] = [
                (problem.file, presented.line_in_file(problem.file, problem.line), problem.reason, folder)
                for problem in report.problems
            ]
        more = report.lines_skipped + report.files_skipped - len(rows)
        return rows + [(None, 0, f"{more} more skipped: see the option maxProblems", folder)] * (more > 0)
