"""Where an export may be written, what --force replaces, and failures: nothing is left behind."""

import json
import os
import resource
import shutil
import stat
import subprocess
import unittest

from cli_support import (CliTest, DEADLINE_SECONDS, DONE, FAILED, TELEX, bulky_file, needs, read_json, read_package, run)

FORMS = {"json": [], "zip": ["--format", "otlp"], "dir": ["--format", "otlp", "--package", "dir"],
         "lines": ["--format", "otlp-jsonl", "--package", "dir"]}


def tree(path):
    """All that lies at and below a path, with kinds, modes and contents, links not followed."""
    info = os.lstat(path)
    if stat.S_ISLNK(info.st_mode):
        return "link", os.readlink(path)
    if stat.S_ISDIR(info.st_mode):
        return "folder", info.st_mode, {name: tree(os.path.join(path, name)) for name in sorted(os.listdir(path))}
    if stat.S_ISREG(info.st_mode):
        with open(path, "rb") as file:
            return "file", info.st_mode, file.read()
    return "other", info.st_mode, info.st_rdev


class OutputTest(CliTest):
    def setUp(self):
        super().setUp()
        self.put_one_of_each()

    def write(self, *names, text="mine"):
        with open(self.path(*names), "w", encoding="utf-8") as file:
            file.write(text)

    def assert_refused(self, arguments, *texts, out=None):
        """The export fails, and nothing in the whole folder has changed."""
        before = tree(self.work)
        result = self.export(*arguments, out=out)
        self.assert_failed(result, *texts)
        self.assertEqual(before, tree(self.work))


class Existing(OutputTest):
    def test_a_file_is_refused_without_force(self):
        self.write("out")
        for form in ["json", "zip"]:
            self.assert_refused(FORMS[form], self.path("out"), "exist", "--force replaces it")

    def test_force_replaces_a_file_whole(self):
        self.write("out", text="mine" * 10000)
        os.chmod(self.path("out"), 0o644)
        self.exported("--force")
        self.assertEqual(3, len(read_json(self.path("out"))))
        self.assertEqual(0o600, stat.S_IMODE(os.lstat(self.path("out")).st_mode))
        self.exported("--force", "--format", "otlp")
        self.assertIn("manifest.json", read_package(self.path("out")))
        self.assertEqual(["out"], self.left_over())

    def test_force_without_anything_there(self):
        for form, arguments in FORMS.items():
            self.exported("--force", *arguments, out=self.path(form))

    def test_a_folder_where_a_file_should_be(self):
        os.mkdir(self.path("out"))
        for form in ["json", "zip"]:
            self.assert_refused(FORMS[form], self.path("out"))
            self.assert_refused([*FORMS[form], "--force"], self.path("out"))

    def test_an_export_and_an_empty_folder_are_refused_without_force(self):
        os.mkdir(self.path("empty"))
        self.exported(*FORMS["dir"])
        for out in ["empty", "out"]:
            self.assert_refused(FORMS["dir"], self.path(out), "--force replaces a folder", out=self.path(out))

    def test_force_replaces_an_export_or_an_empty_folder(self):
        os.mkdir(self.path("out"))
        self.exported("--force", *FORMS["dir"])
        self.exported("--force", *FORMS["lines"])
        self.assertEqual(["logs.jsonl", "manifest.json", "metrics.jsonl", "traces.jsonl"],
                         sorted(os.listdir(self.path("out"))))
        self.exported("--force", *FORMS["dir"])
        self.assertEqual(["out"], self.left_over())

    def test_force_leaves_any_other_folder(self):
        os.mkdir(self.path("out"))
        self.write("out", "notes.txt")
        self.assert_refused([*FORMS["dir"], "--force"], self.path("out"))
        self.write("out", "manifest.json", text="{}")
        self.assert_refused([*FORMS["dir"], "--force"], self.path("out"))
        shutil.rmtree(self.path("out"))
        self.exported(*FORMS["dir"])
        self.write("out", "notes.txt")
        self.assert_refused([*FORMS["dir"], "--force"], self.path("out"))
        self.assert_refused([*FORMS["dir"], "--force"], self.telemetry, out=self.telemetry)

    def test_force_leaves_what_is_read(self):
        name = "telemetry-2026-05-01-s1.jsonl"
        real, link = self.path("real", "of.jsonl"), os.path.join(self.telemetry, "telemetry-2026-05-02-s2.jsonl")
        os.mkdir(self.path("real"))
        shutil.copy(os.path.join(self.telemetry, name), real)
        os.symlink(real, link)
        for form, arguments in FORMS.items():
            out = self.path("real") if form == "dir" else real
            with self.subTest(form=form):
                result = self.export(*arguments, "--force", out=out)
                self.assert_failed(result, out + ": is what the link telemetry-2026-05-02-s2.jsonl ")
        os.unlink(link)
        # Not even what a manifest takes for its own.
        for folder in [self.path("planted"), self.telemetry]:
            os.makedirs(folder, exist_ok=True)
            shutil.copy(real, os.path.join(folder, name))
            with open(os.path.join(folder, "manifest.json"), "w", encoding="utf-8") as file:
                json.dump({"exporter": {"name": "telex"}, "requests": [{"path": name}]}, file)
            self.assert_failed(self.export(*FORMS["dir"], "--force", out=folder), folder)
            self.assertEqual([name, "manifest.json"], sorted(os.listdir(folder), reverse=True))

    def test_force_leaves_a_file_where_a_folder_should_be(self):
        self.write("out")
        self.assert_refused([*FORMS["dir"], "--force"], self.path("out"))

    def test_force_leaves_links(self):
        self.write("target")
        os.symlink("target", self.path("link"))
        os.symlink("absent", self.path("dangling"))
        os.mkdir(self.path("folder"))
        os.symlink("folder", self.path("folder-link"))
        for form, arguments in FORMS.items():
            for name in ["link", "dangling", "folder-link"]:
                with self.subTest(form=form, name=name):
                    self.assert_refused(arguments, self.path(name), out=self.path(name))
                    self.assert_refused([*arguments, "--force"], self.path(name), out=self.path(name))

    def test_force_leaves_a_fifo_and_a_device(self):
        os.mkfifo(self.path("fifo"))
        for form, arguments in FORMS.items():
            with self.subTest(form=form):
                self.assert_refused([*arguments, "--force"], self.path("fifo"), out=self.path("fifo"))
                self.assert_refused([*arguments, "--force"], "/dev/null", out="/dev/null")
        self.assertTrue(stat.S_ISCHR(os.lstat("/dev/null").st_mode))


