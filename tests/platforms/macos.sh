#!/usr/bin/env bash
# macOS, as far as Linux can tell: compiles by clang and libc++ what macOS gets of the sources that look at the system.
# That they also work is told by libcxx.sh, which builds and tests without anything that only Linux has. Closes with
# "N passed, M failed".
set -euo pipefail
export LC_ALL=C.UTF-8
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
# shellcheck source=tests/suites.sh
. tests/suites.sh
trap close_with_totals EXIT

# The sources that name a system, or a header of one.
sources() {
  grep -lE '__linux__|__APPLE__|<(dirent|fcntl|poll|signal|unistd|sys/[a-z]+)\.h>' \
    $(git ls-files 'lib/*.cc' 'capi/*.cc' 'examples/cli/*.cc' | grep -v _windows)
}

compiles() { # source
  clang++ -std=c++17 -stdlib=libc++ -fsyntax-only -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wsign-conversion \
    -Werror -Iinclude -Ilib -Icapi -include tests/platforms/macos_calls.h "$1"
}

cmake/install-dependencies.sh platforms
stage 'what macOS gets of each source'
for source in $(sources); do run_check "$source" compiles "$source"; done
complete=yes
