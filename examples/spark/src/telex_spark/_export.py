"""telex_spark.export: one package per telemetry folder."""

from __future__ import annotations

import filecmp
import hashlib
import json
import os
import shutil
import uuid
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any, Dict, Iterable, Iterator, List, Mapping, Optional, Sequence, Tuple

import telex
from pyspark.sql.datasource import DataSource, DataSourceReader, InputPartition
from pyspark.sql.types import StructType

from . import _schema
from ._folders import find_folders, text_of
from ._options import local_path, pin_now
from ._partitions import spread
from ._scratch import scratch_folder

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

_RANGE = ("preset", "from_", "to", "start", "end", "now", "file_slack_days")
_EXTENSIONS = {"json": ".json", "otlp": ".otlp", "otlp-jsonl": ".otlp.jsonl"}
# Larger tasks than those of a query: a folder is not cut, and an export is quick.
_PARTITION_BYTES = 32 * 1024 * 1024

# folder, events, records, skipped, bytes, error
_Row = Tuple[str, int, int, int, int, Optional[str]]


def export(
    spark: SparkSession, root: str, out: str, *, partition_bytes: int = _PARTITION_BYTES, **options: Any
) -> DataFrame:
    """Exports each telemetry folder below ``root`` into a package of its own below ``out``, at the folder's own place:
    ``root/site/machine-1`` to ``out/site/machine-1.otlp.zip``. Each is there whole or not at all.

    Runs the job, and returns what came of it: one row for each folder, with ``folder``, ``events``, ``records`` (of
    OTLP), ``skipped`` (lines and files), ``bytes`` and ``error``. A folder that fails has its error there and stops
    nothing. One without events in the range has no package and no error.

    A task that runs again, or twice at once, is harmless: what it finds done by this job, or finds identical to what it
    would write, is done. Any other file at a package's place is that folder's error, unless ``overwrite``.

    Args:
        out: A folder that driver and workers see under this path; made where it is missing.
        partition_bytes: Of telemetry, in one task.
        options: Those of ``telex.export``, but ``progress`` and ``cancel``. ``threads`` is 1 by default.

    Raises:
        OSError: The root cannot be listed, or ``out`` not be made.
        telex.Error, TypeError, ValueError: A bad option.
    """
    root, out = local_path(os.fspath(root)), local_path(os.fspath(out))
    options = {"threads": 1, **pin_now(options)}
    if "metric_events" in options:
        options["metric_events"] = list(options["metric_events"])  # is read more than once
    _check_options(options)
    with os.scandir(root):
        pass
    os.makedirs(out, exist_ok=True)
    job = _Job(root, out, partition_bytes, options, uuid.uuid4().hex)
    spark.dataSource.register(_Exports)
    try:
        rows = spark.read.format(_Exports.name()).option("job", job.to_text()).load().collect()
    finally:
        job.forget()
    return spark.createDataFrame(sorted(map(tuple, rows)), _schema.SUMMARY)


def _check_options(options: Mapping[str, Any]) -> None:
    """Raises what telex.export does for them."""
    for name in ("progress", "cancel"):
        if options.get(name) is not None:
            raise TypeError(f"{name} does not go to the workers")
    with scratch_folder() as empty:
        try:
            telex.export(empty, os.path.join(empty, "none"), **options)
        except telex.NoEvents:
            pass


