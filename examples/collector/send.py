#!/usr/bin/env python3
"""Sends an export of telex, zip or folder, to a server that takes OTLP/JSON over HTTP.

    telex export ~/telemetry --out may.otlp.zip --format otlp
    python3 send.py may.otlp.zip --endpoint http://127.0.0.1:4318

Each document of manifest.json goes, gzipped, to the path that the manifest says, in its order; of an otlp-jsonl package
each line is a request. First all of the package is compared with its manifest: nothing is sent of a damaged one.

A busy server (429, 502, 503, 504) or none is tried again, as the OTLP specification asks: after waits that double, with
jitter, and never before what Retry-After says. Nothing else is tried again: it would be refused again. A refused request
(400, 413) costs its records and is told; 401, 403, 404, 405, 415, a redirection and a certificate that does not hold
stop at once, since all would fail.

Exit status: 0 all was taken, 1 something was not, 2 wrong usage, no good package of telex or nothing to send, 130 Ctrl-C, 143
SIGTERM.
"""

import argparse
import math
import os
import re
import signal
import sys
import time
import urllib.parse

from export_package import READ_ERRORS, Package, PackageError, reason_of
from otlp_http import HOPELESS, RETRYABLE, Sender, printable, rejected_of, told_of

SIGNALS = ("logs", "traces", "metrics")
MAX_SECONDS = 10**6
HEADER_NAME = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
OWN_HEADERS = ("content-type", "content-encoding", "content-length", "transfer-encoding")


class Progress:
    """One line that is written over on a terminal, else a line a request."""

    def __init__(self, quiet, requests):
        self._quiet = quiet
        self._requests = requests
        self._terminal = sys.stderr is not None and sys.stderr.isatty()

    def show(self, request, size, status):
        if self._quiet:
            return
        place = "[%d/%d] %s" % (request.number, self._requests, request.name)
        line = "%s, %s: %s" % (place, size_text(size), status or "no answer")
        write(sys.stderr, "\r\x1b[K" + line if self._terminal else line + "\n")

    def problem(self, text):
        write(sys.stderr, ("\r\x1b[K" if self._terminal and not self._quiet else "") + "send: " + text + "\n")

    def end(self):
        if self._terminal and not self._quiet:
            write(sys.stderr, "\n")


def write(stream, text):
    """Where nobody reads it any more, the records are still to be sent."""
    if stream is None:
        return
    try:
        stream.write(text)
        stream.flush()
    except BrokenPipeError:
        # What it still holds is written out at the end, and would fail again.
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


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


def told(summary, sender, seconds):
    """The summary: what was taken, and how to send the rest."""
    refused = len(summary.refused)
    taken = summary.requests - refused - summary.strange
    numbers = (summary.requests, size_text(summary.bytes), seconds, taken, refused, summary.rejected, sender.retries)
    text = "%d requests, %s, in %.1f s: %d taken, %d refused, %d records rejected, %d retries\n" % numbers
    if summary.strange:
        text += "%d answers were none of OTLP: those requests may be lost\n" % summary.strange
    stopped = summary.stopped_at
    again = [name for name in summary.refused if stopped is None or name != stopped.name]
    if again:
        text += "to send only the refused ones again: --only %s\n" % ",".join(again)
    if stopped is not None:
        text += "stopped; to go on: --start-at %d (what was taken before would be stored twice)\n" % stopped.number
    return text


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
        # An empty variable is as one that is not set, as in all of OpenTelemetry.
        default=os.environ.get("OTEL_EXPORTER_OTLP_ENDPOINT") or "http://127.0.0.1:4318",
        help="what stands before /v1/logs (default: OTEL_EXPORTER_OTLP_ENDPOINT, or http://127.0.0.1:4318)",
    )
    add = parser.add_argument
    add("--header", type=header, action="append", default=[], metavar="'NAME: VALUE'", help="such as a key; repeatable")
    add("--signals", type=signal_list, default=list(SIGNALS), help="only these: logs,traces,metrics")
    add("--start-at", default="1", metavar="N|FILE[:LINE]", help="leave out the requests before the Nth, or this one")
    add("--only", metavar="FILE[:LINE],…", help="only these requests, such as a summary named as refused")
    add("--timeout", type=seconds, default=60, metavar="S", help="for a whole answer (default %(default)s)")
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
    if not chosen:
        raise PackageError("nothing to send: none of the package's %d requests is asked for" % package.request_count)
    return chosen


class Terminated(KeyboardInterrupt):
    """A signal that ends a program, here as Ctrl-C does: with a summary. Its argument is the exit status."""


def terminate(number, _frame):
    raise Terminated(128 + number)


def main():
    signal.signal(signal.SIGTERM, terminate)
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
    except KeyboardInterrupt as interrupt:
        status = interrupt.args[0] if isinstance(interrupt, Terminated) else 130
    finally:
        sender.close()
        progress.end()
    write(sys.stdout, told(summary, sender, time.monotonic() - started))
    return status if status is not None else 0 if summary.is_complete() else 1


if __name__ == "__main__":
    try:
        sys.exit(main())
    except Terminated as termination:
        sys.exit(termination.args[0])
    except KeyboardInterrupt:
        sys.exit(130)
