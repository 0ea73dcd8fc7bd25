"""Filters that Spark pushes down: evaluated before a batch goes to the JVM; files that they rule out by name."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta, timezone
from typing import Any, Callable, Dict, Iterable, List, Type

import pyarrow as pa
import pyarrow.compute as pc
from pyspark.sql.datasource import (
    EqualNullSafe,
    EqualTo,
    Filter,
    GreaterThan,
    GreaterThanOrEqual,
    In,
    IsNotNull,
    LessThan,
    LessThanOrEqual,
    StringContains,
    StringEndsWith,
    StringStartsWith,
)

from ._folders import Folder

_COLUMNS = ("timestamp", "event_name", "machine_id")
# An event of just before midnight can stand in the next day's file.
_FLUSH_DELAY = timedelta(days=1)

_Evaluate = Callable[[pa.Array, Any], pa.Array]

_ORDER: Dict[Type[Filter], _Evaluate] = {
    EqualTo: pc.equal,
    GreaterThan: pc.greater,
    GreaterThanOrEqual: pc.greater_equal,
    LessThan: pc.less,
    LessThanOrEqual: pc.less_equal,
}
_TEXT: Dict[Type[Filter], _Evaluate] = {
    StringStartsWith: pc.starts_with,
    StringEndsWith: pc.ends_with,
    StringContains: pc.match_substring,
}


@dataclass
class Pushed:
    """The filters that a reader has taken over, all of which must hold."""

    filters: List[Filter] = field(default_factory=list)

    def take(self, filters: Iterable[Filter]) -> List[Filter]:
        """Takes those that it can evaluate exactly; returns the others, for Spark."""
        left: List[Filter] = []
        for item in filters:
            (self.filters if _is_known(item) else left).append(item)
        return left

    def matching(self, batch: pa.RecordBatch) -> pa.RecordBatch:
        """The rows for which all filters hold. Null does not."""
        for item in self.filters:
            batch = batch.filter(_evaluate(item, batch.column(item.attribute[0])))
        return batch

    def files_of(self, folder: Folder) -> Folder:
        """The folder with the files only that can hold such rows, by the dates in their names."""
        first = max((_day(item.value) for item in self.filters if _bounds_below(item)), default=date.min)
        last = min((_day(item.value) for item in self.filters if _bounds_above(item)), default=date.max)
        last = date.max if last > date.max - _FLUSH_DELAY else last + _FLUSH_DELAY
        kept = tuple(file for file in folder.files if first.isoformat() <= file.date <= last.isoformat())
        return Folder(folder.path, kept, folder.error, is_whole=len(kept) == len(folder.files))


def _is_known(item: Filter) -> bool:
    column = getattr(item, "attribute", ())
    if len(column) != 1 or column[0] not in _COLUMNS:
        return False
    if isinstance(item, IsNotNull):
        return True
    if isinstance(item, In):
        return all(_is_value(column[0], value) for value in item.value)
    kinds = (EqualNullSafe, *_ORDER) if column[0] == "timestamp" else (EqualNullSafe, *_ORDER, *_TEXT)
    return type(item) in kinds and _is_value(column[0], item.value)


def _is_value(column: str, value: Any) -> bool:
    if column == "timestamp":
        return isinstance(value, datetime) and value.tzinfo is not None
    return isinstance(value, str)


def _evaluate(item: Filter, column: pa.Array) -> pa.Array:
    if isinstance(item, IsNotNull):
        return pc.is_valid(column)
    if isinstance(item, In):
        return pc.is_in(column, value_set=pa.array(item.value, column.type))
    if type(item) in _TEXT:
        return _TEXT[type(item)](column, item.value)
    kind = EqualTo if isinstance(item, EqualNullSafe) else type(item)
    return _ORDER[kind](column, pa.scalar(item.value, column.type))


def _bounds_below(item: Filter) -> bool:
    return item.attribute[0] == "timestamp" and isinstance(
        item, (EqualTo, EqualNullSafe, GreaterThan, GreaterThanOrEqual)
    )


def _bounds_above(item: Filter) -> bool:
    return item.attribute[0] == "timestamp" and isinstance(item, (EqualTo, EqualNullSafe, LessThan, LessThanOrEqual))


def _day(moment: datetime) -> date:
    return moment.astimezone(timezone.utc).date()
