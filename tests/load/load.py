#!/usr/bin/env python3
"""Load: exports of much telemetry, of many files, of many sessions, at once, and for a long time.

README.md says what the parts prove. Needs the programs of build/release that run.sh builds. Works in build/load, which
it empties in the end; closes with "N passed, M failed".
"""

import argparse
import json
import os
import pathlib
import resource
import shutil
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
BUILD = ROOT / "build" / "release"
WORK = ROOT / "build" / "load"
LOAD = BUILD / "bin" / "telex_load"
NOW = "2030-01-01T00:00:00Z"
LAST_DAY = "2028-09-26"  # of 1,000 days
FORMS = {"JSON": ["--format", "json"], "OTLP zip": ["--format", "otlp"],
         "OTLP folder": ["--format", "otlp", "--package", "dir"], "lines, zip": ["--format", "otlp-jsonl"]}
# What stands before an event's id, its time, and what is counted in the documents of each signal.
EVENT_ID, TIME = '"event_id":"', '"timestamp":"'
RECORDS = {"logs": '"key":"log.record.uid","value":{"stringValue":"', "traces": '"spanId":"', "metrics": '"timeUnixNano":"'}
# What an export may hold, in megabytes: it keeps some 100 bytes of each file, and at most 4 KiB of each session beyond
# the first 256 that is open at once.
BASE_MEGABYTES = 16
BYTES_OF_FILE = 160
BYTES_OF_SESSION = 4096
# Between two events of `sparse`: as much as a buffer holds.
SKIPPED_LINE, SKIPPED_LINES = b'{"cut short": "' + 300 * b"x" + b"\n", 208
# The beginning of an `os_type` of `headers`.
LONG_TEXT = 200_000 * b"w"
MEGABYTES_OF_LONG_LINES = 32
# What a process usually has.
DESCRIPTORS = 1024


class Size:
    """How much each part does."""

    def __init__(self, full, seconds):
        self.less_events = 300_000 if full else 75_000
        self.large_events = 30_000_000 if full else 225_000
        self.large_bytes = 10_000_000_000 if full else 75_000_000
        self.sessions_a_day = 50 if full else 5  # of 1,000 days, with two files each
        self.sparse_events = 15_000 if full else 1_500
        self.long_sessions = 2_000 if full else 400
        self.many_sessions = 10_000 if full else 2_000
        self.together_events = 60_000 if full else 6_000
        self.seconds = seconds or (3600 if full else 10)


