"""The telemetry that the servers get: the bundled sample, and folders that are generated from fixed seeds."""

import json
import os
import random
import shutil
import subprocess
import tempfile
from typing import Any, Dict, List, NamedTuple, Tuple

from corpus import write_corpus
from mapping_metrics import CUMULATIVE, DEFAULT_METRIC_EVENTS, DELTA
from package_checker import Package, check_package
from telemetry_folder import TelemetryFolder
from telex_reference import ExpectedExport, ExportOptions, expected_export
from timestamps import NANOS_PER_SECOND, parse_event_time

REPOSITORY = os.path.abspath(os.path.join(os.path.dirname(os.path.abspath(__file__)), "../.."))
SAMPLE = os.path.join(REPOSITORY, "examples/sample-telemetry")
TELEX = os.path.abspath(os.environ.get("TELEX") or os.path.join(REPOSITORY, "build/release/bin/telex"))
DEADLINE_SECONDS = 120
# Twice the default: room for an event that alone is larger than a server takes by default.
MAX_INPUT_LINE_BYTES = 32 << 20


class Corpus(NamedTuple):
    """kind: sample; clean, odd or bad (tests/reference); long, with values that fill lines of otlp-jsonl.

    limit: of a document, or of a line of otlp-jsonl; 0 is the default.
    """

    kind: str
    seed: int
    events: int
    limit: int = 0

    def name(self) -> str:
        return "%s_%d%s" % (self.kind, self.seed, "_small" if self.limit else "")

    def is_clean(self) -> bool:
        return self.kind in ("sample", "clean", "long")


SAMPLE_CORPUS = Corpus("sample", 0, 0)
CLEAN = [Corpus("clean", 1, 1200), Corpus("clean", 2, 300)]
CORPORA = [
    SAMPLE_CORPUS,
    *CLEAN,
    Corpus("clean", 3, 600, 6000),
    *(Corpus("odd", seed, 500) for seed in range(1, 7)),
    *(Corpus("odd", seed, 300, 3000) for seed in range(7, 10)),
    *(Corpus("bad", seed, 400) for seed in range(1, 4)),
    Corpus("bad", 4, 300, 4000),
    Corpus("long", 1, 80),
]


class Export(NamedTuple):
    """A package of a corpus, checked by the strict checker, and what the reference expects of it."""

    path: str
    package: Package
    expected: ExpectedExport
    options: ExportOptions


def write_telemetry(corpus: Corpus, folder: str) -> None:
    if corpus.kind == "sample":
        for name in os.listdir(SAMPLE):
            shutil.copy(os.path.join(SAMPLE, name), folder)
        return
    write_corpus(folder, "clean" if corpus.kind == "long" else corpus.kind, corpus.seed, corpus.events)
    if corpus.is_clean():
        _make_lifelike(folder, random.Random(corpus.name()) if corpus.kind == "long" else None)


def _make_lifelike(folder: str, padding: Any) -> None:
    """What servers can only take as it is in life: windows of a session that do not overlap, one key for one metric.

    Prometheus takes `count_2xx` and `count.2xx` for one name, and refuses a request with both at one time.
    """
    last_rollups: Dict[str, int] = {}
    # A part of a file stands behind its first one, so that windows follow each other.
    for name in sorted(os.listdir(folder), key=lambda name: name[: -len(".jsonl")]):
        session = name[len("telemetry-2026-05-01-") :].split(".")[0]
        path = os.path.join(folder, name)
        with open(path, encoding="utf-8") as file:
            rows = [json.loads(line) for line in file if line.strip()]
        for row in rows:
            if row.get("kind") == "header":
                continue
            for second_key_of_a_metric in ("latency_ms", "count.2xx"):
                row["measurements"].pop(second_key_of_a_metric, None)
            time = parse_event_time(row["timestamp"])
            is_metric = row["event_name"] in DEFAULT_METRIC_EVENTS
            if row["event_name"] == "http.requests":
                since = (time - last_rollups.get(session, 0)) / NANOS_PER_SECOND
                assert since > 0, (name, row)
                row["measurements"]["window_seconds"] = min(60, since)
                last_rollups[session] = time
            if padding and not is_metric:
                row["properties"]["padding"] = padding.choice("abc\u00e9\U0001f600") * padding.randrange(60000)
        # Lone surrogates, which no event in life has, become question marks.
        with open(path, "w", encoding="utf-8", errors="replace") as file:
            file.writelines(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)


class Workspace:
    """A corpus in a folder of its own, and exports of it."""

    def __init__(self, corpus: Corpus):
        self.corpus = corpus
        self.root = tempfile.mkdtemp(prefix="telex-receivers-")
        self.telemetry = self.folder("telemetry")
        write_telemetry(corpus, self.telemetry)

    def add_event(self, name: str, properties: Dict[str, str]) -> None:
        """A session of its own, of one event that becomes a log record."""
        keys = ("extension_version", "machine_id", "session_id", "os_type", "os_version", "host_arch")
        event = {
            "event_id": "00000000000000aa",
            "event_name": name,
            "timestamp": "2026-05-09T12:00:00.000Z",
            "event_sequence": 1,
            "properties": properties,
            "measurements": {},
            "context": dict.fromkeys((*keys, "platform_name", "platform_version", "deployment_url"), "x"),
        }
        path = os.path.join(self.telemetry, "telemetry-2026-05-09-%s.jsonl" % name)
        with open(path, "w", encoding="utf-8") as file:
            file.write(json.dumps(event) + "\n")

    def folder(self, name: str) -> str:
        path = os.path.join(self.root, name)
        os.mkdir(path)
        return path

    def remove(self) -> None:
        shutil.rmtree(self.root)

    def export(self, format_name: str, temporality: int = DELTA, package: str = "dir") -> Export:
        out = os.path.join(self.root, "-".join((format_name, str(temporality), package)))
        arguments, settings = self._limits(format_name)
        arguments += ["--max-input-line-bytes", str(MAX_INPUT_LINE_BYTES)]
        settings["max_input_line_bytes"] = MAX_INPUT_LINE_BYTES
        if temporality == CUMULATIVE:
            arguments += ["--temporality", "cumulative"]
        arguments += ["--format", format_name, "--package", package]
        run_telex(["export", self.telemetry, "--out", out, "--force", "--quiet", *arguments])
        options = ExportOptions(format=format_name, temporality=temporality, **settings)
        limit = options.max_request_bytes if format_name == "otlp" else options.max_line_bytes
        expected = expected_export(TelemetryFolder(self.telemetry), options)
        return Export(out, check_package(out, format_name, limit), expected, options)

    def _limits(self, format_name: str) -> Tuple[List[str], Dict[str, int]]:
        if not self.corpus.limit:
            return [], {}
        name = "max_request_bytes" if format_name == "otlp" else "max_line_bytes"
        return ["--" + name.replace("_", "-"), str(self.corpus.limit)], {name: self.corpus.limit}


def run_telex(arguments: List[str]) -> None:
    command = [TELEX, *arguments]
    done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, timeout=DEADLINE_SECONDS, check=False)
    assert done.returncode == 0, (command, done.stderr)
