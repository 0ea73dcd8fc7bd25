#!/usr/bin/env bash
# Fuzzes each target, from the inputs in corpus/ on: for SECONDS each, or a fixed number of runs. What is new is kept in
# build/fuzz/corpus, for the next time; what was found is in build/fuzz/findings, and belongs into corpus/ once mended.
#
#     bash tests/fuzz/run.sh SECONDS
#     bash tests/fuzz/run.sh --runs N
#
# Closes with one line, "N passed, M failed".
set -euo pipefail
export LC_ALL=C.UTF-8
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
# shellcheck source=tests/suites.sh
. tests/suites.sh

case "${1:-}" in
  --runs) limit=-runs=${2:?how many runs} ;;
  '' | *[!0-9]*) echo "Usage: run.sh SECONDS | --runs N" >&2; exit 2 ;;
  *) limit=-max_total_time=$1 ;;
esac
trap close_with_totals EXIT

cmake/install-dependencies.sh fuzz

stage 'build, preset fuzz'
configure_and_build fuzz

readonly work=$PWD/build/fuzz
mkdir -p "$work/findings"
for folder in tests/fuzz/corpus/*/; do
  target=$(basename "$folder")
  stage "$target"
  mkdir -p "$work/corpus/$target"
  run_check "$target" "$work/tests/fuzz/${target}_fuzzer" "$limit" -seed=1 -max_len=4096 -timeout=60 -verbosity=0 \
    -print_final_stats=1 -dict=tests/fuzz/telemetry.dict -artifact_prefix="$work/findings/$target-" \
    "$work/corpus/$target" "$folder"
done

complete=yes
