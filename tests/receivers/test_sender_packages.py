"""The example that sends a package: what it refuses to send, and how it ends where it is interrupted or refused.

Against the scripted server of test_sender.py.
"""

import gzip
import json
import os
import shutil
import signal
import socket
import ssl
import subprocess
import sys
import threading
import unittest
import warnings
import zipfile

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [HERE]

import test_sender
from test_sender import DEADLINE_SECONDS, DOCUMENTS, QUICK, SEND, TAKEN, manifest_of, run

# A shell that starts the tests in the background has Ctrl-C ignored, here and in the processes that are started.
signal.signal(signal.SIGINT, signal.default_int_handler)

LINES = {"logs.jsonl": b'{"a":1}\n{"a":2}\n{"a":3}\n', "traces.jsonl": b"", "metrics.jsonl": b'{"a":4}\n'}
ALL_LINES = [b'{"a":1}', b'{"a":2}', b'{"a":3}', b'{"a":4}']


class PackageTest(test_sender.SenderTest):
    def write(self, name, data):
        with open(os.path.join(self.work, "package", name), "wb") as file:
            file.write(data)

    def assert_refused(self, package, reason):
        self.assertEqual([], self.send(package=package, status=2), "something was sent")
        self.assertNotIn("Traceback", self.result.stderr)
        self.assertRegex(self.result.stderr, reason)
        self.assertEqual("", self.result.stdout)


class Others(PackageTest):
    def test_a_single_document_is_told_from_a_package(self):
        package = self.folder(DOCUMENTS)
        for path in (os.path.join(package, "logs.json"), os.path.join(package, "manifest.json")):
            self.assert_refused(path, "it is no zip; name the zip or the folder")


