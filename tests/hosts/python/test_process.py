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


if __name__ == "__main__":
    unittest.main()
