"""Progress on a terminal: a pseudo-terminal stands in for one."""

import errno
import os
import pty
import re
import signal
import subprocess
import termios
import time
import unittest

from cli_support import CliTest, DEADLINE_SECONDS, DONE, FAILED, TELEX, bulky_file, header, log

DRAWN = re.compile(r"\r(\d+)%  [\d.]+ (?:bytes|kB|MB) of [\d.]+ (?:bytes|kB|MB)  [\d,]+ events?")


def all_from(master):
    """What was written to the terminal, until its last writer has gone."""
    pieces = []
    while True:
        try:
            piece = os.read(master, 65536)
        except OSError as error:  # Linux says so, instead of an end of file
            if error.errno != errno.EIO:
                raise
            piece = b""
        if not piece:
            return b"".join(pieces).decode()
        pieces.append(piece)


def shown(text):
    """The lines that a terminal shows in the end."""
    lines, column = [""], 0
    for character in text:
        if character == "\n":
            lines.append("")
        elif character == "\r":
            column = 0
            continue
        else:
            lines[-1] = lines[-1][:column].ljust(column) + character + lines[-1][column + 1:]
            column += 1
            continue
        column = 0
    return [line.rstrip() for line in lines]


class Terminal(CliTest):
    def setUp(self):
        super().setUp()
        self.put("telemetry-2026-05-01-s1.jsonl", bulky_file(20000))
        self.master, self.slave = pty.openpty()
        self.addCleanup(lambda: os.close(self.master))

    def start(self, *arguments, out="out", **streams):
        command = [TELEX, "export", self.telemetry, "--out", out if out == "-" else self.path(out), *arguments]
        streams.setdefault("stdout", subprocess.DEVNULL)
        streams.setdefault("stderr", self.slave)
        process = subprocess.Popen(command, stdin=subprocess.DEVNULL, **streams)
        self.addCleanup(process.wait)
        self.addCleanup(process.kill)
        return process

    def terminal_of(self, *arguments, status=DONE, **options):
        process = self.start(*arguments, **options)
        os.close(self.slave)
        text = all_from(self.master)
        self.assertEqual(status, process.wait(DEADLINE_SECONDS), text)
        return text

    def wait_until(self, condition):
        """Waits for what can be seen in /proc, as long as the deadline is not over."""
        deadline = time.monotonic() + DEADLINE_SECONDS
        while not condition():
            self.assertLess(time.monotonic(), deadline, "it never came")
            os.sched_yield()

    def test_progress_is_drawn_and_erased(self):
        began = time.monotonic()
        text = self.terminal_of()
        elapsed = time.monotonic() - began
        percents = [int(found) for found in DRAWN.findall(text)]
        self.assertGreaterEqual(len(percents), 1, repr(text))
        self.assertLessEqual(len(percents), 1 + elapsed * 10)
        self.assertEqual(percents, sorted(percents))
        self.assertLessEqual(percents[-1], 100)
        self.assertEqual([""], shown(text))
        self.assertNotIn("\n", text)

    def test_warnings_stand_on_lines_of_their_own(self):
        self.put("telemetry-2026-05-02-s1.jsonl", [header(), log(0), b"["])
        text = shown(self.terminal_of())
        self.assertEqual("telex: warning: skipped 1 line, which could not be used:", text[0])
        self.assertTrue(text[1].startswith("  telemetry-2026-05-02-s1.jsonl:3: "), text)

    def test_quiet_has_none(self):
        self.assertEqual("", self.terminal_of("--quiet"))

    def test_a_json_report_has_it_too(self):
        self.assertRegex(self.terminal_of("--report", "json"), DRAWN)

    def test_json_to_a_file_has_it_too(self):
        self.assertRegex(self.terminal_of(out="-"), DRAWN)

    def test_json_to_the_same_terminal_has_none(self):
        self.assertNotRegex(self.terminal_of(out="-", stdout=self.slave), DRAWN)

    def test_none_where_standard_error_is_no_terminal(self):
        with open(self.path("stderr"), "wb") as file:
            self.terminal_of("--report", "json", stdout=self.slave, stderr=file)
        self.assertEqual(0, os.path.getsize(self.path("stderr")))

    def test_names_of_files_are_shown_without_control_characters(self):
        with open(os.path.join(self.telemetry, "telemetry-2026-05-02-\x1b[31m\n.jsonl"), "wb"):
            pass
        subprocess.run([TELEX, "files", self.telemetry], stdout=self.slave, stdin=subprocess.DEVNULL, check=True)
        os.close(self.slave)
        self.assertEqual(["telemetry-2026-05-01-s1.jsonl", r"telemetry-2026-05-02-\x1b[31m\n.jsonl", ""],
                         all_from(self.master).split("\r\n"))

    def stopped(self):
        """An export that stands still at its first progress, since the terminal takes no output; and its handlers."""
        termios.tcflow(self.slave, termios.TCOOFF)
        process = self.start()
        self.wait_until(lambda: self.catches_interrupts(process) and self.waits_for_the_terminal(process))
        return process

    @staticmethod
    def status_of(process, name):
        with open("/proc/%d/%s" % (process.pid, name), encoding="ascii") as file:
            return file.read()

    def catches_interrupts(self, process):
        caught = re.search(r"SigCgt:\s*([0-9a-f]+)", self.status_of(process, "status")).group(1)
        return bool(int(caught, 16) >> (signal.SIGINT - 1) & 1)

    def waits_for_the_terminal(self, process):
        return self.status_of(process, "stat").rsplit(")", 1)[1].split()[0] == "S"

    def assert_nothing_left(self):
        self.assertEqual([], self.left_over())

    def test_a_signal_in_the_middle_leaves_nothing(self):
        for number in [signal.SIGINT, signal.SIGTERM]:
            process = self.stopped()
            process.send_signal(number)
            self.wait_until(lambda p=process: not self.catches_interrupts(p))
            termios.tcflow(self.slave, termios.TCOON)
            self.assertEqual(FAILED, process.wait(DEADLINE_SECONDS))
            self.assert_nothing_left()
        os.close(self.slave)
        self.assertEqual(["telex: cancelled", "telex: cancelled", ""], shown(all_from(self.master)))

    def test_a_second_signal_ends_it_at_once(self):
        process = self.stopped()
        process.send_signal(signal.SIGINT)
        self.wait_until(lambda: not self.catches_interrupts(process))
        process.send_signal(signal.SIGINT)
        self.assertEqual(-signal.SIGINT, process.wait(DEADLINE_SECONDS))
        self.assertFalse(os.path.lexists(self.path("out")))
        os.close(self.slave)


if __name__ == "__main__":
    unittest.main()
