"""The example that sends a package: order, compression, retries as the OTLP specification has them, and what it tells.

Against a server of our own that answers as it is told to; test_examples.py has the real Collector.
"""

import email.utils
import gzip
import http.server
import json
import os
import shutil
import subprocess
import sys
import tempfile
import threading
import time
import unittest
import zipfile

HERE = os.path.dirname(os.path.abspath(__file__))
SEND = os.path.join(HERE, "../../examples/collector/send.py")
DEADLINE_SECONDS = 60
QUICK = ("--retry-wait", "0.01", "--max-retry-wait", "0.02")
TAKEN = (200, {}, b'{"partialSuccess":{}}')
DOCUMENTS = {"logs.json": b'{"resourceLogs":[]}', "traces.json": b'{"resourceSpans":[]}', "metrics.json": b"{}"}


class Scripted(http.server.ThreadingHTTPServer):
    """Answers with what stands in `script` (a function: with what it gives), then takes everything.

    An answer is a status, headers and a text, and "cut", where it ends early, or "drip", where it goes on and on.

    got: time, path, headers and body of each request; arrivals: their times on the wall's clock.
    """

    def __init__(self, script):
        self.script = list(script)
        self.got = []
        self.arrivals = []
        super().__init__(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.serve_forever, args=(0.01,), daemon=True).start()

    def stop(self):
        self.shutdown()
        self.server_close()


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.got.append((time.monotonic(), self.path, dict(self.headers), gzip.decompress(body)))
        self.server.arrivals.append(time.time())
        answer = self.server.script.pop(0) if self.server.script else TAKEN
        answer = answer() if callable(answer) else answer
        if answer is None:
            self.close_connection = True
            return
        status, headers, text, *ending = answer
        self.send_response(status)
        for name, value in {"Content-Length": str(len(text)), **headers}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(text)
        self.close_connection = bool(ending)
        if ending == ["drip"]:
            self.drip(text)

    def drip(self, text):
        """Goes on with the text until nobody is there."""
        try:
            while not threading.Event().wait(0.05):
                self.wfile.write(text)
        except OSError:
            return

    def log_message(self, *_):
        pass


def manifest_of(documents):
    """As telex writes it: each document has as many records as it has lines, or one."""
    requests, records = [], {"logs": 0, "traces": 0, "metrics": 0}
    for name, data in documents.items():
        signal, lines = name.split(".")[0].split("-")[0], data.count(b"\n")
        of_lines = {"lines": lines} if name.endswith(".jsonl") else {}
        count = of_lines.get("lines", 1)
        records[signal] += count
        requests.append({"path": name, "endpoint": "/v1/" + signal, "records": count, "bytes": len(data), **of_lines})
    name = "otlp-jsonl" if any(name.endswith(".jsonl") for name in documents) else "otlp"
    return json.dumps({"format": name, "records": records, "requests": requests}).encode()


class SenderTest(unittest.TestCase):
    def setUp(self):
        self.work = tempfile.mkdtemp(prefix="telex-sender-")
        self.addCleanup(shutil.rmtree, self.work)

    def folder(self, documents):
        path = os.path.join(self.work, "package")
        os.mkdir(path)
        for name, data in {**documents, "manifest.json": manifest_of(documents)}.items():
            with open(os.path.join(path, name), "wb") as file:
                file.write(data)
        return path

    def send(self, *arguments, script=(), package=None, status=0):
        server = Scripted(script)
        try:
            endpoint = "http://127.0.0.1:%d" % server.server_port
            self.result = run(package or self.folder(DOCUMENTS), "--endpoint", endpoint, *arguments)
        finally:
            server.stop()
        self.assertEqual(status, self.result.returncode, (self.result.stdout, self.result.stderr))
        self.arrivals = server.arrivals
        return server.got


def run(*arguments):
    command = [sys.executable, SEND, *arguments]
    environment = {key: value for key, value in os.environ.items() if not key.startswith("OTEL_")}
    return subprocess.run(
        command,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
        timeout=DEADLINE_SECONDS,
        env=environment,
        check=False,
    )


