"""What a task reads: shares of folders, each presented to telex as a folder."""

from __future__ import annotations

import os
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Dict, Iterator, List, Optional, Tuple

from pyspark.sql.datasource import InputPartition

from ._folders import Folder, find_folders
from ._options import ReadOptions
from ._partitions import Piece, Share, balance
from ._scratch import scratch_folder
from ._slices import LONGEST_HEADER, has_leading_header, lines_before, write_slice


class Task(InputPartition):
    """The shares of one Spark task."""

    def __init__(self, shares: List[Share]) -> None:
        super().__init__(shares)

    @property
    def shares(self) -> List[Share]:
        return self.value


def plan(options: ReadOptions, folders: Optional[List[Folder]] = None) -> List[Task]:
    """The tasks of a query: on the driver."""
    limit = options.max_input_line_bytes
    # A header over the limit would be one bad line more in each slice.
    is_cuttable = has_leading_header if limit is None or limit >= LONGEST_HEADER else lambda path: False
    found = find_folders(options.root, options.range) if folders is None else folders
    return [Task(shares) for shares in balance(found, options.partition_bytes, is_cuttable)]


@dataclass
class Presented:
    """A folder that telex can read."""

    path: str
    first_lines: Dict[str, Tuple[str, int]]
    """Of each file that is a slice: the file that it is of, and where in that its second line begins."""

    def line_in_file(self, name: str, line: int) -> int:
        """A line's number in the whole file."""
        if line == 0 or name not in self.first_lines:
            return line
        path, offset = self.first_lines[name]
        return line - 1 + lines_before(path, offset)


@contextmanager
def present(share: Share) -> Iterator[Presented]:
    """The share as a folder: itself where it is whole, else a temporary one with links to its files and with slices."""
    if share.pieces is None:
        yield Presented(share.folder, {})
        return
    with scratch_folder() as folder:
        presented = Presented(folder, {})
        for piece in share.pieces:
            _put(share.folder, piece, presented)
        yield presented


def _put(folder: str, piece: Piece, presented: Presented) -> None:
    path = os.path.join(folder, piece.name)
    target = os.path.join(presented.path, piece.name)
    if piece.start > 0 or piece.end is not None:
        offset = write_slice(path, piece.start, piece.end, target)
        if offset is not None:
            presented.first_lines[piece.name] = (path, offset)
            return
        if piece.start > 0:
            return
    os.symlink(path, target)
