#!/usr/bin/env python3
"""Two builds in turn on the same corpora; started by compare.sh, which makes them."""

import argparse
import json
import os
import pathlib
import sys
import tempfile
from typing import Dict, List, Optional

from harness import counts
from harness.corpora import Corpora, Corpus
from harness.exports import ALL_CASES, JSON, OTLP_DIR, Case, Export
from harness.paired import Ratio, ratio, run_rounds, spread
from harness.programs import BenchError, Programs, run
from harness.sections import label
from harness.tables import Table


def say(what: str) -> None:
    print(f"compare: {what}", file=sys.stderr, flush=True)


class Comparison:
    def __init__(self, base: Programs, this: Programs, work: str, rounds: int):
        self._builds = {"base": base, "this": this}
        self._work = work
        self._rounds = rounds
        self._table = Table("This tree against the commit; ratios below 1 are faster", ["", "commit", "this tree", "ratio"])

    def table(self) -> Table:
        return self._table

    def parts(self) -> None:
        """Those that both have, by processor time."""
        if not all(os.path.exists(build.parts) for build in self._builds.values()):
            return say("the commit has no telex_parts: only whole exports are compared")
        times: Dict[str, Dict[str, List[float]]] = {"base": {}, "this": {}}
        for number in range(self._rounds):
            say(f"parts, {number + 1} of {self._rounds}")
            for name in ("base", "this") if number % 2 == 0 else ("this", "base"):
                for part, seconds in self._parts_of(name).items():
                    times[name].setdefault(part, []).append(seconds)
        for part, base in times["base"].items():
            if part in times["this"]:
                self._add(part, base, times["this"][part])

    def _parts_of(self, name: str) -> Dict[str, float]:
        command = [self._builds[name].parts, "--benchmark_format=json", "--benchmark_min_time=0.05"]
        return {one["name"]: 1e-9 * one["cpu_time"] for one in json.loads(run(command).stdout)["benchmarks"]}

    def exports(self, corpus: Corpus, case: Case) -> None:
        for threads in self._builds["this"].thread_counts():
            self._exports(corpus, case, threads)

    def _exports(self, corpus: Corpus, case: Case, threads: Optional[int]) -> None:
        say(f"{corpus.name}, {case.name}, {label(threads)}")
        contenders = {name: self._contender(build, corpus, case, threads) for name, build in self._builds.items()}
        samples = run_rounds(contenders, self._rounds)
        name = f"{case.name}, {corpus.name}, threads: {threads or 1}"
        self._table.add(name, *[f"{spread([sample.seconds for sample in samples[of]]).median:.3f} s"
                                for of in ("base", "this")], _text(ratio(samples["this"], samples["base"])))
        self._table.add("  peak memory", *[f"{max(sample.peak_rss_mb for sample in samples[of]):.1f} MB"
                                           for of in ("base", "this")], "")

    def _contender(self, build: Programs, corpus: Corpus, case: Case, threads: Optional[int]):
        export = Export(build, corpus, case, self._work)
        # An older command line has one thread and no word for it.
        known = threads if build.thread_counts() != [None] else None
        return lambda: export.telex(known)

    def counted(self, corpus: Corpus, case: Case) -> None:
        """Instructions on one thread: the same on every run, so they have no spread."""
        say(f"instructions, {case.name}")
        target = os.path.join(self._work, "counted")
        per_event = []
        for build in self._builds.values():
            command = Export(build, corpus, case, self._work).command(build.thread_counts()[0], target)
            per_event.append(counts.into(target, command, counts.instructions) / corpus.events)
        self._table.add(f"{case.name}, instructions an event", *[f"{value:,.0f}" for value in per_event],
                        f"{per_event[1] / per_event[0]:.3f}")

    def _add(self, name: str, base: List[float], this: List[float]) -> None:
        medians = [f"{1e6 * spread(times).median:,.1f} us" for times in (base, this)]
        self._table.add(name, *medians, _text(spread([one / other for one, other in zip(this, base)])))


def _text(of: Ratio) -> str:
    return f"{of.median:.3f} ({of.least:.3f}–{of.most:.3f})"


def main() -> int:
    parser = argparse.ArgumentParser(prog="bench/compare.sh COMMIT")
    parser.add_argument("--base", type=pathlib.Path, required=True, help=argparse.SUPPRESS)
    parser.add_argument("--this", type=pathlib.Path, required=True, help=argparse.SUPPRESS)
    parser.add_argument("--rounds", type=int, default=7, metavar="N", help="runs of each (7)")
    arguments = parser.parse_args()
    if arguments.rounds < 1:
        parser.error("--rounds takes a number from 1 on")
    this = Programs(arguments.this.resolve())
    corpora = Corpora(this, (arguments.this / "bench-corpora").resolve(), say)
    large = corpora.make("large", 240_000, days=20, sessions=3, parts=2)
    many = corpora.make("sessions", 42_000, days=1, sessions=3_000, parts=1)
    small = corpora.make("counts", 12_000, days=4, sessions=3, parts=2)
    try:
        with tempfile.TemporaryDirectory(prefix="compare-", dir=arguments.this) as work:
            comparison = Comparison(Programs(arguments.base.resolve()), this, os.path.abspath(work), arguments.rounds)
            comparison.parts()
            for case in ALL_CASES:
                comparison.exports(large, case)
            for case in (JSON, OTLP_DIR):
                comparison.exports(many, case)
                comparison.counted(small, case)
    except BenchError as error:
        say(str(error))
        return 1
    print(comparison.table().text())
    return 0


if __name__ == "__main__":
    sys.exit(main())