class Places(OutputTest):
    def test_inside_the_telemetry_folder(self):
        for form, arguments in FORMS.items():
            out = os.path.join(self.telemetry, form)
            self.assertEqual(3, self.report(*arguments, out=out)["events"])
        self.assertEqual(3, self.report(out=self.path("again"))["events"])

    def test_a_telemetry_name_inside_the_telemetry_folder(self):
        os.symlink("telemetry", self.path("alias"))
        for name in ["telemetry-2026-05-01-s1.jsonl", "telemetry-2026-05-09-new.7.jsonl"]:
            for folder in ["telemetry", "alias", "telemetry/../telemetry"]:
                for arguments in FORMS.values():
                    self.assert_refused([*arguments, "--force"], "has the name of a telemetry file",
                                        out=self.path(folder, name))

    def test_a_telemetry_name_in_the_working_folder(self):
        result = run("export", ".", "--out", "telemetry-2026-05-09-new.jsonl", cwd=self.telemetry)
        self.assert_failed(result, "telemetry-2026-05-09-new.jsonl: has the name of a telemetry file")

    def test_a_telemetry_name_elsewhere(self):
        self.exported(out=self.path("telemetry-2026-05-01-s1.jsonl"))

    def test_a_missing_or_impossible_place(self):
        self.write("file")
        for form, arguments in FORMS.items():
            with self.subTest(form=form):
                self.assert_refused(arguments, "No such file or directory", out=self.path("absent", "out"))
                self.assert_refused(arguments, "Not a directory", out=self.path("file", "out"))
                self.assert_refused(arguments, "telex: ", out="/proc/telex-out")
                self.assert_refused(arguments, "File name too long", out=self.path("x" * 300))

    def test_places_that_are_always_there(self):
        for form, arguments in FORMS.items():
            for out in [".", "..", "/"] if form in ("dir", "lines") else [".", ".."]:
                for force in [[], ["--force"]]:
                    with self.subTest(form=form, out=out, force=force):
                        before = tree(self.work)
                        result = run("export", self.telemetry, "--out", out, *arguments, *force, cwd=self.work)
                        self.assert_failed(result)
                        self.assertEqual(before, tree(self.work))

    def test_a_folder_that_may_not_be_written_to(self):
        program = self.path("telex")
        shutil.copy(TELEX, program)
        os.chmod(self.work, 0o755)
        locked = self.path("locked")
        os.mkdir(locked, 0o555)

        def leave_root():
            if os.getuid() == 0:
                os.setgroups([])
                os.setgid(65534)
                os.setuid(65534)

        for form, arguments in FORMS.items():
            with self.subTest(form=form):
                result = subprocess.run([program, "export", self.telemetry, "--out", os.path.join(locked, "out"),
                                         *arguments], preexec_fn=leave_root, capture_output=True, encoding="utf-8",
                                        timeout=DEADLINE_SECONDS, check=False)
                self.assert_failed(result, locked, "Permission denied")
                self.assertEqual([], os.listdir(locked))

    def test_a_telemetry_folder_that_is_missing_or_none(self):
        self.write("file")
        for command in [["export", "--out", self.path("out")], ["files"]]:
            for folder, text in [("absent", "No such file or directory"), ("file", "Not a directory")]:
                self.assert_failed(run(*command, self.path(folder)), self.path(folder), text)
        self.assertEqual(["file"], self.left_over())


