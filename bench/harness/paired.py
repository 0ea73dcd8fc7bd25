"""Rounds of runs side by side, and the ratios within the rounds: on a shared machine nothing else can be compared."""

import statistics
from typing import Callable, Dict, List, NamedTuple

from harness.corpora import Corpus
from harness.programs import Sample

Samples = Dict[str, List[Sample]]


class Ratio(NamedTuple):
    median: float
    least: float
    most: float

    def as_json(self) -> Dict[str, float]:
        return {"median": round(self.median, 4), "least": round(self.least, 4), "most": round(self.most, 4)}


def run_rounds(contenders: Dict[str, Callable[[], Sample]], rounds: int) -> Samples:
    """Each contender once a round, there and back again in turn, so that none always follows the same other one."""
    samples: Samples = {name: [] for name in contenders}
    for number in range(rounds):
        for name in list(contenders)[:: 1 if number % 2 == 0 else -1]:
            samples[name].append(contenders[name]())
    return samples


def spread(values: List[float]) -> Ratio:
    return Ratio(statistics.median(values), min(values), max(values))


def ratio(over: List[Sample], under: List[Sample]) -> Ratio:
    """By the clock, within each round."""
    return spread([one.seconds / other.seconds for one, other in zip(over, under)])


def cpu_ratio(over: List[Sample], under: List[Sample]) -> Ratio:
    return spread([one.cpu_seconds / other.cpu_seconds for one, other in zip(over, under)])


def summary(samples: List[Sample], corpus: Corpus) -> Dict[str, float]:
    seconds = spread([sample.seconds for sample in samples])
    return {
        "runs": len(samples),
        "seconds": round(seconds.median, 6),
        "leastSeconds": round(seconds.least, 6),
        "mostSeconds": round(seconds.most, 6),
        "cpuSeconds": round(statistics.median(sample.cpu_seconds for sample in samples), 6),
        "megabytesPerSecond": round(1e-6 * corpus.bytes / seconds.median, 1),
        "nanosecondsPerEvent": round(1e9 * seconds.median / corpus.events, 1),
        "peakRssMegabytes": max(sample.peak_rss_mb for sample in samples),
    }
