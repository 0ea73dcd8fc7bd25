"""Proves that an export clears what dead ones left, and nothing else. README.md says what is what."""

import os
import signal
import unittest

from fault_support import DONE, FAILED, HIDDEN, FaultTest, content

FILE, FOLDER = ".out.file00.telex-tmp", ".out.folder.telex-tmp"


class Leftovers(FaultTest):
    def put_tree(self, name, documents):
        os.mkdir(self.path(name))
        for document, text in documents.items():
            with open(os.path.join(self.path(name), document), "w", encoding="utf-8") as file:
                file.write(text)

    def put_leftovers(self):
        with open(self.path(FILE), "w", encoding="utf-8") as file:
            file.write("[")
        self.put_tree(FOLDER, {"logs.json": "{", "traces.json": ""})

    def test_each_form_clears_files_and_folders(self):
        for form in ["json", "zip", "dir"]:
            for force in [False, True]:
                before = self.put_earlier_export(form) if force else self.clear()
                self.put_leftovers()
                result = self.faulty(form, *(["--force"] if force else []))
                self.assertEqual((DONE, ["out"]), (result.returncode, self.left_over()), (form, result.stderr))
                self.assertNotEqual(before, content(self.out))

    def test_clearing_that_fails_is_no_failure(self):
        for form in ["json", "dir"]:
            self.clear()
            self.put_leftovers()
            calls, _, whole = self.calls_of(form, "--threads", "1")
            clearing = [call for call in calls if FILE in call.path or FOLDER in call.path]
            self.assertGreater(len(clearing), 8)
            for call in clearing:
                self.clear()
                self.put_leftovers()
                result = self.faulty(form, "--threads", "1", at=call.number, do=5)
                self.assertEqual((DONE, whole), (result.returncode, content(self.out)), (call, result.stderr))
                self.assertLessEqual(set(self.left_over("out")), {FILE, FOLDER}, call)

    def test_what_is_not_a_dead_export_stays(self):
        export = self.put_earlier_export("dir")
        self.clear()
        self.put_tree("victim", {"logs.json": "kept"})
        os.symlink(self.path("victim"), self.path(".out.link00.telex-tmp"))
        os.symlink(self.path("victim/logs.json"), self.path(".out.link01.telex-tmp"))
        os.mkfifo(self.path(".out.fifo00.telex-tmp"))
        self.put_tree(".out.nested.telex-tmp", {"logs.json": ""})
        os.mkdir(self.path(".out.nested.telex-tmp/folder"))
        self.put_tree(".out.linked.telex-tmp", {})
        os.symlink(self.path("victim/logs.json"), self.path(".out.linked.telex-tmp/logs.json"))
        # An export's folder, whole, and somebody's notes in it.
        self.put_tree(".out.noted0.telex-tmp", {**{name: text.decode() for name, text in export.items()}, "notes.txt": ""})
        for name in [".out.UPPER0.telex-tmp", ".out.five5.telex-tmp", ".out.seven77.telex-tmp", ".other.aaaaaa.telex-tmp",
                     "out.aaaaaa.telex-tmp", ".out.aaaaaa.telex-tmq", ".out.aaaaaa.tmp", ".out.aaaaaa.aaaaaa.telex-tmp"]:
            self.put_tree(name, {})
        if os.geteuid() == 0:
            for name in [".out.other0.telex-tmp", ".out.other1.telex-tmp"]:
                self.put_tree(name, {"logs.json": ""})
                os.chown(self.path(name), 1, 1)
        stays = self.left_over()
        for form in ["json", "dir"]:
            for force in [[], ["--force"]]:
                if not force and os.path.lexists(self.out):
                    os.rename(self.out, self.path("kept-" + form))
                    stays = sorted({*stays, "kept-" + form})
                self.put_leftovers()
                result = self.faulty(form, *force)
                self.assertEqual((DONE, stays), (result.returncode, self.left_over("out")), (form, result.stderr))
                self.assertEqual(b"kept", content(self.path("victim/logs.json")))

    def test_a_whole_folder_stays_until_the_target_stands(self):
        export = self.put_earlier_export("dir")
        os.rename(self.out, self.path(FOLDER))
        self.assertIn("manifest.json", export)
        result = self.faulty("dir", at=len(self.failing_at_the_end()), do=5)
        self.assertEqual((FAILED, [FOLDER]), (result.returncode, self.left_over()), result.stderr)
        result = self.faulty("dir")
        self.assertEqual((DONE, ["out"]), (result.returncode, self.left_over()), result.stderr)

    def failing_at_the_end(self):
        """The calls of an export to the folder, up to the rename that shows it."""
        calls, _, _ = self.calls_of("dir")
        os.rename(self.out, self.path(FOLDER))
        return calls[:next(i for i, call in enumerate(calls, 1) if call.name == "renameat2")]


class Living(FaultTest):
    """An export stops at each of its calls, a second to the same target runs whole, the first goes on."""

    def check_form(self, form, **faults):
        options = ["--threads", "1", "--force"]
        before = self.put_earlier_export(form)
        calls, _, whole = self.calls_of(form, *options, **faults)
        locks = [int(call.number) for call in calls if call.name == "flock"]
        seen = 0
        for call in calls:
            self.clear()
            self.put_back(before)
            process = self.start(form, *options, at=call.number, do="stop", **faults)
            self.assertTrue(os.WIFSTOPPED(os.waitpid(process.pid, os.WUNTRACED)[1]), call)
            hidden = [name for name in self.left_over() if HIDDEN.fullmatch(name)]
            second = self.faulty(form, *options, **faults)
            left = self.left_over("out")
            os.kill(process.pid, signal.SIGCONT)
            first = self.end(process)
            # The first may have stopped while it looked at what the second then replaced.
            self.assertIn(first.returncode, [DONE, FAILED] if form == "dir" else [DONE], (call, first.stderr))
            self.assertEqual((DONE, whole), (second.returncode, content(self.out)), (call, first.stderr, second.stderr))
            self.assertEqual(["out"], self.left_over(), (call, first.stderr))
            if int(call.number) > locks[0]:
                self.assertEqual(hidden, left, call)
                seen += len(hidden)
        self.assertGreater(seen, 1)

    def test_json(self):
        self.check_form("json")

    def test_json_without_unnamed_files(self):
        self.check_form("json", unnamed="no")

    def test_folder(self):
        self.check_form("dir")


if __name__ == "__main__":
    unittest.main()
