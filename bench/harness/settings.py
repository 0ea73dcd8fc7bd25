"""How much is measured: sizes of corpora, numbers of rounds."""

import argparse
import pathlib
from typing import List, NamedTuple

SECTIONS = ("parts", "exports", "single", "sessions", "year", "growth", "memory")


class Settings(NamedTuple):
    large_events: int  # of the corpus of whole exports
    single_events: int  # of one session in one file
    session_events: int  # of the folders with few and many sessions
    sessions: List[int]
    day_events: int  # of each file of the year
    growth_megabytes: List[int]
    long_events: int  # of the memory check over a very large folder; 0: none
    count_events: int  # of what runs under Valgrind
    rounds: int
    long_rounds: int  # of what takes seconds
    short_rounds: int  # of what takes milliseconds
    parts_seconds: float


FULL = Settings(large_events=240_000, single_events=3_140_000, session_events=42_000,
                sessions=[1, 3, 10, 30, 100, 1_000, 3_000], day_events=2_000, growth_megabytes=[1, 10, 100, 1_000],
                long_events=0, count_events=24_000, rounds=7, long_rounds=3, short_rounds=15, parts_seconds=0.2)
QUICK = FULL._replace(large_events=60_000, single_events=240_000, sessions=[3, 30, 3_000], day_events=500,
                      growth_megabytes=[1, 10], count_events=12_000, rounds=3, long_rounds=3, short_rounds=5,
                      parts_seconds=0.05)
LONG_EVENTS = 30_100_000  # 10 GB


def parse_arguments(words: List[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="bench/run.sh",
        description="Measures telex beside the baseline, plain copies, plain Node.js and jq, on corpora that it makes "
                    "itself. bench/README.md says what the figures are.",
        epilog="Exit status: 0 measured, 1 something failed, 2 wrong usage, 3 a goal was missed (with --check).")
    parser.add_argument("--quick", action="store_true", help="smaller corpora and fewer rounds: a minute or two")
    parser.add_argument("--long", action="store_true", help="likewise the memory of exports of 10 GB; needs 40 GB of disk")
    parser.add_argument("--rounds", type=int, metavar="N", help="rounds of the whole exports (7; 3 with --quick)")
    parser.add_argument("--only", metavar="A,B", help="only these sections, of: " + ", ".join(SECTIONS))
    parser.add_argument("--check", action="store_true", help="exit with status 3 where a goal is missed")
    parser.add_argument("--markdown", action="store_true", help="print the tables as they stand in the README")
    parser.add_argument("--json", type=pathlib.Path, metavar="FILE", help="where the figures go (BUILD/bench.json)")
    parser.add_argument("--corpus", type=pathlib.Path, metavar="DIR", help="where corpora are kept (BUILD/bench-corpora)")
    parser.add_argument("--build", type=pathlib.Path, default=pathlib.Path("build/release"), help=argparse.SUPPRESS)
    arguments = parser.parse_args(words)
    arguments.only = arguments.only.split(",") if arguments.only else list(SECTIONS)
    if not set(arguments.only) <= set(SECTIONS):
        parser.error("--only takes of: " + ", ".join(SECTIONS))
    if arguments.rounds is not None and arguments.rounds < 1:
        parser.error("--rounds takes a number from 1 on")
    return arguments


def settings_of(arguments: argparse.Namespace) -> Settings:
    settings = QUICK if arguments.quick else FULL
    if arguments.long:
        settings = settings._replace(long_events=LONG_EVENTS)
    if arguments.rounds is not None:
        settings = settings._replace(rounds=arguments.rounds, long_rounds=min(arguments.rounds, settings.long_rounds),
                                     short_rounds=arguments.rounds)
    return settings
