"""Where a process is not what it usually is: it ends, it was forked, it may start no thread."""

import unittest

from python_support import PackageTest, put_much, run_python


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


if __name__ == "__main__":
    unittest.main()
