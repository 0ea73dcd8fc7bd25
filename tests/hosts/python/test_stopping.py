"""What stops an export: an exception of the progress callback, `cancel`, Ctrl-C, the interpreter's end."""

import hashlib
import os
import queue
import signal
import statistics
import sys
import threading
import time
import unittest
import unittest.mock

import telex
from python_support import NOW, SAMPLE, PackageTest, put_much, run_python

FORMS = [{"format": "json"}, {"format": "otlp"}, {"format": "otlp", "package": "dir"}, {"format": "otlp-jsonl"}]
# Of Ctrl-C until the exception is there.
LIMIT_SECONDS = 0.1


class OwnError(Exception):
    pass


def is_asleep():
    """Whether the main thread waits."""
    with open(f"/proc/self/task/{threading.main_thread().native_id}/stat", encoding="utf-8") as file:
        return file.read().rpartition(")")[2].split()[0] == "S"


class Progress(PackageTest):
    def setUp(self):
        super().setUp()
        put_much(self.telemetry, 3)

    def test_comes_on_the_callers_thread_and_grows(self):
        seen, threads = [], set()

        def progress(now):
            seen.append(now)
            threads.add(threading.current_thread())

        report = telex.export(self.telemetry, self.out / "x", progress=progress)
        self.assertGreater(len(seen), 3)
        self.assertEqual(sorted(seen), seen)
        self.assertEqual((report.bytes_read, report.bytes_read, report.events), tuple(seen[-1]))
        self.assertEqual({threading.current_thread()}, threads)

    def test_that_raises_stops_the_export(self):
        for form in FORMS:
            for error in (OwnError("mine"), SystemExit(3), KeyboardInterrupt()):
                with self.subTest(form=form, error=error):
                    calls = []

                    def progress(now):
                        calls.append(now)
                        raise error

                    with self.assertRaises(type(error)) as caught:
                        telex.export(self.telemetry, self.out / "x", progress=progress, **form)
                    self.assertIs(error, caught.exception)
                    self.assertEqual(1, len(calls))
                    self.assert_nothing_left()

    def test_that_raises_at_the_end_leaves_nothing(self):
        def progress(now):
            if now.bytes_read == now.bytes_total:
                raise OwnError

        for form in FORMS:
            with self.subTest(form), self.assertRaises(OwnError):
                telex.export(self.telemetry, self.out / "x", progress=progress, **form)
            self.assert_nothing_left()


class CancelEvent(PackageTest):
    def setUp(self):
        super().setUp()
        put_much(self.telemetry, 3)
        self.cancel = threading.Event()

    def assert_cancelled(self, **arguments):
        for form in FORMS:
            with self.subTest(form):
                with self.assertRaises(telex.Cancelled) as caught:
                    telex.export(self.telemetry, self.out / "x", cancel=self.cancel, **form, **arguments)
                self.assertEqual("CANCELLED", caught.exception.code)
                self.assert_nothing_left()

    def test_before(self):
        self.cancel.set()
        self.assert_cancelled()

    def test_during(self):
        self.assert_cancelled(progress=lambda now: self.cancel.set())

    def test_by_another_thread(self):
        put_much(self.telemetry, 20)
        begun = threading.Event()
        setter = threading.Thread(target=lambda: (begun.wait(), self.cancel.set()))
        setter.start()
        with self.assertRaises(telex.Cancelled):
            telex.export(self.telemetry, self.out / "x", cancel=self.cancel, format="otlp", compression=9,
                         progress=lambda now: begun.set())
        setter.join()
        self.assert_nothing_left()

    def test_is_asked_for_once_more_before_the_file_appears(self):
        class Late:
            """Is set after the look that follows the last progress."""

            at_end, looks = False, 0

            def is_set(self):
                self.looks += self.at_end
                return self.looks > 1

        for form in FORMS:
            with self.subTest(form):
                late = Late()

                def progress(now):
                    late.at_end = now.bytes_read == now.bytes_total

                with self.assertRaises(telex.Cancelled):
                    telex.export(self.telemetry, self.out / "x", cancel=late, progress=progress, **form)
                self.assert_nothing_left()

    def test_after(self):
        report = telex.export(self.telemetry, self.out / "x", cancel=self.cancel)
        self.cancel.set()
        self.assertGreater(report.events, 0)
        self.assertEqual(["x"], os.listdir(self.out))

    def test_of_another_type_is_refused(self):
        for function, arguments in ((telex.export, (self.telemetry, self.out / "x")), (telex.events, (self.telemetry,))):
            with self.assertRaisesRegex(TypeError, "cancel must have is_set"):
                function(*arguments, cancel=True)

    def test_whose_check_raises_stops_the_export(self):
        class Odd:
            def is_set(self):
                raise OwnError

        with self.assertRaises(OwnError):
            telex.export(self.telemetry, self.out / "x", cancel=Odd())
        self.assert_nothing_left()


