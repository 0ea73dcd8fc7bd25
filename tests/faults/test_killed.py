"""Proves that a killed export leaves nothing partial under the final name. README.md says what is what."""

import concurrent.futures
import os
import signal
import unittest

from fault_support import EVENTS_OF_TURNS, FIRST, HIDDEN, FaultTest, bulky_file, content

KILLS = 1000
# Each makes a document of its own: four calls and more.
EVENTS, EVENTS_REPLACED = 115, 22
DOCUMENT_PER_RECORD = ["--max-request-bytes", "1"]
PROCESSES = 2


class Killed(FaultTest):
    """SIGKILL at each call: what stands under the final name is whole, the new one or the one before."""

    def folder_with(self, before, name):
        """A path in a folder of its own, where the export `before` stands."""
        os.mkdir(self.path(name))
        out = os.path.join(self.path(name), "out")
        if before is not None:
            self.put_back(before, out)
        return out

    def kill_one(self, run, number, whole, before):
        form, options, faults = run
        out = self.folder_with(before, "%s-%d" % (form, number))
        result = self.faulty(form, *options, out=out, at=number, do="kill", **faults)
        at = (run, number)
        self.assertEqual(-signal.SIGKILL, result.returncode, at)
        if os.path.lexists(out):
            self.assertIn(content(out), [whole, before], at)
        else:
            self.assertIsNone(before, at)
        left = [name for name in os.listdir(os.path.dirname(out)) if name != "out"]
        self.assertEqual([], [name for name in left if not HIDDEN.fullmatch(name)], at)
        if form != "dir" and before is None and not faults:
            self.assertEqual([], left, at)
        # All of a small export's, and some of the many that a large one leaves at.
        if left and (number % 10 == 0 or DOCUMENT_PER_RECORD[0] not in options):
            self.clear_by_the_next(run, out, whole, at)

    def clear_by_the_next(self, run, out, whole, at):
        form, options, faults = run
        more = ["--force"] if os.path.lexists(out) and "--force" not in options else []
        result = self.faulty(form, *options, *more, out=out, **faults)
        self.assertEqual(0, result.returncode, (at, result.stderr))
        self.assertEqual((["out"], whole), (os.listdir(os.path.dirname(out)), content(out)), at)

    def kill_at_each(self, form, force, *options, **faults):
        """How often it was killed."""
        options = [*options, *(["--force"] if force else [])]
        before = self.put_earlier_export(form) if force else self.clear()
        calls, _, whole = self.calls_of(form, *options, out=self.folder_with(before, "good"), **faults)
        with concurrent.futures.ThreadPoolExecutor(PROCESSES) as pool:
            run = (form, options, faults)
            for _ in pool.map(lambda call: self.kill_one(run, int(call.number), whole, before), calls):
                pass
        self.clear()
        return len(calls)

    def test_a_thousand_kills(self):
        kills = 0
        for form in ["json", "zip", "dir"]:
            for force in [False, True]:
                for faults in [{}] if form == "dir" else [{}, {"unnamed": "no"}]:
                    kills += self.kill_at_each(form, force, "--threads", "1", **faults)
        for events, force in [(EVENTS_REPLACED, True), (EVENTS, False)]:
            self.put(FIRST, bulky_file(events))
            kills += self.kill_at_each("dir", force, "--threads", "1", *DOCUMENT_PER_RECORD)
        self.put(FIRST, bulky_file(EVENTS_OF_TURNS))
        kills += self.kill_at_each("dir", False, "--threads", "2")
        self.assertGreaterEqual(kills, KILLS)
        print("\nkilled %d times" % kills, flush=True)


if __name__ == "__main__":
    unittest.main()
