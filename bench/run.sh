#!/usr/bin/env bash
# Measures telex: installs what that needs, builds preset release with the benchmarks, runs them all, and ends in tables
# and in build/release/bench.json. `bash bench/run.sh --help` lists the options; README.md says what the figures are.
set -euo pipefail
export LC_ALL=C.UTF-8 PYTHONDONTWRITEBYTECODE=1
cd "$(dirname "${BASH_SOURCE[0]}")/.."

for word in "$@"; do
  if [ "$word" = --help ] || [ "$word" = -h ]; then exec python3 bench/run.py --help; fi
done

cmake/install-dependencies.sh bench >&2
{
  cmake --preset release -DTELEX_BUILD_BENCH=ON
  cmake --build --preset release --target \
    telex_cli telex_corpus telex_baseline telex_measure telex_count_allocations telex_parts
} >&2

exec python3 bench/run.py "$@"
