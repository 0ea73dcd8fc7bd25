"""What the tests of the command line share: the program, small telemetry folders, and exports read back."""

import functools
import json
import os
import shutil
import stat
import subprocess
import sys
import tempfile
import unittest
import zipfile

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.append(os.path.join(HERE, "../reference"))

from package_checker import DEFAULT_LIMITS, check_package
TELEX = os.path.abspath(os.environ.get("TELEX") or os.path.join(HERE, "../../build/release/bin/telex"))
DEADLINE_SECONDS = 60

DONE, FAILED, WRONG_USAGE, NO_EVENTS = 0, 1, 2, 3


def run(*arguments, **options):
    """Runs telex; text in and out, bytes that are no UTF-8 escaped. Never waits for ever.

    Each OTLP package that an export leaves must pass the strict checker.
    """
    settings = {"stdin": subprocess.DEVNULL, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE,
                "timeout": DEADLINE_SECONDS, "encoding": "utf-8", "errors": "surrogateescape"}
    settings.update(options)
    result = subprocess.run([TELEX, *arguments], check=False, **settings)
    if arguments[:1] == ("export",) and result.returncode == DONE:
        check_export(arguments, settings.get("cwd") or ".")
    return result


def check_export(arguments, folder):
    """The strict check of what an export wrote, where that is an OTLP package."""
    form = option_of(arguments, "--format") or "json"
    # A user may empty the scope's name, which the checker rightly asks for.
    if form in DEFAULT_LIMITS and option_of(arguments, "--scope-name") != "":
        limit = option_of(arguments, "--max-request-bytes" if form == "otlp" else "--max-line-bytes")
        out = os.path.join(folder, os.fsdecode(option_of(arguments, "--out")))
        check_package(out, form, int(limit or DEFAULT_LIMITS[form]))


def option_of(arguments, name):
    """The last value of an option, or None."""
    found = None
    for position, argument in enumerate(arguments):
        if argument == name and position + 1 < len(arguments):
            found = arguments[position + 1]
        elif isinstance(argument, str) and argument.startswith(name + "="):
            found = argument[len(name) + 1:]
    return found


def context(session="s1", **more):
    return dict({"extension_version": "1.15.2", "machine_id": "m1", "session_id": session, "os_type": "linux",
                 "os_version": "6.8.0", "host_arch": "x64", "platform_name": "Visual Studio Code",
                 "platform_version": "1.106.0"}, **more)


def header(session="s1"):
    return {"kind": "header", "schema_version": 1, "timestamp": "2026-05-01T00:00:00.000Z",
            "context": context(session)}


def log(number=0, time="2026-05-01T10:00:00.000Z", **more):
    return dict({"event_id": "%016x" % (number + 1), "event_name": "workspace.open", "timestamp": time,
                 "event_sequence": number, "properties": {"from": "idle"}, "measurements": {}}, **more)


def span(number=0, time="2026-05-01T10:00:01.000Z", **more):
    return dict(log(number, time, event_name="remote.setup.cli_resolve", properties={"result": "success"},
                    measurements={"durationMs": 12.5}, trace_id="cf560a90cdba9130cb721db8324fe191"), **more)


def metric(number=0, time="2026-05-01T10:01:00.000Z", **more):
    return dict(log(number, time, event_name="http.requests", properties={"method": "GET"},
                    measurements={"window_seconds": 60, "count_2xx": 3, "p95_duration_ms": 20.5}), **more)


def lines(rows):
    """Rows to a file's bytes: a dict as JSON, bytes as they are."""
    return b"".join((row if isinstance(row, bytes) else json.dumps(row).encode()) + b"\n" for row in rows)


@functools.lru_cache(maxsize=None)
def bulky_file(events, session="s1"):
    return lines(bulky_rows(events, session))


