"""Proves what an export does on machines with limits, and that its files are private, safe and always the same.

README.md says what is what. Needs build/release with the tests.
"""

import errno
import os
import subprocess
import unittest
import zipfile

from fault_support import (DEADLINE_SECONDS, DONE, EVENTS_OF_TURNS, FAILED, FIRST, FORMS, TELEX, FaultTest, bulky_file,
                           content, header, log, metric, mode_of, needs, span)


class Limits(FaultTest):
    def limited(self, kind, value, form):
        self.clear()
        return self.faulty(form, program=[needs(self, "prlimit"), "--%s=%d" % (kind, value)])

    def test_file_size(self):
        for form in FORMS:
            self.check_outcome(self.limited("fsize", 100, form), None, None, (form,))
            self.assertEqual([], self.left_over(), form)

    def test_sixteen_descriptors(self):
        for form in FORMS:
            result = self.limited("nofile", 16, form)
            self.assertEqual((DONE, ["out"]), (result.returncode, self.left_over()), (form, result.stderr))

    def test_memory(self):
        self.put(FIRST, bulky_file(4000))
        for form in FORMS:
            result = self.limited("as", 64 << 20, form)
            self.assertEqual((DONE, ["out"]), (result.returncode, self.left_over()), (form, result.stderr))

    def test_allocations(self):
        for form in FORMS:
            self.clear()
            _, allocations, whole = self.calls_of(form, "--threads", "1")
            for number in range(1, allocations + 1):
                self.clear()
                result = self.faulty(form, "--threads", "1", allocation=number)
                at = (form, number, result.returncode, result.stderr)
                self.assertIn(result.returncode, [DONE, FAILED], at)
                if result.returncode == DONE:
                    self.assertEqual((["out"], whole), (self.left_over(), content(self.out)), at)
                else:
                    self.assertTrue(result.stderr.startswith("telex: "), at)
                    self.assertIn(self.left_over(), [[], ["out"]], at)
                    if self.left_over():
                        self.assertEqual(whole, content(self.out), at)


class SafeFiles(FaultTest):
    def test_private_from_the_first_moment(self):
        for form in FORMS:
            for faults in [{}, {"unnamed": "no"}]:
                self.clear()
                calls, _, _ = self.calls_of(form, **faults)
                for _, name, _, flags, mode in calls:
                    flags = int(flags, 8)
                    if name in ("open", "openat") and (flags & os.O_CREAT or flags & os.O_TMPFILE == os.O_TMPFILE):
                        self.assertEqual("600", mode, (form, calls))
                        self.assertTrue(flags & os.O_EXCL or flags & os.O_TMPFILE == os.O_TMPFILE, (form, calls))
                    if name == "mkdirat":
                        self.assertEqual("700", mode)
                self.assertEqual(0o700 if os.path.isdir(self.out) else 0o600, mode_of(self.out))

    def test_never_through_a_link(self):
        for form in FORMS:
            for force in [[], ["--force"]]:
                for target in ["victim", "nowhere", "folder"]:
                    self.clear()
                    with open(self.path("victim"), "wb") as file:
                        file.write(b"kept")
                    os.mkdir(self.path("folder"))
                    os.symlink(self.path(target), self.out)
                    result = self.faulty(form, *force)
                    self.assertEqual(FAILED, result.returncode, (form, force, target))
                    self.assertIn(self.out, result.stderr)
                    self.assertEqual((b"kept", {}, self.path(target)),
                                     (content(self.path("victim")), content(self.path("folder")), os.readlink(self.out)))
                    self.assertEqual(["folder", "out", "victim"], self.left_over())

    def test_no_name_from_the_input_is_a_path(self):
        name = "../../../escaped/\u0000x"
        self.put(FIRST, [header(name), *(dict(row, event_name=name) for row in [log(0), span(1), metric(2)])])
        for form in FORMS:
            self.clear()
            calls, _, whole = self.calls_of(form)
            self.assertFalse([call for call in calls if "escaped" in call.path], form)
            self.assertEqual(["out"], self.left_over())
            if zipfile.is_zipfile(self.out):
                with zipfile.ZipFile(self.out) as package:
                    whole = package.namelist()
            if form != "json":
                kind = "jsonl" if form == "lines" else "json"
                self.assertEqual({"logs." + kind, "traces." + kind, "metrics." + kind, "manifest.json"}, set(whole))

    def test_the_same_bytes_in_every_environment(self):
        self.put(FIRST, bulky_file(EVENTS_OF_TURNS))
        for form in FORMS:
            seen = []
            for changed in [{}, {"TZ": "Pacific/Apia"}, {"LC_ALL": "tr_TR.UTF-8", "LANG": "de_DE"}, {"TMPDIR": "/nowhere"},
                            {"HOME": "/nowhere"}, {"SOURCE_DATE_EPOCH": "1"}]:
                for threads in ["1", "2", "5"]:
                    self.clear()
                    result = self.faulty(form, "--threads", threads, environment=changed)
                    self.assertEqual(DONE, result.returncode, result.stderr)
                    seen.append(content(self.out))
            self.assertEqual([seen[0]] * len(seen), seen, form)


