"""Proves that a killed export leaves nothing partial under the final name. README.md says what is what."""

import os
import signal
import unittest

from fault_support import FIRST, HIDDEN, FaultTest, bulky_file, content

# A document for each record: four calls each.
EVENTS = 100
DOCUMENT_PER_RECORD = ["--max-request-bytes", "1"]


class Killed(FaultTest):
    """SIGKILL at each call: what stands under the final name is whole, the new one or the one before."""

    def check_form(self, form, force=False, **faults):
        many = form == "dir" and not force
        if many:
            self.put(FIRST, bulky_file(EVENTS))
        options = ["--threads", "1", *(DOCUMENT_PER_RECORD if many else []), *(["--force"] if force else [])]
        if force:
            self.put_earlier_export(form)
        calls, _, whole = self.calls_of(form, *options, **faults)
        if many:
            self.assertGreater(len(calls), 400)
        for number in range(1, len(calls) + 1):
            before = self.put_earlier_export(form) if force else self.clear()
            result = self.faulty(form, *options, at=number, do="kill", **faults)
            at = (form, number, calls[number - 1])
            self.assertEqual(-signal.SIGKILL, result.returncode, at)
            if os.path.lexists(self.out):
                self.assertIn(content(self.out), [whole, before], at)
            else:
                self.assertIsNone(before, at)
            left = [name for name in self.left_over("out") if not HIDDEN.fullmatch(name)]
            self.assertEqual([], left, at)
            if form != "dir" and not force and not faults:
                self.assertIn(self.left_over(), [[], ["out"]], at)

    def test_json(self):
        self.check_form("json")

    def test_zip(self):
        self.check_form("zip")

    def test_folder(self):
        self.check_form("dir")

    def test_json_without_unnamed_files(self):
        self.check_form("json", unnamed="no")

    def test_replacing_json(self):
        self.check_form("json", force=True)

    def test_replacing_a_folder(self):
        self.check_form("dir", force=True)


if __name__ == "__main__":
    unittest.main()
