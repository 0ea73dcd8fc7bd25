#!/usr/bin/env bash
# Measures examples/spark: installs and builds what that needs, as tests/analysis/run.sh does, makes a fleet, and asks one
# question of it in several ways. `bash bench/spark.sh --help` lists the options; examples/spark/README.md has the figures.
set -euo pipefail
export LC_ALL=C.UTF-8 PYTHONDONTWRITEBYTECODE=1
cd "$(dirname "${BASH_SOURCE[0]}")/.."

cmake/install-dependencies.sh analysis >&2
# shellcheck source=../tests/analysis/environment.sh
. tests/analysis/environment.sh
{
  cmake --preset release
  cmake --build --preset release --target telex_shared
  enter_analysis_environment
} >&2

exec python3 bench/spark.py "$@"
