"""The CLI against the reference, over generated folders of telemetry files.

    python3 differential_test.py --telex PATH [--seeds A..B] [--kind clean|odd|bad ...] [--events N] [--keep]

For each kind and seed it generates a corpus, runs the CLI for every format, package, temporality and many ranges and
limits, and compares everything that the contract fixes. It prints one line per failure with the seed, the command and
the first difference, keeps the folder of a failed corpus, ends with `differential: N passed, M failed`, and exits 1 if
any failed.
"""

import argparse
import json
import os
import random
import shlex
import shutil
import subprocess
import sys
import tempfile
from typing import List, NamedTuple, Sequence

import date_ranges
from comparison import Mismatch, compare_json_array, compare_manifest, compare_report, compare_signals, expect
from corpus import KINDS, write_corpus
from corpus_events import CUSTOM_METRIC_EVENTS
from mapping_metrics import CUMULATIVE, DELTA
from otlp_checker import CheckError
from package_checker import check_package
from telemetry_folder import TelemetryFolder
from telex_reference import ALL_TIME, ExportOptions, expected_export
from timestamps import MAX_INT64, format_millis, format_nanos, parse_instant

EXPORTED, NO_EVENTS = 0, 3
DEFAULT_SEEDS = "1..30"
TIMEOUT_SECONDS = 60

NOWS = (
    "2026-05-02T00:00:01.500Z",
    "2026-05-03T12:00:00Z",
    "2026-05-05T00:00:00.123456789Z",
    "2026-06-01T02:00:00+02:00",
)
DATES = (
    ("2026-05-01", "2026-05-01"),
    ("2026-05-02", "2026-05-03"),
    ("2026-05-02", None),
    (None, "2026-05-02"),
    ("0001-01-01", "2262-04-12"),
    ("1969-12-31", "9999-12-31"),
    ("2026-05-04", "2026-05-04"),
    (None, "1970-01-01"),
    ("2030-01-01", None),
)
INSTANTS = (
    ("2026-05-01T08:00:01Z", "2026-05-01T08:00:10.000000001Z"),
    ("2026-05-01T23:59:58Z", "2026-05-02T00:00:00Z"),
    ("2026-05-02T00:00:00Z", None),
    (None, "2026-05-02T00:00:00.000Z"),
    (None, "2026-05-01T23:59:58.999999999Z"),
    ("2026-05-02T01:30:00+01:30", "2026-05-03T09:00:00.5-00:30"),
    ("2026-05-02T08:00:00Z", "2026-05-02T08:00:00Z"),
)


class Run(NamedTuple):
    """One export: the arguments beside DIR, --out and --report, and the same for the reference."""

    options: ExportOptions
    package: str
    arguments: List[str]
    now: str
    to_standard_output: bool = False


class RangeChoice(NamedTuple):
    date_range: date_ranges.DateRange
    arguments: List[str]
    now: str


def bounds_arguments(names: Sequence[str], bounds: Sequence) -> List[str]:
    arguments = []
    for name, bound in zip(names, bounds):
        if bound is not None:
            arguments += [name, bound]
    return arguments


def choose_range(rng: random.Random, event_times: Sequence[int]) -> RangeChoice:
    now = rng.choice(NOWS)
    kind = rng.choice(("preset", "dates", "instants", "events"))
    if kind == "preset":
        preset_id = rng.choice(date_ranges.PRESET_IDS)
        return RangeChoice(date_ranges.preset(preset_id, parse_instant(now)), ["--range", preset_id], now)
    if kind == "dates":
        dates = rng.choice(DATES)
        return RangeChoice(date_ranges.custom_dates(*dates), bounds_arguments(("--from", "--to"), dates), now)
    bounds = rng.choice(INSTANTS)
    if kind == "events" and event_times:
        # Bounds that are events' own times, or next to them, show which side of a bound is open.
        first, last = sorted(rng.choice(event_times) + rng.choice((0, 0, 1)) for _ in range(2))
        bounds = (format_nanos(first), format_nanos(last))
    return RangeChoice(date_ranges.instants(*bounds), bounds_arguments(("--start", "--end"), bounds), now)


