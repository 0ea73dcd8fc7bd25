#!/usr/bin/env python3
"""Sends an export of telex, zip or folder, to a server that takes OTLP/JSON over HTTP.

    telex export ~/telemetry --out may.otlp.zip --format otlp
    python3 send.py may.otlp.zip --endpoint http://127.0.0.1:4318

Each document of manifest.json goes, gzipped, to the path that the manifest says, in its order; of an otlp-jsonl package
each line is a request. First all of the package is compared with its manifest: nothing is sent of a damaged one.

A busy server (429, 502, 503, 504) or none is tried again, as the OTLP specification asks: after what Retry-After says,
else after waits that double, with jitter. Nothing else is tried again: it would be refused again. A refused request
(400, 413) costs its records and is told; 401, 403, 404, 405, 415, a redirection and a certificate that does not hold
stop at once, since all would fail.

Exit status: 0 all was taken, 1 something was not, 2 wrong usage or no good package of telex, 130 Ctrl-C.
"""

import argparse
import collections
import datetime
import email.utils
import gzip
import http.client
import json
import math
import os
import random
import re
import ssl
import stat
import sys
import time
import urllib.parse
import zipfile
import zlib

RETRYABLE = (429, 502, 503, 504)
HOPELESS = (401, 403, 404, 405, 415)
SIGNALS = ("logs", "traces", "metrics")
# Servers say in JSON how many records of a request that they took they did not take.
REJECTED = ("rejectedLogRecords", "rejectedSpans", "rejectedDataPoints")
# Of a longer manifest or answer no more is read: no server or package can fill the memory.
MAX_MANIFEST_BYTES = 256 << 20
MAX_ANSWER_BYTES = 64 << 10
MAX_SECONDS = 10**6
DOCUMENT_NAME = re.compile(r"(logs|traces|metrics)(-[1-9][0-9]*)?\.jsonl?")
HEADER_NAME = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
OWN_HEADERS = ("content-type", "content-encoding", "content-length", "transfer-encoding")
# What a TLS client says of a server that speaks none: to try again would not help.
NO_TLS = ("WRONG_VERSION_NUMBER", "HTTP_REQUEST", "HTTPS_PROXY_REQUEST")

# number counts from 1; line is None where the document is one request.
Request = collections.namedtuple("Request", "number name endpoint document line")
Answer = collections.namedtuple("Answer", "status text retry_after location")


class PackageError(Exception):
    pass


READ_ERRORS = (OSError, EOFError, KeyError, RuntimeError, ValueError, zlib.error, zipfile.BadZipFile, PackageError)


def require(condition, text, *values):
    if not condition:
        raise PackageError(text % values)


class Package:
    """The documents of a folder or a zip. Of a zip nothing is unpacked to disk."""

    def __init__(self, path):
        self._folder = path if os.path.isdir(path) else None
        try:
            self._archive = None if self._folder else zipfile.ZipFile(path)
            with self._open("manifest.json") as file:
                data = file.read(MAX_MANIFEST_BYTES + 1)
            require(len(data) <= MAX_MANIFEST_BYTES, "its manifest.json is too large")
            self._documents = documents_of(json.loads(data.decode("utf-8")))
            for document in self._documents:
                self._check(document)
        except READ_ERRORS as error:
            raise PackageError("%s is no good OTLP package of telex: %s" % (path, reason_of(error))) from error
        self.request_count = sum(document.get("lines", 1) for document in self._documents)

    def _open(self, name):
        if self._folder is None:
            return self._archive.open(name)
        path = os.path.join(self._folder, name)
        # A link could lead to any file of this machine, and what it leads to would be sent.
        require(stat.S_ISREG(os.lstat(path).st_mode), "%s is no regular file", name)
        flags = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)
        return os.fdopen(os.open(path, flags), "rb")

    def _check(self, document):
        name, wanted = document["path"], document["bytes"]
        size = lines = 0
        last = b"\n"
        with self._open(name) as file:
            for line in iter(lambda: file.readline(wanted + 1), b""):
                size, lines, last = size + len(line), lines + 1, line
                require(size <= wanted, "%s has more than the %d bytes that its manifest lists", name, wanted)
                require("lines" not in document or line.strip(), "line %d of %s is empty", lines, name)
        require(size == wanted, "%s has %d bytes, its manifest lists %d", name, size, wanted)
        if "lines" in document:
            listed = document["lines"]
            require(lines == listed, "%s has %d lines, its manifest lists %d", name, lines, listed)
            require(last.endswith(b"\n"), "the last line of %s has no end", name)

    def requests(self):
        number = 0
        for document in self._documents:
            name = document["path"]
            for line in range(1, document.get("lines", 1) + 1):
                number += 1
                of_line = line if "lines" in document else None
                shown = "%s:%d" % (name, line) if of_line else name
                yield Request(number, shown, document["endpoint"], document, of_line)

    def bodies(self, requests):
        """Each of the requests with its body; they are in order, so that each file is read once."""
        file = opened = None
        try:
            for request in requests:
                name = request.document["path"]
                if opened != name:
                    if file is not None:
                        file.close()
                    file, opened, line = self._open(name), name, 0
                if request.line is None:
                    body = file.read(request.document["bytes"] + 1)
                    require(len(body) == request.document["bytes"], "%s was changed while it was sent", name)
                while request.line is not None and line < request.line:
                    body = file.readline(request.document["bytes"] + 1).rstrip(b"\n")
                    line += 1
                    require(body, "%s was changed while it was sent", name)
                yield request, body
        finally:
            if file is not None:
                file.close()


