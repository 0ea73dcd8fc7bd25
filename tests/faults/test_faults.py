"""Proves what an export does where the system fails it: each call, one after the other, with each errno and cut short.

README.md says what is what. Needs build/release with the tests.
"""

import errno
import unittest

from fault_support import DONE, FAILED, FaultTest, content

ERRORS = [errno.EIO, errno.ENOSPC, errno.EMFILE, errno.EACCES]
# What a signal may interrupt; the others never say EINTR.
INTERRUPTED = {"open", "openat", "read", "pread", "pread64", "write", "close"}
CUT_SHORT = {"read", "pread", "pread64", "write"}


class EveryCall(FaultTest):
    def check_form(self, form, threads, force=False, **faults):
        options = ["--threads", threads, *(["--force"] if force else [])]
        before = self.put_earlier_export(form) if force else None
        calls, _, whole = self.calls_of(form, *options, **faults)
        failed = 0
        for number, call in enumerate(calls, 1):
            kinds = [(error, False) for error in ERRORS]
            kinds += [(errno.EINTR, True)] if call[0] in INTERRUPTED else []
            kinds += [("short", True)] if call[0] in CUT_SHORT else []
            for what, survived in kinds:
                before = self.put_earlier_export(form) if force else self.clear()
                result = self.faulty(form, *options, at=number, do=what, **faults)
                at = (form, threads, number, call[:2], what, result.returncode)
                # The order of two threads' calls is not always the same.
                if survived and threads == "1":
                    self.assertEqual((DONE, whole), (result.returncode, content(self.out)), (at, result.stderr))
                self.check_outcome(result, whole, before, at)
                failed += result.returncode == FAILED
        self.assertGreater(failed, 8)

    def test_json(self):
        self.check_form("json", "1")

    def test_json_on_two_threads(self):
        self.check_form("json", "2")

    def test_json_without_unnamed_files(self):
        self.check_form("json", "1", unnamed="no")

    def test_zip(self):
        self.check_form("zip", "1")

    def test_zip_on_two_threads(self):
        self.check_form("zip", "2")

    def test_folder(self):
        self.check_form("dir", "1")

    def test_lines(self):
        self.check_form("lines", "1")

    def test_cumulative(self):
        self.check_form("cumulative", "1")

    def test_replacing_json(self):
        self.check_form("json", "1", force=True)


if __name__ == "__main__":
    unittest.main()