class CtrlC(PackageTest):
    def setUp(self):
        super().setUp()
        put_much(self.telemetry, 30)
        self.assertIs(signal.default_int_handler, signal.getsignal(signal.SIGINT))

    def interrupted(self, form):
        """Seconds from the signal to the exception, of an export that had begun."""
        begun, sent = threading.Event(), []

        def send():
            begun.wait()
            sent.append(time.perf_counter())
            os.kill(os.getpid(), signal.SIGINT)

        sender = threading.Thread(target=send)
        sender.start()
        try:
            telex.export(self.telemetry, self.out / "x", progress=lambda now: begun.set(), compression=9, **form)
        except KeyboardInterrupt:
            taken = time.perf_counter() - sent[0]
        else:
            self.fail("the export was over first")
        finally:
            sender.join()
        self.assert_nothing_left()
        return taken

    def test_stops_an_export_soon(self):
        for form in FORMS:
            with self.subTest(form):
                self.assertLess(statistics.median(self.interrupted(form) for _ in range(5)), LIMIT_SECONDS)

    def interrupted_in(self, work, asleep=False):
        """Seconds from the signal, which comes while work() is called in progress, to the exception.

        `asleep`: it comes when the system has put the main thread to sleep. In the moment before, when Python has just
        looked for signals for the last time, one is seen only when the wait has ended; so it is with every wait of Python.
        """
        begun, sent = threading.Event(), []

        def send():
            begun.wait()
            while asleep and not is_asleep():
                pass
            sent.append(time.perf_counter())
            os.kill(os.getpid(), signal.SIGINT)

        def progress(now):
            begun.set()
            work()

        sender = threading.Thread(target=send)
        sender.start()
        try:
            with self.assertRaises(KeyboardInterrupt):
                telex.export(self.telemetry, self.out / "x", progress=progress)
            taken = time.perf_counter() - sent[0]
        finally:
            sender.join()
        self.assert_nothing_left()
        return taken

    def test_interrupts_what_progress_waits_for(self):
        """None of these waits would end by itself within the test's time."""
        lock, (reader, writer) = threading.Lock(), os.pipe()
        self.addCleanup(os.close, reader)
        self.addCleanup(os.close, writer)
        lock.acquire()
        waits = {"sleep": lambda: time.sleep(600), "lock": lock.acquire, "event": threading.Event().wait,
                 "queue": queue.Queue().get, "read": lambda: os.read(reader, 1)}
        for name, wait in waits.items():
            with self.subTest(name):
                taken = statistics.median(self.interrupted_in(wait, asleep=True) for _ in range(5))
                self.assertLess(taken, LIMIT_SECONDS)

    def test_waits_for_a_function_of_c_in_progress(self):
        """One that computes on its own ends first; the interrupt is not lost."""
        ended = []

        def work():
            hashlib.pbkdf2_hmac("sha256", b"password", b"salt", 300_000)
            ended.append(None)  # not reached: the interrupt comes as C returns
            self.fail("the interrupt was lost")

        self.interrupted_in(work)

    def test_without_progress_too(self):
        """Sent while the main thread waits for nothing but the export."""
        script = (
            "import _thread, os, signal, sys, threading, telex\n"
            "def send():\n"
            "    while not _thread._count() > 1: pass\n"
            "    os.kill(os.getpid(), signal.SIGINT)\n"
            "threading.Thread(target=send, daemon=True).start()\n"
            "telex.export(sys.argv[1], sys.argv[2], format='otlp', compression=9)\n"
        )
        result = run_python(script, self.telemetry, self.out / "x")
        self.assertEqual(-signal.SIGINT, result.returncode, result.stderr)
        self.assertIn("KeyboardInterrupt", result.stderr)
        self.assert_nothing_left()

    def test_reaches_threads_that_look_at_an_event(self):
        """On another thread than the main one no signal arrives; the main one's handler can set `cancel`."""
        script = (
            "import _thread, os, signal, sys, threading, telex\n"
            "cancel, caught = threading.Event(), []\n"
            "signal.signal(signal.SIGINT, lambda number, frame: cancel.set())\n"
            "def work():\n"
            "    try:\n"
            "        telex.export(sys.argv[1], sys.argv[2], format='otlp', compression=9, cancel=cancel,\n"
            "                     progress=lambda now: os.kill(os.getpid(), signal.SIGINT))\n"
            "    except telex.Cancelled as error: caught.append(error.code)\n"
            "thread = threading.Thread(target=work)\n"
            "thread.start()\n"
            "thread.join()\n"
            "print(caught)\n"
        )
        result = run_python(script, self.telemetry, self.out / "x")
        self.assertEqual("['CANCELLED']\n", result.stdout, result.stderr)
        self.assert_nothing_left()