def bulky_rows(events, session="s1"):
    """Many events, some 500 bytes each."""
    filler = "x" * 300
    yield header(session)
    for number in range(events):
        yield log(number, "2026-05-01T10:%02d:%02d.000Z" % (number // 60 % 60, number % 60), properties={"text": filler})


class CliTest(unittest.TestCase):
    """A test with an empty folder `self.work`, and a telemetry folder `self.telemetry` to put files in."""

    maxDiff = 4000

    def setUp(self):
        self.work = tempfile.mkdtemp(prefix="telex-cli-")
        self.addCleanup(shutil.rmtree, self.work, ignore_errors=True)
        self.telemetry = self.path("telemetry")
        os.mkdir(self.telemetry)

    def path(self, *names):
        return os.path.join(self.work, *names)

    def put(self, name, rows):
        """A telemetry file of rows or bytes."""
        with open(os.path.join(self.telemetry, name), "wb") as file:
            file.write(rows if isinstance(rows, bytes) else lines(rows))

    def put_one_of_each(self):
        self.put("telemetry-2026-05-01-s1.jsonl", [header(), log(0), span(1), metric(2)])

    def export(self, *arguments, out=None, **options):
        """telex export self.telemetry; returns the finished process. Without `out`, to self.path('out')."""
        return run("export", self.telemetry, "--out", out or self.path("out"), *arguments, **options)

    def exported(self, *arguments, status=DONE, **options):
        """As export, with the exit status checked."""
        result = self.export(*arguments, **options)
        self.assertEqual(status, result.returncode, result.stderr)
        return result

    def report(self, *arguments, **options):
        return json.loads(self.exported("--report", "json", *arguments, **options).stdout)

    def documents(self, *arguments, package="dir", form="otlp"):
        """The documents of an OTLP export by name: JSON, or a list of JSON for lines."""
        out = self.path("package-%d" % len(os.listdir(self.work)))
        self.exported("--format", form, "--package", package, *arguments, out=out)
        return read_package(out)

    def left_over(self, *known):
        """What stands in self.work beside the telemetry and `known`, hidden files too."""
        return sorted(set(os.listdir(self.work)) - {"telemetry"} - set(known))

    def assert_failed(self, result, *texts, status=FAILED):
        """Failed with a message that holds `texts`, and wrote nothing to standard output."""
        self.assertEqual(status, result.returncode, (result.stdout, result.stderr))
        self.assertEqual("", result.stdout)
        self.assertTrue(result.stderr.startswith("telex: "), result.stderr)
        for text in texts:
            self.assertIn(text, result.stderr)

    def assert_wrong_usage(self, result, *texts, command="export"):
        self.assert_failed(result, *texts, status=WRONG_USAGE)
        message = result.stderr.splitlines()
        self.assertEqual(2, len(message), result.stderr)
        of = command + " " if command else ""
        self.assertEqual("Try 'telex %s--help'." % of, message[1])


def parse_document(name, data):
    if name.endswith(".jsonl"):
        return [json.loads(line) for line in data.decode().splitlines()]
    return json.loads(data)


def read_package(path):
    if os.path.isdir(path):
        contents = {}
        for name in os.listdir(path):
            with open(os.path.join(path, name), "rb") as file:
                contents[os.fsdecode(name)] = file.read()
    else:
        with zipfile.ZipFile(os.fsdecode(path)) as package:
            contents = {name: package.read(name) for name in package.namelist()}
    return {name: parse_document(name, data) for name, data in contents.items()}


def read_json(path):
    with open(path, encoding="utf-8") as file:
        return json.load(file)


def mode_of(path):
    return stat.S_IMODE(os.lstat(path).st_mode)


def records_of(document, signal):
    """The log records, spans or metrics of an envelope, in their order."""
    outer, middle, inner = {"logs": ("resourceLogs", "scopeLogs", "logRecords"),
                            "traces": ("resourceSpans", "scopeSpans", "spans"),
                            "metrics": ("resourceMetrics", "scopeMetrics", "metrics")}[signal]
    return [record for block in document[outer] for scope in block[middle] for record in scope[inner]]


def needs(test, program):
    """A missing tool is a failure: a test that does not run proves nothing."""
    found = shutil.which(program)
    if found is None:
        test.fail(program + " is not installed")
    return found
