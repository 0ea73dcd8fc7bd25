"""The sections of a run: each measures one thing and returns its figures, ready for JSON."""

import json
import os
from typing import Dict, List, Optional

from harness import counts
from harness.corpora import EVENTS_PER_MEGABYTE, Corpora, Corpus
from harness.exports import ALL_CASES, COUNTED_CASES, JSON, MAIN_CASES, OTLP_DIR, OTLP_ZIP, Case, Export
from harness.paired import Samples, cpu_ratio, ratio, run_rounds, spread, summary
from harness.programs import Programs, run
from harness.settings import Settings
from harness.verify import node_gives_the_same


def label(threads: Optional[int]) -> str:
    """Of telex with so many threads; one that has no --threads runs on one."""
    return f"telex{threads or 1}"


class Sections:
    def __init__(self, programs: Programs, corpora: Corpora, settings: Settings, work: str, say):
        self._programs = programs
        self._corpora = corpora
        self._settings = settings
        self._work = work
        self._say = say
        self._threads = programs.thread_counts()

    def parts(self) -> List[dict]:
        self._say("the parts")
        options = ["--benchmark_format=json", "--benchmark_repetitions=3",
                   f"--benchmark_min_time={self._settings.parts_seconds}", "--benchmark_report_aggregates_only=true"]
        rows: Dict[str, dict] = {}
        for one in json.loads(run([self._programs.parts, *options]).stdout)["benchmarks"]:
            if one["aggregate_name"] != "median":
                continue
            row = rows[one["run_name"]] = {"name": one["run_name"]}
            if "items_per_second" in one:
                row["nanosecondsPerItem"] = round(1e9 / one["items_per_second"], 2)
            if "bytes_per_second" in one:
                row["megabytesPerSecond"] = round(1e-6 * one["bytes_per_second"], 1)
            if "size" in one:
                row["sizeRatio"] = round(one["size"], 4)
        return list(rows.values())

    def exports(self) -> dict:
        corpus = self._corpora.make("large", self._settings.large_events, days=20, sessions=3, parts=2)
        half = self._corpora.make("large", self._settings.large_events // 2, days=20, sessions=3, parts=2)
        small = self._corpora.make("counts", self._settings.count_events, days=4, sessions=3, parts=2)
        self._say("comparing the records of the plain Node.js exporter")
        compared = node_gives_the_same(self._programs, small, self._work)
        rows = []
        for case in ALL_CASES:
            self._say(f"whole exports, {case.name}")
            with self._export(corpus, case) as export:
                row = self._beside(export, self._settings.rounds)
                self._add_copies(row, export)
                if case in (JSON, OTLP_ZIP):
                    self._add_others(row, export)
            if case in COUNTED_CASES:
                row["counts"] = {label(threads): self._counts(case, threads, corpus, half, small)
                                 for threads in self._threads}
            rows.append(row)
        return {"corpus": corpus.as_json(), "nodeRecordsCompared": compared, "cases": rows}

    def single(self) -> dict:
        """One session in one file."""
        corpus = self._corpora.make("single", self._settings.single_events, days=1, sessions=1, parts=1, session_hours=24)
        rows = []
        for case in MAIN_CASES:
            self._say(f"one file of {1e-6 * corpus.bytes:.0f} MB, {case.name}")
            with self._export(corpus, case) as export:
                rows.append(self._beside(export, self._settings.long_rounds))
        return {"corpus": corpus.as_json(), "cases": rows}

    def sessions(self) -> dict:
        """The same events in few and in many sessions of one day."""
        corpora = {count: self._corpora.make("sessions", self._settings.session_events, days=1, sessions=count, parts=1)
                   for count in self._settings.sessions}
        few, many = 30, max(corpora)
        rows = []
        for case in MAIN_CASES:
            self._say(f"{many} sessions against {few}, {case.name}")
            with self._export(corpora[few], case, "few") as one, self._export(corpora[many], case, "many") as other:
                contenders = {}
                for size, export in (("few", one), ("many", other)):
                    for threads in self._threads:
                        contenders[f"{size} {label(threads)}"] = lambda e=export, t=threads: e.telex(t)
                    contenders[f"{size} baseline"] = export.baseline
                samples = run_rounds(contenders, self._settings.short_rounds)
                row = self._sessions_row(case, samples, corpora[few], corpora[many])
                row["leastDescriptors"] = other.least_descriptors(self._threads[0])
            rows.append(row)
        return {"few": few, "many": many, "fewCorpus": corpora[few].as_json(), "manyCorpus": corpora[many].as_json(),
                "cases": rows}

    def year(self) -> dict:
        """Seven days of a year's folder, against a folder of those seven days."""
        per_day = self._settings.day_events
        whole = self._corpora.make("year", 365 * per_day, days=365, sessions=1, parts=1)._replace(events=7 * per_day)
        days = [f"telemetry-2026-07-{day:02}-" for day in range(6, 13)]
        week = self._corpora.choose_files(whole, "week", lambda name: name.startswith(tuple(days)), 7 * per_day)
        date_range = ("--from", "2026-07-06", "--to", "2026-07-12")
        rows = []
        for case in (JSON, OTLP_DIR):
            self._say(f"7 days of a year, {case.name}")
            with self._export(whole, case, "year", date_range) as one, \
                    self._export(week, case, "week", date_range) as other:
                threads = self._threads[0]
                samples = run_rounds({"year": lambda: one.telex(threads), "week": lambda: other.telex(threads)},
                                     3 * self._settings.short_rounds)
                rows.append({"name": case.name, "year": summary(samples["year"], whole),
                             "week": summary(samples["week"], week),
                             "ratio": ratio(samples["year"], samples["week"]).as_json(),
                             "cpuRatio": cpu_ratio(samples["year"], samples["week"]).as_json()})
        return {"corpus": whole.as_json(), "week": week.as_json(), "cases": rows}

    def growth(self) -> dict:
        sizes = [self._corpora.make("growth", EVENTS_PER_MEGABYTE * megabytes, days=20, sessions=3, parts=2)
                 for megabytes in self._settings.growth_megabytes]
        sessions = [self._corpora.make("sessions", self._settings.session_events, days=1, sessions=count, parts=1)
                    for count in self._settings.sessions]
        return {"bySize": [self._growth_row(corpus, {}) for corpus in sizes],
                "bySessions": [self._growth_row(corpus, {"sessions": count})
                               for count, corpus in zip(self._settings.sessions, sessions)]}

    def memory(self) -> List[dict]:
        """Peak memory where it is not told beside the times: sessions that are open at once, and a very large folder."""
        events = self._settings.session_events
        corpora = {"256 sessions open all day": self._corpora.make("open", events, days=1, sessions=256, parts=1,
                                                                   session_hours=24)}
        if self._settings.long_events:
            corpora["10 GB"] = self._corpora.make("long", self._settings.long_events, days=20, sessions=3, parts=2)
        rows = []
        for name, corpus in corpora.items():
            for case in MAIN_CASES:
                self._say(f"memory, {name}, {case.name}")
                export = Export(self._programs, corpus, case, self._work)
                peak = {label(threads): export.telex(threads).peak_rss_mb for threads in self._threads}
                rows.append({"corpus": name, "bytes": corpus.bytes, "name": case.name, "peakRssMegabytes": peak})
        return rows

    def _export(self, corpus: Corpus, case: Case, name: str = "export", date_range: tuple = ()) -> Export:
        work = os.path.join(self._work, name)
        os.makedirs(work, exist_ok=True)
        return Export(self._programs, corpus, case, work, date_range)

    def _beside(self, export: Export, rounds: int) -> dict:
        """telex, on one thread and on two, beside the baseline."""
        contenders = {label(threads): lambda t=threads: export.telex(t) for threads in self._threads}
        contenders["baseline"] = export.baseline
        samples = run_rounds(contenders, rounds)
        row = {"name": export.case.name, "bytesWritten": export.bytes_written(),
               "runs": {name: summary(of, export.corpus) for name, of in samples.items()}}
        names = [label(threads) for threads in self._threads]
        row["ratios"] = {f"{name}/baseline": ratio(samples[name], samples["baseline"]).as_json() for name in names}
        row["cpuRatios"] = {f"{name}/baseline": cpu_ratio(samples[name], samples["baseline"]).as_json()
                            for name in names}
        if "telex2" in samples:
            row["ratios"]["telex2/telex1"] = ratio(samples["telex2"], samples["telex1"]).as_json()
        if export.case.package == "zip":
            row["packedBytes"] = export.packed_bytes()
            row["baselineBytesWritten"] = export.baseline_zip_bytes()
        return row

    def _add_copies(self, row: dict, export: Export) -> None:
        samples = run_rounds({"in": export.copy_input, "out": export.copy_output}, self._settings.rounds)
        both = [one.plus(other) for one, other in zip(samples["in"], samples["out"])]
        row["runs"].update(copyOfInput=summary(samples["in"], export.corpus),
                           copyOfOutput=summary(samples["out"], export.corpus), copy=summary(both, export.corpus))

    def _add_others(self, row: dict, export: Export) -> None:
        """What one would write instead."""
        contenders = {label(threads): lambda t=threads: export.telex(t) for threads in self._threads}
        contenders["node"] = export.node
        if export.case is JSON:
            contenders["jq"] = export.jq
        samples = run_rounds(contenders, self._settings.long_rounds)
        for other in set(contenders) & {"node", "jq"}:
            row["runs"][other] = summary(samples[other], export.corpus)
            for name in map(label, self._threads):
                row["ratios"][f"{other}/{name}"] = ratio(samples[other], samples[name]).as_json()

    def _counts(self, case: Case, threads: Optional[int], large: Corpus, half: Corpus, small: Corpus) -> dict:
        target = os.path.join(self._work, "counted")

        def count(corpus: Corpus, counter):
            return counts.into(target, Export(self._programs, corpus, case, self._work).command(threads, target), counter)

        def allocations(command):
            return counts.allocations(self._programs.allocation_counter, command)

        calls = count(large, counts.system_calls)
        allocated, allocated_by_half = count(large, allocations), count(half, allocations)
        result = {"instructionsPerEvent": round(count(small, counts.instructions) / small.events, 1),
                  "allocations": allocated,
                  "allocationsPerMoreEvent": round((allocated - allocated_by_half) / (large.events - half.events), 5),
                  "systemCalls": sum(calls.values()),
                  "systemCallsByName": dict(sorted(calls.items(), key=lambda call: -call[1]))}
        by_perf = count(large, counts.perf_instructions)
        if by_perf is not None:
            result["instructionsPerEventByPerf"] = round(by_perf / large.events, 1)
        return result

    def _sessions_row(self, case: Case, samples: Samples, few: Corpus, many: Corpus) -> dict:
        row = {"name": case.name, "runs": {name: summary(of, many if name.startswith("many") else few)
                                           for name, of in samples.items()}}
        baseline = [many.seconds / few.seconds for many, few in zip(samples["many baseline"], samples["few baseline"])]
        row["ratios"] = {"baseline": spread(baseline).as_json()}
        for name in map(label, self._threads):
            own = [many.seconds / few.seconds for many, few in zip(samples[f"many {name}"], samples[f"few {name}"])]
            row["ratios"][name] = spread(own).as_json()
            row["ratios"][f"{name}/baseline"] = spread([one / other for one, other in zip(own, baseline)]).as_json()
        return row

    def _growth_row(self, corpus: Corpus, more: dict) -> dict:
        self._say(f"growth, {1e-6 * corpus.bytes:.0f} MB in {corpus.files} files")
        row = {**more, "corpus": corpus.as_json(), "cases": []}
        rounds = self._settings.short_rounds if corpus.bytes < 50e6 else 2
        for case in MAIN_CASES:
            export = Export(self._programs, corpus, case, self._work)
            contenders = {label(threads): lambda t=threads, e=export: e.telex(t) for threads in self._threads}
            samples = run_rounds(contenders, rounds)
            row["cases"].append({"name": case.name,
                                 "runs": {name: summary(of, corpus) for name, of in samples.items()}})
        return row
