#!/usr/bin/env python3
"""Proves that what is shipped is hardened, by looking at the files themselves.

    hardening_test.py FILE...                          programs and shared libraries
    hardening_test.py --build build/release FILE...    likewise the objects of the static library, and how they are compiled
    hardening_test.py --consumer FOLDER --package PREFIX FILE...
                                                       and that a build with telex, and an installed one, hand nothing on

Each FILE is position independent, has relocations that are read-only once it is loaded, a stack that cannot be executed,
and calls the stack protector, checked functions of the C library, and the C++ library's assertions.
"""

import argparse
import json
import pathlib
import re
import subprocess
import sys
import unittest

STACK, ASSERTION, CHECKED_CALL = r"\b__stack_chk_fail\b", r"__glibcxx_assert_fail", r"\b__\w+_chk\b"
# One object each that cannot do without: it has an array on the stack, indexes a container, prints into an array.
NEEDED = {"system_error.cc.o": STACK, "metric_groups.cc.o": ASSERTION, "field_event.cc.o": CHECKED_CALL}
SHIPPED = re.compile(r" -o \S*CMakeFiles/(telex|telex_capi_objects|telex_cli)\.dir/")
CONSUMERS_OWN = re.compile(r" -o CMakeFiles/[^/ ]+\.dir/")
OWN_FLAGS = ("-fstack-protector-strong", "-U_FORTIFY_SOURCE", "-D_FORTIFY_SOURCE=", "-D_GLIBCXX_ASSERTIONS")
FLAGS = re.compile(r"stack-protector|FORTIFY_SOURCE|GLIBCXX_ASSERTIONS|relro|noexecstack")

arguments = None


def say(*command):
    return subprocess.run(list(map(str, command)), check=True, capture_output=True, text=True).stdout


def commands_of(build):
    """The sources and how they are compiled."""
    entries = json.loads((build / "compile_commands.json").read_text(encoding="utf-8"))
    return [(str(pathlib.Path(entry["directory"], entry["file"])), entry["command"]) for entry in entries]


class LinkedFiles(unittest.TestCase):
    def setUp(self):
        self.assertTrue(arguments.files)

    def assert_each(self, option, *patterns):
        for file in arguments.files:
            for pattern in patterns:
                with self.subTest(file=str(file), pattern=pattern):
                    self.assertRegex(say("readelf", "--wide", option, file), pattern)

    def test_code_is_position_independent(self):
        self.assert_each("--file-header", r"Type:\s+DYN\b")
        self.assert_each("--dynamic", r"\A(?![\s\S]*TEXTREL)")

    def test_programs_are_position_independent_executables(self):
        for file in arguments.files:
            if "INTERP" in say("readelf", "--wide", "--program-headers", file):
                self.assertRegex(say("readelf", "--wide", "--dynamic", file), r"FLAGS_1.*\bPIE\b", file)

    def test_relocations_are_read_only(self):
        self.assert_each("--program-headers", r"\bGNU_RELRO\b")
        self.assert_each("--dynamic", r"FLAGS_1.*\bNOW\b")

    def test_the_stack_is_not_executable(self):
        self.assert_each("--program-headers", r"GNU_STACK\s+(0x[0-9a-f]+\s+){5}RW\s")

    def test_what_checks_is_called(self):
        self.assert_each("--symbols", STACK, ASSERTION, CHECKED_CALL)


class Objects(unittest.TestCase):
    """What a linked file calls may come from a library linked into it: these are telex's own."""

    def test_the_objects_of_the_archive(self):
        library = arguments.build / "lib" / "libtelex.a"
        names = dict(re.findall(r"\n(\S+\.o):\n((?:[^\n]+\n)*)", "\n" + say("nm", "--undefined-only", library)))
        for name, pattern in NEEDED.items():
            self.assertRegex(names.get(name, ""), pattern, name)

    def test_every_source_is_compiled_so(self):
        own = [(source, command) for source, command in commands_of(arguments.build) if SHIPPED.search(command)]
        self.assertGreater(len(own), 50)
        for source, command in own:
            self.assertEqual([], [flag for flag in OWN_FLAGS if flag not in command], source)


class Consumers(unittest.TestCase):
    def test_nothing_is_handed_on(self):
        for folder in arguments.consumer:
            others = [(source, command) for source, command in commands_of(folder)
                      if CONSUMERS_OWN.search(command)]
            self.assertTrue(others)
            for source, command in others:
                self.assertIsNone(FLAGS.search(command), (source, command))

    def test_the_installed_package_has_none_of_it(self):
        for prefix in arguments.package:
            texts = [file for file in prefix.rglob("*") if file.suffix in (".cmake", ".pc")]
            self.assertTrue(texts)
            for text in texts:
                self.assertIsNone(FLAGS.search(text.read_text(encoding="utf-8")), text)


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("files", nargs="+", type=pathlib.Path)
    parser.add_argument("--build", type=pathlib.Path)
    parser.add_argument("--consumer", type=pathlib.Path, action="append", default=[])
    parser.add_argument("--package", type=pathlib.Path, action="append", default=[])
    arguments = parser.parse_args()
    wanted = ["LinkedFiles"]
    if arguments.build:
        wanted.append("Objects")
    if arguments.consumer or arguments.package:
        wanted.append("Consumers")
    unittest.main(argv=sys.argv[:1] + wanted)