class Damaged(PackageTest):
    """Each is found before the first request, whatever comes before it in the package."""

    # What it is called; the change of the manifest's last request; what the message says.
    ENTRIES = [
        ("a file beside the package", {"path": "../secret.json"}, "no document of an export"),
        ("a file of the machine", {"path": "/etc/hostname"}, "no document of an export"),
        ("the package", {"path": "."}, "no document of an export"),
        ("no path", {"path": None}, "no document of an export"),
        ("a path of another kind", {"path": 3}, "no document of an export"),
        ("a document twice", {"path": "logs.json", "endpoint": "/v1/logs"}, "twice"),
        ("an unknown endpoint", {"endpoint": "/v1/profiles"}, "/v1/profiles"),
        ("another signal's endpoint", {"endpoint": "/v1/logs"}, "endpoint of metrics.json"),
        ("no endpoint", {"endpoint": None}, "endpoint of metrics.json"),
        ("more bytes", {"bytes": 3}, "has 2 bytes, its manifest lists 3"),
        ("fewer bytes", {"bytes": 1}, "more than the 1 bytes"),
        ("bytes below zero", {"bytes": -1}, "no bytes"),
        ("bytes as text", {"bytes": "2"}, "no bytes"),
        ("lines of a document", {"lines": 1}, "wrong lines"),
        ("another format", {"path": "metrics.jsonl", "lines": 1}, "metrics.jsonl is no document of the format otlp"),
        ("records that it does not have", {"records": 3}, "3 records of metrics, its manifest.json counts 1"),
        ("no records", {"records": None}, "no records for metrics.json"),
        ("more bytes than any server takes", {"bytes": 2**40}, "too many for a request"),
        ("a document that is not there", {"path": "metrics-2.json"}, "metrics-2.json"),
    ]

    def test_entries_of_the_manifest(self):
        package = self.folder(DOCUMENTS)
        with open(os.path.join(self.work, "secret.json"), "wb") as file:
            file.write(b"{}")
        for what, change, reason in self.ENTRIES:
            with self.subTest(what):
                manifest = json.loads(manifest_of(DOCUMENTS))
                manifest["requests"][-1].update(change)
                self.write("manifest.json", json.dumps(manifest).encode())
                self.assert_refused(package, reason)

    def test_manifests(self):
        package = self.folder(DOCUMENTS)
        requests = [[], {}, "logs.json", 3, None, [3], [None], ["logs.json"]]
        whole = json.loads(manifest_of(DOCUMENTS))
        texts = [json.dumps({**whole, "requests": value}) for value in requests] + ["[]", "3", "", "{", "[" * 100000, "\ud800"]
        for text in texts:
            with self.subTest(text[:40]):
                self.write("manifest.json", text.encode("utf-8", "surrogatepass"))
                self.assert_refused(package, "no good OTLP package")

    def test_what_the_manifest_says_of_all(self):
        package = self.folder(DOCUMENTS)
        whole = json.loads(manifest_of(DOCUMENTS))
        for change, reason in (
            ({"format": "json"}, "its format is 'json', not otlp or otlp-jsonl"),
            ({"format": None}, "its format is None"),
            ({"format": []}, "its format is "),
            ({"records": None}, "has no records"),
            ({"records": {**whole["records"], "logs": 2}}, "1 records of logs, its manifest.json counts 2"),
            ({"requests": whole["requests"][:1]}, "0 records of metrics, its manifest.json counts 1"),
        ):
            with self.subTest(str(change)):
                self.write("manifest.json", json.dumps({**whole, **change}).encode())
                self.assert_refused(package, reason)

    def test_documents_that_are_not_listed(self):
        package = self.folder(DOCUMENTS)
        self.write("logs-2.json", b"{}")
        self.assert_refused(package, "does not list logs-2.json")
        os.unlink(os.path.join(package, "logs-2.json"))
        self.write("notes.txt", b"")
        self.assertEqual(3, len(self.send(package=package)))

    def test_an_entry_twice_in_a_zip(self):
        files = {**DOCUMENTS, "manifest.json": manifest_of(DOCUMENTS)}
        for twice in files:
            with self.subTest(twice):
                path = os.path.join(self.work, "twice.zip")
                with zipfile.ZipFile(path, "w") as archive, warnings.catch_warnings():
                    warnings.simplefilter("ignore")
                    for name in (*files, twice):
                        archive.writestr(name, files[name])
                self.assert_refused(path, "it has %s twice" % twice)

    def test_a_line_that_would_fill_the_memory(self):
        """A small zip with a line of blanks; the sender may have less memory than the line."""
        size = 1 << 30
        path = os.path.join(self.work, "bomb.zip")
        manifest = json.loads(manifest_of(LINES))
        manifest["requests"][0]["bytes"] = size
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
            archive.writestr("manifest.json", json.dumps(manifest))
            with archive.open("logs.jsonl", "w", force_zip64=True) as file:
                for _ in range(size >> 24):
                    file.write(b" " * (1 << 24))
        code = "import resource, runpy, sys; resource.setrlimit(resource.RLIMIT_AS, (%d, %d))\n" % (size // 2, size // 2)
        code += "sys.argv[:] = sys.argv[1:]; sys.path[:0] = [%r]; runpy.run_path(sys.argv[0], run_name='__main__')"
        command = [sys.executable, "-c", code % os.path.dirname(SEND), SEND, path]
        result = subprocess.run(command, capture_output=True, encoding="utf-8", timeout=DEADLINE_SECONDS, check=False)
        self.assertEqual(2, result.returncode, result.stderr[-500:])
        self.assertIn("logs.jsonl has too long a line", result.stderr)

    def test_links_and_other_files(self):
        secret = os.path.join(self.work, "secret")
        with open(secret, "wb") as file:
            file.write(b"{}")
        package = self.folder(DOCUMENTS)
        for name in ("metrics.json", "manifest.json"):
            path = os.path.join(package, name)
            with self.subTest(name):
                os.rename(path, secret + name)
                os.symlink(secret + name, path)
                self.assert_refused(package, name + " is no regular file")
                os.unlink(path)
                os.mkfifo(path)
                self.assert_refused(package, name + " is no regular file")
                os.unlink(path)
                os.rename(secret + name, path)
        self.assertEqual(3, len(self.send(package=package)))

    def test_lines(self):
        package = self.folder(LINES)
        for data, reason in (
            (b'{"a":4}\n{"a":5}\n', "more than the 8 bytes"),
            (b'{"a":4', "has 6 bytes"),
            (b'{"a":45}', "has no end"),
            (b'{"a":\n}\n'[:8], "has 2 lines, its manifest lists 1"),
            (b"       \n", "line 1 of metrics.jsonl is empty"),
        ):
            with self.subTest(reason):
                self.write("metrics.jsonl", data)
                self.assert_refused(package, reason)

    def test_a_damaged_zip(self):
        good = os.path.join(self.work, "good.zip")
        documents = {**DOCUMENTS, "metrics.json": bytes(range(256)) * 400}
        with zipfile.ZipFile(good, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, data in {**documents, "manifest.json": manifest_of(documents)}.items():
                archive.writestr(name, data)
            place = archive.getinfo("metrics.json").header_offset + 30 + len("metrics.json")
        with open(good, "rb") as file:
            data = file.read()
        for changed in (0x00, 0x07, 0xFF):
            with self.subTest(changed):
                bad = os.path.join(self.work, "bad.zip")
                with open(bad, "wb") as file:
                    file.write(data[:place] + bytes([changed]) * 20 + data[place + 20 :])
                self.assert_refused(bad, "no good OTLP package")


class GoingOn(PackageTest):
    def bodies(self, *arguments, **settings):
        return [body for _, _, _, body in self.send(*arguments, **settings)]

    def test_requests_of_lines_are_counted_by_line(self):
        package = self.folder(LINES)
        script = [TAKEN, TAKEN, (401, {}, b"no")]
        self.assertEqual(ALL_LINES[:3], self.bodies(package=package, script=script, status=1))
        self.assertIn("--start-at 3 ", self.result.stdout)
        self.assertIn("[3/4] logs.jsonl:3", self.result.stderr)
        self.assertEqual(ALL_LINES[2:], self.bodies("--start-at", "3", package=package))
        self.assertEqual(ALL_LINES[2:], self.bodies("--start-at", "logs.jsonl:3", package=package))
        self.assertEqual(ALL_LINES[3:], self.bodies("--start-at", "metrics.jsonl", package=package))

    def test_refused_requests_can_be_sent_alone(self):
        package = self.folder(LINES)
        script = [TAKEN, (400, {}, b"bad"), TAKEN, (400, {}, b"bad")]
        self.bodies(package=package, script=script, status=1)
        self.assertIn("--only logs.jsonl:2,metrics.jsonl:1\n", self.result.stdout)
        got = self.bodies("--only", "logs.jsonl:2,metrics.jsonl:1", package=package)
        self.assertEqual([ALL_LINES[1], ALL_LINES[3]], got)
        self.assertEqual(ALL_LINES[:3], self.bodies("--only", "logs.jsonl", package=package))

    def test_nothing_to_send_is_told(self):
        package = self.folder(LINES)
        for arguments in (("--signals", "traces"), ("--only", "logs.jsonl", "--signals", "metrics")):
            self.assertEqual([], self.bodies(*arguments, package=package, status=2))
            self.assertIn("nothing to send", self.result.stderr)

    def test_what_is_refused_and_then_stopped(self):
        self.send(script=[(400, {}, b"bad"), (403, {}, b"no")], status=1)
        self.assertIn("--only logs.json\n", self.result.stdout)
        self.assertIn("--start-at 2 ", self.result.stdout)

    def start(self, script, *arguments, **streams):
        server = test_sender.Scripted(script)
        self.addCleanup(server.stop)
        command = [sys.executable, SEND, self.folder(DOCUMENTS), *arguments]
        command += ["--endpoint", "http://127.0.0.1:%d" % server.server_port]
        process = subprocess.Popen(command, encoding="utf-8", **streams)
        guard = threading.Timer(DEADLINE_SECONDS, process.kill)
        guard.start()
        self.addCleanup(guard.cancel)
        return server, process

    def test_an_interrupt_says_how_to_go_on(self):
        for number, status in ((signal.SIGINT, 130), (signal.SIGTERM, 143)):
            with self.subTest(number):
                shutil.rmtree(os.path.join(self.work, "package"), ignore_errors=True)
                script = [TAKEN] + [(503, {}, b"busy")] * 1000
                pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
                _, process = self.start(script, "--retry-wait", "100", **pipes)
                for line in process.stderr:
                    if "tries again in" in line:
                        process.send_signal(number)
                        break
                out, error = process.communicate()
                self.assertEqual(status, process.returncode, error)
                self.assertIn("1 taken", out)
                self.assertIn("--start-at 2 ", out)
                self.assertNotIn("Traceback", error)

    def test_all_is_sent_where_nobody_reads_what_it_says(self):
        for name, other in (("stdout", "stderr"), ("stderr", "stdout")):
            with self.subTest(name):
                shutil.rmtree(os.path.join(self.work, "package"), ignore_errors=True)
                reading, writing = os.pipe()
                os.close(reading)
                server, process = self.start([], **{name: writing, other: subprocess.PIPE})
                os.close(writing)
                said = "".join(process.communicate()[name == "stdout"])
                self.assertEqual((0, 3), (process.returncode, len(server.got)), said)
                self.assertNotIn("BrokenPipe", said)

    def test_an_empty_endpoint_of_the_environment_is_none(self):
        command = [sys.executable, SEND, os.path.join(self.work, "absent")]
        environment = {**os.environ, "OTEL_EXPORTER_OTLP_ENDPOINT": ""}
        result = subprocess.run(command, capture_output=True, encoding="utf-8", env=environment, check=False)
        self.assertIn("no good OTLP package of telex", result.stderr)


class Answers(PackageTest):
    def test_each_wait_is_told(self):
        self.send(*QUICK, "--quiet", script=[(503, {}, b"full"), None, TAKEN])
        told = self.result.stderr.splitlines()
        self.assertEqual(2, len(told), told)
        self.assertRegex(told[0], r"^send: logs\.json: 503: full; tries again in 0\.0 s, for another \d+ s$")
        self.assertRegex(told[1], r"^send: logs\.json: no answer: .+; tries again in 0\.0 s, for another \d+ s$")

    def test_a_wait_that_is_too_long_is_told(self):
        self.send("--give-up-after", "5", script=[(429, {"Retry-After": "3600"}, b"slow down")], status=1)
        self.assertIn("slow down; the server asks to wait 3600 s, and --give-up-after is 5 s", self.result.stderr)

    def test_a_retry_after_that_says_nothing(self):
        for value in ("\u00b2", "soon", "-1", "1e3", "Mon, 99 Foo 0000", "9" * 400):
            with self.subTest(value):
                value = value.encode("utf-8").decode("latin-1")
                package = self.folder(DOCUMENTS) if not os.path.exists(self.work + "/package") else self.work + "/package"
                got = self.send(*QUICK, package=package, script=[(503, {"Retry-After": value}, b""), TAKEN])
                self.assertEqual(4, len(got))

    def test_a_warning_is_shown(self):
        self.send(script=[(200, {}, b'{"partialSuccess":{"errorMessage":"use gzip"}}')])
        self.assertIn("logs.json: the server took all, and warns: use gzip", self.result.stderr)

    def test_what_is_no_answer_of_otlp(self):
        package = self.folder(DOCUMENTS)
        texts = (b"<html>login</html>", b"OK", b"[]", b"[" * 60000, b'{"partialSuccess":[]}', b'{"partialSuccess":""}')
        counts = (b'"x"', b"1e999", b"-3", b'"-3"', b"2.9", b"NaN", b"true", b"[]", b"1e19")
        texts += tuple(b'{"partialSuccess":{"rejectedSpans":%s}}' % count for count in counts)
        for text in (*texts, b'{"partialSuccess":{"errorMessage":3}}'):
            with self.subTest(text[:30]):
                self.send(package=package, script=[(200, {}, text)], status=1)
                self.assertIn("logs.json: 200: %s" % text[:30].decode(), self.result.stderr)
                self.assertIn("no answer of OTLP; is --endpoint right?", self.result.stderr)
                self.assertIn("2 taken, 0 refused", self.result.stdout)
                self.assertIn("1 answers were none of OTLP", self.result.stdout)

    def test_null_is_the_default(self):
        """As in all JSON of proto3."""
        text = b'{"partialSuccess":{"rejectedSpans":null,"rejectedLogRecords":"3","errorMessage":null}}'
        self.send(script=[(200, {}, text), (200, {}, b'{"partialSuccess":null}')], status=1)
        self.assertIn("3 taken, 0 refused, 3 records rejected", self.result.stdout)

    def test_a_gzipped_answer_is_read(self):
        text = gzip.compress(b'{"partialSuccess":{"rejectedSpans":2.0,"errorMessage":"lost"}}')
        self.send(script=[(200, {"Content-Encoding": "gzip"}, text)], status=1)
        self.assertIn("all but 2 records: lost", self.result.stderr)

    def test_an_answer_that_is_cut_short_is_none(self):
        script = [(200, {"Content-Length": "1000"}, b"{}", "cut"), TAKEN]
        self.assertEqual(4, len(self.send(*QUICK, script=script)))
        self.assertIn("logs.json: no answer", self.result.stderr)

    def test_a_refusal_that_is_cut_short_stands(self):
        self.assertEqual(3, len(self.send(script=[(400, {"Content-Length": "1000"}, b"bad", "cut")], status=1)))
        self.assertIn("logs.json: 400: bad", self.result.stderr)

    def test_an_answer_that_drips_is_ended(self):
        """Byte after byte, each in time; nothing but the deadline of the whole answer ends it."""
        script = [(200, {"Content-Length": "1000000"}, b" ", "drip"), TAKEN]
        self.assertEqual(4, len(self.send(*QUICK, "--timeout", "0.5", script=script)))
        self.assertIn("no answer: no whole answer in 0.5 s (--timeout)", self.result.stderr)

    def test_an_empty_answer_takes_all(self):
        self.send(script=[(200, {}, b""), (204, {}, b""), (202, {}, b"{}")])

    def test_a_redirection_stops_and_says_whither(self):
        got = self.send(script=[(302, {"Location": "https://example.org/v1/logs"}, b"")], status=1)
        self.assertEqual(1, len(got))
        self.assertIn("302: it wants the request at https://example.org/v1/logs", self.result.stderr)

    def test_a_terminal_gets_nothing_to_obey(self):
        self.send(script=[(400, {}, b"a\x1b[2Jb\nc\xc2\x9bd")], status=1)
        self.assertIn("400: a [2Jb c d", self.result.stderr)

    def test_a_server_without_tls_is_told_at_once(self):
        server = test_sender.Scripted([])
        self.addCleanup(server.stop)
        result = run(self.folder(DOCUMENTS), "--endpoint", "https://127.0.0.1:%d" % server.server_port)
        self.assertEqual(1, result.returncode)
        self.assertIn("is it http, not https?", result.stderr)
        self.assertIn("0 retries", result.stdout)

    def test_a_certificate_that_does_not_hold_is_told_at_once(self):
        certificate, key = os.path.join(self.work, "cert.pem"), os.path.join(self.work, "key.pem")
        command = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost"]
        subprocess.run([*command, "-keyout", key, "-out", certificate], check=True, capture_output=True)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate, key)
        listener = socket.create_server(("127.0.0.1", 0))
        self.addCleanup(listener.close)

        def answer():
            try:
                while True:
                    context.wrap_socket(listener.accept()[0], server_side=True)
            except OSError:
                return

        threading.Thread(target=answer, daemon=True).start()
        result = run(self.folder(DOCUMENTS), "--endpoint", "https://127.0.0.1:%d" % listener.getsockname()[1])
        self.assertEqual(1, result.returncode)
        self.assertIn("certificate verify failed", result.stderr)
        self.assertIn("SSL_CERT_FILE", result.stderr)
        self.assertIn("0 retries", result.stdout)


if __name__ == "__main__":
    unittest.main()
