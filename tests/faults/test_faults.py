"""Proves what an export does where the system fails it: each call, one after the other, with each errno and cut short.

README.md says what is what. Needs build/release with the tests.
"""

import errno
import os
import unittest

from fault_support import DONE, EVENTS_OF_TURNS, FAILED, FIRST, FaultTest, bulky_file, content

ERRORS = [errno.EIO, errno.ENOSPC, errno.EMFILE, errno.EACCES]
# What a signal may interrupt; the others never say EINTR.
INTERRUPTED = {"open", "openat", "read", "pread", "pread64", "write", "close"}
CUT_SHORT = {"read", "pread", "pread64", "write"}


class EveryCall(FaultTest):
    exports = failures = 0

    @classmethod
    def tearDownClass(cls):
        print("\n%d exports with a fault, %d of them failed" % (cls.exports, cls.failures), flush=True)
        super().tearDownClass()

    def check_form(self, form, threads="1", force=False, **faults):
        options = ["--threads", threads, *(["--force"] if force else [])]
        before = self.put_earlier_export(form) if force else None
        calls, _, whole = self.calls_of(form, *options, **faults)
        failed = 0
        for number, call in enumerate(calls, 1):
            kinds = [(error, False) for error in ERRORS]
            kinds += [(errno.EINTR, True)] if call.name in INTERRUPTED else []
            kinds += [("short", True)] if call.name in CUT_SHORT else []
            for what, survived in kinds:
                self.clear()
                if force:
                    self.put_back(before)
                result = self.faulty(form, *options, at=number, do=what, log=self.log, **faults)
                # The order of two threads' calls is not always the same.
                fault = next((made for made in self.take_log()[0] if made.number == str(number)), None)
                at = (form, threads, fault, what, result.returncode)
                if survived and threads == "1":
                    self.assertEqual((DONE, whole), (result.returncode, content(self.out)), (at, result.stderr))
                self.check_outcome(result, whole, before, at, fault)
                if what in ERRORS and result.returncode == FAILED:
                    self.assertIn(os.strerror(what), result.stderr, at)
                failed += result.returncode == FAILED
                EveryCall.exports += 1
        self.assertGreater(failed, 8)
        EveryCall.failures += failed

    def test_json(self):
        self.check_form("json")

    def test_json_on_two_threads(self):
        self.check_form("json", "2")

    def test_json_without_unnamed_files(self):
        self.check_form("json", unnamed="no")

    def test_zip(self):
        self.check_form("zip")

    def test_zip_on_two_threads(self):
        self.check_form("zip", "2")

    def test_folder(self):
        self.check_form("dir")

    def test_folder_on_two_threads(self):
        self.put(FIRST, bulky_file(EVENTS_OF_TURNS))
        self.check_form("dir", "2")

    def test_lines(self):
        self.check_form("lines")

    def test_cumulative(self):
        self.check_form("cumulative")

    def test_replacing_json(self):
        self.check_form("json", force=True)

    def test_replacing_zip(self):
        self.check_form("zip", force=True)

    def test_replacing_a_folder(self):
        self.check_form("dir", force=True)


if __name__ == "__main__":
    unittest.main()
