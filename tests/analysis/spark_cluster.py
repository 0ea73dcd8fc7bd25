"""A Spark cluster on this machine, and its processes."""

import os
from pathlib import Path

import telex_spark
from pyspark.sql import SparkSession

SETTINGS = {
    "spark.driver.bindAddress": "127.0.0.1",
    "spark.driver.host": "127.0.0.1",
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
    "spark.log.level": "ERROR",
    "spark.sql.shuffle.partitions": "2",
    "spark.sql.session.timeZone": "UTC",
}


def make_session(workers, folder):
    """A session on so many workers, each with an executor of one core and 1 GiB. What they write goes into the folder."""
    os.environ["SPARK_WORKER_DIR"] = folder
    builder = SparkSession.builder.master(f"local-cluster[{workers},1,1024]").appName("telex")
    for name, value in SETTINGS.items():
        builder = builder.config(name, value)
    spark = builder.getOrCreate()
    telex_spark.register(spark)
    return spark


def processes():
    """Of this machine, by number: the parent's number, and the command line."""
    found = {}
    for entry in os.listdir("/proc"):
        if entry.isdigit():
            try:
                parent = int(Path("/proc", entry, "stat").read_text().rsplit(")", 1)[1].split()[1])
                found[int(entry)] = parent, Path("/proc", entry, "cmdline").read_bytes()
            except OSError:
                pass  # it has ended
    return found


def is_below(process, ancestor, known):
    """Whether a process is the ancestor or descends from it."""
    while process in known:
        if process == ancestor:
            return True
        process = known[process][0]
    return False


def executors(spark):
    """Numbers of the executors that the session's driver has started."""
    driver, known = spark.sparkContext._gateway.proc.pid, processes()
    return sorted(number for number, (_, command) in known.items()
                  if b"CoarseGrainedExecutorBackend" in command and is_below(number, driver, known))


def pin(spark):
    """Gives each executor, with its Python, a core of its own, as far as there are cores."""
    cores, known = sorted(os.sched_getaffinity(0)), processes()
    for index, executor in enumerate(executors(spark)):
        for process in (number for number in known if is_below(number, executor, known)):
            try:
                for thread in os.listdir(f"/proc/{process}/task"):
                    os.sched_setaffinity(int(thread), {cores[index % len(cores)]})
            except OSError:
                pass  # it has ended
