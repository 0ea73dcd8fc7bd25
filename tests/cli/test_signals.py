"""SIGINT and SIGTERM cancel and leave nothing; a reader that goes away is a failure without noise."""

import os
import re
import shutil
import signal
import subprocess
import unittest

from cli_support import CliTest, DEADLINE_SECONDS, DONE, FAILED, TELEX, bulky_file, check_export, needs, run

FORMS = {"json": [], "zip": ["--format", "otlp"], "dir": ["--format", "otlp", "--package", "dir"],
         "lines": ["--format", "otlp-jsonl"]}
CANCELLED = "telex: cancelled\n"
CALLS = ("openat,read,pread64,write,writev,pwrite64,close,fsync,fdatasync,ftruncate,lseek,fstat,newfstatat,statx,"
         "getdents64,rename,renameat,renameat2,link,linkat,mkdir,mkdirat,chmod,fchmod,unlink,unlinkat,rmdir")


class AtEverySystemCall(CliTest):
    """strace sends SIGINT at one system call after the other: whatever a form of export does, at each step of it."""

    def setUp(self):
        super().setUp()
        self.strace = needs(self, "strace")
        self.put_one_of_each()
        self.put("telemetry-2026-05-02-s1.jsonl", bulky_file(2000))
        self.put("telemetry-2026-05-03-s2.jsonl", bulky_file(20, "s2"))
        self.temporary = self.path("tmp")
        os.mkdir(self.temporary)

    def traced(self, out, arguments, *inject):
        command = [self.strace, "-f", "-o", self.path("trace"), "-e", "trace=rt_sigaction," + CALLS, *inject, TELEX,
                   "export", self.telemetry, "--out", out, "--now", "2026-05-04T00:00:00Z", *arguments]
        result = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, encoding="utf-8",
                                env=dict(os.environ, TMPDIR=self.temporary), timeout=DEADLINE_SECONDS, check=False)
        with open(self.path("trace"), encoding="utf-8", errors="replace") as file:
            return result, file.read()

    def calls_of(self, trace):
        """(name, which one of that name) of each traced call while signals cancel, and a few before and after."""
        seen, moments = {}, []
        lines = [line for line in trace.splitlines() if re.match(r"\d+ +\w+\(", line)]
        handled = [at for at, line in enumerate(lines) if "rt_sigaction(SIGINT, {sa_handler=" in line]
        self.assertEqual(2, len(handled), "a handler is set, and reset")
        for at, line in enumerate(lines):
            name = re.match(r"\d+ +(\w+)\(", line).group(1)
            seen[name] = seen.get(name, 0) + 1
            if name != "rt_sigaction" and handled[0] - 2 <= at <= handled[1] + 3:
                moments.append((name, seen[name]))
        return moments

    def check_form(self, form):
        arguments = FORMS[form]
        out = self.path("out")
        result, trace = self.traced(out, arguments)
        self.assertEqual(DONE, result.returncode, result.stderr)
        check_export(["--out", out, *arguments], ".")
        whole = content(out)
        remove(out)
        cancelled = 0
        for name, number in self.calls_of(trace):
            result, _ = self.traced(out, arguments, "-e", "inject=%s:signal=SIGINT:when=%d" % (name, number))
            at = (form, name, number, result.returncode, result.stderr)
            self.assertEqual([], os.listdir(self.temporary), at)
            if result.returncode == FAILED:
                cancelled += 1
                self.assertEqual((CANCELLED, ""), (result.stderr, result.stdout), at)
                self.assertEqual([], self.left_over("tmp", "trace"), at)
            else:
                # Before the handler stood, or after the export was complete; killed then, or done.
                self.assertIn(result.returncode, [DONE, -signal.SIGINT], at)
                self.assertIn(self.left_over("tmp", "trace"), [["out"]] if result.returncode == DONE else [[], ["out"]])
                if os.path.lexists(out):
                    self.assertEqual(whole, content(out), at)
                    remove(out)
        self.assertGreater(cancelled, 10)

    def test_json(self):
        self.check_form("json")

    def test_zip(self):
        self.check_form("zip")

    def test_folder(self):
        self.check_form("dir")

    def test_lines(self):
        self.check_form("lines")


def content(path):
    if os.path.isdir(path):
        return {name: content(os.path.join(path, name)) for name in os.listdir(path)}
    with open(path, "rb") as file:
        return file.read()


def remove(path):
    (shutil.rmtree if os.path.isdir(path) else os.unlink)(path)


class WhileAReaderIsSlow(CliTest):
    """JSON to a pipe that nobody empties: once a byte has come, the export is under way and cannot end."""

    def setUp(self):
        super().setUp()
        self.put("telemetry-2026-05-01-s1.jsonl", bulky_file(4000))

    def start(self, *arguments, **options):
        command = [TELEX, "export", self.telemetry, "--out", "-", *arguments]
        process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, bufsize=0, **options)
        self.addCleanup(process.stdout.close)
        self.addCleanup(process.stderr.close)
        self.addCleanup(process.wait)
        self.addCleanup(process.kill)
        self.assertEqual(b"[", process.stdout.read(1))
        return process

    def test_a_signal_cancels(self):
        # Also where these tests themselves run under nohup.
        def hear():
            signal.signal(signal.SIGHUP, signal.SIG_DFL)

        for number in [signal.SIGINT, signal.SIGTERM, signal.SIGHUP]:
            for quiet in [[], ["--quiet"]]:
                with self.subTest(signal=number, quiet=quiet):
                    process = self.start(*quiet, preexec_fn=hear)
                    process.send_signal(number)
                    self.assertEqual(FAILED, process.wait(DEADLINE_SECONDS))
                    self.assertEqual(CANCELLED.encode(), process.stderr.read())

    def test_signals_that_were_ignored_at_the_start_still_cancel(self):
        def ignore():
            signal.signal(signal.SIGINT, signal.SIG_IGN)
            signal.signal(signal.SIGTERM, signal.SIG_IGN)

        for number in [signal.SIGINT, signal.SIGTERM]:
            process = self.start(preexec_fn=ignore)
            process.send_signal(number)
            self.assertEqual(FAILED, process.wait(DEADLINE_SECONDS))

    def test_nohup_is_respected(self):
        process = self.start("--quiet", preexec_fn=lambda: signal.signal(signal.SIGHUP, signal.SIG_IGN))
        process.send_signal(signal.SIGHUP)
        self.assertEqual(b"\n]\n", process.stdout.read()[-3:])
        self.assertEqual(DONE, process.wait(DEADLINE_SECONDS))

    def test_a_reader_that_goes_away(self):
        process = self.start()
        process.stdout.close()
        self.assertEqual(FAILED, process.wait(DEADLINE_SECONDS))
        self.assertEqual(b"", process.stderr.read())


class ReaderGone(CliTest):
    def test_every_kind_of_printing_fails_without_noise(self):
        self.put_one_of_each()
        out = self.path("out")
        for arguments in [["--help"], ["--version"], ["export", "--help"], ["presets"], ["files", self.telemetry],
                          ["export", self.telemetry, "--out", "-"],
                          ["export", self.telemetry, "--out", out, "--force"],
                          ["export", self.telemetry, "--out", out, "--force", "--report", "json"]]:
            with self.subTest(arguments=arguments):
                reading, writing = os.pipe()
                os.close(reading)
                with os.fdopen(writing, "wb", buffering=0) as pipe:
                    result = run(*arguments, stdout=pipe)
                self.assertEqual((FAILED, ""), (result.returncode, result.stderr))


if __name__ == "__main__":
    unittest.main()