class RandomMoments(PackageTest):
    # The handler of a signal raises, as often as `run` says. The exception comes out of the work, or just after it.
    SCRIPT = (
        "import os, random, signal, sys, telex\n"
        "random.seed(1)\n"
        "to_raise, raised, caught, left = 0, 0, 0, set()\n"
        "class Raised(BaseException): pass\n"
        "def interrupt(number, frame):\n"
        "    global to_raise, raised\n"
        "    if to_raise == 0: return\n"
        "    to_raise, raised = to_raise - 1, raised + 1\n"
        "    raise Raised\n"
        "signal.signal(signal.SIGALRM, interrupt)\n"
        "def run(times, work):\n"
        "    global to_raise, caught\n"
        "    to_raise = times\n"
        "    try:\n"
        "        try:\n"
        "            signal.setitimer(signal.ITIMER_REAL, random.uniform(.0003, .0035), .0005)\n"
        "            work()\n"
        "        except Raised: caught += 1\n"
        "        signal.setitimer(signal.ITIMER_REAL, 0)\n"
        "    except Raised: caught += 1\n"
        "    signal.setitimer(signal.ITIMER_REAL, 0)\n"
        "def export(**arguments):\n"
        "    telex.export(sys.argv[1], os.path.join(sys.argv[2], 'x'), now=sys.argv[3], **arguments)\n"
    )

    def run_script(self, rest):
        return run_python(self.SCRIPT + rest, SAMPLE, self.out, NOW)

    def test_of_interrupts_never_hang(self):
        """Each of 1200 exports is interrupted at a random moment, every third twice; seed 1."""
        result = self.run_script(
            "for number in range(1200): run(2 if number % 3 == 0 else 1, lambda: export(overwrite=True))\n"
            "print('done')\n"
        )
        self.assertEqual("done\n", result.stdout, result.stderr[-800:])

    def test_of_interrupts_lose_none_and_leave_no_part(self):
        """Each of 1500 exports and 300 readings is interrupted at a random moment; seed 1."""
        result = self.run_script(
            "for number in range(1500):\n"
            "    run(1, export)\n"
            "    for name in os.listdir(sys.argv[2]):\n"
            "        path = os.path.join(sys.argv[2], name)\n"
            "        left.add((name, open(path, 'rb').read()))\n"
            "        os.unlink(path)\n"
            "for number in range(300): run(1, lambda: list(telex.events(sys.argv[1])))\n"
            "export()\n"
            "whole = open(os.path.join(sys.argv[2], 'x'), 'rb').read()\n"
            "print(raised > 300, raised - caught, left - {('x', whole)})\n"
        )
        self.assertEqual(("True 0 set()\n", ""), (result.stdout, result.stderr[-800:]))


