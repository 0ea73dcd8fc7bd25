"""Where a process is not what it usually is: it ends, it was forked, it may start no thread."""

import os
import queue
import shutil
import signal
import threading
import unittest
import unittest.mock

import telex
from python_support import NOW, PackageTest, content, put_much, run_python

FORMS = [{"format": "json"}, {"format": "otlp"}, {"format": "otlp", "package": "dir"}, {"format": "otlp-jsonl"}]

# Of Python's newer warning that a process with threads forks.
QUIET = {"env": dict(os.environ, PYTHONWARNINGS="ignore::DeprecationWarning")}


class End(PackageTest):
    def setUp(self):
        super().setUp()
        put_much(self.telemetry, 4)

    def test_lets_daemon_threads_start_no_export(self):
        """Each begins the next at once when one is cancelled."""
        script = (
            "import sys, threading, telex\n"
            "begun = threading.Event()\n"
            "def work(number):\n"
            "    while True:\n"
            "        try: telex.export(sys.argv[1], f'{sys.argv[2]}/{number}', progress=lambda now: begun.set())\n"
            "        except telex.Cancelled: pass\n"
            "for number in range(3): threading.Thread(target=work, args=(number,), daemon=True).start()\n"
            "begun.wait()\n"
            "sys.exit(3)\n"
        )
        for _ in range(5):
            result = run_python(script, self.telemetry, self.out)
            self.assertEqual((3, ""), (result.returncode, result.stderr))
            self.assert_nothing_left()

    def test_still_exports_what_a_finalizer_asks_for(self):
        """Where the interpreter starts no thread any more, or one that never runs."""
        script = (
            "import sys, telex\n"
            "class Owner:\n"
            "    def __del__(self, telex=telex, arguments=sys.argv[1:]):\n"
            "        seen = []\n"
            "        report = telex.export(*arguments, progress=seen.append)\n"
            "        print(len(seen) > 1, report.events - sum(1 for event in telex.events(arguments[0])))\n"
            "owner = Owner()\n"
        )
        result = run_python(script, self.telemetry, self.out / "x")
        self.assertEqual((0, "True 0\n", ""), (result.returncode, result.stdout, result.stderr))


@unittest.skipUnless(hasattr(os, "fork"), "needs os.fork")
class Fork(PackageTest):
    """A child that is forked in a function which an export or a reading calls."""

    # The parent waits there for its child, and then goes on.
    SCRIPT = (
        "import os, signal, sys, telex\n"
        "telemetry, out, then = sys.argv[1:]\n"
        "statuses = []\n"
        "def fork(now=None):\n"
        "    if statuses: return False\n"
        "    statuses.append(None)\n"
        "    child = os.fork()\n"
        "    if child:\n"
        "        statuses[0] = os.waitpid(child, 0)[1] >> 8\n"
        "        return False\n"
        "    signal.alarm(15)  # a child that hangs goes, too\n"
        "    if then == 'exit': sys.exit(7)\n"
        "    if then == 'export':\n"
        "        telex.export(telemetry, out + '/child')\n"
        "        sys.exit(7)\n"
        "    if then == 'text': sys.exit('told')\n"
        "    if then == 'raise': raise LookupError('mine')\n"
        "    return False\n"
    )

    def setUp(self):
        super().setUp()
        put_much(self.telemetry, 2)

    def run_script(self, then, rest, told="^$"):
        result = run_python(self.SCRIPT + rest, self.telemetry, self.out, then, timeout=20, **QUIET)
        self.assertEqual(0, result.returncode, result.stderr)
        self.assertRegex(result.stderr, told)
        return result.stdout

    def test_leaves_an_export_to_the_parent(self):
        for form in FORMS:
            for then, status in (("exit", 7), ("export", 7), ("return", 9)):
                with self.subTest(form=form, then=then):
                    printed = self.run_script(
                        then,
                        f"form = {dict(form, now=NOW)!r}\n"
                        "try: report = telex.export(telemetry, out + '/x', progress=fork, **form)\n"
                        "except telex.Cancelled: os._exit(9)\n"
                        "telex.export(telemetry, out + '/y', **form)\n"
                        "print(statuses[0], report.events > 0)\n",
                    )
                    self.assertEqual(f"{status} True\n", printed)
                    self.assertEqual(content(self.out / "y"), content(self.out / "x"))
                    left = {"x", "y"} | ({"child"} if then == "export" else set())
                    self.assertEqual(left, set(os.listdir(self.out)))
                    for name in left:
                        remove(self.out / name)

    def test_ends_where_no_thread_can_be_started(self):
        """It would return into the library, whose threads it does not have, and wait for them."""
        thens = (("exit", 7, "^$"), ("export", 7, "^$"), ("text", 1, "^told\n$"),
                 ("raise", 1, r"(?s)^Traceback .*LookupError: mine\n$"),
                 ("return", 1, r"^telex: a child [^\n]* its parent's\n$"))
        for form in FORMS:
            for then, status, told in thens:
                with self.subTest(form=form, then=then):
                    printed = self.run_script(
                        then,
                        f"import unittest.mock\nform = {dict(form, now=NOW)!r}\n"
                        "with unittest.mock.patch('_thread.start_new_thread', side_effect=RuntimeError):\n"
                        "    telex.export(telemetry, out + '/x', progress=fork, **form)\n"
                        "telex.export(telemetry, out + '/y', **form)\n"
                        "print(statuses[0])\n", told)
                    self.assertEqual(f"{status}\n", printed)
                    self.assertEqual(content(self.out / "y"), content(self.out / "x"))
                    left = {"x", "y"} | ({"child"} if then == "export" else set())
                    self.assertEqual(left, set(os.listdir(self.out)))
                    for name in left:
                        remove(self.out / name)

    def test_frees_nothing_that_the_parent_uses(self):
        result = run_python(
            "import os, sys, telex\n"
            "def progress(now):\n"
            "    job, = telex._job._running\n"
            "    if os.fork() == 0: os._exit(0 if job.handle._free is bool else 1)\n"
            "    print(job.handle._free is bool, os.wait()[1])\n"
            "    raise SystemExit\n"
            "telex.export(*sys.argv[1:], progress=progress)\n", self.telemetry, self.out / "x", **QUIET)
        self.assertEqual("False 0\n", result.stdout, result.stderr)

    def test_leaves_a_reading_to_the_parent(self):
        for then, status in (("exit", 7), ("export", 7), ("return", 9)):
            with self.subTest(then=then):
                printed = self.run_script(
                    then,
                    "class Later:\n"
                    "    looks = 0\n"
                    "    def is_set(self):\n"
                    "        self.looks += 1\n"
                    "        return fork() if self.looks == 2 else False\n"
                    "try: events = sum(1 for event in telex.events(telemetry, cancel=Later()))\n"
                    "except telex.Cancelled: os._exit(9)\n"
                    "print(statuses[0], events - sum(1 for event in telex.events(telemetry)))\n",
                )
                self.assertEqual(f"{status} 0\n", printed)