class Requests(SenderTest):
    def test_the_manifest_gives_order_paths_and_bodies(self):
        documents = {"logs.json": b"L1", "logs-2.json": b"L2", "traces.json": b"T", "metrics.json": b"M"}
        got = self.send(package=self.folder(documents))
        wanted = [("/v1/logs", b"L1"), ("/v1/logs", b"L2"), ("/v1/traces", b"T"), ("/v1/metrics", b"M")]
        self.assertEqual(wanted, [(path, body) for _, path, _, body in got])
        for _, _, headers, _ in got:
            self.assertEqual(("application/json", "gzip"), (headers["Content-Type"], headers["Content-Encoding"]))

    def test_a_zip_gives_the_same(self):
        path = os.path.join(self.work, "package.zip")
        with zipfile.ZipFile(path, "w") as archive:
            for name, data in {**DOCUMENTS, "manifest.json": manifest_of(DOCUMENTS)}.items():
                archive.writestr(name, data)
        self.assertEqual(list(DOCUMENTS.values()), [body for _, _, _, body in self.send(package=path)])

    def test_each_line_is_a_request(self):
        documents = {"logs.jsonl": b'{"a":1}\n{"a":2}\n', "traces.jsonl": b"", "metrics.jsonl": b'{"a":3}\n'}
        got = self.send(package=self.folder(documents))
        self.assertEqual([b'{"a":1}', b'{"a":2}', b'{"a":3}'], [body for _, _, _, body in got])
        self.assertIn("3 requests", self.result.stdout)

    def test_headers_and_signals(self):
        got = self.send("--header", "X-Key: se:cret", "--signals", "logs,metrics")
        self.assertEqual(["/v1/logs", "/v1/metrics"], [path for _, path, _, _ in got])
        self.assertEqual({"se:cret"}, {headers["X-Key"] for _, _, headers, _ in got})

    def test_start_at(self):
        self.assertEqual(["/v1/metrics"], [path for _, path, _, _ in self.send("--start-at", "3")])

    def test_progress_and_summary(self):
        self.send()
        progress = self.result.stderr.splitlines()
        self.assertEqual("[1/3] logs.json, 0.0 kB: 200", progress[0])
        self.assertEqual(3, len(progress))
        summary = r"^3 requests, 0.0 kB, in [0-9.]+ s: 3 taken, 0 refused, 0 records rejected, 0 retries\n$"
        self.assertRegex(self.result.stdout, summary)

    def test_quiet(self):
        self.send("--quiet")
        self.assertEqual("", self.result.stderr)


class Retries(SenderTest):
    def test_busy_servers_are_tried_again(self):
        for status in (429, 502, 503, 504):
            with self.subTest(status):
                shutil.rmtree(os.path.join(self.work, "package"), ignore_errors=True)
                got = self.send(*QUICK, script=[(status, {}, b"busy"), (status, {}, b"busy"), TAKEN])
                self.assertEqual(["/v1/logs"] * 3 + ["/v1/traces", "/v1/metrics"], [path for _, path, _, _ in got])
                self.assertEqual({DOCUMENTS["logs.json"]}, {body for _, path, _, body in got if path == "/v1/logs"})
                self.assertIn("0 refused, 0 records rejected, 2 retries", self.result.stdout)

    def test_a_connection_that_ends_is_tried_again(self):
        got = self.send(*QUICK, script=[None, TAKEN])
        self.assertEqual(["/v1/logs", "/v1/logs", "/v1/traces", "/v1/metrics"], [path for _, path, _, _ in got])

    def test_waits_double(self):
        script = [(503, {}, b"")] * 5
        got = self.send("--retry-wait", "0.1", "--max-retry-wait", "10", script=script)
        waits = [later[0] - earlier[0] for earlier, later in zip(got, got[1:6])]
        for number, wait in enumerate(waits):
            # Half to one and a half of 0.1 s, 0.2 s, 0.4 s, …; the machine may add to it.
            self.assertGreaterEqual(wait, 0.05 * 2**number)

    def test_retry_after_in_seconds(self):
        got = self.send(*QUICK, script=[(429, {"Retry-After": "1"}, b"")])
        self.assertGreaterEqual(got[1][0] - got[0][0], 1)

    def test_a_retry_after_that_is_past_does_not_shorten_the_wait(self):
        for value in ("0", "Wed, 21 Oct 2015 07:28:00 GMT"):
            with self.subTest(value):
                shutil.rmtree(os.path.join(self.work, "package"), ignore_errors=True)
                got = self.send("--retry-wait", "0.4", script=[(503, {"Retry-After": value}, b"")])
                self.assertGreaterEqual(got[1][0] - got[0][0], 0.2)

    def test_retry_after_as_a_date(self):
        """The date is that of the answer and some seconds; nothing may come before it."""
        named = []

        def busy():
            named.append(int(time.time()) + 3)
            return 503, {"Retry-After": email.utils.formatdate(named[0], usegmt=True)}, b""

        self.send(*QUICK, script=[busy])
        self.assertGreaterEqual(self.arrivals[1], named[0])

    def test_it_gives_up(self):
        got = self.send(*QUICK, "--give-up-after", "0.3", script=[(503, {}, b"full")] * 1000, status=1)
        self.assertEqual({"/v1/logs"}, {path for _, path, _, _ in got})
        self.assertIn("logs.json: 503: full", self.result.stderr)
        self.assertIn("--start-at 1", self.result.stdout)

    def test_a_wait_beyond_the_end_is_not_begun(self):
        began = time.monotonic()
        self.send("--give-up-after", "5", script=[(429, {"Retry-After": "3600"}, b"")], status=1)
        self.assertLess(time.monotonic() - began, 5)

    def test_no_server(self):
        server = Scripted([])
        server.stop()
        endpoint = "http://127.0.0.1:%d" % server.server_port
        result = run(self.folder(DOCUMENTS), "--endpoint", endpoint, "--give-up-after", "0.2", *QUICK)
        self.assertEqual(1, result.returncode)
        self.assertIn("no answer", result.stderr)


