"""OTLP/JSON over HTTP: bodies that are sent, gzipped, until there is an answer that stands."""

import collections
import datetime
import email.utils
import gzip
import http.client
import json
import random
import re
import socket
import ssl
import threading
import time
import urllib.parse
import zlib

RETRYABLE = (429, 502, 503, 504)
HOPELESS = (401, 403, 404, 405, 415)
# Servers say in JSON how many records of a request that they took they did not take.
REJECTED = ("rejectedLogRecords", "rejectedSpans", "rejectedDataPoints")
# Of a longer answer no more is read: no server can fill the memory.
MAX_ANSWER_BYTES = 64 << 10
# What a TLS client says of a server that speaks none: to try again would not help.
NO_TLS = ("WRONG_VERSION_NUMBER", "HTTP_REQUEST", "HTTPS_PROXY_REQUEST")

Answer = collections.namedtuple("Answer", "status text retry_after location")


class Unreachable(Exception):
    """To try again would not help."""


class Deadline:
    """Ends a connection after some seconds, whatever comes in the meantime: a socket's own time begins anew with each byte."""

    def __init__(self, sock, seconds):
        self._sock = sock
        self._seconds = seconds
        self._timer = threading.Timer(seconds, self._end)
        self._timer.daemon = True
        self._passed = False

    def _end(self):
        self._passed = True
        try:
            # Not that of ssl, which says good-bye to the server first.
            socket.socket.shutdown(self._sock, socket.SHUT_RDWR)
        except OSError:
            pass  # It has ended by itself.

    def __enter__(self):
        self._timer.start()

    def __exit__(self, *_):
        self._timer.cancel()
        if self._passed:
            raise TimeoutError("no whole answer in %g s (--timeout)" % self._seconds)


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
            # Jitter keeps many senders from coming back together. A server that names its time gets no less, and one that
            # names none, or a time that is past, is not hammered.
            pause = max(wait * random.uniform(0.5, 1.5), answer.retry_after or 0)
            left = deadline - time.monotonic()
            if pause > left:
                why = "no success in %g s (--give-up-after)" % limit
                if answer.retry_after == pause:
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
            if self._connection.sock is None:
                self._connection.connect()
            with Deadline(self._connection.sock, self._settings.timeout):
                return self._exchange(path, zipped)
        except (OSError, http.client.HTTPException) as error:
            self.close()
            if isinstance(error, ssl.SSLCertVerificationError):
                raise Unreachable("%s (SSL_CERT_FILE names a file of authorities to trust)" % error) from error
            if isinstance(error, ssl.SSLError) and error.reason in NO_TLS:
                raise Unreachable("%s: is it http, not https?" % error) from error
            return Answer(0, str(error) or type(error).__name__, None, None)

    def _exchange(self, path, zipped):
        try:
            self._connection.request("POST", self._base.path + path, zipped, self._headers)
        except (BrokenPipeError, ConnectionResetError):
            pass  # A server can refuse a body before it has read all of it: its answer may be there.
        answer = self._connection.getresponse()
        data = answer.read(MAX_ANSWER_BYTES)
        if answer.length and len(data) < MAX_ANSWER_BYTES and 200 <= answer.status < 300:
            raise http.client.IncompleteRead(data, answer.length)
        if not answer.isclosed():
            self.close()
        text = unzipped(data, answer.getheader("Content-Encoding")).decode("utf-8", "replace")
        seconds = seconds_of(answer.getheader("Retry-After"))
        return Answer(answer.status, text, seconds, answer.getheader("Location"))

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


def unzipped(data, encoding):
    """What a server zips though it was not asked to; as it is where that is not gzip after all."""
    if (encoding or "").strip().lower() not in ("gzip", "x-gzip"):
        return data
    try:
        return zlib.decompressobj(zlib.MAX_WBITS | 16).decompress(data, MAX_ANSWER_BYTES)
    except zlib.error:
        return data


def rejected_of(text):
    """How many records a server did not take of a request that it answered with 2xx, and its message.

    None where the text is no answer of OTLP. An empty one is: of a server that took all.
    """
    if not text.strip("\0\t\r\n "):
        return 0, ""
    try:
        answer = json.loads(text)
        partial = answer.get("partialSuccess")
        partial = {} if partial is None else partial
        message = partial.get("errorMessage")
        if not isinstance(message, (str, type(None))):
            return None
        return sum(count_of(partial.get(key)) for key in REJECTED), message or ""
    except (ValueError, AttributeError, RecursionError):
        return None


def count_of(value):
    """A count as JSON of proto3 has it: a number, its digits as text, or null for 0."""
    if value is None:
        return 0
    if isinstance(value, str) and re.fullmatch("[0-9]{1,19}", value):
        return int(value)
    if type(value) in (int, float) and 0 <= value < 2**63 and value == int(value):
        return int(value)
    raise ValueError("no count")


def told_of(answer):
    """An answer in one line."""
    text = "%s: %s" % (answer.status or "no answer", answer.text.strip()[:800])
    if 300 <= answer.status < 400:
        text = "%d: it wants the request at %s; give that server as --endpoint" % (answer.status, answer.location)
    return printable(text)


def printable(text):
    """With nothing in it that a terminal obeys."""
    return "".join(char if char.isprintable() else " " for char in text)
