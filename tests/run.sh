#!/usr/bin/env bash
# Every test of the library, the C ABI, the command line and the hosts: installs what is missing, builds preset release,
# runs all, and closes with one line, "N passed, M failed". A skipped test, and a part that did not run, counts as failed.
# Exit status: 0 only where nothing failed.
set -euo pipefail
export LC_ALL=C.UTF-8
cd "$(dirname "${BASH_SOURCE[0]}")/.."
# shellcheck source=tests/suites.sh
. tests/suites.sh
trap close_with_totals EXIT

cmake/install-dependencies.sh tests
# What the hosts need comes while the library is built.
install_log=$(mktemp)
cmake/install-dependencies.sh native python node >"$install_log" 2>&1 </dev/null &
installing=$!

stage 'build, preset release'
configure_and_build release
wait "$installing" || { cat "$install_log"; exit 1; }
rm -f "$install_log"

stage 'unit tests, preset release'
kept_packages=$(mktemp -d)
TELEX_KEPT_PACKAGES=$kept_packages run_ctest --preset release
# What whole exports of these tests gave.
run_counted 'strict checker' python3 tests/reference/package_checker.py --all "$kept_packages"
rm -rf "$kept_packages"

stage 'the reference and its tests'
run_unittests tests/reference/test_*.py

stage 'the command line'
run_unittests tests/cli/test_*.py

stage 'differential test: the command line against the reference'
run_counted differential python3 tests/reference/differential_test.py --telex "$TELEX"

stage 'failing machines'
run_unittests tests/faults/test_*.py

stage 'what an event costs'
run_unittest tests/performance/test_cost.py

stage 'C and C++ hosts'
run_counted native bash tests/hosts/native.sh

stage 'the Python package'
run_counted python bash tests/hosts/python.sh

stage 'the Node package'
run_counted node bash tests/hosts/node.sh

stage 'the same bytes from every host'
run_unittest tests/hosts/same_bytes/same_bytes_test.py

complete=yes
