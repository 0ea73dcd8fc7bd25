"""A strict checker of packages, folder or zip (OTLP mapping, "Envelopes, requests and packages").

    python3 package_checker.py PACKAGE otlp|otlp-jsonl [LIMIT]
    python3 package_checker.py --all FOLDER

All packages below a folder, with whatever limits they were exported, except those so large that a test of time or memory
must have made them; closes with one line, "N passed, M failed".
"""

import os
import re
import sys
import zipfile
from typing import Any, Dict, Iterator, List, NamedTuple, Optional, Sequence

import json_lines
from mapping_checker import Seen, check_mapping, derived_ids
from otlp_checker import SIGNALS, CheckError, Envelope, check_envelope, load_strict, require

MANIFEST = "manifest.json"

# The end of a range that ends with the year 9999 lies in a year of more digits.
_TIME = re.compile(r"\+?[0-9]{4,6}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\.[0-9]{3}Z")
DEFAULT_LIMITS = {"otlp": 16 * 1024 * 1024, "otlp-jsonl": 1000000}
# The checker takes half a second for so much.
_MOST_BYTES = 512 * 1024
# Documents are deflated to about a tenth.
_LEAST_RATIO = 10
_ENDINGS = {"otlp": ".json", "otlp-jsonl": ".jsonl"}


class SignalDocuments(NamedTuple):
    """The envelopes of one signal in their order, a line each in `otlp-jsonl`, with their text."""

    envelopes: List[Envelope]
    texts: List[bytes]
    seen: Sequence[Seen] = ()


class Package(NamedTuple):
    manifest: Dict[str, Any]
    signals: Dict[str, SignalDocuments]
    oversized: int


def check_package(path: str, format_name: str, limit: Optional[int]) -> Package:
    """limit: bytes of a document of `otlp`, or of a line of `otlp-jsonl`; None where it is not known."""
    files = _folder_files(path) if os.path.isdir(path) else _zip_files(path)
    return check_files(files, path, format_name, limit)


def check_files(files: Dict[str, bytes], where: str, format_name: str, limit: Optional[int]) -> Package:
    """The files of a package by name, wherever they stand."""
    require(MANIFEST in files, where, "no manifest")
    manifest = load_strict(files[MANIFEST], MANIFEST)
    _check_manifest_form(manifest, format_name)
    signals = {}
    listed = [MANIFEST]
    position = 0
    for signal in SIGNALS:
        requests = _requests_of(manifest["requests"], position, signal, format_name)
        position += len(requests)
        listed += [request["path"] for request in requests]
        signals[signal] = _check_documents(files, requests, signal, format_name)
    require(position == len(manifest["requests"]), MANIFEST, "requests besides: %r" % manifest["requests"][position:])
    require(sorted(listed) == sorted(files), where, "holds %s, lists %s" % (sorted(files), sorted(listed)))
    _check_sums(manifest, signals)
    listed_oversized = manifest["oversized"]
    if limit is None:
        return Package(manifest, signals, listed_oversized)
    oversized = sum(_check_sizes(documents, limit) for documents in signals.values())
    require(listed_oversized == oversized, MANIFEST, "oversized %r, found %d" % (listed_oversized, oversized))
    return Package(manifest, signals, oversized)


def _folder_files(path: str) -> Dict[str, bytes]:
    files = {}
    for name in os.listdir(path):
        full = os.path.join(path, name)
        require(os.path.isfile(full) and not os.path.islink(full), full, "no regular file")
        require(os.name == "nt" or os.stat(full).st_mode & 0o777 == 0o600, full, "permissions are not 0600")
        with open(full, "rb") as file:
            files[name] = file.read()
    return files


def _zip_files(path: str) -> Dict[str, bytes]:
    require(os.name == "nt" or os.stat(path).st_mode & 0o777 == 0o600, path, "permissions are not 0600")
    files = {}
    try:
        with zipfile.ZipFile(path) as archive:
            entries = archive.infolist()
            for entry in entries:
                where = "%s: %s" % (path, entry.filename)
                require(entry.date_time == (1980, 1, 1, 0, 0, 0), where, "entry time %r" % (entry.date_time,))
                deflated = entry.compress_type == zipfile.ZIP_DEFLATED
                require(deflated or entry.file_size == 0, where, "compression method %d" % entry.compress_type)
                require(entry.filename not in files, where, "an entry twice")
                files[entry.filename] = archive.read(entry)
            require(entries and entries[-1].filename == MANIFEST, path, "the manifest is not the last entry")
    except (zipfile.BadZipFile, NotImplementedError) as error:
        raise CheckError("%s: %s" % (path, error))
    return files


def _is_count(value: Any) -> bool:
    return type(value) is int and value >= 0


