"""Proves that a killed export leaves nothing partial under the final name. README.md says what is what."""

import concurrent.futures
import os
import signal
import unittest

from fault_support import FIRST, HIDDEN, FaultTest, bulky_file, content

KILLS = 1000
# Each makes a document of its own: four calls and more.
EVENTS, EVENTS_REPLACED = 115, 22
DOCUMENT_PER_RECORD = ["--max-request-bytes", "1"]
PROCESSES = 2


class Killed(FaultTest):
    """SIGKILL at each call: what stands under the final name is whole, the new one or the one before."""

    def kill_one(self, run, number, whole, before):
        form, options, faults = run
        folder = self.path("%s-%d" % (form, number))
        out = os.path.join(folder, "out")
        os.mkdir(folder)
        if before is not None:
            self.put_back(before, out)
        result = self.faulty(form, *options, out=out, at=number, do="kill", **faults)
        at = (run, number)
        self.assertEqual(-signal.SIGKILL, result.returncode, at)
        if os.path.lexists(out):
            self.assertIn(content(out), [whole, before], at)
        else:
            self.assertIsNone(before, at)
        left = [name for name in os.listdir(folder) if name != "out"]
        self.assertEqual([], [name for name in left if not HIDDEN.fullmatch(name)], at)
        if form != "dir" and before is None and not faults:
            self.assertEqual([], left, at)

    def kill_at_each(self, form, events, force, **faults):
        """How often it was killed."""
        if events:
            self.put(FIRST, bulky_file(events))
        options = ["--threads", "1", *(DOCUMENT_PER_RECORD if events else []), *(["--force"] if force else [])]
        before = self.put_earlier_export(form) if force else self.clear()
        calls, _, whole = self.calls_of(form, *options, **faults)
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
                    kills += self.kill_at_each(form, 0, force, **faults)
        kills += self.kill_at_each("dir", EVENTS_REPLACED, True)
        kills += self.kill_at_each("dir", EVENTS, False)
        self.assertGreaterEqual(kills, KILLS)


if __name__ == "__main__":
    unittest.main()
