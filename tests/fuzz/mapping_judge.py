"""Judges exports that mapping_fuzzer makes, against the plain re-statement of the contract and the strict checker.

Reads requests from standard input: the length of a JSON object as 4 bytes (little-endian), the object, then the bytes of
the files and of the documents that it lists. Answers each with the length and the text of the first difference; none: 0.
"""

import json
import os
import struct
import sys
from typing import Any, BinaryIO, Dict, List, Optional

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), os.pardir, "reference"))

from comparison import Mismatch, compare_json_array, compare_manifest, compare_report, compare_signals, expect  # noqa: E402
from mapping_metrics import CUMULATIVE, DELTA  # noqa: E402
from otlp_checker import CheckError  # noqa: E402
from package_checker import check_files  # noqa: E402
from telemetry_folder import TelemetryFolder  # noqa: E402
from telex_reference import ExportOptions, expected_export  # noqa: E402
from timestamps import NANOS_PER_SECOND  # noqa: E402


class MemoryFolder(TelemetryFolder):
    """Files by name, as the fuzzer has them in memory."""

    def __init__(self, files: Dict[str, bytes]):
        super().__init__("memory")
        self.files = files

    def _names(self) -> List[str]:
        return list(self.files)

    def _content(self, name: str) -> Optional[bytes]:
        return self.files[name]


def read_exactly(stream: BinaryIO, size: int) -> bytes:
    data = stream.read(size)
    if len(data) != size:
        raise EOFError
    return data


def read_named(stream: BinaryIO, sizes: Dict[str, int]) -> Dict[str, bytes]:
    return {name: read_exactly(stream, size) for name, size in sizes.items()}


def judge(request: Dict[str, Any], files: Dict[str, bytes], documents: Dict[str, bytes]) -> None:
    """Raises Mismatch or CheckError with the first difference."""
    limit = request["limit"]
    options = ExportOptions(
        format=request["format"],
        temporality=CUMULATIVE if request["cumulative"] else DELTA,
        full_span_name=request["fullSpanName"],
        max_request_bytes=limit,
        max_line_bytes=limit,
        max_input_line_bytes=request["maxInputLineBytes"],
    )
    expected = expected_export(MemoryFolder(files), options)
    now = request["now"] * NANOS_PER_SECOND
    oversized = 0
    expect(bool(expected.report["events"]), request["exported"], "whether there is an export")
    if not request["exported"]:
        return
    if options.format == "json":
        compare_json_array(documents["events.json"], expected.json_events)
    else:
        package = check_files(documents, "the package", options.format, limit)
        compare_manifest(package.manifest, expected, options, now)
        compare_signals(package, expected, options)
        oversized = package.oversized
    compare_report(request["report"], expected, options, now, oversized, sum(map(len, documents.values())))


def answer(request: Dict[str, Any], files: Dict[str, bytes], documents: Dict[str, bytes]) -> str:
    try:
        judge(request, files, documents)
    except (Mismatch, CheckError) as difference:
        return str(difference) or repr(difference)
    return ""


def main() -> None:
    requests, answers = sys.stdin.buffer, sys.stdout.buffer
    while True:
        try:
            (size,) = struct.unpack("<I", read_exactly(requests, 4))
        except EOFError:
            return
        request = json.loads(read_exactly(requests, size))
        files = read_named(requests, request["files"])
        documents = read_named(requests, request["documents"])
        text = answer(request, files, documents).encode("utf-8", "replace")
        answers.write(struct.pack("<I", len(text)) + text)
        answers.flush()


if __name__ == "__main__":
    main()
