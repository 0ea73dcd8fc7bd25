"""Parts of a telemetry file, as files that can be read by themselves.

A row has its context from itself or from the file's header: the first good one, which is the first line of every file
that is written today. Where it is, a part of the file is: the header, then the part's own lines. Where the first line
is not surely such a header the file is never cut, as a header that holds for a part may then stand anywhere before it.

A line belongs to the part in which the byte before it lies, the first line to the first part: parts that meet have each
line once, and nobody needs to look for line ends beforehand.
"""

from __future__ import annotations

import json
import shutil
from typing import IO, Any, Dict, List, Optional, Tuple

# A header has some 500 bytes.
LONGEST_HEADER = 64 * 1024
_BLOCK = 1024 * 1024
_BYTE_ORDER_MARK = b"\xef\xbb\xbf"
_CONTEXT = frozenset(
    "extension_version machine_id session_id os_type os_version host_arch platform_name platform_version".split()
)


def has_leading_header(path: str) -> bool:
    """Whether the file may be cut. Does not change while the file grows."""
    return leading_header(path) is not None


def leading_header(path: str) -> Optional[bytes]:
    """The file's first line, where it is surely a header that telex takes: stricter than telex is."""
    try:
        with open(path, "rb") as file:
            line = file.readline(LONGEST_HEADER)
    except OSError:
        return None
    if not line.endswith(b"\n"):
        return None
    try:
        header = json.loads(line.removeprefix(_BYTE_ORDER_MARK).decode(), object_pairs_hook=_without_duplicates)
    except ValueError:  # also of a wrong encoding, and of duplicates
        return None
    return line if _is_header(header) else None


def _without_duplicates(members: List[Tuple[str, Any]]) -> Dict[str, Any]:
    found = dict(members)
    if len(found) != len(members):
        raise ValueError("duplicate keys")
    return found


def _is_header(header: Any) -> bool:
    if not isinstance(header, dict) or header.get("kind") != "header":
        return False
    version, context = header.get("schema_version"), header.get("context")
    if type(version) is not int or version != 1 or not isinstance(context, dict) or not _CONTEXT <= context.keys():
        return False
    texts = [*context.values(), *(value for key, value in header.items() if key not in ("schema_version", "context"))]
    # Telex takes the same keys in camelCase, too: of two spellings the last one would count.
    return all(isinstance(text, str) for text in texts) and "schemaVersion" not in header and context.keys() == _CONTEXT


def write_slice(path: str, start: int, end: Optional[int], target: str) -> Optional[int]:
    """Writes a part of a file to ``target``, its header first.

    Returns where in the file the second line of ``target`` begins. None where nothing was written, as the part has no
    line of its own or the file cannot be cut: then its first part is the whole file, and the others are nothing.
    """
    header = leading_header(path)
    if header is None:
        return None
    with open(path, "rb") as source:
        first = _next_line(source, start) if start > 0 else len(header)
        last = None if end is None else max(_next_line(source, end), len(header))
        if start > 0 and last is not None and first >= last:
            return None
        source.seek(first)
        with open(target, "wb") as out:
            out.write(header)
            _copy(source, out, None if last is None else last - first)
    return first


def lines_before(path: str, offset: int) -> int:
    """How many lines of the file end before byte ``offset``."""
    count, left = 0, offset
    with open(path, "rb") as file:
        while left > 0:
            block = file.read(min(_BLOCK, left))
            if not block:
                break
            count += block.count(b"\n")
            left -= len(block)
    return count


def _next_line(file: IO[bytes], offset: int) -> int:
    """Where the first line that starts after byte ``offset`` does; the file's size where there is none."""
    file.seek(offset)
    while True:
        block = file.read(64 * 1024)
        if not block:
            return file.tell()
        newline = block.find(b"\n")
        if newline >= 0:
            return file.tell() - len(block) + newline + 1


def _copy(source: IO[bytes], out: IO[bytes], count: Optional[int]) -> None:
    if count is None:
        shutil.copyfileobj(source, out, _BLOCK)
        return
    while count > 0:
        block = source.read(min(_BLOCK, count))
        if not block:
            return
        out.write(block)
        count -= len(block)
