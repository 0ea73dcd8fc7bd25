#!/usr/bin/env bash
# 64-bit ARM: cross-compiles all by Debian's compiler, with Debian's packages of that architecture, and runs the C++ tests
# and the command line's under qemu-user. Closes with "N passed, M failed".
set -euo pipefail
export LC_ALL=C.UTF-8
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
# shellcheck source=tests/suites.sh
. tests/suites.sh
# shellcheck source=tests/packaging/debian_sources.sh
. tests/packaging/debian_sources.sh
# shellcheck source=tests/platforms/cross.sh
. tests/platforms/cross.sh
trap close_with_totals EXIT

readonly work="$PWD/build/arm64"

cmake/install-dependencies.sh tests platforms
rm -rf "$work"

stage 'packages of arm64'
fetch_packages arm64 "$work/root" "${dependencies[@]}" libisal-dev

stage 'build for arm64'
cross_build aarch64-linux-gnu -DTELEX_WITH_ISAL=ON

stage 'unit tests under qemu-user'
run_ctest --test-dir "$work/out"

# The command line's tests, but for those of signals, terminals and memory: there the emulator is what is seen.
stage 'the command line under qemu-user'
# Where every user of the system can read it, which some tests become others of: a clone may stand in a home of root's.
readable=$(mktemp -d)
chmod 755 "$readable"
cp "$work/out/bin/telex" "$(find "$work/root" -name 'libisal.so.2' | head -n 1)" "$readable"
printf '#!/bin/sh\nexec qemu-aarch64 -E LD_LIBRARY_PATH=%s %s/telex "$@"\n' "$readable" "$readable" >"$work/telex"
chmod +x "$work/telex"
TELEX="$work/telex" run_unittests tests/cli/test_{help,next_steps,options,outputs,ranges,reports,touched_files,usage}.py
TELEX="$work/telex" run_unittest tests/cli/test_bad_input.py OddInput OddFiles FilesThatChange
rm -rf "$readable"

complete=yes
