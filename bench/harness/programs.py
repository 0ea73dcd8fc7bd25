"""The programs of a build, and one measured run of any program."""

import json
import os
import pathlib
import shutil
import subprocess
from typing import List, NamedTuple, Optional, Sequence

BENCH = pathlib.Path(__file__).resolve().parents[1]


class BenchError(Exception):
    """Something could not be measured; the message says what."""


class Sample(NamedTuple):
    seconds: float
    cpu_seconds: float
    peak_rss_mb: float

    def plus(self, other: "Sample") -> "Sample":
        """One program after another."""
        return Sample(self.seconds + other.seconds, self.cpu_seconds + other.cpu_seconds,
                      max(self.peak_rss_mb, other.peak_rss_mb))


def run(command: Sequence[str], **options) -> subprocess.CompletedProcess:
    """A run that is not measured, and must succeed."""
    done = subprocess.run(list(command), check=False, capture_output=True, text=True, **options)
    if done.returncode != 0:
        raise BenchError(f"failed ({done.returncode}): {' '.join(command)}\n{done.stderr.strip()}")
    return done


class Programs:
    """Those of one build folder."""

    def __init__(self, build: pathlib.Path):
        self.build = build
        self.telex = str(build / "bin" / "telex")
        self.corpus = str(build / "bin" / "telex_corpus")
        self.baseline = str(build / "bin" / "telex_baseline")
        self.measurer = str(build / "bin" / "telex_measure")
        self.allocation_counter = str(build / "lib" / "libtelex_count_allocations.so")
        self.parts = str(build / "bin" / "telex_parts")

    def thread_counts(self) -> List[Optional[int]]:
        """What --threads can be given; [None] where this command line has no such option and runs on one thread."""
        return [1, 2] if "--threads" in run([self.telex, "export", "--help"]).stdout else [None]

    def try_measure(self, command: Sequence[str], output: str = "", descriptors: int = 0) -> Optional[Sample]:
        """None where the program fails. Its standard output goes into the new file `output`, or nowhere."""
        options = ["--output", output] if output else []
        if descriptors:
            options += ["--descriptors", str(descriptors)]
        done = subprocess.run([self.measurer, *options, *command], check=True, stdout=subprocess.PIPE)
        result = json.loads(done.stdout)
        if not result["ok"]:
            return None
        return Sample(result["seconds"], result["cpuSeconds"], result["peakRssMegabytes"])

    def measure(self, command: Sequence[str], output: str = "") -> Sample:
        sample = self.try_measure(command, output)
        if sample is None:
            raise BenchError("failed: " + " ".join(command))
        return sample


def remove(path: str) -> None:
    """A file or a folder, whether it is there or not."""
    if os.path.isdir(path) and not os.path.islink(path):
        shutil.rmtree(path)
    elif os.path.lexists(path):
        os.unlink(path)


def files_of(path: str) -> List[str]:
    """A file itself, or the files of a folder, in the order of their names."""
    if os.path.isfile(path):
        return [path]
    return [os.path.join(path, name) for name in sorted(os.listdir(path))]