class RunPlanner:
    """The runs of one corpus: each format once over all time, then once over a range, with settings of every kind."""

    def __init__(self, rng: random.Random, line_limit: int, event_times: Sequence[int]):
        self.rng = rng
        self.line_limit = line_limit
        self.event_times = event_times

    def runs(self) -> List[Run]:
        everything = RangeChoice(ALL_TIME, [], NOWS[0])
        runs = [
            self.run("json", "zip", everything),
            self.run("json", "zip", self.range(), to_standard_output=self.rng.random() < 0.3),
            self.run("otlp", "dir", everything, temporality=DELTA),
            self.run("otlp", "zip", everything, temporality=CUMULATIVE),
            self.run("otlp", "dir", everything, small=True),
            self.run("otlp", self.rng.choice(("dir", "zip")), self.range(), small=self.rng.random() < 0.3),
            self.run("otlp-jsonl", "zip", everything),
            self.run("otlp-jsonl", "dir", self.range(), small=True),
        ]
        return runs

    def range(self) -> RangeChoice:
        return choose_range(self.rng, self.event_times)

    def run(self, format_name, package, choice, temporality=None, small=False, to_standard_output=False) -> Run:
        arguments = ["--format", format_name, "--now", choice.now] + choice.arguments
        settings = {"format": format_name, "date_range": choice.date_range}
        if self.rng.random() < 0.5 and self.line_limit < ExportOptions().max_input_line_bytes:
            settings["max_input_line_bytes"] = self.line_limit
        if choice.arguments and self.rng.random() < 0.3:
            settings["file_slack_days"] = self.rng.choice((0, 1, 2, 30))
        if self.rng.random() < 0.15:
            settings["max_problems"] = self.rng.choice((0, 1, 3, 1000))
        if small:
            name = "max_request_bytes" if format_name == "otlp" else "max_line_bytes"
            settings[name] = self.rng.choice((900, 1500, 2500, 4000, 8000))
        if format_name != "json":
            self._add_mapping_settings(settings, temporality)
            if package != "zip" or self.rng.random() < 0.5:
                arguments += ["--package", package]
        for name, value in settings.items():
            if name not in ("format", "date_range"):
                arguments += self._argument(name, value)
        if self.rng.random() < 0.2:
            arguments += ["--compression", str(self.rng.randrange(10))]
        return Run(ExportOptions(**settings), package, arguments, choice.now, to_standard_output)

    def _add_mapping_settings(self, settings, temporality) -> None:
        if temporality is None:
            temporality = self.rng.choice((DELTA, CUMULATIVE))
        if temporality == CUMULATIVE or self.rng.random() < 0.3:
            settings["temporality"] = temporality
        if self.rng.random() < 0.3:
            settings["full_span_name"] = self.rng.random() < 0.7
        if self.rng.random() < 0.25:
            settings["metric_events"] = tuple(self.rng.sample(CUSTOM_METRIC_EVENTS, self.rng.randint(1, 5)))
        if self.rng.random() < 0.2:
            settings["service_name"] = self.rng.choice(("mine", "caf\u00e9 \"quoted\" \\ \U0001f600"))
        if self.rng.random() < 0.2:
            settings["scope_name"] = self.rng.choice(("scope", "\u65e5\u672c \"\\"))

    def _argument(self, name: str, value) -> List[str]:
        if name == "temporality":
            return ["--temporality", {DELTA: "delta", CUMULATIVE: "cumulative"}[value]]
        if name == "full_span_name":
            return ["--span-name", "full" if value else "leaf"]
        if name == "metric_events":
            return ["--metric-events", ",".join(value)]
        return ["--" + name.replace("_", "-"), str(value)]


class CorpusTest:
    """All runs over one corpus."""

    def __init__(self, telex: str, kind: str, seed: int, work: str, events: int):
        self.telex = telex
        self.work = work
        self.rng = random.Random("runs-%s-%d" % (kind, seed))
        folder = os.path.join(work, "telemetry")
        os.mkdir(folder)
        self.corpus = write_corpus(folder, kind, seed, events)
        self.folder = TelemetryFolder(folder)
        self.label = "kind %s, seed %d" % (kind, seed)
        self.passed = 0
        self.failed = 0

    def test(self) -> None:
        everything = expected_export(self.folder, ExportOptions()).json_events
        # Without the very last instant, which has no next one.
        times = [event.time for event in everything if event.time < MAX_INT64]
        for number, run in enumerate(RunPlanner(self.rng, self.corpus.line_limit, times).runs()):
            out = os.path.join(self.work, "out-%d" % number)
            command = self._export_command(run, out)
            self._attempt(command, lambda run=run, out=out, command=command: self._check_export(run, out, command))
        choice = choose_range(self.rng, times)
        slack = self.rng.choice((0, 0, 1))
        command = [self.telex, "files", self.folder.path, "--now", choice.now] + choice.arguments
        command += ["--file-slack-days", str(slack)] if slack else []
        self._attempt(command, lambda: self._check_files(command, choice, slack))

    def _attempt(self, command: List[str], check) -> None:
        try:
            check()
        except (Mismatch, CheckError, subprocess.TimeoutExpired) as difference:
            self.failed += 1
            print("FAILED %s\n  %s\n  %s" % (self.label, shlex.join(command), difference), flush=True)
        else:
            self.passed += 1

    def _export_command(self, run: Run, out: str) -> List[str]:
        target = ["--out", "-", "--quiet"] if run.to_standard_output else ["--out", out]
        return [self.telex, "export", self.folder.path] + target + ["--report", "json"] + run.arguments

    def _check_export(self, run: Run, out: str, command: List[str]) -> None:
        done = run_telex(command)
        expected = expected_export(self.folder, run.options)
        status = EXPORTED if expected.report["events"] else NO_EVENTS
        if done.returncode != status:
            raise Mismatch("exit status %d, expected %d: %s" % (done.returncode, status, done.stderr[-2000:]))
        report_text = done.stderr if run.to_standard_output else done.stdout
        try:
            report = json.loads(report_text.decode("utf-8"))
        except ValueError as error:
            raise Mismatch("the report is not one JSON object: %s: %r" % (error, report_text[-2000:]))
        oversized = 0
        if status == NO_EVENTS:
            expect(False, os.path.lexists(out), "there is an output")
            expect(b"", done.stdout if run.to_standard_output else b"", "standard output")
        elif run.options.format == "json":
            compare_json_array(done.stdout if run.to_standard_output else read_output(out), expected.json_events)
        else:
            oversized = self._check_package(run, out, expected)
        written = len(done.stdout) if run.to_standard_output else size_of(out)
        compare_report(report, expected, run.options, parse_instant(run.now), oversized, written)

    def _check_package(self, run: Run, out: str, expected) -> int:
        expect(run.package == "dir", os.path.isdir(out), "the package is a folder")
        limit = run.options.max_request_bytes if run.options.format == "otlp" else run.options.max_line_bytes
        package = check_package(out, run.options.format, limit)
        compare_manifest(package.manifest, expected, run.options, parse_instant(run.now))
        compare_signals(package, expected, run.options)
        return package.oversized

    def _check_files(self, command: List[str], choice: RangeChoice, slack: int) -> None:
        chosen = date_ranges.choose_files(os.listdir(self.folder.path), choice.date_range, slack)
        named = run_telex(command).stdout.decode("utf-8").splitlines()
        expect([parsed.name for parsed in chosen], named, "the files of the range")


