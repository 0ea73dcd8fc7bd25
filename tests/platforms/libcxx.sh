#!/usr/bin/env bash
# clang with libc++, and nothing of the system but what POSIX has, which is what macOS and the BSDs have: Abseil comes from
# Debian's source, since the C++ library is part of its binary interface. Builds the library, the command line and the C++
# tests, runs them, and compares exports with those of the release, byte for byte. Closes with "N passed, M failed".
set -euo pipefail
export LC_ALL=C.UTF-8
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
# shellcheck source=tests/suites.sh
. tests/suites.sh
# shellcheck source=tests/packaging/debian_sources.sh
. tests/packaging/debian_sources.sh
trap close_with_totals EXIT

readonly work="$PWD/build/libcxx"

configure() {
  cmake -S . -B "$work/out" -G Ninja -DCMAKE_BUILD_TYPE=Release -DCMAKE_CXX_FLAGS_RELEASE=-O1 \
    -DCMAKE_C_COMPILER=clang -DCMAKE_CXX_COMPILER=clang++ -DCMAKE_CXX_FLAGS=-stdlib=libc++ \
    -DTELEX_PLAIN_POSIX=ON -DTELEX_WITH_ISAL=OFF -DTELEX_INSTALL=OFF \
    -DTELEX_USE_SYSTEM_DEPENDENCIES=OFF -DFETCHCONTENT_FULLY_DISCONNECTED=ON \
    -DFETCHCONTENT_SOURCE_DIR_ABSL="$(source_of abseil)" \
    -DFETCHCONTENT_SOURCE_DIR_RAPIDJSON="$(source_of rapidjson)" \
    -DFETCHCONTENT_SOURCE_DIR_ZLIB="$(source_of zlib)" \
    -DFETCHCONTENT_SOURCE_DIR_GOOGLETEST="$(source_of googletest)" >"$suites_log" 2>&1 ||
    { cat "$suites_log"; return 1; }
}

# Zips are compressed by another library here: their documents are the same, not their bytes.
same_exports() {
  local format name
  for format in json otlp otlp-jsonl; do
    for name in libcxx release; do
      local telex="$TELEX" target="$work/exports/$name.$format" package=()
      if [ "$name" = libcxx ]; then telex="$work/out/bin/telex"; fi
      if [ "$format" != json ]; then package=(--package dir); fi
      mkdir -p "$work/exports"
      "$telex" export examples/sample-telemetry --out "$target" --format "$format" "${package[@]}" \
        --now 2026-05-05T00:00:00Z --quiet || return 1
    done
    diff -r "$work/exports/libcxx.$format" "$work/exports/release.$format" || return 1
  done
}

uses_libcxx() { readelf -d "$work/out/bin/telex" "$work/out/lib/libtelex.so" | grep -q 'NEEDED.*libc++' &&
  ! readelf -d "$work/out/bin/telex" "$work/out/lib/libtelex.so" | grep 'NEEDED.*libstdc++'; }

cmake/install-dependencies.sh tests platforms
rm -rf "$work"

stage 'build with libc++'
fetch_sources abseil rapidjson zlib googletest
configure
cmake --build "$work/out"
run_check 'libc++ is linked' uses_libcxx

if [ ! -x "$TELEX" ]; then
  stage 'build the release, to compare with'
  cmake --preset release >/dev/null
  cmake --build --preset release --target telex_cli
fi

stage 'unit tests with libc++'
run_ctest --test-dir "$work/out"

stage 'the same exports'
run_check 'same bytes' same_exports

complete=yes
