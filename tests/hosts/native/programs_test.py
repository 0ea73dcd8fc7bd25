"""The C and C++ programs of one consumer do what their users expect.

    PROGRAMS=FOLDER [SUFFIX=_shared] [PARTS="cpp c"] python3 tests/hosts/native/programs_test.py

PROGRAMS is the folder that they were built into, PARTS says which of them: cpp, c, and of
these the snippets of the documentation, too. Where a compile_commands.json lies
beside PROGRAMS, their flags are looked at, too.
"""

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
import unittest
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
sys.path.append(str(ROOT / "tests" / "reference"))

from package_checker import check_as_it_says, packages_below  # noqa: E402  (found by the path above)

SAMPLE = ROOT / "examples" / "sample-telemetry"
EVENTS = 255
PROGRAMS = Path(os.environ["PROGRAMS"]).resolve()
SUFFIX = os.environ.get("SUFFIX", "")
PARTS = os.environ.get("PARTS", "cpp c").split()
COMMANDS = PROGRAMS.parent / "compile_commands.json"
TIMEOUT_SECONDS = 60


def sample_rows():
    for path in sorted(SAMPLE.iterdir()):
        for line in path.read_text(encoding="utf-8").splitlines():
            row = json.loads(line) if line.strip() else {}
            if "event_name" in row or "eventName" in row:
                yield row


def name_of(row):
    return row.get("event_name", row.get("eventName"))


class Programs(unittest.TestCase):
    def setUp(self):
        self.work = Path(tempfile.mkdtemp(prefix="telex-programs-"))
        self.addCleanup(shutil.rmtree, self.work)
        self.addCleanup(self.check_packages)

    def check_packages(self):
        """Those that a test leaves must pass the strict checker."""
        for path in packages_below(self.work):
            check_as_it_says(path)

    def run_program(self, name, *arguments, **options):
        command = [str(PROGRAMS / name), *map(str, arguments)]
        return subprocess.run(command, cwd=self.work, capture_output=True, timeout=TIMEOUT_SECONDS, **options)

    def expect(self, result, status, errors="^"):
        said = result.stdout.decode() + (result.stderr or b"").decode()
        self.assertEqual(result.returncode, status, said)
        self.assertRegex((result.stderr or b"").decode(), errors)
        return result.stdout.decode()

    def check_whole_export(self, name):
        report = self.expect(self.run_program(name, SAMPLE, "out.otlp.zip"), 0, r"\d+ of \d+ bytes").splitlines()[-1]
        counts = json.loads(report)
        self.assertEqual(counts["events"], EVENTS)
        self.assertEqual([path.name for path in self.work.iterdir()], ["out.otlp.zip"])
        self.assertEqual((self.work / "out.otlp.zip").stat().st_size, counts["bytesWritten"])
        self.expect(self.run_program(name, SAMPLE, "out.otlp.zip"), 1, "out.otlp.zip")
        self.expect(self.run_program(name, SAMPLE, "other.zip", "yesterday"), 2, "yesterday")
        self.expect(self.run_program(name, self.work / "none", "other.zip"), 1, "none")
        self.assertEqual([path.name for path in self.work.iterdir()], ["out.otlp.zip"])


class CPrograms(Programs):
    def test_whole_export(self):
        self.check_whole_export("telex_c_export" + SUFFIX)

    def test_bytes_in_and_bytes_out(self):
        path = SAMPLE / "telemetry-2026-05-01-06a6141c.jsonl"
        content = path.read_bytes() + b"not telemetry\n"
        array = json.loads(self.expect(self.feed(content), 0, "events, 1 lines skipped"))
        self.assertGreater(len(array), 5)
        self.assertLessEqual(len(array), content.count(b"\n"))
        self.assertTrue(all("context" in event for event in array))
        self.assertEqual(self.expect(self.feed(b""), 0, "^0 events, 0 lines"), "[]\n")
        self.assertEqual(list(self.work.iterdir()), [], "a file was written")

    def test_an_output_that_is_full_is_told(self):
        content = (SAMPLE / "telemetry-2026-05-01-06a6141c.jsonl").read_bytes()
        with open("/dev/full", "wb") as full:
            result = subprocess.run(
                [str(PROGRAMS / ("telex_c_feed" + SUFFIX))], input=content, stdout=full, stderr=subprocess.PIPE,
                timeout=TIMEOUT_SECONDS,
            )
        self.assertEqual(result.returncode, 1)
        self.assertEqual(result.stderr, b"IO: standard output takes no more\n")

    def feed(self, content):
        return self.run_program("telex_c_feed" + SUFFIX, input=content)


