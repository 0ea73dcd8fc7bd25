#!/usr/bin/env python3
"""Proves that what is shipped is hardened, by looking at the files themselves.

    python3 tests/packaging/hardening_test.py [--archive libtelex.a] [--package PREFIX] FILE...

Each FILE, a program or a shared library, is position independent, has relocations that are read-only once it is loaded,
and a stack that cannot be executed. In each object of the archive that needs them there are the stack protector, checked
calls of the C library, and the C++ library's assertions; what is linked has them, too. An installed package hands none of
these flags on to its users.
"""

import argparse
import collections
import pathlib
import re
import subprocess
import sys
import unittest

# Functions with an array on their stack, or a container's element by index, in telex's own objects.
PROTECTED = {"text/system_error.cc.o", "encode/json_array_sink.cc.o", "write/zip_writer.cc.o"}
FLAGS = re.compile(r"stack-protector|FORTIFY_SOURCE|GLIBCXX_ASSERTIONS|relro|noexecstack")
STACK, ASSERTION, CHECKED_CALL = "__stack_chk_fail", "__glibcxx_assert_fail", re.compile(r"\b__\w+_chk\b")

arguments = None


def say(*command):
    return subprocess.run(list(map(str, command)), check=True, capture_output=True, text=True).stdout


def undefined_symbols(archive):
    """Of each object in the archive: the names that it takes from elsewhere."""
    found, name = collections.defaultdict(set), None
    for line in say("nm", "--undefined-only", archive).splitlines():
        if line.endswith(":"):
            name = line[:-1]
        elif line.strip():
            found[name].add(line.split()[-1])
    return found


class LinkedFiles(unittest.TestCase):
    def each(self, *options):
        for file in arguments.files:
            with self.subTest(file.name):
                yield file, say("readelf", "--wide", *options, file)

    def test_there_is_something_to_look_at(self):
        self.assertTrue(arguments.files)

    def test_code_is_position_independent(self):
        for _, text in self.each("--file-header", "--dynamic"):
            self.assertRegex(text, r"Type:\s+DYN")
            self.assertNotIn("TEXTREL", text)

    def test_programs_are_position_independent_executables(self):
        for file, text in self.each("--dynamic", "--program-headers"):
            if "INTERP" in text:
                self.assertRegex(text, r"FLAGS_1.*\bPIE\b", file)

    def test_relocations_are_read_only(self):
        for _, text in self.each("--dynamic", "--program-headers"):
            self.assertIn("GNU_RELRO", text)
            self.assertRegex(text, r"FLAGS_1.*\bNOW\b")

    def test_the_stack_is_not_executable(self):
        for _, text in self.each("--program-headers"):
            self.assertRegex(text, r"GNU_STACK\s+(0x\w+\s+){5}RW\s")

    def test_what_is_compiled_in_is_called(self):
        for file, text in self.each("--symbols", "--dyn-syms"):
            self.assertIn(STACK, text, file)
            self.assertIn("__glibcxx_assert_fail", text, file)
            self.assertRegex(text, CHECKED_CALL, file)


class Objects(unittest.TestCase):
    def test_the_objects_of_the_archive(self):
        if arguments.archive is None: return
