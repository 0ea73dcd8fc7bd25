"""telex.arrow: its capsules, as a consumer without any package sees them. tests/analysis gives them to real ones."""

import ctypes
import errno
import gc
import sys
import threading
import unittest

import telex
from python_support import SAMPLE, PackageTest, header, log, put_much, run_python
from telex import _abi, _capsule
from test_events import open_telemetry

_pointer = ctypes.PYFUNCTYPE(ctypes.c_void_p, ctypes.py_object, ctypes.c_char_p)(
    ("PyCapsule_GetPointer", ctypes.pythonapi))
EVENT_NAME = 2


def stream_of(capsule):
    """The struct in a capsule, which it keeps."""
    stream = _abi.ArrowArrayStream.from_address(_pointer(capsule, b"arrow_array_stream"))
    stream.capsule = capsule
    return stream


def batches_of(stream):
    """How many rows each batch has, and the first event's name; OSError where it fails."""
    while True:
        batch = _abi.ArrowArray()
        error = stream.get_next(stream, batch)
        if error:
            raise OSError(error, stream.get_last_error(stream).decode())
        if not batch.release:
            return
        names = batch.children[EVENT_NAME].contents
        end = ctypes.cast(names.buffers[1], ctypes.POINTER(ctypes.c_int32))[1]
        yield batch.length, ctypes.string_at(names.buffers[2], end).decode()
        batch.release(batch)


