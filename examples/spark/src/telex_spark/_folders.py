"""Finds the telemetry folders below a root, and in each the files that a range needs. By name; nothing is opened."""

from __future__ import annotations

import os
import re
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any, List, Mapping, Optional, Tuple

import telex

_TELEMETRY_NAME = re.compile(r"telemetry-[0-9]{4}-[0-9]{2}-[0-9]{2}-[^.]+(\.[0-9]+)?\.jsonl")
# Waiting for a share, not computing.
_THREADS = 16


@dataclass(frozen=True)
class File:
    """A file that the range needs."""

    name: str
    bytes: int

    @property
    def date(self) -> str:
        return self.name[len("telemetry-") :][: len("YYYY-MM-DD")]


@dataclass(frozen=True)
class Folder:
    """A telemetry folder, or one that cannot be listed: what it holds is then not known."""

    path: str
    files: Tuple[File, ...] = ()
    error: Optional[str] = None
    """Why it cannot be listed: ``PERMISSION_DENIED: …``."""
    is_whole: bool = True
    """Whether these are all files of the range."""

    @property
    def bytes(self) -> int:
        return sum(file.bytes for file in self.files)


def text_of(path: str) -> str:
    """A path as text for a table: what is not UTF-8 in it becomes U+FFFD."""
    return os.fsencode(path).decode("utf-8", "replace")


def _size(path: str) -> int:
    try:
        return os.stat(path).st_size
    except OSError:
        return 0  # telex will say what is wrong with it


def _look_at(path: str, range_: Mapping[str, Any]) -> Tuple[Optional[Folder], List[str]]:
    """The folder, where it is one of telemetry or cannot be listed, and its sub-folders."""
    subfolders, found = [], False
    try:
        with os.scandir(path) as entries:
            for entry in entries:
                if entry.is_dir(follow_symlinks=False):
                    subfolders.append(entry.path)
                found = found or _TELEMETRY_NAME.fullmatch(entry.name) is not None
        names = telex.select_files(path, **range_) if found else []
    except telex.Error as error:
        return Folder(path, error=f"{error.code}: {error}"), subfolders
    except OSError as error:
        return Folder(path, error=f"{_code_of(error)}: {path}: {error.strerror}"), subfolders
    files = tuple(File(name, _size(os.path.join(path, name))) for name in names)
    return (Folder(path, files) if found else None), subfolders


def _code_of(error: OSError) -> str:
    kinds = {PermissionError: "PERMISSION_DENIED", FileNotFoundError: "NOT_FOUND"}
    return next((code for kind, code in kinds.items() if isinstance(error, kind)), "IO")


def find_folders(root: str, range_: Mapping[str, Any]) -> List[Folder]:
    """All telemetry folders of the root, itself included, and the folders that cannot be listed; ordered by path.

    Raises OSError where the root itself cannot be listed, and telex.Error for a bad range.
    """
    with os.scandir(root):
        pass
    telex.select_files(root, **range_)  # the range is judged even where there is no folder
    found: List[Folder] = []
    level = [root]
    with ThreadPoolExecutor(_THREADS) as pool:
        while level:
            looks = list(pool.map(lambda path: _look_at(path, range_), level))
            found.extend(folder for folder, _ in looks if folder is not None)
            level = [path for _, subfolders in looks for path in subfolders]
    return sorted(found, key=lambda folder: folder.path)
