"""Ways to export one corpus: by telex, and by what it is measured against."""

import json
import os
import zipfile
from typing import List, NamedTuple, Optional

from harness.corpora import Corpus
from harness.programs import BENCH, BenchError, Programs, Sample, files_of, remove, run

# The date of every export, so that the same telemetry gives the same bytes.
NOW = "2027-01-01T00:00:00Z"
BASELINE_LEVEL = 3  # zlib's, and the default of telex


class Case(NamedTuple):
    """One way to export, as options of `telex export`."""

    name: str
    format: str
    package: str = ""
    more: tuple = ()

    def options(self) -> List[str]:
        package = ["--package", self.package] if self.package else []
        return ["--format", self.format, *package, *self.more]


JSON = Case("json", "json")
OTLP_DIR = Case("otlp dir", "otlp", "dir")
OTLP_ZIP = Case("otlp zip", "otlp", "zip")
MAIN_CASES = (JSON, OTLP_DIR, OTLP_ZIP)
ALL_CASES = MAIN_CASES + (
    Case("otlp dir, cumulative", "otlp", "dir", ("--temporality", "cumulative")),
    Case("otlp-jsonl dir", "otlp-jsonl", "dir"),
    Case("otlp-jsonl zip", "otlp-jsonl", "zip"),
)
# Under Valgrind each takes a while.
COUNTED_CASES = ALL_CASES[:4]


class Export:
    """One case on one corpus. Every method that returns a Sample removes its target first, and again after."""

    def __init__(self, programs: Programs, corpus: Corpus, case: Case, work: str, date_range: tuple = ()):
        self.programs = programs
        self.corpus = corpus
        self.case = case
        self._range = list(date_range)
        self._target = os.path.join(work, "target")
        self._finished = os.path.join(work, "finished")
        self._documents = os.path.join(work, "documents")

    def __enter__(self) -> "Export":
        """Exports once, checks that no event was lost, and keeps the result: the baseline and cp need it."""
        remove(self._finished)
        remove(self._documents)
        report = json.loads(run([*self.command(None, self._finished), "--report", "json"]).stdout)
        lost = report["files"]["skipped"] + report["lines"]["skipped"]
        if lost != 0 or report["events"] != self.corpus.events:
            raise BenchError(f"not every event was exported: {self.case.name} of {self.corpus.folder}: {report}")
        if self.case.package == "zip":
            run(self.command(None, self._documents, self.case._replace(package="dir")))
        return self

    def __exit__(self, *_) -> None:
        for path in (self._target, self._finished, self._documents):
            remove(path)

    def command(self, threads: Optional[int], target: str, case: Optional[Case] = None) -> List[str]:
        count = [] if threads is None else ["--threads", str(threads)]
        return [self.programs.telex, "export", self.corpus.folder, "--out", target, "--quiet", "--now", NOW,
                *(case or self.case).options(), *self._range, *count]

    def bytes_written(self) -> int:
        return sum(os.path.getsize(path) for path in files_of(self._finished))

    def packed_bytes(self) -> int:
        """What the documents of a zip come to, without the zip's own bytes."""
        with zipfile.ZipFile(self._finished) as package:
            return sum(entry.compress_size for entry in package.infolist())

    def telex(self, threads: Optional[int]) -> Sample:
        return self._into_target(self.command(threads, self._target))

    def baseline(self) -> Sample:
        remove(self._target)
        os.mkdir(self._target)
        return self._into_target(self.baseline_command(), keep=True)

    def baseline_command(self) -> List[str]:
        command = [self.programs.baseline, self.corpus.folder]
        if self.case.package == "zip":
            return [*command, "--deflate", str(BASELINE_LEVEL), self._target + "/deflated", *files_of(self._documents)]
        for path in files_of(self._finished):
            command += [os.path.join(self._target, os.path.basename(path)), str(os.path.getsize(path))]
        return command[:2] + ["--write"] + command[2:]

    def baseline_zip_bytes(self) -> int:
        """What the baseline's deflate comes to, without a zip's own bytes."""
        remove(self._target)
        os.mkdir(self._target)
        run(self.baseline_command())
        size = os.path.getsize(self._target + "/deflated")
        remove(self._target)
        return size

    def copy_input(self) -> Sample:
        return self._into_target(["cp", "-r", "--reflink=never", self.corpus.folder, self._target])

    def copy_output(self) -> Sample:
        return self._into_target(["cp", "-r", "--reflink=never", self._finished, self._target])

    def node(self) -> Sample:
        return self._into_target(node_command(self.case, self.corpus.folder, self._target))

    def jq(self) -> Sample:
        remove(self._target)
        try:
            return self.programs.measure(["jq", "-n", "-c", "-f", str(BENCH / "array.jq"), *files_of(self.corpus.folder)],
                                         output=self._target)
        finally:
            remove(self._target)

    def least_descriptors(self, threads: Optional[int]) -> int:
        """The least limit of descriptors under which the export succeeds. More never hurt, so halving finds it."""
        too_few, enough = 2, 1024
        while enough - too_few > 1:
            middle = (too_few + enough) // 2
            remove(self._target)
            good = self.programs.try_measure(self.command(threads, self._target), descriptors=middle) is not None
            good = good and sum(map(os.path.getsize, files_of(self._target))) == self.bytes_written()
            too_few, enough = (too_few, middle) if good else (middle, enough)
        remove(self._target)
        return enough

    def _into_target(self, command: List[str], keep: bool = False) -> Sample:
        if not keep:
            remove(self._target)
        try:
            return self.programs.measure(command)
        finally:
            remove(self._target)


def node_command(case: Case, source: str, target: str) -> List[str]:
    return ["node", str(BENCH / "node" / "export.mjs"), source, target, case.format, case.package or "file"]