class CSnippets(Programs):
    def test_snippets(self):
        for name in ("readme_c_1", "telex_h"):
            self.assertEqual(self.expect(self.run_program(name + SUFFIX), 0), "")
            self.assertEqual([path.name for path in self.work.iterdir()], ["out.otlp.zip"])
            (self.work / "out.otlp.zip").unlink()


class CppPrograms(Programs):
    def test_whole_export(self):
        self.check_whole_export("telex_cpp_export")

    def test_own_sink_counts_the_events_of_each_day(self):
        lines = self.expect(self.run_program("telex_cpp_events_per_day", SAMPLE), 0).splitlines()
        self.assertEqual(lines[0].split(), ["day", "logs", "traces", "metrics"])
        days = {line.split()[0]: sum(map(int, line.split()[1:])) for line in lines[1:]}
        self.assertEqual(sum(days.values()), EVENTS)
        # The sample's times are all UTC.
        counted = Counter(row["timestamp"][:10] for row in sample_rows())
        self.assertEqual({day: count for day, count in days.items()}, dict(counted))

    def test_own_metric_rule(self):
        request = json.loads(self.expect(self.run_program("telex_cpp_metric_rule", SAMPLE), 0))
        metrics = [
            metric
            for resource in request["resourceMetrics"]
            for scope in resource["scopeMetrics"]
            for metric in scope["metrics"]
        ]
        self.assertEqual({(metric["name"], metric["unit"]) for metric in metrics}, {("remote.setup.duration", "ms")})
        points = sum(len(metric["gauge"]["dataPoints"]) for metric in metrics)
        self.assertEqual(points, sum(1 for row in sample_rows() if name_of(row) == "remote.setup"))

    def test_to_a_string(self):
        array = json.loads(self.expect(self.run_program("telex_cpp_to_string", SAMPLE, "2026-05-02"), 0))
        self.assertEqual(len(array), sum(1 for row in sample_rows() if row["timestamp"].startswith("2026-05-02")))
        self.expect(self.run_program("telex_cpp_to_string", SAMPLE, "2026-02-30"), 2, "^Enter a valid calendar date.$")
        self.expect(self.run_program("telex_cpp_to_string", SAMPLE, "2020-01-01"), 3)


class CppSnippets(Programs):
    def test_snippets(self):
        for name in ("readme_cpp_1", "export_h", "exporter_h"):
            self.expect(self.run_program(name), 0)
            left = {path.name for path in self.work.iterdir()}
            self.assertLessEqual(left, {"out.otlp.zip"})
            self.assertTrue(left or name != "export_h", "nothing was exported")
            for path in self.work.iterdir():
                path.unlink()


class Flags(unittest.TestCase):
    """What telex adds to a consumer's compilations: where its headers and Abseil's are, and TELEX_STATIC."""

    def test_nothing_of_ours(self):
        commands = json.loads(COMMANDS.read_text(encoding="utf-8"))
        own = [entry for entry in commands if re.search(r" -o CMakeFiles/[^/]+\.dir/", entry["command"])]
        self.assertGreater(len(own), 3)
        for entry in own:
            for flag in shlex.split(entry["command"])[1:]:
                self.assertNotRegex(flag, r"^-(f|m|s$|L|pthread|include|nostd)", entry["file"])
                self.assertFalse(flag.startswith("-D") and flag not in ("-DTELEX_STATIC", "-DNDEBUG"), flag)
                self.assertFalse(flag.startswith("-std") and flag not in ("-std=c99", self.standard()), flag)

    def standard(self):
        return "-std=c++" + os.environ["CXX_STANDARD"]


def load_tests(loader, tests, pattern):
    programs = {"c": CPrograms, "cpp": CppPrograms}
    snippets = {"c": CSnippets, "cpp": CppSnippets}
    chosen = [programs[part] for part in programs if part in PARTS]
    chosen += [snippets[part] for part in snippets if part in PARTS and "snippets" in PARTS]
    chosen += [Flags] if COMMANDS.exists() else []
    return unittest.TestSuite(loader.loadTestsFromTestCase(case) for case in chosen)


if __name__ == "__main__":
    unittest.main()
