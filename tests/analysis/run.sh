#!/usr/bin/env bash
# Telemetry in the tools that people ask questions with: Arrow streams by pyarrow, pandas, polars and DuckDB; the report of
# examples/analysis in a browser, with screenshots in build/analysis/screenshots; examples/spark on a cluster of processes.
# Installs and builds what is missing: packages, a Python environment (once, into TELEX_ANALYSIS_CACHE, by default
# telex-analysis in the user's cache folder), the command line and the library. Closes with one line, "N passed, M failed".
# Exit status: 0 only where nothing failed.
set -euo pipefail
export LC_ALL=C.UTF-8
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
# shellcheck source=tests/suites.sh
. tests/suites.sh
trap close_with_totals EXIT

cmake/install-dependencies.sh tests analysis
# shellcheck source=tests/analysis/environment.sh
. tests/analysis/environment.sh

stage 'build of the command line and the library'
cmake --preset release >"$suites_log" 2>&1 || { cat "$suites_log"; exit 1; }
cmake --build --preset release --target telex_cli telex_shared

stage 'the Python environment'
enter_analysis_environment

stage 'Arrow'
run_unittest tests/hosts/python/test_readme.py arrow
run_unittests tests/analysis/test_arrow_*.py

stage 'the report'
rm -rf build/analysis
mkdir -p build/analysis/screenshots
TELEX_SCREENSHOTS=$PWD/build/analysis/screenshots run_unittest tests/analysis/test_report.py

stage 'the packages of the report and of Spark, installed'
install_and_use() {
  local target
  target=$(mktemp -d)
  pip install --quiet --disable-pip-version-check --no-deps --target "$target" ./examples/analysis ./examples/spark &&
    PYTHONPATH=$PWD/examples/python/src:$target python3 -m telex_report examples/sample-telemetry --out "$target/page.html" &&
    PYTHONPATH=$PWD/examples/python/src:$target python3 -c 'import telex_spark'
  local status=$?
  rm -rf "$target"
  return "$status"
}
run_check 'packages' install_and_use

stage 'Spark: the plan'
run_unittest tests/analysis/test_spark_plan.py

stage 'Spark: a cluster'
run_unittest tests/analysis/test_spark_cluster.py

complete=yes
