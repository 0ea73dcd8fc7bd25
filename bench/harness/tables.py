"""The figures of a run as tables: plain text, or Markdown as the README has it."""

from typing import Dict, List, Optional, Sequence

from harness.goals import ONE, TITLES, TWO, Goal


class Table:
    def __init__(self, title: str, columns: Sequence[str]):
        self.title = title
        self.columns = list(columns)
        self.rows: List[List[str]] = []

    def add(self, *cells: str) -> None:
        self.rows.append(list(cells))

    def text(self) -> str:
        widths = [max(len(row[i]) for row in [self.columns, *self.rows]) for i in range(len(self.columns))]
        lines = [self.title, ""]
        for row in [self.columns, *self.rows]:
            cells = [cell.rjust(width) for cell, width in zip(row, widths)]
            cells[0] = row[0].ljust(widths[0])
            lines.append("  ".join(cells).rstrip())
        return "\n".join(lines)

    def markdown(self) -> str:
        lines = [self.title, "", "| " + " | ".join(self.columns) + " |", "|---" * len(self.columns) + "|"]
        lines += ["| " + " | ".join(row) + " |" for row in self.rows]
        return "\n".join(lines)


def tables_of(figures: dict, goals: List[Goal]) -> List[Table]:
    tables = []
    if "parts" in figures:
        tables.append(_parts(figures["parts"]))
    if "exports" in figures:
        tables += [_exports("Whole exports", figures["exports"]), _counts(figures["exports"])]
    if "single" in figures:
        tables.append(_exports("One session in one file", figures["single"]))
    if "sessions" in figures:
        tables.append(_sessions(figures["sessions"]))
    if "year" in figures:
        tables.append(_year(figures["year"]))
    if "growth" in figures:
        tables += [_growth("Growth with the size", figures["growth"]["bySize"]),
                   _growth("Growth with the number of sessions", figures["growth"]["bySessions"])]
    if "memory" in figures:
        tables.append(_memory(figures["memory"]))
    if goals:
        tables.append(_goals(goals))
    return tables


def heading(figures: dict) -> str:
    machine = figures["machine"]
    return (f"{machine['telex']}, commit {machine['commit']}, {machine['compiler']}; {machine['processors']} processors "
            f"({machine['processor']}), {machine['system']}, Linux {machine['kernel']}; Node {machine['node']}, "
            f"{machine['jq']}; load {machine['load']:.1f} before, {figures['loadAfter']:.1f} after; "
            f"{figures['seconds']:.0f} s")


def _seconds(seconds: float) -> str:
    return f"{seconds:.3f} s" if seconds < 10 else f"{seconds:.1f} s"


def _range(ratio: Optional[Dict[str, float]]) -> str:
    return "" if ratio is None else f"{ratio['median']:.2f} ({ratio['least']:.2f}–{ratio['most']:.2f})"


def _size(corpus: dict) -> str:
    return f"{1e-6 * corpus['bytes']:.1f} MB, {corpus['events']:,} events, {corpus['files']:,} files"


def _labels(runs: Dict[str, dict]) -> List[str]:
    return [name for name in ("telex1", "telex2") if name in runs]


def _threads(label: str) -> str:
    return label[len("telex"):]


def _parts(rows: List[dict]) -> Table:
    table = Table("Parts (Google Benchmark, medians of 3)", ["part", "ns per event or name", "MB/s", "size"])
    for row in rows:
        table.add(row["name"], f"{row['nanosecondsPerItem']:.1f}" if "nanosecondsPerItem" in row else "",
                  f"{row['megabytesPerSecond']:.0f}" if "megabytesPerSecond" in row else "",
                  f"{100 * row['sizeRatio']:.1f} %" if "sizeRatio" in row else "")
    return table


OTHERS = {"copy": "a plain copy of input and output", "node": "plain Node.js", "jq": "jq, not merged by time"}


def _exports(title: str, section: dict) -> Table:
    table = Table(f"{title}: {_size(section['corpus'])}",
                  ["export", "threads", "time", "MB/s", "ns/event", "of the baseline's time", "cpu", "peak MB", "written MB"])
    for case in section["cases"]:
        for name in _labels(case["runs"]):
            _exports_row(table, case["name"], _threads(name), case["runs"][name], _range(case["ratios"][name + "/baseline"]),
                         f"{case['cpuRatios'][name + '/baseline']['median']:.2f}", f"{1e-6 * case['bytesWritten']:.1f}")
        size = case.get("baselineBytesWritten", case["bytesWritten"])
        _exports_row(table, "  the baseline", "1", case["runs"]["baseline"], "1", "1", f"{1e-6 * size:.1f}")
        for name, what in OTHERS.items():
            if name in case["runs"]:
                _exports_row(table, "  " + what, "", case["runs"][name], _beside_telex(case, name), "", "")
    return table


def _beside_telex(case: dict, other: str) -> str:
    """How much faster telex is, where that was measured."""
    ratio = case["ratios"].get(other + "/telex1")
    return "" if ratio is None else f"{ratio['median']:.1f} x telex's"


def _exports_row(table: Table, name: str, threads: str, run: dict, ratio: str, cpu: str, written: str) -> None:
    table.add(name, threads, _seconds(run["seconds"]), f"{run['megabytesPerSecond']:.0f}",
              f"{run['nanosecondsPerEvent']:.0f}", ratio, cpu, f"{run['peakRssMegabytes']:.1f}", written)