def _check_manifest_form(manifest: Any, format_name: str) -> None:
    counts = {"sourceFiles", "sourceEvents", "derivedIds", "repaired", "oversized"}
    keys = counts | {"schemaVersion", "telemetrySchemaVersion", "exportedAt", "exporter", "format", "range"}
    keys |= {"records", "skipped", "requests"}
    require(isinstance(manifest, dict) and set(manifest) == keys, MANIFEST, "keys %s" % sorted(manifest))
    require(manifest["schemaVersion"] == 1 and manifest["telemetrySchemaVersion"] == 1, MANIFEST, "versions")
    require(manifest["format"] == format_name, MANIFEST, "format %r" % manifest["format"])
    require(format_name in DEFAULT_LIMITS, MANIFEST, "format %r" % format_name)
    for key in counts:
        require(_is_count(manifest[key]), MANIFEST, "%s %r" % (key, manifest[key]))
    for key, parts in (("records", set(SIGNALS)), ("skipped", {"files", "lines"})):
        require(set(manifest[key]) == parts, MANIFEST, "keys of " + key)
        require(all(_is_count(count) for count in manifest[key].values()), MANIFEST, "counts of " + key)
    require(set(manifest["exporter"]) == {"name", "version"}, MANIFEST, "keys of exporter")
    require(all(isinstance(text, str) and text for text in manifest["exporter"].values()), MANIFEST, "exporter")
    check_range(manifest["range"], MANIFEST)
    check_time(manifest["exportedAt"], MANIFEST)
    require(isinstance(manifest["requests"], list), MANIFEST, "requests are no list")


def check_range(found: Any, where: str) -> None:
    require(isinstance(found, dict) and isinstance(found.get("label"), str), where, "range %r" % (found,))
    require(set(found) <= {"label", "start", "end"}, where, "keys of range")
    for bound in set(found) - {"label"}:
        check_time(found[bound], where)


def check_time(text: Any, where: str) -> None:
    require(isinstance(text, str) and _TIME.fullmatch(text), where, "the time %r" % (text,))


def _requests_of(requests: List[Any], position: int, signal: str, format_name: str) -> List[Dict[str, Any]]:
    """The signal's run of requests from `position` on: `logs.json`, `logs-2.json`, …"""
    keys = {"path", "endpoint", "records", "bytes"} | ({"lines"} if format_name == "otlp-jsonl" else set())
    found = []
    for request in requests[position:]:
        require(isinstance(request, dict) and set(request) == keys, MANIFEST, "the request %r" % (request,))
        if request["endpoint"] != SIGNALS[signal].endpoint:
            break
        number = "" if not found else "-%d" % (len(found) + 1)
        expected = signal + number + _ENDINGS[format_name]
        require(request["path"] == expected, MANIFEST, "path %r, not %s" % (request["path"], expected))
        found.append(request)
    require(found, MANIFEST, "no request for " + signal)
    require(format_name == "otlp" or len(found) == 1, MANIFEST, "%d requests for %s" % (len(found), signal))
    return found


def _check_documents(files: Dict[str, bytes], requests, signal: str, format_name: str) -> SignalDocuments:
    texts = []
    envelopes = []
    seen = []
    for request in requests:
        name = request["path"]
        require(name in files, MANIFEST, "lists %s, which is not there" % name)
        data = files[name]
        require(request["bytes"] == len(data), name, "has %d bytes, listed %r" % (len(data), request["bytes"]))
        documents = [data]
        if format_name == "otlp-jsonl":
            require(data == b"" or data.endswith(b"\n"), name, "the last line has no end")
            documents = data.split(b"\n")[:-1]
            lines = len(documents)
            require(request["lines"] == lines, name, "has %d lines, listed %r" % (lines, request["lines"]))
        checked = []
        for number, document in enumerate(documents, 1):
            where = "%s:%d" % (name, number)
            checked.append(check_envelope(document, signal, where))
            seen.append(check_mapping(checked[-1], signal, where))
            empty_allowed = format_name == "otlp" and len(requests) == 1
            require(checked[-1].blocks or empty_allowed, name, "an empty envelope")
        records = sum(envelope.record_count() for envelope in checked)
        require(request["records"] == records, name, "has %d records, listed %r" % (records, request["records"]))
        texts += documents
        envelopes += checked
    require(len({one.temporality for one in seen} - {None}) <= 1, MANIFEST, "sums of both temporalities")
    return SignalDocuments(envelopes, texts, seen)


