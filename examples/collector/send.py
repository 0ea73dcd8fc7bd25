#!/usr/bin/env python3
"""Sends an export of telex, zip or folder, to a server that takes OTLP/JSON over HTTP.

    telex export ~/telemetry --out may.otlp.zip --format otlp
    python3 send.py may.otlp.zip --endpoint http://127.0.0.1:4318

Each document of manifest.json goes, gzipped, to the path that the manifest says, in its order; of an otlp-jsonl package
each line is a request. A busy server (429, 502, 503, 504) or none is tried again, as the OTLP specification asks: after
what Retry-After says, else after waits that double, with jitter. Nothing else is tried again: it would be refused
again. A refused request (400, 413) costs its records and is told; 401, 403, 404 and 415 stop at once, since all would
fail.

Exit status: 0 all was taken, 1 something was not, 2 wrong usage or no package of telex.
"""

import argparse
import datetime
import email.utils
import gzip
import http.client
import json
import os
import random
import sys
import time
import urllib.parse
import zipfile

RETRYABLE = (429, 502, 503, 504)
HOPELESS = (401, 403, 404, 415)
SIGNALS = ("logs", "traces", "metrics")
# Servers say in JSON how many records of a request that they took they did not take.
REJECTED = ("rejectedLogRecords", "rejectedSpans", "rejectedDataPoints")


class PackageError(Exception):
    pass


class Package:
    """The documents of a folder or a zip. Of a zip nothing is unpacked to disk."""

    def __init__(self, path):
        self._folder = path if os.path.isdir(path) else None
        try:
            self._archive = None if self._folder else zipfile.ZipFile(path)
            with self._open("manifest.json") as file:
                self.manifest = json.load(file)
            self.requests = self.manifest["requests"]
        except (OSError, KeyError, ValueError, TypeError, zipfile.BadZipFile) as error:
            raise PackageError("%s is no OTLP package of telex: %s" % (path, error)) from error

    def _open(self, name):
        if self._folder is None:
            return self._archive.open(name)
        return open(os.path.join(self._folder, name), "rb")

    def bodies(self, request):
        """Name and body of each request that an entry of the manifest gives: one, or one a line."""
        name = request["path"]
        with self._open(name) as file:
            if not name.endswith(".jsonl"):
                yield name, file.read()
                return
            for number, line in enumerate(file, 1):
                yield "%s:%d" % (name, number), line.rstrip(b"\n")


class Sender:
    """Sends bodies one after another over one connection, as long as the server keeps it."""

    def __init__(self, endpoint, headers, settings):
        self._base = urllib.parse.urlsplit(endpoint.rstrip("/"))
        self._headers = dict(headers)
        self._headers.update({"Content-Type": "application/json", "Content-Encoding": "gzip"})
        self._settings = settings
        self._connection = None
        self.retries = 0

    def send(self, path, body):
        """Status and text of the last answer; status 0 with a reason where there was none."""
        zipped = gzip.compress(body, compresslevel=6, mtime=0)
        deadline = time.monotonic() + self._settings.give_up_after
        wait = self._settings.retry_wait
        while True:
            status, text, retry_after = self._try(path, zipped)
            if status and status not in RETRYABLE:
                return status, text
            # Jitter keeps many senders from coming back together; a server that names its time gets no less.
            pause = retry_after if retry_after is not None else wait * random.uniform(0.5, 1.5)
            if time.monotonic() + pause > deadline:
                return status, text or "no success in %g s" % self._settings.give_up_after
            time.sleep(pause)
            wait = min(2 * wait, self._settings.max_retry_wait)
            self.retries += 1

    def _try(self, path, zipped):
        try:
            if self._connection is None:
                self._connection = self._connect()
            try:
                self._connection.request("POST", self._base.path + path, zipped, self._headers)
            except (BrokenPipeError, ConnectionResetError):
                pass  # A server can refuse a body before it has read all of it: its answer may be there.
            answer = self._connection.getresponse()
            text = answer.read().decode("utf-8", "replace")
            return answer.status, text, seconds_of(answer.getheader("Retry-After"))
        except (OSError, http.client.HTTPException) as error:
            self.close()
            return 0, str(error) or type(error).__name__, None

    def _connect(self):
        kind = http.client.HTTPSConnection if self._base.scheme == "https" else http.client.HTTPConnection
        return kind(self._base.hostname, self._base.port, timeout=self._settings.timeout)

    def close(self):
        if self._connection is not None:
            self._connection.close()
            self._connection = None


def seconds_of(retry_after):
    """What Retry-After says, seconds or a date, as seconds from now; None where it says nothing."""
    if not retry_after:
        return None
    if retry_after.strip().isdigit():
        return float(retry_after)
    try:
        moment = email.utils.parsedate_to_datetime(retry_after)
    except (TypeError, ValueError):
        return None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=datetime.timezone.utc)
    return max(0.0, moment.timestamp() - time.time())


def rejected_of(text):
    """How many records a server did not take of a request that it answered with 200, and its message."""
    try:
        partial = json.loads(text).get("partialSuccess") or {}
        return sum(int(partial.get(key, 0)) for key in REJECTED), partial.get("errorMessage", "")
    except (ValueError, AttributeError, TypeError):
        return 0, ""


