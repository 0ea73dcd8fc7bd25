"""Which library is loaded, and what is said where it cannot be."""

import os
import pathlib
import re
import subprocess
import unittest

import telex
from python_support import ROOT, PackageTest, run_python

OVERRIDE = "TELEX_LIBRARY"
PACKAGE = pathlib.Path(telex.__file__).parent


def version_of_sources():
    text = (ROOT / "include" / "telex" / "version.h").read_text(encoding="utf-8")
    return re.search(r'TELEX_VERSION_STRING "(.*?)"', text).group(1)


def load(library=None):
    """Imports the package in another process, which prints the libraries that it has mapped."""
    environment = {name: value for name, value in os.environ.items() if name != OVERRIDE}
    if library is not None:
        environment[OVERRIDE] = str(library)
    return run_python("import telex; print(open('/proc/self/maps').read())", env=environment)


class Library(PackageTest):
    def compiled(self, name, text):
        source, library = self.folder / (name + ".c"), self.folder / (name + ".so")
        source.write_text(text)
        subprocess.run([os.environ.get("CC", "cc"), "-shared", "-fPIC", source, "-o", library], check=True)
        return library

    def assert_refused(self, library, text):
        result = load(library)
        self.assertNotEqual(0, result.returncode)
        self.assertRegex(result.stderr.splitlines()[-1], "^ImportError: telex: .*" + text)

    def test_is_carried_with_all_that_it_needs(self):
        mapped = load().stdout
        self.assertIn(str(PACKAGE / "libtelex.so"), mapped)
        for path in set(re.findall(r"/\S*(?:libtelex|libabsl|isal)\S*", mapped)):
            self.assertEqual(PACKAGE, pathlib.Path(path).parent, "not carried")

    def test_has_the_version_of_the_sources(self):
        self.assertEqual(version_of_sources(), telex.__version__)

    def test_can_be_another_one(self):
        built = os.environ.get("TELEX_BUILT_LIBRARY", str(ROOT / "build" / "release" / "lib" / "libtelex.so"))
        mapped = load(built).stdout
        self.assertIn(os.path.realpath(built), mapped)
        self.assertNotIn(str(PACKAGE / "libtelex.so"), mapped)

    def test_that_is_missing_or_none_is_told(self):
        self.assert_refused(self.folder / "none.so", "none.so.* No such file")
        self.assert_refused(self.compiled("other", "int other;"), "other.so is not a library of telex")
        old = self.compiled("old", "int telex_abi_version(void) { return 0; }")
        self.assert_refused(old, r"old.so has version 0 of the ABI; 1 is needed")
        some = self.compiled("some", "int telex_abi_version(void) { return 1; }")
        self.assert_refused(some, "some.so has no function telex_version")

    def test_that_is_not_carried_is_told(self):
        bare = self.folder / "bare" / "telex"
        bare.mkdir(parents=True)
        for module in PACKAGE.glob("*.py"):
            (bare / module.name).write_bytes(module.read_bytes())
        environment = dict(os.environ, PYTHONPATH=str(bare.parent))
        environment.pop(OVERRIDE, None)
        result = run_python("import telex", env=environment)
        self.assertRegex(result.stderr, "ImportError: telex: .* carries no library. .*set TELEX_LIBRARY")


if __name__ == "__main__":
    unittest.main()
