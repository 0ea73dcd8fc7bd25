"""The command lines that the summary ends with: they are run, by bash, with stand-ins for curl and unzip."""

import json
import os
import subprocess
import sys
import unittest

from cli_support import CliTest, DEADLINE_SECONDS, header, log, metric, needs, read_package

# Appends what would be sent to the file $SENT: the address, the headers, the body.
CURL = """#!%s -IS
import json, os, sys
arguments = sys.argv[1:]
assert arguments[:4] == ["-sS", "-H", "Content-Type: application/json", "--data-binary"], arguments
source, url = arguments[4:]
assert source[0] == "@", source
body = sys.stdin.buffer.read() if source == "@-" else open(os.fsencode(source[1:]), "rb").read()
with open(os.environ["SENT"], "a") as sent:
    sent.write(json.dumps([url, body.decode()]) + "\\n")
"""
UNZIP = """#!%s -IS
import os, sys, zipfile
option, package, name = sys.argv[1:]
assert option == "-p", option
sys.stdout.buffer.write(zipfile.ZipFile(open(os.fsencode(package), "rb")).read(name))
"""
BASE = "http://localhost:4318/v1/"


class NextSteps(CliTest):
    def setUp(self):
        super().setUp()
        self.put_one_of_each()
        os.mkdir(self.path("bin"))
        for name, text in [("curl", CURL), ("unzip", UNZIP)]:
            with open(self.path("bin", name), "w", encoding="utf-8") as file:
                file.write(text % sys.executable)
            os.chmod(self.path("bin", name), 0o700)

    def steps(self, summary):
        """The command lines after the summary."""
        return [line[2:] for line in summary.split("\n\n", 1)[1].splitlines() if line.startswith("  ")]

    def sent(self, steps):
        """What the command lines send, as (address, JSON)."""
        needs(self, "bash")
        log_path = self.path("sent")
        environment = dict(os.environ, SENT=log_path, PATH=self.path("bin") + ":" + os.environ["PATH"])
        for step in steps:
            subprocess.run(["bash", "-c", "set -o pipefail; " + step], check=True, env=environment, cwd=self.work,
                           timeout=DEADLINE_SECONDS)
        with open(log_path, encoding="utf-8") as file:
            pairs = [json.loads(line) for line in file]
        os.unlink(log_path)
        return [(url, json.loads(body)) for url, body in pairs]

    def assert_sends_all(self, out, *arguments, most=12):
        """That following the summary sends each request of the package, in its order, to its endpoint."""
        summary = self.exported("--format", "otlp", *arguments, out=out, cwd=self.work, errors="surrogateescape").stdout
        steps = self.steps(summary)
        self.assertLessEqual(len(steps), most)
        package = read_package(os.path.join(os.fsencode(self.work), os.fsencode(out)))
        wanted = [("http://localhost:4318" + request["endpoint"], package[request["path"]])
                  for request in package["manifest.json"]["requests"]]
        self.assertEqual(wanted, self.sent(steps))
        return steps

    def test_a_folder(self):
        steps = self.assert_sends_all("out", "--package", "dir")
        self.assertEqual("curl -sS -H 'Content-Type: application/json' --data-binary @out/logs.json " + BASE + "logs",
                         steps[0])
        self.assertEqual(3, len(steps))

    def test_a_zip(self):
        steps = self.assert_sends_all("out.zip")
        self.assertEqual("unzip -p out.zip metrics.json | curl -sS -H 'Content-Type: application/json' "
                         "--data-binary @- " + BASE + "metrics", steps[2])

    def test_paths_that_a_shell_would_read_otherwise(self):
        for out in ["it's a b;c&$HOME", "~x`y`", "-x", 'é"\\n', b"\xff'\\1\n\x1b"]:
            for package in ["zip", "dir"]:
                with self.subTest(out=out, package=package):
                    name = os.fsencode(out) + package.encode()
                    argument = name if not name.startswith(b"-") else b"./" + name
                    self.assert_sends_all(argument, "--package", package)

    def test_a_path_that_looks_like_an_option(self):
        self.exported("--format", "otlp", out="-x.zip", cwd=self.work)
        self.assertEqual(3, len(self.sent(self.steps(
            self.exported("--format", "otlp", "--force", out="-x.zip", cwd=self.work).stdout))))

    def test_many_requests_are_a_loop(self):
        self.put("telemetry-2026-05-01-s1.jsonl", [header()] + [log(number) for number in range(16)] + [metric(17)])
        for package in ["zip", "dir"]:
            steps = self.assert_sends_all("many " + package, "--max-request-bytes", "1", "--package", package, most=6)
            self.assertTrue(steps[1].startswith("for i in $(seq 2 "), steps[1])

    def test_twelve_requests_are_told_one_by_one(self):
        self.put("telemetry-2026-05-01-s1.jsonl", [header()] + [log(number) for number in range(10)])
        steps = self.assert_sends_all("twelve", "--max-request-bytes", "1")
        self.assertEqual(12, len(steps))
        self.put("telemetry-2026-05-01-s1.jsonl", [header()] + [log(number) for number in range(11)])
        self.assertEqual(4, len(self.assert_sends_all("thirteen", "--max-request-bytes", "1")))

    def test_lines_are_sent_one_by_one(self):
        for package in ["zip", "dir"]:
            summary = self.exported("--format", "otlp-jsonl", "--package", package, "--max-line-bytes", "1",
                                    out="lines " + package, cwd=self.work).stdout
            self.assertIn("otlpjsonfile", summary)
            self.assertIn("Each line is a request", summary)
            found = read_package(self.path("lines " + package))
            wanted = [(BASE + signal, line) for signal in ["logs", "traces", "metrics"]
                      for line in found[signal + ".jsonl"]]
            self.assertEqual(4, len(wanted))
            self.assertEqual(wanted, self.sent(self.steps(summary)))

    def test_the_hint_on_temporality(self):
        hint = "--temporality cumulative"
        self.assertIn(hint, self.exported("--format", "otlp", out=self.path("1")).stdout)
        self.assertIn(hint, self.exported("--format", "otlp-jsonl", out=self.path("2")).stdout)
        self.assertNotIn(hint, self.exported("--format", "otlp", hint.split()[0], "cumulative",
                                             out=self.path("3")).stdout)
        self.put("telemetry-2026-05-01-s1.jsonl", [header(), log(0)])
        self.assertNotIn(hint, self.exported("--format", "otlp", out=self.path("4")).stdout)
        self.assertNotIn(hint, self.exported(out=self.path("5")).stdout)

    def test_jq_for_the_json_array(self):
        steps = self.steps(self.exported(out="it's", cwd=self.work).stdout)
        self.assertEqual(["jq -r '.[].event_name' 'it'\\''s' | sort | uniq -c | sort -rn"], steps)


if __name__ == "__main__":
    unittest.main()