def run_telex(command: List[str]) -> subprocess.CompletedProcess:
    return subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, timeout=TIMEOUT_SECONDS, check=False)


def read_output(path: str) -> bytes:
    expect(True, os.path.isfile(path), "there is an output")
    expect(0o600, os.stat(path).st_mode & 0o777, "permissions of the output")
    with open(path, "rb") as file:
        return file.read()


def size_of(path: str) -> int:
    if os.path.isdir(path):
        return sum(os.path.getsize(os.path.join(path, name)) for name in os.listdir(path))
    return os.path.getsize(path) if os.path.exists(path) else 0


def check_presets(telex: str, now: str) -> None:
    """`telex presets`: id, label, start, end and suggested name, with absent bounds empty."""
    lines = run_telex([telex, "presets", "--now", now]).stdout.decode("utf-8").splitlines()
    wanted = []
    for line in date_ranges.preset_lines(parse_instant(now)):
        bounds = ["" if bound is None else format_millis(bound) for bound in (line.start, line.end)]
        wanted.append("\t".join([line.id, line.label] + bounds + [line.suggested_name]))
    expect(wanted, lines, "the presets of %s" % now)


def test_presets(telex: str) -> int:
    failures = 0
    for now in NOWS:
        try:
            check_presets(telex, now)
        except (Mismatch, subprocess.TimeoutExpired) as difference:
            failures += 1
            print("FAILED presets\n  %s" % difference, flush=True)
    return failures


def parse_arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Compares the telex CLI with the reference over generated corpora.")
    parser.add_argument("--telex", required=True, help="path of the CLI")
    parser.add_argument("--seeds", default=DEFAULT_SEEDS, help="A..B, inclusive, or one seed (default %(default)s)")
    parser.add_argument("--kind", action="append", choices=KINDS, help="only this kind; may be repeated")
    parser.add_argument("--events", type=int, default=60, help="events of a corpus, about (default %(default)s)")
    parser.add_argument("--keep", action="store_true", help="keep the folders of corpora that passed, too")
    return parser.parse_args()


def main() -> int:
    arguments = parse_arguments()
    first, _, last = arguments.seeds.partition("..")
    kinds = arguments.kind or KINDS
    telex = os.path.abspath(arguments.telex)
    print("differential: seeds %s, kinds %s" % (arguments.seeds, ", ".join(kinds)), flush=True)
    failed = test_presets(telex)
    passed = len(NOWS) - failed
    root = tempfile.mkdtemp(prefix="telex-differential-")
    for seed in range(int(first), int(last or first) + 1):
        for kind in kinds:
            work = os.path.join(root, "%s-%d" % (kind, seed))
            os.mkdir(work)
            corpus_test = CorpusTest(telex, kind, seed, work, arguments.events)
            corpus_test.test()
            passed += corpus_test.passed
            failed += corpus_test.failed
            if corpus_test.failed:
                print("  kept: %s" % work, flush=True)
            elif not arguments.keep:
                shutil.rmtree(work)
    if not os.listdir(root):
        os.rmdir(root)
    print("differential: %d passed, %d failed" % (passed, failed))
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
