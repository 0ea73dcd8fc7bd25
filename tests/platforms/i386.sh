#!/usr/bin/env bash
# 32-bit x86: cross-compiles all by Debian's compiler, with Debian's packages of that architecture, and runs the C++ tests
# as they are. Closes with "N passed, M failed".
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

readonly work="$PWD/build/i386"

cmake/install-dependencies.sh tests platforms
rm -rf "$work"

stage 'packages of i386'
fetch_packages i386 "$work/root" "${dependencies[@]}"

stage 'build for i386'
# Debian has no ISA-L for it.
cross_build i686-linux-gnu -DTELEX_WITH_ISAL=OFF

stage 'unit tests'
run_ctest --test-dir "$work/out"

complete=yes
