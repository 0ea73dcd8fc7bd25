"""The command line of Windows, run by wine, against that of this system: the same documents, byte for byte; paths in
UTF-8, long paths, devices and lines that end in CR LF.

Environment: TELEX is this system's program, TELEX_WINDOWS that of Windows, WINE what runs it.
"""

import json
import os
import shutil
import subprocess
import tempfile
import unittest
import zipfile

HERE = os.path.dirname(os.path.abspath(__file__))
SAMPLE = os.path.join(HERE, "../../examples/sample-telemetry")
NATIVE = [os.environ["TELEX"]]
WINDOWS = [os.environ["WINE"], os.environ["TELEX_WINDOWS"]]
NOW = ["--now", "2026-05-05T00:00:00Z"]
DONE, FAILED, WRONG_USAGE = 0, 1, 2
# Wine shows the whole of this file system as the drive Z.
DRIVE = "Z:"


def run(program, *arguments, cwd=None):
    return subprocess.run([*program, *arguments], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                          stderr=subprocess.PIPE, timeout=120, check=False, cwd=cwd)


def documents(path):
    """What an export holds, by name: a file, a folder's files or a zip's entries."""
    if os.path.isdir(path):
        found = {}
        for name in os.listdir(path):
            with open(os.path.join(path, name), "rb") as file:
                found[name] = file.read()
        return found
    if zipfile.is_zipfile(path):
        with zipfile.ZipFile(path) as package:
            assert package.testzip() is None
            return {name: package.read(name) for name in package.namelist()}
    with open(path, "rb") as file:
        return {"": file.read()}


