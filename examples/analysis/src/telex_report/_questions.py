"""Asks DuckDB the questions of ``queries``, about the events of a range."""

from __future__ import annotations

import os
import tempfile
from dataclasses import dataclass
from importlib import resources
from typing import Any, Dict, List, Mapping, Optional

import duckdb
import telex

Row = Dict[str, Any]

# Asked first, and not shown.
_PREPARE = "prepare"
# More problems than a page is read to the end for.
_MAX_PROBLEMS = 100


class QueryError(Exception):
    """What DuckDB refuses. Of a query it says in which file that stands."""


@dataclass(frozen=True)
class Answers:
    """What the page shows."""

    folder: str
    rows: Mapping[str, List[Row]]
    """By the query's name."""
    sql: Mapping[str, str]
    """The query's text."""
    report: telex.Report
    """What was read, and what was skipped."""

    @property
    def overview(self) -> Row:
        """The only row of that query."""
        return self.rows["overview"][0]

    def __getitem__(self, name: str) -> List[Row]:
        return self.rows[name]


def read_queries(own: Optional[str] = None) -> Dict[str, str]:
    """The built-in queries by name; those of the folder ``own`` take the place of the ones with their names."""
    found = {
        entry.name[: -len(".sql")]: entry.read_text(encoding="utf-8")
        for entry in (resources.files(__package__) / "queries").iterdir()
        if entry.name.endswith(".sql")
    }
    for name in sorted(os.listdir(own)) if own is not None else []:
        query = name[: -len(".sql")]
        if not name.endswith(".sql"):
            continue
        if query not in found:
            raise QueryError(f"{os.path.join(own or '', name)}: no such query; there are {', '.join(sorted(found))}")
        with open(os.path.join(own or "", name), encoding="utf-8") as file:
            found[query] = file.read()
    return found


def ask(folder: str, *, own_queries: Optional[str] = None, **range_: Any) -> Answers:
    """Reads the events of a range into DuckDB and asks all questions.

    Args:
        folder: The folder that holds the telemetry files.
        own_queries: A folder with .sql files, to be taken instead of the built-in ones with the same names.
        range_: ``preset``, ``from_``, ``to``, ``start``, ``end``, ``now``: see ``help(telex)``.

    Raises:
        telex.Error: The folder, or the range.
        QueryError: A query.
    """
    sql = read_queries(own_queries)
    # Says what is wrong with folder and range in the library's own words, which DuckDB would wrap.
    telex.select_files(folder, **range_)
    with tempfile.TemporaryDirectory(prefix="telex_report-") as scratch, duckdb.connect() as connection:
        # Where memory is short it goes to the disk, but not into the working directory.
        connection.execute("SET temp_directory = ?", [scratch])
        connection.execute("SET enable_progress_bar = false")
        events = telex.arrow(folder, order="session", max_problems=_MAX_PROBLEMS, **range_)
        _load(connection, events)
        _run(connection, _PREPARE, sql)
        if own_queries is not None:
            _check_columns(connection, sql, read_queries())
        rows = {name: _run(connection, name, sql) for name in sql if name != _PREPARE}
    report = events.report
    if report is None:
        raise MemoryError("no memory for the report")
    return Answers(os.path.abspath(folder), rows, sql, report)


def _load(connection: duckdb.DuckDBPyConnection, stream: Any) -> None:
    # DuckDB finds `stream` by its name in Python.
    try:
        connection.execute("CREATE TABLE events AS SELECT * FROM stream")
    except duckdb.Error as error:
        raise QueryError(f"the telemetry cannot be read: {error}") from error


def _check_columns(connection: duckdb.DuckDBPyConnection, sql: Mapping[str, str], built_in: Mapping[str, str]) -> None:
    """The page needs all columns of the built-in queries."""
    for name in sql:
        if name == _PREPARE or sql[name] == built_in[name]:
            continue
        given = _columns(connection, name, sql)
        missing = [column for column in _columns(connection, name, built_in) if column not in given]
        if missing:
            raise QueryError(f"{name}.sql: lacks {', '.join(missing)} of the columns that the page shows")


def _columns(connection: duckdb.DuckDBPyConnection, name: str, sql: Mapping[str, str]) -> List[str]:
    try:
        return [column[0] for column in connection.execute(sql[name]).description or ()]
    except duckdb.Error as error:
        raise QueryError(f"{name}.sql: {error}") from error


def _run(connection: duckdb.DuckDBPyConnection, name: str, sql: Mapping[str, str]) -> List[Row]:
    try:
        found = connection.execute(sql[name])
        columns = [column[0] for column in found.description or ()]
        return [dict(zip(columns, row)) for row in found.fetchall()] if name != _PREPARE else []
    except duckdb.Error as error:
        raise QueryError(f"{name}.sql: {error}") from error