def documents_of(manifest):
    """The entries of the manifest's requests, each of which has all that is used of it."""
    requests = manifest.get("requests") if isinstance(manifest, dict) else None
    require(isinstance(requests, list) and requests, "its manifest.json lists no requests")
    names = set()
    for entry in requests:
        require(isinstance(entry, dict), "its manifest.json has the request %r", entry)
        name = entry.get("path")
        match = DOCUMENT_NAME.fullmatch(name) if isinstance(name, str) else None
        require(match, "its manifest.json lists %r, which is no document of an export", name)
        require(name not in names, "its manifest.json lists %s twice", name)
        names.add(name)
        endpoint, wanted = entry.get("endpoint"), "/v1/" + match.group(1)
        require(endpoint == wanted, "the endpoint of %s is %r, not %s", name, endpoint, wanted)
        require(name.endswith(".jsonl") == ("lines" in entry), "its manifest.json has wrong lines for %s", name)
        for key in ("bytes", "lines"):
            value = entry.get(key, 0 if key == "lines" else None)
            require(type(value) is int and 0 <= value < 2**62, "its manifest.json has no %s for %s", key, name)
    return requests


class Unreachable(Exception):
    """To try again would not help."""


class Sender:
    """Sends bodies one after another over one connection, as long as the server keeps it."""

    def __init__(self, endpoint, headers, settings, progress):
        self._base = urllib.parse.urlsplit(endpoint.rstrip("/"))
        self._headers = dict(headers)
        self._headers.update({"Content-Type": "application/json", "Content-Encoding": "gzip"})
        self._settings = settings
        self._progress = progress
        self._connection = None
        self.retries = 0

    def send(self, request, body):
        """The last answer, with a text that says why no other one came; status 0 where there was none."""
        zipped = gzip.compress(body, compresslevel=6, mtime=0)
        limit = self._settings.give_up_after
        deadline = time.monotonic() + limit
        wait = self._settings.retry_wait
        while True:
            try:
                answer = self._try(request.endpoint, zipped)
            except Unreachable as error:
                return Answer(0, str(error), None, None)
            if answer.status and answer.status not in RETRYABLE:
                return answer
            # Jitter keeps many senders from coming back together; a server that names its time gets no less.
            pause = wait * random.uniform(0.5, 1.5) if answer.retry_after is None else answer.retry_after
            left = deadline - time.monotonic()
            if pause > left:
                why = "no success in %g s (--give-up-after)" % limit
                if answer.retry_after is not None:
                    why = "the server asks to wait %.0f s, and --give-up-after is %g s" % (pause, limit)
                return answer._replace(text="; ".join(filter(None, (answer.text.strip()[:500], why))))
            told = "%s; tries again in %.1f s, for another %.0f s" % (told_of(answer), pause, left)
            self._progress.problem("%s: %s" % (request.name, told))
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
            text = answer.read(MAX_ANSWER_BYTES).decode("utf-8", "replace")
            if not answer.isclosed():
                self.close()
            seconds = seconds_of(answer.getheader("Retry-After"))
            return Answer(answer.status, text, seconds, answer.getheader("Location"))
        except (OSError, http.client.HTTPException) as error:
            self.close()
            if isinstance(error, ssl.SSLCertVerificationError):
                raise Unreachable("%s (SSL_CERT_FILE names a file of authorities to trust)" % error) from error
            if isinstance(error, ssl.SSLError) and error.reason in NO_TLS:
                raise Unreachable("%s: is it http, not https?" % error) from error
            return Answer(0, str(error) or type(error).__name__, None, None)

    def _connect(self):
        kind = http.client.HTTPSConnection if self._base.scheme == "https" else http.client.HTTPConnection
        return kind(self._base.hostname, self._base.port, timeout=self._settings.timeout)

    def close(self):
        if self._connection is not None:
            self._connection.close()
            self._connection = None


