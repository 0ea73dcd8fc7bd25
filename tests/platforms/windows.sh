#!/usr/bin/env bash
# Windows: cross-compiles all by Debian's mingw-w64, with every dependency from Debian's source packages, and runs under
# wine the C++ tests, each program of which counts as one test, and a suite of the command line. Programs that prove what is
# POSIX's own are not made there (see tests/*/CMakeLists.txt). Closes with "N passed, M failed".
set -euo pipefail
export LC_ALL=C.UTF-8
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
# shellcheck source=tests/suites.sh
. tests/suites.sh
# shellcheck source=tests/packaging/debian_sources.sh
. tests/packaging/debian_sources.sh

readonly work="$PWD/build/windows"

# Where wine's own programs are, which Debian keeps out of the path.
PATH="$PATH:/usr/lib/wine"

# No window, no offer to download Mono or Gecko, and a folder of settings of its own.
export WINEPREFIX="$work/wine" WINEDEBUG=-all WINEDLLOVERRIDES='mscoree=;mshtml='
unset DISPLAY

close() {
  local status=$?
  if [ -d "$WINEPREFIX" ]; then wineserver -k || true; fi
  close_with_totals "$status"
}
trap close EXIT

configure() {
  cmake -S . -B "$work/out" -G Ninja -DCMAKE_BUILD_TYPE=Release \
    -DCMAKE_TOOLCHAIN_FILE="$PWD/cmake/toolchains/mingw-w64.cmake" \
    -DCMAKE_C_FLAGS_RELEASE=-O1 -DCMAKE_CXX_FLAGS_RELEASE=-O1 \
    -DTELEX_USE_SYSTEM_DEPENDENCIES=OFF -DTELEX_INSTALL=OFF -DTELEX_WITH_ISAL=OFF \
    -DFETCHCONTENT_FULLY_DISCONNECTED=ON \
    -DFETCHCONTENT_SOURCE_DIR_ABSL="$(source_of abseil)" \
    -DFETCHCONTENT_SOURCE_DIR_RAPIDJSON="$(source_of rapidjson)" \
    -DFETCHCONTENT_SOURCE_DIR_ZLIB="$(source_of zlib)" \
    -DFETCHCONTENT_SOURCE_DIR_GOOGLETEST="$(source_of googletest)" >"$suites_log" 2>&1 ||
    { cat "$suites_log"; return 1; }
}

cmake/install-dependencies.sh tests windows
rm -rf "$work"

stage 'build for Windows'
fetch_sources abseil rapidjson zlib googletest
configure
cmake --build "$work/out"

if [ ! -x "$TELEX" ]; then
  stage 'build for this system, to compare with'
  cmake --preset release >/dev/null
  cmake --build --preset release --target telex_cli
fi

stage 'wine'
WINE=$(command -v wine64 || command -v wine)
export WINE TELEX_WINDOWS="$work/out/bin/telex.exe"
# One server for all: Debian's ends with its last client, and what is started in that moment fails. It makes no folder.
mkdir -p "$WINEPREFIX"
wineserver -p
"$WINE" wineboot -i >/dev/null 2>&1

stage 'unit tests under wine'
WINEPATH="Z:$work/out/bin" run_ctest --test-dir "$work/out"

stage 'the command line'
run_unittest tests/platforms/test_windows_cli.py

complete=yes
