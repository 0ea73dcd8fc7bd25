"""The telemetry of many machines on Apache Spark.

    telex_spark.register(spark)
    events = spark.read.format("telex").option("range", "last7Days").load("/mnt/fleet")
    problems = spark.read.format("telex_problems").load("/mnt/fleet")
    summary = telex_spark.export(spark, "/mnt/fleet", "/mnt/packages", format="otlp", preset="last7Days")

The root holds one telemetry folder per machine, at any depth; driver and workers see it under the same path. A folder
is one where it holds a file with a telemetry file's name. Links to folders are not followed, links to files are.

Options of both formats, in any spelling of capitals:

    range              ``last24Hours``, ``last7Days``, ``last30Days``, ``allTime``; ends at ``now``
    from, to           UTC dates, inclusive
    start, end         moments with their offset, half-open
    now                the end of a preset; by default the clock of the driver when the query is planned
    fileSlackDays      also the files of this many days after the range
    maxInputLineBytes  longer lines are skipped
    partitionBytes     of telemetry in one task; default 16 MiB, more where there would be over 10,000 tasks
    batchRows          of one Arrow batch; default 8192 (``telex`` only)
    maxProblems        of one folder in one task; default 100,000 (``telex_problems`` only)
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ._events import TelexEvents
from ._export import export
from ._problems import TelexProblems

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

__all__ = ["TelexEvents", "TelexProblems", "export", "register"]


def register(spark: SparkSession) -> None:
    """Makes the formats ``telex`` and ``telex_problems`` known to a session, and lets Spark push filters into them."""
    spark.conf.set("spark.sql.python.filterPushdown.enabled", "true")
    spark.dataSource.register(TelexEvents)
    spark.dataSource.register(TelexProblems)
