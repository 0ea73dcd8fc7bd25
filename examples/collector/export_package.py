"""A package of an OTLP export, folder or zip: its requests, and its documents as its manifest lists them."""

import collections
import json
import os
import re
import stat
import zipfile
import zlib

# Of a longer manifest no more is read: no package can fill the memory.
MAX_MANIFEST_BYTES = 256 << 20
# One request stands in memory; no server takes one that is nearly as large.
MAX_REQUEST_BYTES = 256 << 20
BLOCK_BYTES = 1 << 20
SUFFIXES = {"otlp": ".json", "otlp-jsonl": ".jsonl"}
DOCUMENT_NAME = re.compile(r"(logs|traces|metrics)(-[1-9][0-9]*)?\.jsonl?")

# number counts from 1; line is None where the document is one request.
Request = collections.namedtuple("Request", "number name endpoint document line")


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
            self._archive = None if self._folder else opened_zip(path)
            with self._open("manifest.json") as file:
                data = file.read(MAX_MANIFEST_BYTES + 1)
            require(len(data) <= MAX_MANIFEST_BYTES, "its manifest.json is too large")
            self._documents = documents_of(json.loads(data.decode("utf-8")))
            for document in self._documents:
                self._check(document)
            self._check_names()
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
        """In blocks: a document that is not what its manifest says may be of any size."""
        name, wanted = document["path"], document["bytes"]
        size = lines = length = 0
        blank, block = True, b"\n"
        with self._open(name) as file:
            for block in iter(lambda: file.readline(BLOCK_BYTES), b""):
                size, length, blank = size + len(block), length + len(block), blank and not block.strip()
                require(size <= wanted, "%s has more than the %d bytes that its manifest lists", name, wanted)
                require(length <= MAX_REQUEST_BYTES or "lines" not in document, "%s has too long a line", name)
                if block.endswith(b"\n"):
                    lines += 1
                    require("lines" not in document or not blank, "line %d of %s is empty", lines, name)
                    length, blank = 0, True
        require(size == wanted, "%s has %d bytes, its manifest lists %d", name, size, wanted)
        if "lines" in document:
            listed = document["lines"]
            lines += not block.endswith(b"\n")
            require(lines == listed, "%s has %d lines, its manifest lists %d", name, lines, listed)
            require(block.endswith(b"\n"), "the last line of %s has no end", name)

    def _check_names(self):
        """No document that the manifest does not list, and none twice: it would not be sent."""
        names = collections.Counter(os.listdir(self._folder) if self._folder else self._archive.namelist())
        listed = {document["path"] for document in self._documents}
        for name in names:
            require(name in listed or not DOCUMENT_NAME.fullmatch(name), "its manifest.json does not list %s", name)
        for name in (*sorted(listed), "manifest.json"):
            require(names[name] == 1, "it has %s twice", name)

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
                    body = file.readline(MAX_REQUEST_BYTES + 1).rstrip(b"\n")
                    line += 1
                    require(body, "%s was changed while it was sent", name)
                yield request, body
        finally:
            if file is not None:
                file.close()


def opened_zip(path):
    """Many have a single document, or an export of another format, in their hands."""
    try:
        return zipfile.ZipFile(path)
    except zipfile.BadZipFile as error:
        ask = "it is no zip; name the zip or the folder of an export of --format otlp or otlp-jsonl, not a file of it"
        raise PackageError("%s (%s)" % (ask, error)) from error


def documents_of(manifest):
    """The entries of the manifest's requests, each of which has all that is used of it."""
    require(isinstance(manifest, dict), "its manifest.json is none")
    format_name, requests = manifest.get("format"), manifest.get("requests")
    known = isinstance(format_name, str) and format_name in SUFFIXES
    require(known, "its format is %r, not %s", format_name, " or ".join(SUFFIXES))
    require(isinstance(requests, list) and requests, "its manifest.json lists no requests")
    names, records = set(), collections.Counter()
    for entry in requests:
        require(isinstance(entry, dict), "its manifest.json has the request %r", entry)
        name = entry.get("path")
        match = DOCUMENT_NAME.fullmatch(name) if isinstance(name, str) else None
        require(match, "its manifest.json lists %r, which is no document of an export", name)
        require(name not in names, "its manifest.json lists %s twice", name)
        names.add(name)
        suffix = SUFFIXES[format_name]
        require(os.path.splitext(name)[1] == suffix, "%s is no document of the format %s", name, format_name)
        endpoint, wanted = entry.get("endpoint"), "/v1/" + match.group(1)
        require(endpoint == wanted, "the endpoint of %s is %r, not %s", name, endpoint, wanted)
        require((suffix == ".jsonl") == ("lines" in entry), "its manifest.json has wrong lines for %s", name)
        for key in ("bytes", "lines", "records"):
            value = entry.get(key, 0 if key == "lines" else None)
            require(type(value) is int and 0 <= value < 2**62, "its manifest.json has no %s for %s", key, name)
        small = suffix == ".jsonl" or entry["bytes"] <= MAX_REQUEST_BYTES
        require(small, "%s has over %d bytes, too many for a request", name, MAX_REQUEST_BYTES)
        records[match.group(1)] += entry["records"]
    check_totals(manifest.get("records"), records)
    return requests


def check_totals(totals, records):
    """The manifest's own totals, so that requests that are missing from its list are missed."""
    require(isinstance(totals, dict), "its manifest.json has no records")
    for signal in sorted({*totals, *records}):
        listed, found = totals.get(signal), records[signal]
        require(listed == found, "its requests have %d records of %s, its manifest.json counts %r", found, signal, listed)


def reason_of(error):
    """An error in one line; of a KeyError its text, not its repr."""
    text = error.args[0] if isinstance(error, KeyError) and error.args else error
    return str(text) or type(error).__name__
