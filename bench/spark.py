"""One question to a fleet, in several ways: how many events of each name are there, and what is their mean latency?

    telex on Spark   with one worker and with two, each with its Python pinned to a core of its own
    Spark's JSON     the same workers, spark.read.json with a schema: knows neither headers nor machines, skips no bad line
    json.loads       one process of Python, json.loads and pandas

Starting Spark is left out, and so is a first run of each query. Then each is asked several times, in turns, and the
shortest time counts: what other work on the machine adds is never negative. Ends in a table.
"""

import argparse
import glob
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

sys.path.append(str(Path(__file__).resolve().parents[1] / "tests" / "analysis"))


def answer(events, latency):
    """The question, to a DataFrame of Spark."""
    from pyspark.sql import functions as F

    rows = events.groupBy("event_name").agg(F.count("*").alias("n"), F.avg(latency).alias("latency")).collect()
    return {row["event_name"]: row["n"] for row in rows}


def ask_telex(spark, root):
    events = spark.read.format("telex").schema("event_name string, measurements map<string, double>").load(root)
    return answer(events, events["measurements"]["latency_ms"])


def ask_json(spark, root):
    schema = "event_name string, measurements map<string, double>"
    events = spark.read.schema(schema).option("recursiveFileLookup", "true").option("pathGlobFilter", "*.jsonl").json(root)
    return answer(events.where("event_name IS NOT NULL"), events["measurements"]["latency_ms"])


def ask_python(_, root):
    import pandas

    names, latencies = [], []
    for path in glob.iglob(os.path.join(root, "**", "telemetry-*.jsonl"), recursive=True):
        with open(path, encoding="utf-8") as file:
            for line in file:
                row = json.loads(line)
                if "event_name" in row:
                    names.append(row["event_name"])
                    latencies.append(row["measurements"].get("latency_ms"))
    frame = pandas.DataFrame({"event_name": names, "latency": latencies})
    return frame.groupby("event_name").agg(n=("latency", "size"), latency=("latency", "mean"))["n"].to_dict()


WAYS = {"telex": ask_telex, "json": ask_json, "python": ask_python}


def task_seconds(spark):
    """How long the tasks of the last query's largest stage took: those that read."""
    context = spark.sparkContext
    tracker, store = context.statusTracker(), context._jsc.sc().statusStore()
    stages = [stage for job in sorted(tracker.getJobIdsForGroup())[-2:] for stage in tracker.getJobInfo(job).stageIds]
    stage = store.lastStageAttempt(max(stages, key=lambda stage: store.lastStageAttempt(stage).numTasks()))
    tasks = store.taskList(stage.stageId(), stage.attemptId(), 10_000)
    return [tasks.apply(index).duration().get() / 1000 for index in range(tasks.size())]


def serve(workers, root):
    """Answers a line with the name of a way by a line with its seconds and the answer."""
    import spark_cluster

    spark = spark_cluster.make_session(workers, tempfile.mkdtemp(dir=os.path.dirname(root))) if workers else None
    for line in sys.stdin:
        if spark is not None:
            spark_cluster.pin(spark)
        way = line.strip()
        if way == "tasks":
            print(json.dumps(task_seconds(spark)), flush=True)
            continue
        begun = time.monotonic()
        found = WAYS[way](spark, root)
        print(json.dumps([time.monotonic() - begun, found]), flush=True)


class Server:
    """A process that answers, so that each cluster has its own driver."""

    def __init__(self, workers, root):
        self._process = subprocess.Popen([sys.executable, __file__, "--serve", str(workers), root], stdin=subprocess.PIPE,
                                         stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, encoding="utf-8")

    def ask(self, line):
        self._process.stdin.write(line + "\n")
        self._process.stdin.flush()
        return json.loads(self._process.stdout.readline())

    def close(self):
        self._process.stdin.close()
        self._process.wait()


def measure(root, rounds):
    """The shortest seconds of each way, and the tasks of telex on two workers. All must answer the same."""
    servers = {workers: Server(workers, root) for workers in (0, 1, 2)}
    ways = [(0, "python"), (1, "json"), (2, "json"), (1, "telex"), (2, "telex")]
    best, answers = {}, []
    for round_ in range(rounds + 1):
        for workers, way in ways:
            seconds, found = servers[workers].ask(way)
            answers.append(found)
            if round_ > 0:
                best[workers, way] = min(seconds, best.get((workers, way), seconds))
    tasks = servers[2].ask("tasks")
    for server in servers.values():
        server.close()
    if any(found != answers[0] for found in answers):
        raise SystemExit("the answers differ")
    return best, tasks, sum(answers[0].values())


def main():
    import fleet

    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--machines", type=int, default=1000)
    parser.add_argument("--minutes", type=int, default=300, help="of each machine's two sessions: 2 events each")
    parser.add_argument("--huge", type=int, default=40, help="MB of one session beside them")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--serve", nargs=2, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.serve:
        serve(int(given.serve[0]), given.serve[1])
        return
    with tempfile.TemporaryDirectory(prefix="telex-bench-") as scratch:
        root = os.path.join(scratch, "fleet")
        fleet.write_fleet(root, given.machines, days=2, minutes=given.minutes)
        if given.huge:
            fleet.write_big_file(os.path.join(root, "huge"), given.huge)
        size = sum(os.path.getsize(os.path.join(place, name)) for place, _, names in os.walk(root) for name in names)
        best, tasks, events = measure(root, given.rounds)
    print(f"{given.machines:,} folders and a session of {given.huge} MB: {events:,} events, {size / 1e6:,.0f} MB")
    texts = {"python": "json.loads and pandas, one process", "json": "Spark's JSON", "telex": "telex on Spark"}
    for (workers, way), seconds in best.items():
        print(f"{texts[way]}{f', {workers} worker(s)' if workers else ''}: {seconds:.2f} s")
    print(f"telex, two workers against one: {best[1, 'telex'] / best[2, 'telex']:.2f} x")
    print(f"tasks of telex, two workers: {len(tasks)}, longest {max(tasks):.2f} s, mean {sum(tasks) / len(tasks):.2f} s")


if __name__ == "__main__":
    main()
