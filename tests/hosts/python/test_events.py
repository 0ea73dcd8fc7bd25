"""telex.events: the elements of the JSON array, one by one, in constant memory."""

import gc
import json
import os
import signal
import threading
import unittest

import telex
from python_support import SAMPLE, PackageTest, header, lines, log, put_much, run_python


def open_telemetry():
    """How many telemetry files this process has open."""
    names = (f"/proc/self/fd/{number}" for number in os.listdir("/proc/self/fd"))
    return sum(os.path.basename(os.readlink(name)).startswith("telemetry-") for name in names if os.path.islink(name))


class Elements(PackageTest):
    def exported(self, source, **arguments):
        telex.export(source, self.out / "x", overwrite=True, **arguments)
        return json.loads((self.out / "x").read_bytes())

    def test_are_those_of_the_json_array(self):
        for arguments in ({}, {"from_": "2026-05-02", "to": "2026-05-03"}, {"start": "2026-05-03T12:00:00Z"}):
            with self.subTest(arguments):
                self.assertEqual(self.exported(SAMPLE, **arguments), list(telex.events(SAMPLE, **arguments)))

    def test_can_stand_by_session(self):
        by_session = [event["context"]["session_id"] for event in telex.events(SAMPLE, order="session")]
        changes = sum(before != after for before, after in zip(by_session, by_session[1:]))
        self.assertEqual(len(set(by_session)) - 1, changes)
        key = lambda event: json.dumps(event, sort_keys=True)  # noqa: E731
        self.assertEqual(sorted(map(key, telex.events(SAMPLE))), sorted(map(key, telex.events(SAMPLE, order="session"))))

    def test_keep_their_numbers_and_texts(self):
        rows = [b'{"event_id":"a","event_name":"b","timestamp":"2026-05-01T10:00:00Z","event_sequence":9007199254740993,'
                b'"properties":{"t":"\\ud800 \\u0000 \xc3\xbc","big":' + b"1" * 5000 + b',"inf":1e999},"measurements":{}}']
        self.put("telemetry-2026-05-01-s1.jsonl", [header(), *rows])
        event, = telex.events(self.telemetry)
        self.assertEqual(9007199254740993, event["event_sequence"])
        self.assertEqual("\ud800 \0 ü", event["properties"]["t"])
        self.assertIn(event["properties"]["big"], (int("1" * 4000) * 10**1000 + int("1" * 1000), float("inf")))
        self.assertEqual(float("inf"), event["properties"]["inf"])

    def test_of_an_empty_range_are_none(self):
        self.put_one_of_each()
        self.assertEqual([], list(telex.events(self.telemetry, to="1999-01-01")))

    def test_bad_lines_are_in_the_report(self):
        self.put("telemetry-2026-05-01-s1.jsonl", [header(), log(0), b"{", log(1)])
        with telex.events(self.telemetry) as events:
            self.assertEqual(2, len(list(events)))
            self.assertEqual((2, 1, 3), (events.report.events, events.report.lines_skipped,
                                         events.report.problems[0].line))
        self.assertEqual(1, events.report.lines_skipped)