class Progress:
    """One line that is written over on a terminal, else a line a request."""

    def __init__(self, quiet, entries):
        self._quiet = quiet
        self._entries = entries
        self._terminal = sys.stderr.isatty()

    def show(self, number, name, size, status):
        if self._quiet:
            return
        line = "[%d/%d] %s, %s: %s" % (number, self._entries, name, size_text(size), status or "no answer")
        sys.stderr.write("\r\x1b[K" + line if self._terminal else line + "\n")
        sys.stderr.flush()

    def problem(self, text):
        sys.stderr.write(("\r\x1b[K" if self._terminal and not self._quiet else "") + "send: " + text + "\n")

    def end(self):
        if self._terminal and not self._quiet:
            sys.stderr.write("\n")


def size_text(size):
    return "%.1f MB" % (size / 1e6) if size >= 100000 else "%.1f kB" % (size / 1e3)


class Summary:
    def __init__(self):
        self.requests = self.refused = self.rejected = self.bytes = 0
        self.stopped_at = None

    def is_complete(self):
        return not self.refused and not self.rejected and self.stopped_at is None


def send_package(package, sender, settings, progress):
    """Sends what the settings ask for. After a hopeless answer, or none, nothing more is sent."""
    summary = Summary()
    for number, request in enumerate(package.requests, 1):
        signal = request["endpoint"].rpartition("/")[2]
        if number < settings.start_at or signal not in settings.signals:
            continue
        for name, body in package.bodies(request):
            status, text = sender.send(request["endpoint"], body)
            progress.show(number, name, len(body), status)
            summary.requests += 1
            summary.bytes += len(body)
            if 200 <= status < 300:
                rejected, message = rejected_of(text)
                if rejected:
                    summary.rejected += rejected
                    progress.problem("%s: the server took all but %d records: %s" % (name, rejected, message))
                continue
            summary.refused += 1
            progress.problem("%s: %s: %s" % (name, status or "no answer", text.strip()[:500]))
            if status == 0 or status in RETRYABLE or status in HOPELESS:
                summary.stopped_at = number
                return summary
    return summary


def tell(summary, sender, seconds):
    print(
        "%d requests, %s, in %.1f s: %d taken, %d refused, %d records rejected, %d retries"
        % (
            summary.requests,
            size_text(summary.bytes),
            seconds,
            summary.requests - summary.refused,
            summary.refused,
            summary.rejected,
            sender.retries,
        )
    )
    if summary.stopped_at is not None:
        print("stopped; to go on: --start-at %d (what was taken before would be stored twice)" % summary.stopped_at)


def header(text):
    name, colon, value = text.partition(":")
    if not colon or not name.strip():
        raise argparse.ArgumentTypeError("a header is NAME: VALUE, not %r" % text)
    return name.strip(), value.strip()


def endpoint_url(text):
    parts = urllib.parse.urlsplit(text)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.query:
        raise argparse.ArgumentTypeError("an endpoint is http[s]://HOST[:PORT][/PATH], not %r" % text)
    return text


def signal_list(text):
    names = text.split(",")
    if not set(names) <= set(SIGNALS):
        raise argparse.ArgumentTypeError("signals are %s, not %r" % (", ".join(SIGNALS), text))
    return names


def parse_arguments():
    parser = argparse.ArgumentParser(description="Sends an OTLP export of telex to a server, in order, gzipped.")
    parser.add_argument("package", help="a zip or a folder, of format otlp or otlp-jsonl")
    parser.add_argument(
        "--endpoint",
        type=endpoint_url,
        default=os.environ.get("OTEL_EXPORTER_OTLP_ENDPOINT", "http://127.0.0.1:4318"),
        help="what stands before /v1/logs (default: OTEL_EXPORTER_OTLP_ENDPOINT, or http://127.0.0.1:4318)",
    )
    add = parser.add_argument
    add("--header", type=header, action="append", default=[], metavar="'NAME: VALUE'", help="such as a key; repeatable")
    add("--signals", type=signal_list, default=list(SIGNALS), help="only these: logs,traces,metrics")
    add("--start-at", type=int, default=1, metavar="N", help="leave out the requests before the Nth")
    add("--timeout", type=float, default=60, metavar="S", help="for an answer (default %(default)s)")
    add("--give-up-after", type=float, default=300, metavar="S", help="of retries (default %(default)s)")
    add("--retry-wait", type=float, default=1, metavar="S", help="the first wait (default %(default)s)")
    add("--max-retry-wait", type=float, default=30, metavar="S", help="the longest wait (default %(default)s)")
    add("--quiet", action="store_true", help="no progress; problems and the summary only")
    return parser.parse_args()


def main():
    arguments = parse_arguments()
    try:
        package = Package(arguments.package)
    except PackageError as error:
        print("send: %s" % error, file=sys.stderr)
        return 2
    sender = Sender(arguments.endpoint, arguments.header, arguments)
    progress = Progress(arguments.quiet, len(package.requests))
    started = time.monotonic()
    try:
        summary = send_package(package, sender, arguments, progress)
    finally:
        sender.close()
        progress.end()
    tell(summary, sender, time.monotonic() - started)
    return 0 if summary.is_complete() else 1


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        sys.exit(130)