def seconds_of(retry_after):
    """What Retry-After says, seconds or a date, as seconds from now; None where it says nothing."""
    text = (retry_after or "").strip()
    if re.fullmatch("[0-9]{1,9}", text):
        return float(text)
    try:
        moment = email.utils.parsedate_to_datetime(text)
        if moment.tzinfo is None:
            moment = moment.replace(tzinfo=datetime.timezone.utc)
        return max(0.0, moment.timestamp() - time.time())
    except (TypeError, ValueError, IndexError, OverflowError):
        return None


def rejected_of(text):
    """How many records a server did not take of a request that it answered with 2xx, and its message.

    None where the text is no answer of OTLP. An empty one is: of a server that took all.
    """
    if not text.strip("\0\t\r\n "):
        return 0, ""
    try:
        partial = json.loads(text).get("partialSuccess") or {}
        return sum(int(partial.get(key, 0)) for key in REJECTED), str(partial.get("errorMessage") or "")
    except (ValueError, AttributeError, TypeError, RecursionError):
        return None


def reason_of(error):
    """An error in one line; of a KeyError its text, not its repr."""
    text = error.args[0] if isinstance(error, KeyError) and error.args else error
    return str(text) or type(error).__name__


def told_of(answer):
    """An answer in one line."""
    text = "%s: %s" % (answer.status or "no answer", answer.text.strip()[:800])
    if 300 <= answer.status < 400:
        text = "%d: it wants the request at %s; give that server as --endpoint" % (answer.status, answer.location)
    return printable(text)


def printable(text):
    """With nothing in it that a terminal obeys."""
    return "".join(char if char.isprintable() else " " for char in text)


class Progress:
    """One line that is written over on a terminal, else a line a request."""

    def __init__(self, quiet, requests):
        self._quiet = quiet
        self._requests = requests
        self._terminal = sys.stderr.isatty()

    def show(self, request, size, status):
        if self._quiet:
            return
        place = "[%d/%d] %s" % (request.number, self._requests, request.name)
        line = "%s, %s: %s" % (place, size_text(size), status or "no answer")
        sys.stderr.write("\r\x1b[K" + line if self._terminal else line + "\n")
        sys.stderr.flush()

    def problem(self, text):
        sys.stderr.write(("\r\x1b[K" if self._terminal and not self._quiet else "") + "send: " + text + "\n")
        sys.stderr.flush()

    def end(self):
        if self._terminal and not self._quiet:
            sys.stderr.write("\n")


def size_text(size):
    return "%.1f MB" % (size / 1e6) if size >= 100000 else "%.1f kB" % (size / 1e3)


class Summary:
    def __init__(self):
        self.requests = self.rejected = self.bytes = self.strange = 0
        self.refused = []
        self.stopped_at = None

    def is_complete(self):
        return not self.refused and not self.rejected and not self.strange and self.stopped_at is None


def send_package(package, chosen, sender, summary, progress):
    """Sends the chosen requests. After a hopeless answer, or none, nothing more is sent."""
    for request, body in package.bodies(chosen):
        # Until it is answered: what interrupts this leaves it to be sent again.
        summary.stopped_at = request
        answer = sender.send(request, body)
        status = answer.status
        progress.show(request, len(body), status)
        summary.requests += 1
        summary.bytes += len(body)
        if 200 <= status < 300:
            take_answer(request, answer, summary, progress)
        else:
            summary.refused.append(request.name)
            progress.problem("%s: %s" % (request.name, told_of(answer)))
            if status < 400 or status in RETRYABLE or status in HOPELESS:
                return
        summary.stopped_at = None


def take_answer(request, answer, summary, progress):
    found = rejected_of(answer.text)
    if found is None:
        summary.strange += 1
        progress.problem("%s: %s: no answer of OTLP; is --endpoint right?" % (request.name, told_of(answer)))
        return
    rejected, message = found
    summary.rejected += rejected
    shown = printable(message)
    if rejected:
        progress.problem("%s: the server took all but %d records: %s" % (request.name, rejected, shown))
    elif message:
        progress.problem("%s: the server took all, and warns: %s" % (request.name, shown))


def tell(summary, sender, seconds):
    refused = len(summary.refused)
    taken = summary.requests - refused - summary.strange
    numbers = (summary.requests, size_text(summary.bytes), seconds, taken, refused, summary.rejected, sender.retries)
    print("%d requests, %s, in %.1f s: %d taken, %d refused, %d records rejected, %d retries" % numbers)
    if summary.strange:
        print("%d answers were none of OTLP: those requests may be lost" % summary.strange)
    stopped = summary.stopped_at
    again = [name for name in summary.refused if stopped is None or name != stopped.name]
    if again:
        print("to send only the refused ones again: --only %s" % ",".join(again))
    if stopped is not None:
        print("stopped; to go on: --start-at %d (what was taken before would be stored twice)" % stopped.number)