class Iteration(PackageTest):
    def test_closes_its_files(self):
        put_much(self.telemetry, 2)
        with telex.events(self.telemetry) as events:
            self.assertEqual("s0", next(events)["context"]["session_id"])
            self.assertGreater(open_telemetry(), 0)
        self.assertEqual(0, open_telemetry())
        self.assertEqual([], list(events))
        events.close()

    def test_that_is_left_closes_its_files(self):
        put_much(self.telemetry, 2)
        for event in telex.events(self.telemetry):
            break
        gc.collect()
        self.assertEqual(0, open_telemetry())

    def test_closes_after_an_exception(self):
        put_much(self.telemetry, 2)
        with self.assertRaises(ZeroDivisionError), telex.events(self.telemetry) as events:
            next(events)
            raise ZeroDivisionError
        self.assertEqual(0, open_telemetry())

    def test_is_an_iterator(self):
        self.put_one_of_each()
        events = telex.events(self.telemetry)
        self.assertIs(events, iter(events))
        self.assertEqual([3, 0], [len(list(events)), len(list(events))])

    def test_fails_with_codes(self):
        events = telex.events(self.folder / "none")
        with self.assertRaises(telex.Error) as caught:
            next(events)
        self.assertEqual("NOT_FOUND", caught.exception.code)
        self.assertEqual([], list(events))
        for arguments, name in (({"order": "size"}, "order"), ({"preset": "x"}, "preset")):
            with self.assertRaisesRegex(telex.Error, name):
                telex.events(self.telemetry, **arguments)
        with self.assertRaisesRegex(TypeError, "max_problems must be an int"):
            telex.events(self.telemetry, max_problems="1")

    def test_can_be_cancelled(self):
        put_much(self.telemetry, 2)
        cancel = threading.Event()
        events = telex.events(self.telemetry, cancel=cancel)
        next(events)
        cancel.set()
        with self.assertRaises(telex.Cancelled) as caught:
            next(events)
        self.assertEqual("CANCELLED", caught.exception.code)
        self.assertEqual((0, []), (open_telemetry(), list(events)))

    def test_threads_may_share_it(self):
        put_much(self.telemetry, 4, events=3000)
        events, seen = telex.events(self.telemetry), [[], [], [], []]
        threads = [threading.Thread(target=mine.extend, args=(events,)) for mine in seen]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self.assertEqual(4 * 3000, sum(map(len, seen)))

    def test_ctrl_c_ends_a_long_search(self):
        """A range without an event in files that it needs: all of them are read in the first step."""
        self.put("telemetry-2026-05-01-s1.jsonl", lines([header()]) + lines([log()]) * 250000)
        script = (
            "import _thread, os, signal, sys, threading, time, telex\n"
            "sent = []\n"
            "def send():\n"
            "    while not _thread._count() > 1: pass\n"
            "    sent.append(time.perf_counter())\n"
            "    os.kill(os.getpid(), signal.SIGINT)\n"
            "threading.Thread(target=send, daemon=True).start()\n"
            "events = telex.events(sys.argv[1], start='2026-05-01T23:00:00Z')\n"
            "try: print(list(events))\n"
            "except KeyboardInterrupt: print(time.perf_counter() - sent[0] < 0.1, list(events))\n"
        )
        result = run_python(script, self.telemetry)
        self.assertEqual((0, "True []\n"), (result.returncode, result.stdout), result.stderr)
        self.assertIs(signal.default_int_handler, signal.getsignal(signal.SIGINT))


class Memory(PackageTest):
    """Peak memory of processes of their own, beside that of an idle one with the package loaded."""

    def setUp(self):
        super().setUp()
        put_much(self.telemetry, 28, events=8000)

    def peak_kib(self, statement):
        # VmHWM: ru_maxrss would begin with what this process has.
        script = ("import re, sys, telex\nsource, out = sys.argv[1:]\n" + statement +
                  "\nprint(re.search(r'VmHWM:\\s*(\\d+)', open('/proc/self/status').read()).group(1))")
        result = run_python(script, self.telemetry, self.out / "x")
        self.assertEqual(0, result.returncode, result.stderr)
        return int(result.stdout)

    def test_stays_within_16_mib_of_an_idle_process(self):
        size = sum(path.stat().st_size for path in self.telemetry.iterdir())
        self.assertGreater(size, 2.5 * (16 << 20), "what is kept whole must not fit")
        idle = self.peak_kib("")
        for what in ("telex.export(source, out)", "telex.export(source, out, format='otlp')",
                     "telex.export(source, out, format='otlp', package='dir', progress=lambda now: None)",
                     "for event in telex.events(source): pass"):
            with self.subTest(what):
                self.assertLess(self.peak_kib(what) - idle, 16 << 10)
                path = self.out / "x"
                if path.is_file():
                    path.unlink()

    def test_does_not_grow_with_exports(self):
        few = self.peak_kib("for number in range(200): telex.export(%r, out, overwrite=True)" % str(SAMPLE))
        many = self.peak_kib("for number in range(1500): telex.export(%r, out, overwrite=True)" % str(SAMPLE))
        self.assertLess(many - few, 1 << 10)


if __name__ == "__main__":
    unittest.main()
