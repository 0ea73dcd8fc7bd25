"""Same input, same options and `now`: same bytes, whichever host asks for them.

    python3 tests/hosts/same_bytes/same_bytes_test.py [--hosts cli,c,...] [unittest's arguments]

Exports the bundled sample and a generated corpus with everything odd and bad in it, for every format, package and
temporality, through each host of one build, and compares the bytes with those of the command line. A host that is
missing is a failure. --hosts chooses some of them; the command line always runs. Each host is a program with the
arguments

    SOURCE OUT FORMAT PACKAGE NOW [TEMPORALITY]

that exports all time, and ends with 0. TELEX_BUILD is the build folder (build/release). The C and C++ hosts are those
that tests/hosts/native.sh builds against the installed package; C_HOST and CPP_HOST name others.
"""

import os
import shutil
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[2]
sys.path.insert(0, str(ROOT / "tests" / "reference"))

from corpus import write_corpus  # noqa: E402  (found by the path above)
from package_checker import DEFAULT_LIMITS, check_package  # noqa: E402

BUILD = Path(os.environ.get("TELEX_BUILD", ROOT / "build" / "release"))
PROGRAMS = BUILD / "hosts-native" / "find_package-17" / "programs"
NOW = "2026-05-20T12:34:56.789Z"
SEED = 20260520
TIMEOUT_SECONDS = 60


def cli(source, out, format_name, package, now, temporality=None):
    command = [BUILD / "bin" / "telex", "export", source, "--out", out, "--format", format_name, "--package", package]
    command += ["--now", now, "--quiet"]
    return command + (["--temporality", temporality] if temporality else [])


def program(*start):
    return lambda *arguments: [*start, *(argument for argument in arguments if argument is not None)]


HOSTS = {
    "cli": cli,
    "c": program(os.environ.get("C_HOST", PROGRAMS / "c_host")),
    "cpp": program(os.environ.get("CPP_HOST", PROGRAMS / "cpp_host")),
    "python": program(sys.executable, HERE / "python_host.py"),
    "node": program("node", HERE / "node.mjs"),
}

# Of JSON, package and temporality say nothing; they must not change a byte either.
EXPORTS = [
    (format_name, package, temporality)
    for format_name in ("json", "otlp", "otlp-jsonl")
    for package in ("zip", "dir")
    for temporality in (None, "delta", "cumulative")
]


def environment():
    """The Python host takes the package from the sources and the library of this build."""
    path = [str(ROOT / "examples" / "python" / "src"), os.environ.get("PYTHONPATH", "")]
    return {
        **os.environ,
        "TELEX_LIBRARY": os.environ.get("TELEX_LIBRARY", str(BUILD / "lib" / "libtelex.so")),
        "PYTHONPATH": os.pathsep.join(part for part in path if part),
    }


def contents(out):
    """Names, modes and bytes of what was exported."""
    if out.is_dir():
        return {path.relative_to(out).as_posix(): one_file(path) for path in sorted(out.rglob("*"))}
    return {"": one_file(out)}


def one_file(path):
    return (oct(path.stat().st_mode), path.read_bytes())


class SameBytes(unittest.TestCase):
    hosts = list(HOSTS)

    @classmethod
    def setUpClass(cls):
        cls.work = Path(tempfile.mkdtemp(prefix="telex-same-bytes-"))
        cls.addClassCleanup(shutil.rmtree, cls.work)
        odd = cls.work / "odd"
        odd.mkdir()
        for number, kind in enumerate(("odd", "bad", "clean")):
            write_corpus(str(odd), kind, SEED + number, events=200)
        cls.sources = {"sample": ROOT / "examples" / "sample-telemetry", "odd": odd}
        print("seed %d, hosts %s" % (SEED, ", ".join(cls.hosts)), file=sys.stderr)

    def output(self, host, source, choice):
        return self.work / "-".join(map(str, (source, *choice, host)))

    def export(self, host, source, choice):
        format_name, package, temporality = choice
        out = self.output(host, source, choice)
        command = [str(part) for part in HOSTS[host](self.sources[source], out, format_name, package, NOW, temporality)]
        result = subprocess.run(
            command, env=environment(), capture_output=True, text=True, timeout=TIMEOUT_SECONDS, stdin=subprocess.DEVNULL
        )
        self.assertEqual(result.returncode, 0, "%s\n%s%s" % (" ".join(command), result.stdout, result.stderr))
        return contents(out)

    def check(self, host):
        for source in self.sources:
            for choice in EXPORTS:
                with self.subTest(host=host, source=source, choice=choice):
                    self.assert_same(self.expected(source, choice), self.export(host, source, choice))

    def expected(self, source, choice):
        """The command line's bytes, exported once. What is OTLP must pass the strict checker; so does what is equal."""
        key = (source, choice)
        if key not in self.by_cli:
            self.by_cli[key] = self.export("cli", source, choice)
            if choice[0] in DEFAULT_LIMITS:
                check_package(str(self.output("cli", source, choice)), choice[0], DEFAULT_LIMITS[choice[0]])
        return self.by_cli[key]

    by_cli = {}

    def assert_same(self, expected, actual):
        self.assertEqual(list(expected), list(actual), "other documents")
        for name, (mode, content) in expected.items():
            self.assertEqual(mode, actual[name][0], "%s has another mode" % (name or "the file"))
            if content != actual[name][1]:
                at = next((i for i, (a, b) in enumerate(zip(content, actual[name][1])) if a != b), None)
                self.fail("%s differs at byte %s: %d and %d bytes" % (name, at, len(content), len(actual[name][1])))

    def test_the_exports_are_worth_comparing(self):
        for source in self.sources:
            exports = {choice: self.expected(source, choice) for choice in EXPORTS}
            for format_name in ("otlp", "otlp-jsonl"):
                package = exports[(format_name, "dir", "delta")]
                self.assertEqual(len(package), 4)
                self.assertNotEqual(package, exports[(format_name, "dir", "cumulative")])
                for name, (mode, content) in package.items():
                    self.assertGreater(len(content), 600, name)
            self.assertEqual(len({str(exports[("json", p, t)]) for p in ("zip", "dir") for t in (None, "delta")}), 1)


def add_host_tests(hosts):
    for host in hosts:
        if host != "cli":
            setattr(SameBytes, "test_" + host, lambda self, host=host: self.check(host))


def main(arguments):
    hosts = list(HOSTS)
    if len(arguments) > 1 and arguments[1] == "--hosts":
        hosts = arguments[2].split(",")
        unknown = [host for host in hosts if host not in HOSTS]
        if unknown:
            sys.exit("same_bytes_test: no host %s; there are %s" % (", ".join(unknown), ", ".join(HOSTS)))
        del arguments[1:3]
    SameBytes.hosts = hosts
    add_host_tests(hosts)
    unittest.main(argv=arguments)


if __name__ == "__main__":
    main(sys.argv)