def _counts(section: dict) -> Table:
    table = Table("Counted, not timed", ["export", "threads", "instructions/event", "allocations", "for one event more",
                                         "system calls", "most of them"])
    for case in section["cases"]:
        for name, counts in case.get("counts", {}).items():
            most = ", ".join(f"{call} {count:,}" for call, count in list(counts["systemCallsByName"].items())[:3])
            table.add(case["name"], _threads(name), f"{counts['instructionsPerEvent']:,.0f}",
                      f"{counts['allocations']:,}", f"{counts['allocationsPerMoreEvent']:.4f}",
                      f"{counts['systemCalls']:,}", most)
    return table


def _sessions(section: dict) -> Table:
    few, many = section["few"], section["many"]
    table = Table(f"{many} sessions against {few}: {_size(section['manyCorpus'])}",
                  ["export", "threads", f"{few}", f"{many}", "ratio", "baseline's ratio", "of the baseline's", "descriptors"])
    for case in section["cases"]:
        for name in [label for label in ("telex1", "telex2") if label in case["ratios"]]:
            table.add(case["name"], _threads(name), _seconds(case["runs"]["few " + name]["seconds"]),
                      _seconds(case["runs"]["many " + name]["seconds"]), _range(case["ratios"][name]),
                      _range(case["ratios"]["baseline"]), _range(case["ratios"][name + "/baseline"]),
                      str(case["leastDescriptors"]))
    return table


def _year(section: dict) -> Table:
    table = Table(f"7 days of a year of {section['corpus']['files']} files, "
                  f"{1e-6 * section['corpus']['bytes']:.0f} MB: {_size(section['week'])}",
                  ["export", "of the year", "of those 7 days alone", "ratio", "cpu"])
    for case in section["cases"]:
        table.add(case["name"], _seconds(case["year"]["seconds"]), _seconds(case["week"]["seconds"]), _range(case["ratio"]),
                  f"{case['cpuRatio']['median']:.2f}")
    return table


def _growth(title: str, rows: List[dict]) -> Table:
    table = Table(title, ["telemetry", "export", "threads", "time", "ns/event", "peak MB"])
    for row in rows:
        sessions = f"{row['sessions']:,} sessions, " if "sessions" in row else ""
        for case in row["cases"]:
            for name in _labels(case["runs"]):
                run = case["runs"][name]
                table.add(f"{sessions}{1e-6 * row['corpus']['bytes']:.1f} MB", case["name"], _threads(name),
                          _seconds(run["seconds"]), f"{run['nanosecondsPerEvent']:.0f}", f"{run['peakRssMegabytes']:.1f}")
    return table


def _memory(rows: List[dict]) -> Table:
    table = Table("Peak memory elsewhere", ["telemetry", "export", "threads", "peak MB"])
    for row in rows:
        for name, peak in row["peakRssMegabytes"].items():
            table.add(f"{row['corpus']}, {1e-6 * row['bytes']:.0f} MB", row["name"], _threads(name), f"{peak:.1f}")
    return table


def _goals(goals: List[Goal]) -> Table:
    met = sum(goal.met for goal in goals)
    table = Table(f"Goals: {met} of {len(goals)} met", ["", ONE, "goal", TWO, "goal"])
    by_row: Dict[str, Dict[str, Goal]] = {}
    for goal in goals:
        by_row.setdefault(goal.row, {})[goal.column] = goal
    for row, columns in by_row.items():
        table.add(row, *[cell for column in (ONE, TWO) for cell in _goal_cells(columns.get(column))])
    return table


def _goal_cells(goal: Optional[Goal]) -> List[str]:
    if goal is None:
        return ["", ""]
    limit = f"{'≥' if goal.at_least else '≤'} {goal.limit:,g}" + (f" {goal.unit}" if goal.unit else "")
    limit += "" if goal.met else " missed"
    if goal.value is None:
        return ["not measured", limit]
    digits = 0 if goal.value >= 1000 else 1 if goal.unit == "MB" else 2
    value = f"{goal.value:,.{digits}f}" + (f" {goal.unit}" if goal.unit else "")
    if goal.least is not None and goal.most is not None:
        value += f" ({goal.least:.2f}–{goal.most:.2f})"
    return [value, limit]


def readme(figures: dict, goals: List[Goal]) -> List[Table]:
    """What stands in the README: the goals, and the whole exports in short."""
    tables = []
    if "exports" in figures:
        section = figures["exports"]
        table = Table(f"Whole exports: {_size(section['corpus'])}",
                      ["", "one thread", "two threads", "baseline", "plain copy", "plain Node.js", "peak memory"])
        for case in section["cases"]:
            runs = case["runs"]
            cells = [_seconds(runs[name]["seconds"]) if name in runs else ""
                     for name in ("telex1", "telex2", "baseline", "copy", "node")]
            peaks = " / ".join(f"{runs[name]['peakRssMegabytes']:.1f}" for name in _labels(runs))
            table.add(TITLES.get(case["name"], case["name"]), *cells, peaks + " MB")
        tables.append(table)
    return tables + [_goals(goals)]