class NoThread(PackageTest):
    """Where no thread can be started, the call does all on the caller's."""

    def setUp(self):
        super().setUp()
        put_much(self.telemetry, 10)

    def interrupted(self, work, handler):
        """Whether work(begun) raises KeyboardInterrupt; a signal whose handler raises it comes after begun.put(None)."""
        before = signal.signal(signal.SIGUSR1, handler)
        self.addCleanup(signal.signal, signal.SIGUSR1, before)
        begun = queue.SimpleQueue()
        sender = threading.Thread(target=lambda: (begun.get(), os.kill(os.getpid(), signal.SIGUSR1)))
        sender.start()
        try:
            with unittest.mock.patch("_thread.start_new_thread", side_effect=RuntimeError("can't start new thread")):
                with self.assertRaises(KeyboardInterrupt):
                    work(begun)
        finally:
            begun.put(None)
            sender.join()
        self.assertIs(handler, signal.getsignal(signal.SIGUSR1))
        self.assertIs(signal.default_int_handler, signal.getsignal(signal.SIGINT))

    def test_loses_no_interrupt_of_an_export(self):
        """It comes anywhere: in a function that the export calls, or before one."""
        for form in FORMS:
            for _ in range(5):
                with self.subTest(form):
                    self.interrupted(
                        lambda begun: telex.export(self.telemetry, self.out / "x", compression=9,
                                                   progress=lambda now: begun.put(None), **form),
                        signal.default_int_handler)
                    self.assert_nothing_left()

    def test_loses_no_interrupt_of_a_reading(self):
        def read(begun):
            for event in telex.events(self.telemetry):
                begun.put(None)

        self.interrupted(read, signal.default_int_handler)

    def test_calls_handlers_that_do_not_raise(self):
        cancel = threading.Event()
        before = signal.signal(signal.SIGUSR1, lambda number, frame: cancel.set())
        self.addCleanup(signal.signal, signal.SIGUSR1, before)
        with unittest.mock.patch("_thread.start_new_thread", side_effect=RuntimeError("can't start new thread")):
            with self.assertRaises(telex.Cancelled):
                telex.export(self.telemetry, self.out / "x", cancel=cancel,
                             progress=lambda now: os.kill(os.getpid(), signal.SIGUSR1))
        self.assert_nothing_left()



class Refused(unittest.TestCase):
    def test_no_format(self):
        with self.assertRaisesRegex(TypeError, "format must be"):
            telex.file_filters(None)

    def test_the_class_of_cancel(self):
        with self.assertRaisesRegex(TypeError, "cancel must be an object"):
            telex.events(".", cancel=threading.Event)


def remove(path):
    if path.is_dir():
        shutil.rmtree(path)
    else:
        path.unlink()


if __name__ == "__main__":
    unittest.main()