@dataclass(frozen=True)
class _Job:
    """One call of ``export``, the same in every task."""

    root: str
    out: str
    partition_bytes: int
    options: Dict[str, Any]
    id: str

    def to_text(self) -> str:
        return json.dumps(asdict(self), default=_plain)

    def targets(self, folders: Sequence[str]) -> Dict[str, str]:
        """Where each folder's package goes."""
        extension = _EXTENSIONS[self.options.get("format", "json")]
        if extension != ".json" and self.options.get("package", "zip") == "zip":
            extension += ".zip"
        found = {
            folder: os.path.join(self.out, os.path.relpath(folder, self.root)) + extension
            for folder in folders
            if folder != self.root
        }
        if self.root in folders:
            # The root's own telemetry has no place below itself: its name, and more where a folder in it has the same.
            name = os.path.join(self.out, os.path.basename(self.root) or "root")
            while name + extension in found.values():
                name += "-root"
            found[self.root] = name + extension
        return found

    def export(self, folder: str, target: str) -> _Row:
        """A folder's package, once, however often it is called."""
        row = self._recall(folder)
        if row is None:
            try:
                row = self._export(folder, target)
                self._remember(folder, row)
            except telex.Error as error:
                row = _failed(folder, f"{error.code}: {error}")
            except Exception as error:  # whatever it is, it is this folder's alone
                row = _failed(folder, f"{type(error).__name__}: {error}")
            if row[4] == 0:
                self._remove_empty_parents(target)
        return row

    def forget(self) -> None:
        """Removes what the tasks have noted for each other."""
        shutil.rmtree(self._notes, ignore_errors=True)

    def _export(self, folder: str, target: str) -> _Row:
        try:
            try:
                report = _export_into_parents(folder, target, self.options)
            except telex.Error as error:
                twin = self._identical(folder, target) if error.code == "ALREADY_EXISTS" else None
                if twin is None:
                    raise
                report = twin
        except telex.NoEvents as nothing:
            skipped = nothing.report.lines_skipped + nothing.report.files_skipped if nothing.report else 0
            return (text_of(folder), 0, 0, skipped, 0, None)
        records = report.records.logs + report.records.traces + report.records.metrics
        skipped = report.lines_skipped + report.files_skipped
        return (text_of(folder), report.events, records, skipped, report.bytes_written, None)

    def _identical(self, folder: str, target: str) -> Optional[telex.Report]:
        """The report of an export that would write what stands at ``target``; None where it would write another."""
        with scratch_folder() as scratch:
            again = os.path.join(scratch, "again")
            try:
                report = telex.export(folder, again, **self.options)
            except telex.Error:
                return None
            return report if _same(again, target) else None

    # Notes: a package that this job has finished is done, also where its folder has grown since.

    @property
    def _notes(self) -> str:
        return os.path.join(self.out, f".telex-spark-{self.id}")

    def _note_of(self, folder: str) -> str:
        return os.path.join(self._notes, hashlib.sha256(os.fsencode(folder)).hexdigest())

    def _recall(self, folder: str) -> Optional[_Row]:
        try:
            with open(self._note_of(folder), encoding="utf-8") as note:
                fields: List[Any] = json.load(note)
            return (*fields,)
        except (OSError, ValueError):  # ValueError: a worker was killed while it wrote
            return None

    def _remember(self, folder: str, row: _Row) -> None:
        os.makedirs(self._notes, exist_ok=True)
        with open(self._note_of(folder), "w", encoding="utf-8") as note:
            json.dump(row, note)

    def _remove_empty_parents(self, target: str) -> None:
        parent = os.path.dirname(target)
        while len(parent) > len(self.out):
            try:
                os.rmdir(parent)
            except OSError:
                return
            parent = os.path.dirname(parent)


def _plain(value: Any) -> Any:
    """For json: dates and times as telex takes them, sets and the like as lists."""
    return value.isoformat() if hasattr(value, "isoformat") else list(value)


def _failed(folder: str, error: str) -> _Row:
    return (text_of(folder), 0, 0, 0, 0, error)


def _export_into_parents(folder: str, target: str, options: Mapping[str, Any]) -> telex.Report:
    for attempt in range(3):
        os.makedirs(os.path.dirname(target), exist_ok=True)
        try:
            return telex.export(folder, target, **options)
        except telex.Error:
            # Another task may just have removed the parent, as its own folder there had no events.
            if os.path.isdir(os.path.dirname(target)) or attempt == 2:
                raise
    raise AssertionError


def _same(first: str, second: str) -> bool:
    if not os.path.isdir(first):
        return os.path.isfile(second) and filecmp.cmp(first, second, shallow=False)
    if not os.path.isdir(second) or sorted(os.listdir(first)) != sorted(os.listdir(second)):
        return False
    names = os.listdir(first)
    return filecmp.cmpfiles(first, second, names, shallow=False)[0] == names


class _ExportTask(InputPartition):
    """Folders and their targets, and rows of folders that cannot be listed."""

    def __init__(self, targets: Iterable[Tuple[str, str]], failed: Iterable[_Row] = ()) -> None:
        super().__init__((list(targets), list(failed)))


class _Exports(DataSource):
    """A job as a data source: so each task is sent its own folders, and none those of the others."""

    @classmethod
    def name(cls) -> str:
        return "telex_export"

    def schema(self) -> str:
        return _schema.SUMMARY

    def reader(self, schema: StructType) -> DataSourceReader:
        return _ExportReader(_Job(**json.loads(self.options["job"])))


class _ExportReader(DataSourceReader):
    def __init__(self, job: _Job) -> None:
        self._job = job

    def partitions(self) -> List[_ExportTask]:
        job = self._job
        folders = find_folders(job.root, {name: job.options[name] for name in _RANGE if name in job.options})
        targets = job.targets([folder.path for folder in folders if folder.error is None])
        tasks = [_ExportTask((path, targets[path]) for path in paths) for paths in spread(folders, job.partition_bytes)]
        failed = [_failed(folder.path, folder.error) for folder in folders if folder.error is not None]
        return [_ExportTask((), failed)] * bool(failed) + tasks

    def read(self, partition: Optional[InputPartition]) -> Iterator[_Row]:
        if isinstance(partition, _ExportTask):
            targets, failed = partition.value
            yield from failed
            for folder, target in targets:
                yield self._job.export(folder, target)