class Refusals(SenderTest):
    def test_a_refused_request_is_told_and_not_tried_again(self):
        for status in (400, 413, 422, 500, 501):
            with self.subTest(status):
                shutil.rmtree(os.path.join(self.work, "package"), ignore_errors=True)
                got = self.send(script=[(status, {"Retry-After": "0"}, b"bad id"), TAKEN], status=1)
                self.assertEqual(["/v1/logs", "/v1/traces", "/v1/metrics"], [path for _, path, _, _ in got])
                self.assertIn("logs.json: %d: bad id" % status, self.result.stderr)
                self.assertIn("2 taken, 1 refused", self.result.stdout)

    def test_an_answer_that_all_would_get_stops(self):
        for status in (401, 403, 404, 415):
            with self.subTest(status):
                shutil.rmtree(os.path.join(self.work, "package"), ignore_errors=True)
                got = self.send(script=[TAKEN, (status, {}, b"no")], status=1)
                self.assertEqual(["/v1/logs", "/v1/traces"], [path for _, path, _, _ in got])
                self.assertIn("--start-at 2", self.result.stdout)

    def test_records_that_a_server_did_not_take_are_told(self):
        text = b'{"partialSuccess":{"rejectedLogRecords":"3","errorMessage":"too old"}}'
        got = self.send(script=[(200, {}, text)], status=1)
        self.assertEqual(3, len(got))
        self.assertIn("all but 3 records: too old", self.result.stderr)
        self.assertIn("3 records rejected", self.result.stdout)

    def test_what_is_no_package(self):
        for content in (b"no zip", b""):
            path = os.path.join(self.work, "file")
            with open(path, "wb") as file:
                file.write(content)
            result = run(path)
            self.assertEqual(2, result.returncode)
            self.assertIn("no good OTLP package of telex", result.stderr)
        self.assertEqual(2, run(os.path.join(self.work, "absent")).returncode)

    def test_wrong_usage(self):
        package = self.folder(DOCUMENTS)
        wrong = {
            "--endpoint": ["localhost:4318", "http://127.0.0.1:99999", "http://127.0.0.1:abc", "http://[", "http://a..b"]
            + ["http://u:p@127.0.0.1", "http://127.0.0.1/a b", "http://127.0.0.1/v1/logs", "http://127.0.0.1:0"],
            "--header": ["none", "x: a\u2013b", "x: a\r\nb: c", "x y: z", "Content-Length: 3", ": v"],
            "--signals": ["spans", ""],
            "--start-at": ["0", "-3", "4", "99", "logs.json:2", "x", "\u00b2"],
            "--only": ["", "x", "logs.json:1"],
            "--timeout": ["nan", "inf", "-1", "0", "1e9", "x"],
            "--give-up-after": ["-1", "nan"],
            "--retry-wait": ["-1"],
            "--max-retry-wait": ["inf"],
        }
        for option, values in wrong.items():
            for value in values:
                with self.subTest("%s=%r" % (option, value)):
                    arguments = () if option == "--endpoint" else ("--endpoint", "http://127.0.0.1:1")
                    result = run(package, *arguments, "%s=%s" % (option, value))
                    self.assertEqual((2, ""), (result.returncode, result.stdout), result.stderr)
                    self.assertNotIn("Traceback", result.stderr)


if __name__ == "__main__":
    unittest.main()