def header(text):
    name, colon, value = text.partition(":")
    name, value = name.strip(), value.strip()
    if not colon or not HEADER_NAME.fullmatch(name):
        raise argparse.ArgumentTypeError("a header is NAME: VALUE")
    if name.lower() in OWN_HEADERS:
        raise argparse.ArgumentTypeError("%s is not yours to set" % name)
    if not value.isascii() or not value.replace("\t", "").isprintable():
        raise argparse.ArgumentTypeError("the value of %s may have printable ASCII characters only" % name)
    return name, value


def endpoint_url(text):
    try:
        parts = urllib.parse.urlsplit(text)
        good = parts.scheme in ("http", "https") and parts.hostname and parts.port != 0
        good = good and not parts.query and not parts.fragment and "@" not in parts.netloc
        good = good and text.isascii() and text.isprintable() and " " not in text
        (parts.hostname or "").encode("idna")
    except ValueError:
        good = False
    if not good:
        raise argparse.ArgumentTypeError("an endpoint is http[s]://HOST[:PORT][/PATH], not %r" % text)
    if re.search("/v1/(logs|traces|metrics)/*$", parts.path):
        raise argparse.ArgumentTypeError("an endpoint is what stands before /v1/logs, not %r" % text)
    return text


def signal_list(text):
    names = text.split(",")
    if not set(names) <= set(SIGNALS):
        raise argparse.ArgumentTypeError("signals are %s, not %r" % (", ".join(SIGNALS), text))
    return names


def seconds(text):
    try:
        number = float(text)
    except ValueError:
        number = math.nan
    if not 0 < number <= MAX_SECONDS:
        raise argparse.ArgumentTypeError("a time is in seconds, over 0 and up to %d, not %r" % (MAX_SECONDS, text))
    return number


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
    add("--start-at", default="1", metavar="N|FILE[:LINE]", help="leave out the requests before the Nth, or this one")
    add("--only", metavar="FILE[:LINE],…", help="only these requests, such as a summary named as refused")
    add("--timeout", type=seconds, default=60, metavar="S", help="for an answer (default %(default)s)")
    add("--give-up-after", type=seconds, default=300, metavar="S", help="of retries (default %(default)s)")
    add("--retry-wait", type=seconds, default=1, metavar="S", help="the first wait (default %(default)s)")
    add("--max-retry-wait", type=seconds, default=30, metavar="S", help="the longest wait (default %(default)s)")
    add("--quiet", action="store_true", help="no progress; problems and the summary only")
    return parser.parse_args()


def chosen_requests(package, settings):
    """What the settings ask for."""
    start = settings.start_at
    if not re.fullmatch("[0-9]{1,18}", start):
        named = (r.number for r in package.requests() if start in (r.name, r.document["path"]))
        start = next(named, 0)
    start = int(start)
    if not 1 <= start <= max(1, package.request_count):
        known = package.request_count
        raise PackageError("--start-at %s is none of the package's %d requests" % (settings.start_at, known))
    names = set(settings.only.split(",")) if settings.only is not None else None
    chosen, found = [], set()
    for request in package.requests():
        if names is not None:
            matching = {name for name in (request.name, request.document["path"]) if name in names}
            found |= matching
            if not matching:
                continue
        if request.number >= start and request.endpoint.rpartition("/")[2] in settings.signals:
            chosen.append(request)
    if names is not None and names != found:
        raise PackageError("--only: the package has no request %s" % ", ".join(sorted(names - found)))
    return chosen


def main():
    arguments = parse_arguments()
    try:
        package = Package(arguments.package)
        chosen = chosen_requests(package, arguments)
    except PackageError as error:
        print("send: %s" % error, file=sys.stderr)
        return 2
    progress = Progress(arguments.quiet, package.request_count)
    sender = Sender(arguments.endpoint, arguments.header, arguments, progress)
    summary = Summary()
    started = time.monotonic()
    status = None
    try:
        send_package(package, chosen, sender, summary, progress)
    except READ_ERRORS as error:
        # It was whole when it was checked: it is read again, one document after the other, to be sent.
        summary.stopped_at = chosen[min(summary.requests, len(chosen) - 1)]
        progress.problem("%s: %s" % (arguments.package, reason_of(error)))
    except KeyboardInterrupt:
        status = 130
    finally:
        sender.close()
        progress.end()
    tell(summary, sender, time.monotonic() - started)
    return status if status is not None else 0 if summary.is_complete() else 1


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        sys.exit(130)