class LastMoment(PackageTest):
    def test_leaves_the_file_and_gives_the_report(self):
        """Ctrl-C when the file has appeared, while its report is read."""
        read_report = telex._export.read_report

        def interrupt(handle):
            os.kill(os.getpid(), signal.SIGINT)
            return read_report(handle)

        with unittest.mock.patch("telex._export.read_report", interrupt):
            with self.assertRaises(KeyboardInterrupt) as caught:
                telex.export(SAMPLE, self.out / "x")
        self.assertEqual(["x"], os.listdir(self.out))
        self.assertEqual((self.out / "x").stat().st_size, caught.exception.report.bytes_written)


class Handles(unittest.TestCase):
    def test_are_freed_without_a_step_of_python(self):
        """In such a step the exception of a signal's handler would be lost."""
        library, freed, steps = unittest.mock.Mock(telex_x_new=lambda: "pointer"), [], []
        library.telex_x_free = freed.append
        with unittest.mock.patch("telex._handle.library", library):
            handle = telex._handle.Handle("x")
        tracer = sys.gettrace()
        sys.settrace(lambda frame, event, argument: steps.append(frame.f_code))
        del handle
        sys.settrace(tracer)
        self.assertEqual((["pointer"], []), (freed, steps))


class End(PackageTest):
    def setUp(self):
        super().setUp()
        put_much(self.telemetry, 20)

    def test_of_the_interpreter_stops_the_exports_of_daemon_threads(self):
        script = (
            "import sys, threading, telex\n"
            "begun = threading.Event()\n"
            "def work():\n"
            "    try:\n"
            "        telex.export(sys.argv[1], sys.argv[2], format='otlp', package='dir',\n"
            "                     progress=lambda now: begun.set())\n"
            "    except telex.Cancelled: pass\n"
            "threading.Thread(target=work, daemon=True).start()\n"
            "begun.wait()\n"
        )
        result = run_python(script, self.telemetry, self.out / "x")
        self.assertEqual((0, ""), (result.returncode, result.stderr))
        self.assert_nothing_left()

    def test_of_the_interpreter_waits_for_other_threads(self):
        script = (
            "import sys, threading, telex\n"
            "begun = threading.Event()\n"
            "def work(): telex.export(*sys.argv[1:], progress=lambda now: begun.set())\n"
            "threading.Thread(target=work).start()\n"
            "begun.wait()\n"
        )
        result = run_python(script, self.telemetry, self.out / "x")
        self.assertEqual((0, ""), (result.returncode, result.stderr))
        self.assertEqual(["x"], os.listdir(self.out))

    def test_exports_work_without_a_thread(self):
        seen = []
        with unittest.mock.patch("_thread.start_new_thread", side_effect=RuntimeError("can't start new thread")):
            report = telex.export(self.telemetry, self.out / "x", progress=seen.append)
            self.assertEqual((report.events, threading.current_thread()), (seen[-1].events, threading.main_thread()))
            os.unlink(self.out / "x")
            with self.assertRaises(OwnError):
                telex.export(self.telemetry, self.out / "x", progress=self.fail_with_own_error)
            self.assert_nothing_left()
            self.assertEqual(report.events, sum(1 for event in telex.events(self.telemetry)))

    @staticmethod
    def fail_with_own_error(now):
        raise OwnError

    def test_exports_can_be_made_there(self):
        """Where no thread can be started any more (from Python 3.12 on)."""
        script = (
            "import atexit, sys, telex\n"
            "seen = []\n"
            "def work():\n"
            "    telex.export(*sys.argv[1:], progress=seen.append)\n"
            "    print(len(seen) > 1)\n"
            "    try: telex.export(*sys.argv[1:], overwrite=True, progress=lambda now: 1 / 0)\n"
            "    except ZeroDivisionError: print('raised')\n"
            "atexit.register(work)\n"
        )
        result = run_python(script, self.telemetry, self.out / "x")
        self.assertEqual((0, "True\nraised\n"), (result.returncode, result.stdout), result.stderr)


if __name__ == "__main__":
    unittest.main()
