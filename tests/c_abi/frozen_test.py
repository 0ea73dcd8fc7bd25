"""Version 1 of the ABI is frozen: hosts that were compiled against it must run with every later library.

    python3 tests/c_abi/frozen_test.py               the tests
    python3 tests/c_abi/frozen_test.py --regenerate  writes frozen/telex.abi anew, after an intended addition

frozen/v1 holds the header of version 1 and a host written for it, which never change. frozen/telex.abi is the layout of
today's header, as libabigail's abidw sees it in C functions that are declared as telex.h declares them (the library's
own debug information would bring its C++ types along; that it defines the same functions is what its compiler checks).

TELEX_BUILD is the build folder (build/release); CC the C compiler (cc). Needs abidw and abidiff.
"""

import os
import shutil
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

from abi_header import parse_header

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
FROZEN = HERE / "frozen" / "v1"
BASELINE = HERE / "frozen" / "telex.abi"
BUILD = Path(os.environ.get("TELEX_BUILD", ROOT / "build" / "release"))
COMPILER = os.environ.get("CC", "cc")
SAMPLE = ROOT / "examples" / "sample-telemetry"

V1 = parse_header(FROZEN / "telex.h")
TODAY = parse_header(ROOT / "capi" / "telex.h")
# Structs without a size of their own never change; others may grow at their end.
NEVER_GROW = {name for name, members in V1.structs.items() if members[0] != "size_t size"}

WHAT_TO_DO = """

The C ABI is not what it was. Hosts that are compiled already would %s.
- Was it not intended? Undo it: in capi/telex.h nothing is taken away, moved or given another type, number or meaning.
- Is it an addition (a function; a member at the end of a struct that begins with `size`)? Then regenerate the layout,
      python3 tests/c_abi/frozen_test.py --regenerate
  review the difference of tests/c_abi/frozen/telex.abi as text, add new functions to tests/c_abi/exported_symbols.txt,
  and say it in CHANGELOG.md. tests/c_abi/frozen/v1 stays as it is.
- Must it break? Then it is a new ABI: TELEX_ABI_VERSION grows (and with it the soname), and so does this folder.
"""


def run(*command, **options):
    return subprocess.run([str(part) for part in command], capture_output=True, text=True, timeout=120, **options)


def must_run(*command):
    result = run(*command)
    if result.returncode != 0:
        raise AssertionError("%s: exit status %d\n%s%s" % (command[0], result.returncode, result.stdout, result.stderr))
    return result.stdout


def c_functions(header):
    """A C file that defines what the header declares."""
    lines = ['#include "telex.h"']
    for function in header.functions.values():
        parameters = ", ".join("%s %s" % parameter for parameter in function.parameters) or "void"
        body = "" if function.result == "void" else "return (%s)0; " % function.result
        lines.append("%s %s(%s) { %s}" % (function.result, function.name, parameters, body))
    return "\n".join(lines) + "\n"


def write_layout(folder, header_folder, out):
    """The layout of the header in `header_folder`, as abidw writes it."""
    source = Path(folder) / "functions.c"
    source.write_text(c_functions(parse_header(Path(header_folder) / "telex.h")), encoding="utf-8")
    library = Path(folder) / "libfunctions.so"
    must_run(COMPILER, "-std=c99", "-g", "-O0", "-fPIC", "-shared", "-I", header_folder, source, "-o", library)
    must_run(
        "abidw", "--no-corpus-path", "--no-comp-dir-path", "--no-show-locs", "--no-elf-needed", "--no-architecture",
        "--no-parameter-names", "--out-file", out, library,
    )
    # The one path that stays is that of a file that was just made.
    out.write_text(out.read_text(encoding="utf-8").replace(str(folder), "."), encoding="utf-8")


