#!/usr/bin/env bash
# Load: bash tests/load/run.sh [--full] [--seconds N] [PART...]; README.md says what the parts prove. Without --full the
# share of .ci/run. Closes with "N passed, M failed".
set -euo pipefail
export LC_ALL=C.UTF-8
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
# shellcheck source=tests/suites.sh
. tests/suites.sh
trap close_with_totals EXIT

cmake/install-dependencies.sh tests

stage 'build, preset release'
cmake --preset release >/dev/null
cmake --build --preset release --target telex_cli telex_corpus telex_measure telex_load

stage 'load'
run_counted load python3 tests/load/load.py "$@"

complete=yes
