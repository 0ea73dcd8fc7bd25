"""Telemetry to measure with: made once by telex_corpus, and kept."""

import hashlib
import os
import pathlib
import shutil
from typing import Dict, NamedTuple

from harness.programs import BENCH, BenchError, Programs, remove, run

EVENTS_PER_MEGABYTE = 3_000


class Corpus(NamedTuple):
    name: str
    folder: str
    files: int
    events: int
    bytes: int

    def as_json(self) -> Dict[str, int]:
        return {"files": self.files, "events": self.events, "bytes": self.bytes}


class Corpora:
    """A folder of corpora. Their names say how they were made, and by which corpus.cc."""

    def __init__(self, programs: Programs, folder: pathlib.Path, say):
        maker = hashlib.sha256((BENCH / "corpus.cc").read_bytes()).hexdigest()[:8]
        self._programs = programs
        self._folder = folder / maker
        self._folder.mkdir(parents=True, exist_ok=True)
        self._say = say

    def make(self, name: str, events: int, **layout: int) -> Corpus:
        """`layout` as the options of telex_corpus: days, sessions, parts, session_hours."""
        words = [name, str(events)] + [f"{key}{value}" for key, value in sorted(layout.items())]
        folder = self._folder / "-".join(words)
        if not folder.exists():
            self._say(f"making the corpus {folder.name}")
            if shutil.disk_usage(self._folder).free < 6 * 350 * events:
                raise BenchError(f"too little room in {self._folder} for {name} and its exports")
            partial = str(folder) + ".partial"
            remove(partial)
            options = {"events": events, **layout}
            flags = [word for key, value in options.items() for word in ("--" + key.replace("_", "-"), str(value))]
            run([self._programs.corpus, partial, *flags])
            os.rename(partial, folder)
        return self._look_at(name, folder, events)

    def choose_files(self, whole: Corpus, name: str, wanted, events: int) -> Corpus:
        """A folder that holds only those files of `whole` whose names `wanted` takes, as links to them."""
        folder = pathlib.Path(whole.folder + "-" + name)
        remove(str(folder))
        folder.mkdir()
        for file in os.listdir(whole.folder):
            if wanted(file):
                os.link(os.path.join(whole.folder, file), folder / file)
        return self._look_at(name, folder, events)

    @staticmethod
    def _look_at(name: str, folder: pathlib.Path, events: int) -> Corpus:
        sizes = [entry.stat().st_size for entry in os.scandir(folder)]
        return Corpus(name, str(folder), len(sizes), events, sum(sizes))
