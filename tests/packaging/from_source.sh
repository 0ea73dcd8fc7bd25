#!/usr/bin/env bash
# Builds telex with every dependency from source, as where no package of them is installed: FetchContent at Debian's
# source packages, once with each setting of Abseil's ABSL_OPTION_USE_STD_STRING_VIEW, and runs the unit tests with
# both. Closes with "N passed, M failed". Needs apt-get with source packages, dpkg-source and nasm.
set -euo pipefail
export LC_ALL=C.UTF-8
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
# shellcheck source=tests/suites.sh
. tests/suites.sh
# shellcheck source=tests/packaging/debian_sources.sh
. tests/packaging/debian_sources.sh
trap close_with_totals EXIT

readonly work="$PWD/build/from-source"

# Abseil with one setting of the option, in a folder of its own.
abseil_with_std_string_view() { # 0|1
  local copy="$work/abseil-$1"
  rm -rf "$copy"
  cp -r "$(source_of abseil)" "$copy"
  sed -i "s/^#define ABSL_OPTION_USE_STD_STRING_VIEW .*/#define ABSL_OPTION_USE_STD_STRING_VIEW $1/" \
    "$copy/absl/base/options.h"
  grep -q "^#define ABSL_OPTION_USE_STD_STRING_VIEW $1\$" "$copy/absl/base/options.h"
  echo "$copy"
}

build_from_source() { # 0|1
  local abseil
  abseil=$(abseil_with_std_string_view "$1")
  # Debian's benchmark takes its version from its package's build rules.
  cmake -S . -B "$work/build-$1" -G Ninja -DCMAKE_BUILD_TYPE=Debug \
    -DTELEX_USE_SYSTEM_DEPENDENCIES=OFF -DTELEX_INSTALL=OFF -DTELEX_WITH_ISAL=ON -DTELEX_BUILD_BENCH="$2" -DGIT_VERSION=1.7.1 \
    -DFETCHCONTENT_FULLY_DISCONNECTED=ON \
    -DFETCHCONTENT_SOURCE_DIR_ABSL="$abseil" \
    -DFETCHCONTENT_SOURCE_DIR_RAPIDJSON="$(source_of rapidjson)" \
    -DFETCHCONTENT_SOURCE_DIR_ZLIB="$(source_of zlib)" \
    -DFETCHCONTENT_SOURCE_DIR_ISAL="$(source_of libisal)" \
    -DFETCHCONTENT_SOURCE_DIR_GOOGLETEST="$(source_of googletest)" \
    -DFETCHCONTENT_SOURCE_DIR_BENCHMARK="$(source_of benchmark)" &&
    cmake --build "$work/build-$1"
}

rm -rf "$work"
fetch_sources abseil rapidjson zlib libisal googletest benchmark
for setting in 0 1; do
  stage "ABSL_OPTION_USE_STD_STRING_VIEW $setting"
  run_check "build with string_view option $setting" build_from_source "$setting" "$([ "$setting" = 1 ] && echo ON || echo OFF)"
  run_ctest --test-dir "$work/build-$setting"
done
complete=yes