class Streams(PackageTest):
    def test_give_all_events_in_batches(self):
        expected = [event["event_name"] for event in telex.events(SAMPLE)]
        for rows in (1, 7, 8192, 2**63 - 1):
            capsule = telex.arrow(SAMPLE, rows_per_batch=rows).__arrow_c_stream__()
            batches = list(batches_of(stream_of(capsule)))
            self.assertEqual(expected[::rows], [name for _, name in batches])
            self.assertEqual(len(expected), sum(length for length, _ in batches))

    def test_are_new_each_time(self):
        events = telex.arrow(SAMPLE, preset="allTime", rows_per_batch=100)
        first, second = events.__arrow_c_stream__(), events.__arrow_c_stream__(None)
        both = list(zip(batches_of(stream_of(first)), batches_of(stream_of(second))))
        self.assertEqual(3, len(both))
        for one, other in both:
            self.assertEqual(one, other)

    def test_take_the_options_of_events(self):
        for arguments in ({"from_": "2026-05-02", "to": "2026-05-03"}, {"order": "session"}, {"to": "1999-01-01"},
                          {"preset": "last7Days", "now": "2026-05-05T00:00:00Z"}):
            names = [event["event_name"] for event in telex.events(SAMPLE, **arguments)]
            stream = stream_of(telex.arrow(SAMPLE, rows_per_batch=1, **arguments).__arrow_c_stream__())
            self.assertEqual(names, [name for _, name in batches_of(stream)], arguments)

    def test_say_what_was_skipped(self):
        self.put("telemetry-2026-05-01-s1.jsonl", [header(), log(0), b"{", log(1)])
        events = telex.arrow(self.telemetry)
        self.assertIsNone(events.report)
        capsule = events.__arrow_c_stream__()
        self.assertEqual(0, events.report.events)
        list(batches_of(stream_of(capsule)))
        for report in (events.report, self.report_without_stream(events, capsule)):
            self.assertEqual((2, 1, 3), (report.events, report.lines_skipped, report.problems[0].line))

    def report_without_stream(self, events, capsule):
        stream = stream_of(capsule)
        stream.release(stream)
        return events.report

    def test_stop_when_they_are_cancelled(self):
        events = telex.arrow(SAMPLE, rows_per_batch=1)
        events.cancel()
        batches = batches_of(stream_of(events.__arrow_c_stream__()))
        next(batches)
        canceller = threading.Thread(target=events.cancel)
        canceller.start()
        canceller.join()
        with self.assertRaises(OSError) as raised:
            list(batches)
        self.assertEqual(errno.ECANCELED, raised.exception.errno)
        self.assertIn("cancelled", str(raised.exception))
        self.assertTrue(list(batches_of(stream_of(events.__arrow_c_stream__()))))

    def test_on_threads(self):
        events = telex.arrow(SAMPLE, rows_per_batch=10)
        totals = []

        def read():
            for _ in range(10):
                stream = stream_of(events.__arrow_c_stream__())
                totals.append(sum(length for length, _ in batches_of(stream)))

        threads = [threading.Thread(target=read) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self.assertEqual(40, len(totals))
        self.assertEqual({len(list(telex.events(SAMPLE)))}, set(totals))

    def test_the_schema_is_there_without_a_source(self):
        capsule = telex.arrow(self.folder / "none").__arrow_c_schema__()
        schema = _abi.ArrowSchema.from_address(_pointer(capsule, b"arrow_schema"))
        names = [ctypes.string_at(schema.children[i].contents.name) for i in range(schema.n_children)]
        self.assertEqual((23, b"timestamp", b"event_name", b"file"), (len(names), names[0], names[EVENT_NAME], names[-1]))


class Failures(PackageTest):
    def expect(self, code, *arguments, **keywords):
        with self.assertRaises(telex.Error) as raised:
            telex.arrow(*arguments, **keywords).__arrow_c_stream__()
        self.assertEqual(code, raised.exception.code)
        return str(raised.exception)

    def test_of_the_source_and_the_range_come_with_the_stream(self):
        self.assertIn("none", self.expect("NOT_FOUND", self.folder / "none"))
        self.expect("INVALID_ARGUMENT", SAMPLE, from_="2026-05-02", to="2026-05-01")
        self.expect("INVALID_ARGUMENT", SAMPLE, preset="allTime", to="2026-05-01")

    def test_of_arguments_come_at_once(self):
        for rows in (0, -1, 2**63):
            self.assertIn("rows_per_batch", self.expect("INVALID_ARGUMENT", SAMPLE, rows_per_batch=rows))
        for arguments in ({"rows_per_batch": 1.5}, {"rows_per_batch": True}, {"rows_per_batch": "1"}, {"to": 1},
                          {"metric_events": "a"}):
            with self.assertRaises(TypeError):
                telex.arrow(SAMPLE, **arguments)
        with self.assertRaises(TypeError):
            telex.arrow(1)


class Capsules(PackageTest):
    """A stream ends with its capsule, whoever has that and whatever happens meanwhile."""

    def setUp(self):
        super().setUp()
        gc.collect()
        self.before = dict(_capsule._structs)
        put_much(self.telemetry, 1)
        self.unraisable = []
        hook, sys.unraisablehook = sys.unraisablehook, self.unraisable.append
        self.addCleanup(setattr, sys, "unraisablehook", hook)

    def begun(self):
        """Events whose stream has a file open."""
        events = telex.arrow(self.telemetry, rows_per_batch=1)
        next(batches_of(stream_of(events.__arrow_c_stream__())))
        self.assertEqual(1, open_telemetry())
        return events

    def assert_released(self):
        gc.collect()
        self.assertEqual((0, self.before, []), (open_telemetry(), _capsule._structs, self.unraisable))

    def test_end_with_what_has_made_them(self):
        events = self.begun()
        del events
        self.assert_released()

    def test_outlive_what_has_made_them(self):
        events = self.begun()
        capsule = events.__arrow_c_stream__()
        del events
        self.assertEqual(6000, sum(length for length, _ in batches_of(stream_of(capsule))))
        del capsule
        self.assert_released()

    def test_end_when_the_next_one_is_asked_for(self):
        events = self.begun()
        capsule = events.__arrow_c_stream__()
        self.assertEqual(0, open_telemetry())
        del events, capsule
        self.assert_released()

    def test_that_were_moved_out_release_nothing(self):
        events = telex.arrow(self.telemetry, rows_per_batch=1)
        capsule = events.__arrow_c_stream__()
        original = stream_of(capsule)
        moved = _abi.ArrowArrayStream.from_buffer_copy(original)
        ctypes.memset(ctypes.addressof(original) + _abi.ArrowArrayStream.release.offset, 0, ctypes.sizeof(ctypes.c_void_p))
        del original, capsule, events
        self.assertEqual(6000, sum(length for length, _ in batches_of(moved)))
        moved.release(moved)
        self.assertFalse(moved.release)
        self.assert_released()

    def test_do_not_lose_an_exception_that_is_on_its_way(self):
        # len() raises, and lets go of its argument after that.
        with self.assertRaisesRegex(TypeError, "has no len"):
            len(self.begun())
        self.assert_released()

    def test_do_not_disturb_the_end_of_the_interpreter(self):
        script = ("import sys, telex\n"
                  "events = telex.arrow(sys.argv[1])\n"
                  "kept = [events.__arrow_c_stream__(), events.__arrow_c_schema__(), events]\n"
                  "import builtins; builtins.kept = [events.__arrow_c_stream__()]\n"
                  "sys.modules['kept'] = [events.__arrow_c_stream__()]\n")
        result = run_python(script, self.telemetry)
        self.assertEqual((0, "", ""), (result.returncode, result.stdout, result.stderr))


if __name__ == "__main__":
    unittest.main()