class Machines(FaultTest):
    def test_a_full_disk(self):
        disk = self.path("disk")
        os.mkdir(disk)
        self.out = os.path.join(disk, "out")
        self.put(FIRST, bulky_file(2000))
        mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", disk], capture_output=True,
                                 check=False).returncode == 0
        if mounted:
            self.addCleanup(subprocess.run, ["umount", disk], check=True)
        # Where nobody may mount, a limit of as many bytes stands for the disk.
        program = [] if mounted else [needs(self, "prlimit"), "--fsize=65536"]
        for form in FORMS:
            # A folder's documents are not compressed; nor are the others here, so that each is too large.
            level = [] if form in ("json", "dir") else ["--package", "dir"]
            result = self.faulty(form, *level, program=program)
            self.assertEqual((FAILED, []), (result.returncode, os.listdir(disk)), (form, result.stderr))
            self.assertIn(self.out, result.stderr)
            self.assertIn(os.strerror(errno.ENOSPC if mounted else errno.EFBIG), result.stderr)

    def test_a_folder_that_may_not_be_written(self):
        # Root without its capabilities is bound by modes as everybody is.
        program = [needs(self, "setpriv"), "--bounding-set=-all"] if os.geteuid() == 0 else []
        folder = self.path("closed")
        os.mkdir(folder)
        self.out = os.path.join(folder, "out")
        os.chmod(folder, 0o555)
        self.addCleanup(os.chmod, folder, 0o755)
        for form in FORMS:
            result = self.faulty(form, program=program)
            self.assertEqual((FAILED, []), (result.returncode, os.listdir(folder)), (form, result.stderr))
            self.assertIn("%s: %s" % (self.out, os.strerror(errno.EACCES)), result.stderr)

    def test_exports_to_one_target_at_once(self):
        self.put(FIRST, bulky_file(500))
        for form in FORMS:
            self.clear()
            _, _, whole = self.calls_of(form)
            for _ in range(5):
                self.clear()
                processes = [subprocess.Popen(
                    [TELEX, "export", self.telemetry, "--out", self.out, "--now", "2026-05-04T00:00:00Z", *FORMS[form]],
                    stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, encoding="utf-8")
                             for _ in range(4)]
                said = [(process.communicate(timeout=DEADLINE_SECONDS)[1], process.returncode) for process in processes]
                self.assertEqual([DONE] + [FAILED] * 3, sorted(status for _, status in said), said)
                for text, status in said:
                    self.assertTrue(status == DONE or self.out + ": exists already" in text, said)
                self.assertEqual((["out"], whole), (self.left_over(), content(self.out)), form)


if __name__ == "__main__":
    unittest.main()