def _check_sums(manifest: Dict[str, Any], signals: Dict[str, SignalDocuments]) -> None:
    for signal, documents in signals.items():
        records = sum(envelope.record_count() for envelope in documents.envelopes)
        require(manifest["records"][signal] == records, MANIFEST, "records of %s are %d" % (signal, records))
        for envelope in documents.envelopes:
            for block in envelope.blocks:
                require(block.scope.version == manifest["exporter"]["version"], signal, "version of the scope")
    least, most = derived_ids(seen for documents in signals.values() for seen in documents.seen)
    derived = manifest["derivedIds"]
    require(least <= derived <= most, MANIFEST, "%d derived ids, found %d to %d" % (derived, least, most))


def _check_sizes(documents: SignalDocuments, limit: int) -> int:
    """How many documents are over the limit; each of them must hold one record that is alone so large."""
    oversized = 0
    for number, envelope in enumerate(documents.envelopes):
        if envelope.size > limit and envelope.blocks:
            records = envelope.record_count()
            require(records == 1, "document %d" % number, "%d records in %d bytes" % (records, envelope.size))
            oversized += 1
    return oversized


def check_filled(documents: SignalDocuments, continues: List[bool], signal: str, limit: int) -> None:
    """A document is closed only where the next record does not fit.

    continues: for each document after the first, whether it begins within a resource block.
    """
    for number, within_block in enumerate(continues):
        before, after = documents.texts[number], documents.texts[number + 1]
        if len(before) > limit or len(after) > limit:
            continue
        added = _size_of_first_record(before, after, within_block, SIGNALS[signal])
        what = "document %d has %d of %d bytes, the next record needs %d" % (number + 1, len(before), limit, added)
        require(len(before) + added > limit, signal, what)


def _size_of_first_record(before: bytes, after: bytes, within_block: bool, signal) -> int:
    """What the first record of `after` would add to the end of `before`, its comma included."""
    block = _list(_scan(after), signal.envelope).content[0]
    scope = _list(block, signal.scopes).content[0]
    records = _list(scope, signal.records)
    first = records.content[0]
    record = _size(first)
    if signal.name == "metrics":
        points = _points(first)
        point = _size(points.content[0])
        record = _size(first) - _size(points) + 2 + point
        last_block = _list(_scan(before), signal.envelope).content[-1]
        last = _list(_list(last_block, signal.scopes).content[0], signal.records).content[-1]
        if within_block and _identity(last) == _identity(first):
            record = point
    if within_block:
        return record + 1
    return _size(block) - _size(records) + 2 + record + 1


def _scan(document: bytes) -> json_lines.Value:
    return json_lines.scan(document.decode("utf-8"), max_nesting=None)


def _list(value: json_lines.Value, key: str) -> json_lines.Value:
    return next(member.value for member in value.content if member.key == key)


def _points(metric: json_lines.Value) -> json_lines.Value:
    return next(_list(member.value, "dataPoints") for member in metric.content if member.key in ("sum", "gauge"))


def _identity(metric: json_lines.Value) -> List[str]:
    return sorted(m.key if m.key in ("sum", "gauge") else m.value.raw for m in metric.content)


def _size(value: json_lines.Value) -> int:
    return len(value.raw.encode("utf-8"))


def packages_below(folder: str) -> Iterator[str]:
    for place, _, names in os.walk(folder):
        sizes = {os.path.join(place, name): os.path.getsize(os.path.join(place, name)) for name in names}
        if MANIFEST in names and sum(sizes.values()) <= _MOST_BYTES:
            yield place
        for path, size in sizes.items():
            if size <= _MOST_BYTES // _LEAST_RATIO and zipfile.is_zipfile(path):
                yield path


def check_as_it_says(path: str) -> None:
    """A package, in the format that its manifest names."""
    files = _folder_files(path) if os.path.isdir(path) else _zip_files(path)
    require(MANIFEST in files, path, "no manifest")
    manifest = load_strict(files[MANIFEST], MANIFEST)
    check_files(files, path, manifest.get("format") if isinstance(manifest, dict) else None, None)


def check_all(folder: str) -> int:
    passed = failed = 0
    for path in sorted(packages_below(folder)):
        try:
            check_as_it_says(path)
            passed += 1
        except CheckError as error:
            print("package_checker: %s: %s" % (path, error))
            failed += 1
    print("package_checker: %d passed, %d failed" % (passed, failed))
    return 1 if failed else 0


def main() -> int:
    if sys.argv[1:2] == ["--all"]:
        return check_all(sys.argv[2])
    path, format_name = sys.argv[1:3]
    limit = int(sys.argv[3]) if len(sys.argv) > 3 else DEFAULT_LIMITS[format_name]
    try:
        check_package(path, format_name, limit)
    except CheckError as error:
        print("package_checker: %s" % error)
        return 1
    print("package_checker: %s is good" % path)
    return 0


if __name__ == "__main__":
    sys.exit(main())
