#!/usr/bin/env python3
"""Measures telex beside what it is measured against; started by run.sh, which builds what it needs. See README.md."""

import json
import os
import sys
import tempfile
import time

from harness.corpora import Corpora
from harness.goals import goals_of
from harness.machine import describe
from harness.programs import BenchError, Programs
from harness.sections import Sections
from harness.settings import SECTIONS, parse_arguments, settings_of
from harness.tables import heading, readme, tables_of


def say(what: str) -> None:
    print(f"bench: {what}", file=sys.stderr, flush=True)


def measure(arguments) -> dict:
    begin = time.monotonic()
    settings = settings_of(arguments)
    programs = Programs(arguments.build.resolve())
    corpora = Corpora(programs, (arguments.corpus or arguments.build / "bench-corpora").resolve(), say)
    figures = {"machine": describe(programs), "settings": settings._asdict()}
    if programs.thread_counts() == [None]:
        say("this command line has no --threads: two threads are not measured")
    with tempfile.TemporaryDirectory(prefix="bench-", dir=arguments.build) as work:
        sections = Sections(programs, corpora, settings, os.path.abspath(work), say)
        for name in SECTIONS:
            if name in arguments.only:
                figures[name] = getattr(sections, name)()
    figures["loadAfter"] = os.getloadavg()[0]
    figures["seconds"] = round(time.monotonic() - begin, 1)
    return figures


def main() -> int:
    arguments = parse_arguments(sys.argv[1:])
    try:
        figures = measure(arguments)
    except BenchError as error:
        say(str(error))
        return 1
    goals = goals_of(figures)
    figures["goals"] = [goal.as_json() for goal in goals]
    path = arguments.json or arguments.build / "bench.json"
    path.write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")
    print(heading(figures))
    for table in readme(figures, goals) if arguments.markdown else tables_of(figures, goals):
        print("\n" + (table.markdown() if arguments.markdown else table.text()))
    say(f"all figures: {path}")
    missed = [f"{goal.row}, {goal.column}" for goal in goals if not goal.met]
    for goal in missed:
        say(f"missed: {goal}")
    return 3 if arguments.check and missed else 0


if __name__ == "__main__":
    sys.exit(main())
