#!/usr/bin/env bash
# The Python package's tests over a library with the address and undefined-behaviour sanitizers: that of preset fuzz, which
# has to be built. Left out: how much memory the process has, and which library the installed package carries.
# Closes with one line, "N passed, M failed".
set -euo pipefail
export LC_ALL=C.UTF-8
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
# shellcheck source=tests/suites.sh
. tests/suites.sh
trap close_with_totals EXIT

export TELEX_LIBRARY="$PWD/build/fuzz/lib/libtelex.so" PYTHONPATH="$PWD/examples/python/src"
[ -f "$TELEX_LIBRARY" ] || { echo "python_sanitized: there is no $TELEX_LIBRARY: build preset fuzz" >&2; exit 1; }

# What the interpreter, which is not instrumented, never frees would be told as leaks: Valgrind knows which those are.
sanitized() { # command...
  env LD_PRELOAD="$(clang -print-file-name=libclang_rt.asan-x86_64.so)" ASAN_OPTIONS=detect_leaks=0 \
    UBSAN_OPTIONS=print_stacktrace=1:halt_on_error=1 "$@"
}

for file in tests/hosts/python/test_*.py; do
  mapfile -t classes < <(sed -n 's/^class \([A-Za-z]*\)(.*Test.*/\1/p' "$file" | grep -vxE 'Memory|Library')
  [ "${#classes[@]}" -gt 0 ] || continue
  stage "$file"
  run_suite sanitized /usr/bin/python3 "$file" "${classes[@]}"
  add_unittest_totals "$file"
done

stage 'all that the package does'
run_check exercise sanitized /usr/bin/python3 tests/hosts/python/exercise.py

complete=yes