class WindowsCommandLine(unittest.TestCase):
    def setUp(self):
        self.folder = os.path.realpath(tempfile.mkdtemp(prefix="telex-windows-"))
        self.addCleanup(shutil.rmtree, self.folder)

    def expected(self, *options, telemetry=SAMPLE):
        path = os.path.join(self.folder, "expected")
        result = run(NATIVE, "export", telemetry, "--out", path, "--force", *NOW, *options)
        self.assertEqual(result.returncode, DONE, result.stderr)
        return documents(path)

    def export(self, telemetry, out, *options, cwd=None, status=DONE):
        result = run(WINDOWS, "export", telemetry, "--out", out, *NOW, *options, cwd=cwd)
        self.assertEqual(result.returncode, status, result.stderr)
        return result

    def names(self):
        return sorted(name for name in os.listdir(self.folder) if name != "expected")

    def test_every_format_and_package_has_the_same_documents(self):
        for number, options in enumerate((
                ["--format", "json"],
                ["--format", "otlp", "--package", "zip"],
                ["--format", "otlp", "--package", "zip", "--compression", "0"],
                ["--format", "otlp-jsonl", "--package", "zip"])):
            with self.subTest(options):
                out = os.path.join(self.folder, "out%d" % number)
                self.export(DRIVE + SAMPLE, DRIVE + out, *options)
                expected = self.expected(*options)
                self.assertGreater(sum(map(len, expected.values())), 1000)
                self.assertEqual(documents(out), expected)
        self.assertEqual(self.names(), ["out0", "out1", "out2", "out3"])

    def test_folders_have_the_same_documents(self):
        for number, options in enumerate((["--format", "otlp"], ["--format", "otlp-jsonl"],
                                          ["--format", "otlp", "--temporality", "cumulative"])):
            with self.subTest(options):
                out, native = (os.path.join(self.folder, "%s%d" % (name, number)) for name in ("out", "native"))
                self.export(DRIVE + SAMPLE, DRIVE + out, "--package", "dir", *options)
                result = run(NATIVE, "export", SAMPLE, "--out", native, "--package", "dir", *NOW, *options)
                self.assertEqual(result.returncode, DONE, result.stderr)
                self.assertEqual(documents(out), documents(native))
        self.assertEqual(self.names(), ["native0", "native1", "native2", "out0", "out1", "out2"])

    def test_standard_output_is_binary(self):
        result = self.export(DRIVE + SAMPLE, "-", "--quiet")
        self.assertEqual({"": result.stdout}, self.expected())

    def test_utf8_paths(self):
        name = "Gerät 日本 😀"
        telemetry = os.path.join(self.folder, name)
        shutil.copytree(SAMPLE, telemetry)
        out = os.path.join(self.folder, name + ".json")
        result = self.export(DRIVE + telemetry, DRIVE + out, "--report", "json")
        self.assertEqual(documents(out), self.expected())
        json.loads(result.stdout.decode("utf-8"))
        result = self.export(DRIVE + telemetry, DRIVE + out, status=FAILED)
        self.assertIn(name.encode(), result.stderr)

    def long_folder(self):
        folder = os.path.join(self.folder, *["long-" + "x" * 90] * 4)
        os.makedirs(folder)
        self.assertGreater(len(folder), 360)
        return folder

    # Wine itself takes paths of any length: what this shows is that the form they are given, which windows_text_test
    # pins, leads to the same files.
    def test_long_paths(self):
        folder = self.long_folder()
        telemetry = os.path.join(folder, "telemetry")
        shutil.copytree(SAMPLE, telemetry)
        expected = self.expected()
        for form in ("absolute", "relative"):
            with self.subTest(form):
                prefix = DRIVE + folder if form == "absolute" else os.path.relpath(folder, self.folder)
                for attempt in ([], ["--force"]):
                    self.export(prefix + "/telemetry", prefix + "/%s.json" % form, *attempt, cwd=self.folder)
                self.assertEqual(documents(os.path.join(folder, form + ".json")), expected)
                for attempt in ([], ["--force"]):
                    self.export(prefix + "/telemetry", prefix + "/%s.dir" % form, "--format", "otlp", "--package",
                                "dir", *attempt, cwd=self.folder)
                self.assertIn("manifest.json", documents(os.path.join(folder, form + ".dir")))
        self.assertEqual(sorted(os.listdir(folder)),
                         ["absolute.dir", "absolute.json", "relative.dir", "relative.json", "telemetry"])

    def test_lines_that_end_in_cr_lf(self):
        telemetry = os.path.join(self.folder, "crlf")
        os.mkdir(telemetry)
        for name in os.listdir(SAMPLE):
            with open(os.path.join(SAMPLE, name), "rb") as file:
                content = file.read().replace(b"\n", b"\r\n")
            with open(os.path.join(telemetry, name), "wb") as file:
                file.write(content)
        out = os.path.join(self.folder, "out")
        self.export(DRIVE + telemetry, DRIVE + out)
        self.assertEqual(documents(out), self.expected())

    def test_what_exists_stays_unless_forced(self):
        out = os.path.join(self.folder, "out")
        with open(out, "wb") as file:
            file.write(b"old")
        self.assertIn(b"exists", self.export(DRIVE + SAMPLE, DRIVE + out, status=FAILED).stderr)
        self.assertEqual(documents(out), {"": b"old"})
        self.assertEqual(self.names(), ["out"])
        self.export(DRIVE + SAMPLE, DRIVE + out, "--force")
        self.assertEqual(documents(out), self.expected())
        self.assertEqual(self.names(), ["out"])

    def test_a_missing_folder_is_named(self):
        self.assertIn(b"absent", self.export(DRIVE + SAMPLE, DRIVE + self.folder + "/absent/out", status=FAILED).stderr)
        self.assertIn(b"absent", self.export(DRIVE + self.folder + "/absent", DRIVE + self.folder + "/out",
                                             status=FAILED).stderr)
        self.assertEqual(self.names(), [])

    def test_a_device_is_no_place_for_an_export(self):
        for options in ([], ["--format", "otlp", "--package", "dir"]):
            with self.subTest(options):
                result = self.export(DRIVE + SAMPLE, DRIVE + self.folder + "/NUL", "--force", *options, status=FAILED)
                self.assertIn(b"is not the path of a", result.stderr)
        self.assertEqual(self.names(), [])

    def test_files_and_wrong_usage(self):
        result = run(WINDOWS, "files", DRIVE + SAMPLE, *NOW)
        self.assertEqual((result.returncode, result.stdout), (DONE, run(NATIVE, "files", SAMPLE, *NOW).stdout))
        self.assertEqual(run(WINDOWS, "export").returncode, WRONG_USAGE)


if __name__ == "__main__":
    unittest.main()