class Failures(OutputTest):
    """A full disk, a limit, a stream that is closed or full."""

    def setUp(self):
        super().setUp()
        self.put("telemetry-2026-05-02-s1.jsonl", bulky_file(3000))

    def test_a_full_disk_at_every_write(self):
        strace = needs(self, "strace")
        for form, arguments in FORMS.items():
            last = 0
            for number in range(1, 100):
                out = self.path("out")
                command = [strace, "-f", "-o", self.path("trace"), "-e", "trace=write,pwrite64,writev", "-e",
                           "inject=write,pwrite64,writev:error=ENOSPC:when=%d+" % number, TELEX, "export",
                           self.telemetry, "--out", out, "--quiet", *arguments]
                result = subprocess.run(command, capture_output=True, encoding="utf-8", timeout=DEADLINE_SECONDS,
                                        check=False)
                os.unlink(self.path("trace"))
                if result.returncode == DONE:
                    last = number
                    break
                self.assertEqual((FAILED, []), (result.returncode, self.left_over()), (form, number, result.stderr))
            self.assertGreater(last, 1, form)
            (shutil.rmtree if os.path.isdir(out) else os.unlink)(out)

    def test_a_limit_on_the_size_of_files(self):
        def limit():
            resource.setrlimit(resource.RLIMIT_FSIZE, (65536, 65536))

        for form, arguments in FORMS.items():
            with self.subTest(form=form):
                result = self.export(*arguments, "--compression", "0", preexec_fn=limit)
                self.assert_failed(result, self.work, "File too large")
                self.assertEqual([], self.left_over())

    def test_standard_output_is_full(self):
        with open("/dev/full", "wb") as full:
            result = self.export(out="-", stdout=full)
            self.assertEqual(FAILED, result.returncode)
            self.assertIn("telex: cannot write to standard output: No space left on device\n", result.stderr)
            for arguments in [["--report", "json"], ["--report", "text"], []]:
                result = self.export("--force", *arguments, stdout=full)
                self.assertEqual(FAILED, result.returncode)
                self.assertIn("cannot write to standard output: No space left on device", result.stderr)
            for arguments in [["presets"], ["files", self.telemetry], ["--help"], ["export", "--help"], ["--version"]]:
                self.assertEqual(FAILED, run(*arguments, stdout=full).returncode)

    def test_a_report_for_a_full_standard_error(self):
        with open("/dev/full", "wb") as full:
            self.assertEqual(FAILED, self.export(out="-", stderr=full).returncode)
            self.assertEqual(FAILED, self.export("--report", "json", out="-", stderr=full).returncode)
            self.assertEqual(DONE, self.export("--quiet", out="-", stderr=full).returncode)

    def run_with_closed(self, descriptors, *arguments):
        # The shell closes what it starts the program with.
        closing = " ".join("%d>&-" % descriptor for descriptor in descriptors)
        return subprocess.run(["sh", "-c", 'exec "$@" ' + closing, "sh", TELEX, *arguments], capture_output=True,
                              encoding="utf-8", timeout=DEADLINE_SECONDS, check=False)

    def test_closed_streams_do_not_become_the_output(self):
        for form, arguments in FORMS.items():
            out = self.path(form)
            result = self.run_with_closed([1], "export", self.telemetry, "--out", out, *arguments)
            self.assertEqual(FAILED, result.returncode, form)  # the summary could not be printed
            self.assertIn("telex: cannot write to standard output: Bad file descriptor\n", result.stderr)
            result = self.run_with_closed([0, 1, 2], "export", self.telemetry, "--out", out, "--force", "--quiet",
                                          *arguments)
            self.assertEqual(DONE, result.returncode, form)
            if form == "json":
                self.assertEqual(3003, len(read_json(out)))
            else:
                self.assertIn("manifest.json", read_package(out))

    def test_closed_standard_output_for_json(self):
        result = self.run_with_closed([1], "export", self.telemetry, "--out", "-")
        self.assertEqual(FAILED, result.returncode)
        self.assertIn("Bad file descriptor", result.stderr)


if __name__ == "__main__":
    unittest.main()
