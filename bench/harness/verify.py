"""Proves that the plain Node.js exporter gives the same records as telex: both are parsed, and compared as sets."""

import collections
import json
import os
import zipfile
from typing import Dict, Iterator, Tuple

from harness.corpora import Corpus
from harness.exports import JSON, OTLP_ZIP, Export, node_command
from harness.programs import BenchError, Programs, remove, run

BLOCKS = {"logs": ("resourceLogs", "scopeLogs", "logRecords"), "traces": ("resourceSpans", "scopeSpans", "spans"),
          "metrics": ("resourceMetrics", "scopeMetrics", "metrics")}


def node_gives_the_same(programs: Programs, corpus: Corpus, work: str) -> Dict[str, int]:
    """How many records of each kind were compared. BenchError where one differs."""
    counts = {}
    for case in (JSON, OTLP_ZIP):
        export = Export(programs, corpus, case, work)
        ours, theirs = os.path.join(work, "ours"), os.path.join(work, "theirs")
        for path in (ours, theirs):
            remove(path)
        run(export.command(None, ours))
        run(node_command(case, corpus.folder, theirs))
        if case is JSON:
            counts["events"] = _compare("events", _elements(ours), _elements(theirs))
        else:
            for signal in BLOCKS:
                counts[signal] = _compare(signal, _records(ours, signal), _records(theirs, signal))
        for path in (ours, theirs):
            remove(path)
    return counts


def _compare(name: str, ours: Iterator[str], theirs: Iterator[str]) -> int:
    one, other = collections.Counter(ours), collections.Counter(theirs)
    if one != other or not one:
        missing, more = list((one - other).elements()), list((other - one).elements())
        raise BenchError(f"the plain Node.js exporter gives other {name}: {len(missing)} are missing, such as\n"
                         f"  {missing[:1]}\n{len(more)} are other ones, such as\n  {more[:1]}")
    return sum(one.values())


def _text(value) -> str:
    return json.dumps(value, sort_keys=True)


def _numbers_as_doubles(pairs):
    """60 and 60.0 are one number in JSON."""
    return {key: float(value) if isinstance(value, int) else value for key, value in pairs}


def _elements(path: str) -> Iterator[str]:
    with open(path, encoding="utf-8") as file:
        elements = json.load(file, object_pairs_hook=_numbers_as_doubles)
    # The place counts, too: both are merged by time.
    return (f"{place} {_text(element)}" for place, element in enumerate(elements))


def _records(path: str, signal: str) -> Iterator[str]:
    top, scoped, listed = BLOCKS[signal]
    for document in _documents(path, signal):
        for block in document[top]:
            resource = _text(_attributes(block["resource"]))
            for scope in block[scoped]:
                for record in scope[listed]:
                    for kind, each in _flat(signal, record):
                        yield f"{resource} {kind} {_text(_attributes(each))}"


def _documents(path: str, signal: str) -> Iterator[dict]:
    with zipfile.ZipFile(path) as package:
        for name in package.namelist():
            if name == f"{signal}.json" or name.startswith(f"{signal}-"):
                yield json.loads(package.read(name), object_pairs_hook=_numbers_as_doubles)


def _flat(signal: str, record: dict) -> Iterator[Tuple[str, dict]]:
    """A log record or a span as it is; a metric as its data points, which other blocks may hold in other groups."""
    if signal != "metrics":
        yield "", record
        return
    kind = "sum" if "sum" in record else "gauge"
    data = dict(record[kind])
    points = data.pop("dataPoints")
    head = _text({**{key: value for key, value in record.items() if key != kind}, kind: data})
    for point in points:
        yield head, point


def _attributes(record: dict) -> dict:
    """Attributes, also those of a span's events, as a set."""
    result = dict(record)
    if "attributes" in result:
        result["attributes"] = sorted(map(_text, result["attributes"]))
    if "events" in result:
        result["events"] = [_attributes(event) for event in result["events"]]
    return result
