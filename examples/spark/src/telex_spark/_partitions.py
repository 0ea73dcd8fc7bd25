"""Cuts the telemetry of a fleet into tasks of equal size.

All files stand in a row, folder by folder, and the row is cut at equal distances. A cut falls between two files, or
into a large one: no machine and no session is a straggler, however large. A file is cut only where its first line is a
header that holds for all lines below it; see ``_slices``.
"""

from __future__ import annotations

import heapq
import os
from dataclasses import dataclass
from typing import Callable, Dict, Iterable, List, Optional, Sequence, Tuple

from ._folders import Folder
from ._slices import has_leading_header

# What a file and a folder cost beside their bytes, in bytes: to open it, and to begin anew.
FILE_COST = 16 * 1024
FOLDER_COST = 64 * 1024
# No slice is smaller: the cut moves to the file's end or start.
LEAST_SLICE = 1024 * 1024
# Spark plans so many tasks without trouble. Beyond, tasks grow.
MOST_PARTITIONS = 10_000


@dataclass(frozen=True)
class Piece:
    """A file, or the part of it whose lines start after byte ``start`` (or at 0) and up to byte ``end``."""

    name: str
    start: int = 0
    end: Optional[int] = None
    """None: to the end of the file, also of one that grows."""


@dataclass(frozen=True)
class Share:
    """What of a folder a task reads."""

    folder: str
    pieces: Optional[Tuple[Piece, ...]]
    """None: all files of the range."""
    error: Optional[str] = None
    """Why the folder cannot be listed."""


@dataclass
class _Part:
    """A partition that is being filled."""

    cost: int
    pieces: Dict[int, List[Piece]]
    """By the number of the folder."""


def balance(
    folders: Sequence[Folder], partition_bytes: int, is_cuttable: Callable[[str], bool] = has_leading_header
) -> List[List[Share]]:
    """Tasks of some ``partition_bytes`` each. None is larger than that by more than two of LEAST_SLICE, other than by a
    file that cannot be cut. Folders that cannot be listed come first, in a task of their own."""
    failed = [Share(folder.path, None, folder.error) for folder in folders if folder.error is not None]
    total = sum(_cost(folder) for folder in folders if folder.files)
    count = max(1, min(-(-total // partition_bytes), MOST_PARTITIONS))
    parts = [_Part(0, {}) for _ in range(count)]
    position = 0
    for number, folder in enumerate(folders):
        for file in folder.files:
            cost = file.bytes + FILE_COST + (FOLDER_COST if file is folder.files[0] else 0)
            cuts = _cuts(position, cost, total, count)
            if cuts and cost > 2 * LEAST_SLICE and is_cuttable(os.path.join(folder.path, file.name)):
                pieces = _slice(file.name, cost, [cut - position for _, cut in cuts])
            else:
                pieces = [(cost // 2, Piece(file.name))]
            for middle, piece in pieces:
                part = parts[min((position + middle) * count // max(total, 1), count - 1)]
                part.pieces.setdefault(number, []).append(piece)
            position += cost
    return [failed] * bool(failed) + [shares for shares in (_shares(part, folders) for part in parts) if shares]


def _cuts(position: int, cost: int, total: int, count: int) -> List[Tuple[int, int]]:
    """The cuts inside of ``position`` … ``position + cost``, each with its number."""
    first = position * count // total + 1
    found = []
    for number in range(first, count):
        cut = number * total // count
        if cut >= position + cost:
            break
        if cut > position:
            found.append((number, cut))
    return found


def _slice(name: str, cost: int, cuts: Iterable[int]) -> List[Tuple[int, Piece]]:
    """The slices between the cuts, each with its middle; cuts too near to another one or to an end are left out."""
    kept = [0]
    for cut in cuts:
        if cut - kept[-1] >= LEAST_SLICE and cost - cut >= LEAST_SLICE:
            kept.append(cut)
    ends: List[Optional[int]] = [*kept[1:], None]
    return [((start + (cost if end is None else end)) // 2, Piece(name, start, end)) for start, end in zip(kept, ends)]


def _shares(part: _Part, folders: Sequence[Folder]) -> List[Share]:
    shares = []
    for number, pieces in part.pieces.items():
        folder = folders[number]
        whole = folder.is_whole and pieces == [Piece(file.name) for file in folder.files]
        shares.append(Share(folder.path, None if whole else tuple(pieces)))
    return shares


def spread(folders: Sequence[Folder], partition_bytes: int) -> List[List[str]]:
    """Whole folders, for packages: the largest first, each to the task that has least so far."""
    listed = sorted((folder for folder in folders if folder.error is None), key=_cost, reverse=True)
    count = max(1, min(-(-sum(map(_cost, listed)) // partition_bytes), len(listed), MOST_PARTITIONS))
    tasks: List[List[str]] = [[] for _ in range(count)]
    heap = [(0, index) for index in range(count)]
    for folder in listed:
        cost, index = heapq.heappop(heap)
        tasks[index].append(folder.path)
        heapq.heappush(heap, (cost + _cost(folder), index))
    return [task for task in tasks if task]


def _cost(folder: Folder) -> int:
    return folder.bytes + FILE_COST * len(folder.files) + FOLDER_COST
