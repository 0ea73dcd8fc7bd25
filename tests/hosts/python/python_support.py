"""What the tests of the Python package share: telemetry, and the command line to compare with.

The package is the one that the interpreter finds: the installed one, where tests/hosts/python.sh runs them.
"""

import os
import pathlib
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[3]
SAMPLE = ROOT / "examples" / "sample-telemetry"
TELEX = os.environ.get("TELEX") or str(ROOT / "build" / "release" / "bin" / "telex")
NOW = "2026-05-20T12:34:56.789Z"
# A shell that starts the tests in the background has Ctrl-C ignored, here and in the processes that are started.
signal.signal(signal.SIGINT, signal.default_int_handler)

DEADLINE_SECONDS = 60

sys.path += [str(ROOT / "tests" / "cli"), str(ROOT / "tests" / "reference")]

from package_checker import check_as_it_says, packages_below  # noqa: E402
from cli_support import check_export, header, lines, log, metric, span  # noqa: E402,F401  (found by the path above)


def snippets_of(readme, needs_arrow):
    """The Python snippets of a README that need a package which takes Arrow streams, or those that need none."""
    text = (ROOT / readme).read_text(encoding="utf-8")
    for snippet in re.findall(r"^```python\n(.*?)^```$", text, re.M | re.S):
        if needs_arrow == bool(re.search(r"^import .*\b(?:duckdb|pandas|polars|pyarrow)\b", snippet, re.M)):
            yield snippet


def run_cli(*arguments):
    """The command line's standard output; its failure is one of the test, as is an OTLP package that is not strict."""
    command = list(map(str, arguments))
    printed = subprocess.run([TELEX, *command], check=True, stdout=subprocess.PIPE, encoding="utf-8",
                             timeout=DEADLINE_SECONDS).stdout
    if command[0] == "export":
        check_export(command, ".")
    return printed


def run_python(script, *arguments, **options):
    """Another process of this interpreter, in the same environment."""
    settings = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "encoding": "utf-8",
                "timeout": DEADLINE_SECONDS, "check": False}
    settings.update(options)
    return subprocess.run([sys.executable, "-c", script, *map(str, arguments)], **settings)


def content(path):
    """Bytes of a file; of a folder by name."""
    path = pathlib.Path(path)
    if path.is_dir():
        return {entry.name: entry.read_bytes() for entry in path.iterdir()}
    return path.read_bytes()


class PackageTest(unittest.TestCase):
    """A test with a folder of its own: `telemetry` in it is a source, `out` a folder to write into."""

    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="telex-python-"))
        self.addCleanup(shutil.rmtree, self.folder, ignore_errors=True)
        self.telemetry = self.folder / "telemetry"
        self.out = self.folder / "out"
        self.telemetry.mkdir()
        self.out.mkdir()
        self.addCleanup(self.check_packages)

    def check_packages(self):
        """Those that a test leaves must pass the strict checker."""
        for path in packages_below(self.folder):
            check_as_it_says(path)

    def put(self, name, rows):
        (self.telemetry / name).write_bytes(rows if isinstance(rows, bytes) else lines(rows))

    def put_one_of_each(self):
        self.put("telemetry-2026-05-01-s1.jsonl", [header(), log(), span(), metric()])

    def assert_nothing_left(self):
        self.assertEqual([], os.listdir(self.out))


def put_much(folder, files, events=6000):
    """Telemetry of some megabytes a file, of one session a file, in which one file is read for long."""
    rows = [header("s%d"), log(0), span(1), metric(2)]
    for number in range(files):
        session = b"s%d" % number
        text = lines(rows[:1]).replace(b"s%d", session) + lines(rows[1:]) * (events // 3)
        (folder / f"telemetry-2026-05-{number % 28 + 1:02}-s{number}.jsonl").write_bytes(text)