class Load:
    def __init__(self, size):
        self.size = size
        self.passed = self.failed = 0

    def check(self, what, good, seen):
        if good:
            self.passed += 1
        else:
            self.failed += 1
            print("FAILED: %s: %s" % (what, seen), flush=True)

    def equal(self, what, expected, seen):
        self.check(what, expected == seen, "%r, should be %r" % (seen, expected))

    def corpus(self, **options):
        """Makes telemetry; returns its folder and how many bytes and files it has."""
        folder = WORK / "telemetry"
        shutil.rmtree(folder, ignore_errors=True)
        command = [BUILD / "bin" / "telex_corpus", folder]
        for name, value in options.items():
            command += ["--" + name.replace("_", "-"), value]
        subprocess.run(list(map(str, command)), check=True)
        sizes = [entry.stat().st_size for entry in os.scandir(folder)]
        print("%s: %d files, %.1f MB" % (" ".join("%s %s" % item for item in options.items()), len(sizes),
                                         sum(sizes) / 1e6), flush=True)
        return folder, sum(sizes), len(sizes)

    def export(self, form, folder, *options, descriptors=DESCRIPTORS):
        """An export to WORK/out; returns its report, and what it took."""
        out, report = WORK / "out", WORK / "report"
        command = [BUILD / "bin" / "telex_measure", "--output", report, BUILD / "bin" / "telex", "export", folder,
                   "--out", out, "--now", NOW, "--report", "json", "--quiet", *FORMS[form], *options]
        done = subprocess.run(list(map(str, command)), check=True, stdout=subprocess.PIPE,
                              preexec_fn=lambda: limit_descriptors(descriptors))
        took = json.loads(done.stdout)
        self.check("%s %s ends well" % (form, options), took["ok"], took)
        text = report.read_text(encoding="utf-8")
        report.unlink()
        return json.loads(text or "{}"), took

    def tell(self, form, took, seen):
        print("| %s | %.1f s | %.1f s | %.1f MB | %s |" % (
            form, took["seconds"], took["cpuSeconds"], took["peakRssMegabytes"], seen), flush=True)

    def check_report(self, form, report, events, size, files, skipped_lines=0):
        self.equal(form + ": events, skipped files and lines", (events, 0, skipped_lines),
                   (report["events"], report["files"]["skipped"], report["lines"]["skipped"]))
        self.equal(form + ": files, bytes", (files, size), (report["files"]["selected"], report["bytesRead"]))
        if form != "JSON":
            self.equal(form + ": events by signal", events, sum(report[signal] for signal in RECORDS))

    def check_array(self, ids):
        with open(WORK / "out", "rb") as file:
            seen, times = tally([EVENT_ID, TIME], file)
        self.equal("JSON: the ids of all events", ids, (seen["count"], seen["sum"]))
        self.equal("JSON: times in their order", 0, times["descents"])

    def check_package(self, form, report):
        """What the documents hold is what the report and the manifest say."""
        suffix = ".jsonl" if "lines" in form else ".json"
        listed = {signal: 0 for signal in RECORDS}
        manifest = json.loads(b"".join(document("manifest", ".json")))
        for request in manifest["requests"]:
            listed[request["endpoint"][len("/v1/"):]] += request["records"]
            self.check("size of a document", suffix == ".jsonl" or request["bytes"] <= 16 << 20, request)
        for signal, marker in RECORDS.items():
            process = subprocess.Popen([str(LOAD), "tally", marker], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
            for piece in document(signal, suffix):
                process.stdin.write(piece)
            (seen,) = json.loads(process.communicate()[0])
            self.equal("%s: %s" % (form, signal), [report["records"][signal]] * 2, [seen["count"], listed[signal]])

    def export_and_check(self, form, folder, events, size, files, ids, *options, megabytes=BASE_MEGABYTES,
                         skipped_lines=0, **limits):
        report, took = self.export(form, folder, *options, **limits)
        self.check_report(form, report, events, size, files, skipped_lines)
        if form == "JSON":
            self.check_array(ids)
        else:
            self.check_package(form, report)
        self.check(form + ": memory", took["peakRssMegabytes"] <= megabytes, took)
        self.tell(form, took, "%.1f MB out" % (report["bytesWritten"] / 1e6))
        remove_out()
        return took

    def large(self):
        """10 GB of telemetry: nothing is lost, and memory is that of less."""
        peaks = {}
        for events in (self.size.less_events, self.size.large_events):
            folder, size, files = self.corpus(events=events)
            ids = ids_of(folder)
            self.equal("events made", events, ids[0])
            for form in FORMS:
                took = self.export_and_check(form, folder, events, size, files, ids)
                peaks.setdefault(form, []).append(took["peakRssMegabytes"])
        self.check("as large as it should be", size >= self.size.large_bytes, size)
        for form, (small, large) in peaks.items():
            self.check(form + ": memory does not grow with the input", large <= small + 2, (small, large))

    def files(self):
        """100,000 files in the folder: all of them, and one day's alone."""
        events = 3000 * self.size.sessions_a_day
        folder, size, files = self.corpus(events=events, days=1000, sessions=self.size.sessions_a_day, parts=2)
        self.equal("files made", 2000 * self.size.sessions_a_day, files)
        megabytes = BASE_MEGABYTES + files * BYTES_OF_FILE / 1e6
        for form in ("JSON", "OTLP zip"):
            self.export_and_check(form, folder, events, size, files, ids_of(folder), megabytes=megabytes)
        listed = subprocess.run([BUILD / "bin" / "telex", "files", folder, "--now", NOW], check=True,
                                stdout=subprocess.PIPE).stdout.splitlines()
        self.equal("telex files", files, len(listed))
        last = sorted(path for path in folder.iterdir() if LAST_DAY in path.name)
        self.equal("files of the last day", 2 * self.size.sessions_a_day, len(last))
        ids = ids_of(folder, last)
        report, took = self.export("JSON", folder, "--from", LAST_DAY, "--to", LAST_DAY)
        self.check_report("JSON", report, ids[0], sum(path.stat().st_size for path in last), len(last))
        self.check_array(ids)
        self.check("one day: memory", took["peakRssMegabytes"] <= BASE_MEGABYTES, took)
        self.tell("JSON of one day", took, "%d files of %d" % (len(last), files))
        remove_out()

    def sessions(self):
        """10,000 sessions in one day, by few descriptors."""
        sessions = self.size.many_sessions
        events = 14 * sessions
        folder, size, files = self.corpus(events=events, days=1, sessions=sessions, parts=1)
        ids = ids_of(folder)
        megabytes = BASE_MEGABYTES + files * (BYTES_OF_FILE + BYTES_OF_SESSION) / 1e6
        for form in FORMS:
            self.export_and_check(form, folder, events, size, files, ids, megabytes=megabytes, descriptors=48)

    def sparse(self):
        """A session whose events stand far apart, between lines that are skipped: memory is that of a dense one."""
        folder, _, _ = self.corpus(events=self.size.sparse_events, days=1, sessions=1, parts=1)
        ids = ids_of(folder)
        (path,) = folder.iterdir()
        header, *rows = path.read_bytes().splitlines(keepends=True)
        with open(path, "wb") as file:
            file.write(header)
            for row in rows:
                file.write(row + SKIPPED_LINE * SKIPPED_LINES)
        for form in FORMS:
            for threads in ("1", "2"):
                self.export_and_check(form, folder, len(rows), path.stat().st_size, 1, ids, "--threads", threads,
                                      skipped_lines=len(rows) * SKIPPED_LINES)

    def headers(self):
        """Sessions of one day whose headers are long: memory is that of short ones, and of a few long lines."""
        sessions = self.size.long_sessions
        folder, _, files = self.corpus(events=5 * sessions, days=1, sessions=sessions, parts=1)
        ids, size = ids_of(folder), 0
        for path in folder.iterdir():
            text = path.read_bytes().replace(b'"os_type":"', b'"os_type":"' + LONG_TEXT, 1)
            path.write_bytes(text)
            size += len(text)
        for form in FORMS:
            for threads in ("1", "2"):
                self.export_and_check(form, folder, 5 * sessions, size, files, ids, "--threads", threads,
                                      megabytes=BASE_MEGABYTES + MEGABYTES_OF_LONG_LINES)

    def together(self):
        """64 exports at once in one process: each has the bytes that it has alone."""
        folder, _, _ = self.corpus(events=self.size.together_events, days=150, sessions=2, parts=2)
        command = [BUILD / "bin" / "telex_measure", "--output", WORK / "report", LOAD, "together", folder, "64"]
        took = json.loads(subprocess.run(list(map(str, command)), check=True, stdout=subprocess.PIPE,
                                         preexec_fn=lambda: limit_descriptors(DESCRIPTORS)).stdout)
        text = (WORK / "report").read_text(encoding="utf-8")
        (WORK / "report").unlink()
        self.check("64 exports at once", took["ok"], text)
        print("64 exports at once: %s %s" % (text.strip(), took), flush=True)

    def loop(self):
        """Exports one after another in one process: the same bytes each time, and memory stays."""
        folder, _, _ = self.corpus(events=3000, days=150, sessions=1, parts=1)
        done = subprocess.run([str(LOAD), "loop", str(folder), str(self.size.seconds)], check=False,
                              stdout=subprocess.PIPE)
        text = done.stdout.decode().strip()
        self.equal("loop", 0, done.returncode)
        print("loop: " + text, flush=True)


def limit_descriptors(count):
    resource.setrlimit(resource.RLIMIT_NOFILE, (count, count))


def tally(markers, file):
    done = subprocess.run([str(LOAD), "tally", *markers], stdin=file, check=True, stdout=subprocess.PIPE)
    return json.loads(done.stdout)


def ids_of(folder, paths=None):
    """How many events stand in the files, and the sum of their ids' hashes."""
    process = subprocess.Popen([str(LOAD), "tally", EVENT_ID], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    for path in paths or folder.iterdir():
        with open(path, "rb") as file:
            shutil.copyfileobj(file, process.stdin, 1 << 20)
    (seen,) = json.loads(process.communicate()[0])
    return seen["count"], seen["sum"]


def document(name, suffix):
    """The bytes of all documents NAME, NAME-2, …, in WORK/out, piece by piece."""
    out = WORK / "out"
    if out.is_dir():
        for path in sorted(out.iterdir()):
            if path.name.startswith(name) and path.name.endswith(suffix):
                yield path.read_bytes()
        return
    # Of another origin than what wrote it.
    process = subprocess.Popen(["unzip", "-p", str(out), name + "*" + suffix], stdout=subprocess.PIPE)
    for piece in iter(lambda: process.stdout.read(1 << 20), b""):
        yield piece
    if process.wait() != 0:
        raise AssertionError("unzip failed: %d" % process.returncode)


def remove_out():
    out = WORK / "out"
    if out.is_dir():
        shutil.rmtree(out)
    else:
        out.unlink(missing_ok=True)


def main():
    parts = ("large", "files", "sessions", "headers", "sparse", "together", "loop")
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("parts", nargs="*", metavar="PART", help="of " + ", ".join(parts) + "; default: all")
    parser.add_argument("--full", action="store_true", help="the sizes that README.md tells, not those of .ci/run")
    parser.add_argument("--seconds", type=int, help="of the loop")
    arguments = parser.parse_args()
    if set(arguments.parts) - set(parts):
        parser.error("parts are " + ", ".join(parts))
    load = Load(Size(arguments.full, arguments.seconds))
    shutil.rmtree(WORK, ignore_errors=True)
    WORK.mkdir(parents=True)
    try:
        for part in arguments.parts or parts:
            print("\n-- %s: %s" % (part, getattr(load, part).__doc__), flush=True)
            getattr(load, part)()
    finally:
        shutil.rmtree(WORK, ignore_errors=True)
        print("\n%d passed, %d failed" % (load.passed, load.failed), flush=True)
    sys.exit(load.failed != 0)


if __name__ == "__main__":
    main()