class Frozen(unittest.TestCase):
    def setUp(self):
        self.work = Path(tempfile.mkdtemp(prefix="telex-frozen-"))
        self.addCleanup(shutil.rmtree, self.work)

    def test_todays_header_declares_all_of_version_1(self):
        told = WHAT_TO_DO % "fail to start, or call something else"
        for name, function in V1.functions.items():
            self.assertEqual(TODAY.functions.get(name), function, told)
        for name, value in V1.constants.items():
            if name != "TELEX_ABI_VERSION":
                self.assertEqual((name, TODAY.constants.get(name)), (name, value), told)
        for name, declaration in V1.types.items():
            self.assertEqual(TODAY.types.get(name), declaration, told)
        self.assertLessEqual(V1.handles, TODAY.handles, told)

    def test_structs_grow_at_their_end_only(self):
        for name, members in V1.structs.items():
            today = TODAY.structs.get(name, [])
            self.assertEqual(today[: len(members)], members, WHAT_TO_DO % ("find other members in " + name))
            if name in NEVER_GROW:
                self.assertEqual(today, members, WHAT_TO_DO % ("have less room for " + name + " than is written"))

    def test_the_layout_is_that_of_the_baseline(self):
        today = self.work / "today.abi"
        write_layout(self.work, ROOT / "capi", today)
        result = run("abidiff", BASELINE, today)
        self.assertEqual(result.returncode, 0, result.stdout + result.stderr + WHAT_TO_DO % "disagree about this")

    def test_abidiff_sees_a_change(self):
        """A member more in a struct that may not grow, and one moved: else the test above could not fail."""
        text = (ROOT / "capi" / "telex.h").read_text(encoding="utf-8")
        for old, new in (
            ("  size_t length;\n} telex_text;", "  size_t length;\n  int32_t more;\n} telex_text;"),
            ("  uint64_t bytes_read;   // of telemetry\n  uint64_t bytes_total;",
             "  uint64_t bytes_total;\n  uint64_t bytes_read;"),
            ("telex_options_set_bool(telex_options* options, const char* name, int32_t value)",
             "telex_options_set_bool(telex_options* options, const char* name, int64_t value)"),
        ):
            self.assertIn(old, text)
            folder = Path(tempfile.mkdtemp(dir=self.work))
            (folder / "telex.h").write_text(text.replace(old, new), encoding="utf-8")
            write_layout(self.work, folder, self.work / "changed.abi")
            result = run("abidiff", BASELINE, self.work / "changed.abi")
            self.assertEqual(result.returncode & 4, 4, "not seen: %s\n%s" % (new, result.stdout))

    def test_a_host_of_version_1_runs_with_todays_library(self):
        host = self.compile_host("-I", FROZEN)
        output = run(host, SAMPLE, cwd=self.work, env={**os.environ, "LD_LIBRARY_PATH": str(BUILD / "lib")})
        told = WHAT_TO_DO % "do this" + output.stdout + output.stderr
        self.assertEqual((output.returncode, output.stderr), (0, ""), told)
        self.assertRegex(output.stdout, r"^\d{3} checks, 0 failed\n$", told)
        self.assertEqual([path.name for path in self.work.iterdir()], ["host"], "a cancelled export left something")

    def test_that_host_calls_every_function_of_version_1(self):
        host = self.compile_host("-I", FROZEN)
        called = {line.split()[-1].split("@")[0] for line in must_run("nm", "-D", "--undefined-only", host).splitlines()}
        self.assertEqual(set(V1.functions) - called, set())

    def compile_host(self, *includes):
        host = self.work / "host"
        must_run(
            COMPILER, "-std=c99", "-pedantic", "-Wall", "-Wextra", "-Werror", *includes, FROZEN / "host.c",
            "-L", BUILD / "lib", "-ltelex", "-o", host,
        )
        return host


def regenerate():
    with tempfile.TemporaryDirectory(prefix="telex-frozen-") as folder:
        write_layout(folder, ROOT / "capi", BASELINE)
    print("written: %s" % BASELINE)


if __name__ == "__main__":
    if sys.argv[1:] == ["--regenerate"]:
        regenerate()
    else:
        unittest.main()
