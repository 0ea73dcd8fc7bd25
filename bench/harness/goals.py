"""The goals: which figure of a run is held against which limit."""

from typing import List, NamedTuple, Optional

ONE, TWO = "one thread", "two threads"


class Goal(NamedTuple):
    row: str
    column: str
    limit: float
    at_least: bool  # else at most
    unit: str
    value: Optional[float]  # None: it could not be measured
    least: Optional[float] = None
    most: Optional[float] = None

    @property
    def met(self) -> bool:
        if self.value is None:
            return False
        return self.value >= self.limit if self.at_least else self.value <= self.limit

    def as_json(self) -> dict:
        return {**self._asdict(), "met": self.met}


# By case: against the baseline on one thread and on two, memory in MB, instructions an event, times faster than Node.
BESIDE_BASELINE = {"json": (0.85, 0.65), "otlp dir": (1.1, 0.7), "otlp zip": (0.45, 0.3)}
SINGLE_TWO_THREADS = 0.8
PEAK_MB = {"json": 4, "otlp dir": 6, "otlp zip": 9}
PEAK_MB_TWO_THREADS = 14
INSTRUCTIONS = {"json": 2_500, "otlp dir": 4_000}
# A larger run has more documents, and buffers that grow further: some allocations in ten thousand events.
ALLOCATIONS = 0.002
NODE = {"json": 10, "otlp zip": 25}
YEAR = 1.1
SESSIONS = 1.2
TITLES = {"json": "JSON array", "otlp dir": "OTLP folder", "otlp zip": "OTLP zip"}


def _at_most(row: str, column: str, limit: float, value, unit: str = "x") -> Goal:
    """`value` is a ratio with its spread, a number, or None."""
    if isinstance(value, dict):
        return Goal(row, column, limit, False, unit, value["median"], value["least"], value["most"])
    return Goal(row, column, limit, False, unit, value)


def goals_of(figures: dict) -> List[Goal]:
    """Those of the sections that were run."""
    goals: List[Goal] = []
    if "exports" in figures:
        goals += _of_exports(figures["exports"])
    if "single" in figures:
        goals += _of_single(figures["single"])
    goals += _of_memory(figures)
    if "exports" in figures:
        goals += _of_counts(figures["exports"])
        goals += _of_node(figures["exports"])
    if "year" in figures:
        goals += [_at_most(f"{TITLES[case['name']]}: 7 days of a year, against those 7 days alone", ONE, YEAR,
                           case["ratio"]) for case in figures["year"]["cases"]]
    if "sessions" in figures:
        many, few = figures["sessions"]["many"], figures["sessions"]["few"]
        goals += [_at_most(f"{TITLES[case['name']]}: {many} sessions against {few}, against the baseline's", ONE, SESSIONS,
                           case["ratios"]["telex1/baseline"]) for case in figures["sessions"]["cases"]]
    return goals


def _main_cases(section: dict) -> List[dict]:
    return [case for case in section["cases"] if case["name"] in BESIDE_BASELINE]


def _of_exports(section: dict) -> List[Goal]:
    goals = []
    for case in _main_cases(section):
        title = TITLES[case["name"]] + ", against the baseline"
        one, two = BESIDE_BASELINE[case["name"]]
        goals.append(_at_most(title, ONE, one, case["ratios"]["telex1/baseline"]))
        goals.append(_at_most(title, TWO, two, case["ratios"].get("telex2/baseline")))
        if "baselineBytesWritten" in case:
            goals.append(_at_most("OTLP zip: its size, against zlib level 3", ONE, 1.0,
                                  round(case["packedBytes"] / case["baselineBytesWritten"], 4)))
    return goals


def _of_single(section: dict) -> List[Goal]:
    goals = []
    for case in _main_cases(section):
        title = f"{TITLES[case['name']]}, one session in one file"
        goals.append(_at_most(title + ", against the baseline", ONE, BESIDE_BASELINE[case["name"]][0],
                              case["ratios"]["telex1/baseline"]))
        goals.append(_at_most(title + ", against one thread", TWO, SINGLE_TWO_THREADS, case["ratios"].get("telex2/telex1")))
    return goals


def _of_memory(figures: dict) -> List[Goal]:
    peaks = []  # title of the corpus, case, peak by label
    for name in ("exports", "single"):
        if name not in figures:
            continue
        size = f"{1e-6 * figures[name]['corpus']['bytes']:.0f} MB" + (" in one file" if name == "single" else "")
        for case in _main_cases(figures[name]):
            peaks.append((size, case["name"], {key: run["peakRssMegabytes"] for key, run in case["runs"].items()}))
    for row in figures.get("memory", []):
        if row["corpus"] == "10 GB":
            peaks.append((row["corpus"], row["name"], row["peakRssMegabytes"]))
    goals = []
    for size, case, peak in peaks:
        title = f"{TITLES[case]}: peak memory, {size}"
        goals.append(_at_most(title, ONE, PEAK_MB[case], peak["telex1"], "MB"))
        goals.append(_at_most(title, TWO, PEAK_MB_TWO_THREADS, peak.get("telex2"), "MB"))
    return goals


def _of_counts(section: dict) -> List[Goal]:
    goals = []
    for case in _main_cases(section):
        counts, name = case["counts"], case["name"]
        if name in INSTRUCTIONS:
            goals.append(_at_most(f"{TITLES[name]}: instructions an event", ONE, INSTRUCTIONS[name],
                                  counts["telex1"]["instructionsPerEvent"], ""))
    for case in _main_cases(section):
        for column, key in ((ONE, "telex1"), (TWO, "telex2")):
            value = case["counts"].get(key, {}).get("allocationsPerMoreEvent")
            goals.append(_at_most(f"{TITLES[case['name']]}: allocations for one event more", column, ALLOCATIONS, value, ""))
    return goals


def _of_node(section: dict) -> List[Goal]:
    goals = []
    for case in _main_cases(section):
        value = case["ratios"].get("node/telex1")
        if case["name"] in NODE:
            goals.append(Goal(f"{TITLES[case['name']]}: times faster than plain Node.js", ONE, NODE[case["name"]], True, "x",
                              value and value["median"], value and value["least"], value and value["most"]))
    return goals
