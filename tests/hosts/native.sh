#!/usr/bin/env bash
# telex as C and C++ hosts get it: installed (find_package, pkg-config) and as part of their own build
# (add_subdirectory, FetchContent), with the programs of the examples and the documentation; the frozen ABI; valgrind.
# Takes build/release as it was built. Closes with one line, "N passed, M failed".
set -euo pipefail
export LC_ALL=C.UTF-8
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
# shellcheck source=tests/suites.sh
. tests/suites.sh
trap close_with_totals EXIT

readonly build="$PWD/build/release"
readonly work="$build/hosts-native"
readonly prefix="$work/prefix"
readonly sample="$PWD/examples/sample-telemetry"
export TELEX_BUILD="$build" TELEX_LIBRARY="$build/lib/libtelex.so"

# The package is moved after it was installed: nothing in it may say where it was.
install_package() {
  cmake --install "$build" --prefix "$work/installed" >/dev/null
  mv "$work/installed" "$prefix"
  ! grep -rlE "$PWD|/installed" "$prefix" --include='*.cmake' --include='*.pc' --include='*.h'
}

# Configures and builds the consumer as a project of its own, outside this one.
build_consumer() { # way C++-standard build-type parts more...
  local way=$1 standard=$2 type=$3 parts=$4
  shift 4
  cmake -S "$work/consumer" -B "$work/$way-$standard" -G Ninja -DCMAKE_BUILD_TYPE="$type" \
    -DCMAKE_CXX_STANDARD="$standard" -DCMAKE_EXPORT_COMPILE_COMMANDS=ON -DTELEX_BY="$way" -DTELEX_SOURCE="$PWD" \
    -DTELEX_PARTS="$parts" -DSNIPPETS="$work/snippets" "$@" &&
    cmake --build "$work/$way-$standard" &&
    ! grep -rl telexConfig "$work/$way-$standard" --include=cmake_install.cmake
}

# Runs the programs of a consumer.
test_programs() { # folder C++-standard suffix parts...
  PROGRAMS=$1 CXX_STANDARD=$2 SUFFIX=$3 PARTS="${*:4}" LD_LIBRARY_PATH="$libraries" \
    run_unittest tests/hosts/native/programs_test.py
}

by_make() { # targets...
  mkdir -p "$work/make/programs"
  make -j 2 -C "$work/make/programs" -f "$PWD/tests/hosts/native/Makefile" TELEX_SOURCE="$PWD" \
    SNIPPETS="$work/snippets" "$@"
}

links_shared_telex() { readelf -d "$1" | grep -q 'NEEDED.*libtelex'; }

needs_isal() { readelf -d "$1" | grep -q 'NEEDED.*libisal'; }

# What is linked from the static libraries has ISA-L where the shared library has it.
takes_isal_along() { # programs...
  local program
  needs_isal "$TELEX_LIBRARY" || return 0
  for program in "$@"; do needs_isal "$program" || { echo "no ISA-L: $program"; return 1; }; done
}

# A machine may have the shared library and its .pc file without the packages that built it.
check_shared_flags() {
  local folder=$work/shared-pc/lib/pkgconfig option
  mkdir -p "$folder"
  cp "$PKG_CONFIG_PATH/telex-capi.pc" "$folder"
  for option in --print-errors --static; do
    [ "$(PKG_CONFIG_PATH='' PKG_CONFIG_LIBDIR=$folder pkg-config "$option" --cflags --libs telex-capi | xargs)" = \
      "-I$folder/../../include -L$folder/../../lib -ltelex" ] || return 1
  done
}

check_linkage() {
  ! links_shared_telex "$work/make/programs/telex_c_export" &&
    links_shared_telex "$work/make/programs/telex_c_export_shared" &&
    ! readelf -d "$work/make/programs/whole_static_c_export" | grep -q NEEDED &&
    "$work/make/programs/whole_static_c_export" "$sample" "$work/whole-static.otlp.zip"
}

# A program's leaks and bad accesses are its exit status; there are no suppressions.
under_valgrind() {
  valgrind --quiet --error-exitcode=99 --leak-check=full --show-leak-kinds=all --errors-for-leak-kinds=all \
    --track-origins=yes "$@" >"$work/valgrind.log" 2>&1 || { cat "$work/valgrind.log"; return 1; }
}

valgrind_whole_exports() {
  local out=$work/valgrind-out programs=$work/make/programs
  rm -rf "$out"
  mkdir "$out"
  under_valgrind "$programs/telex_c_export" "$sample" "$out/c.zip" &&
    LD_LIBRARY_PATH=$libraries under_valgrind "$programs/telex_c_export_shared" "$sample" "$out/shared.zip" &&
    under_valgrind "$programs/telex_cpp_export" "$sample" "$out/cpp.zip" &&
    under_valgrind "$programs/cpp_host" "$sample" "$out/otlp" otlp-jsonl dir 2026-05-04T00:00:00Z cumulative
}

valgrind_other_programs() {
  local programs=$work/make/programs
  under_valgrind "$programs/telex_c_feed" <"$sample/telemetry-2026-05-01-06a6141c.jsonl" &&
    under_valgrind "$programs/telex_cpp_events_per_day" "$sample" &&
    under_valgrind "$programs/telex_cpp_metric_rule" "$sample" &&
    under_valgrind "$programs/telex_cpp_to_string" "$sample" 2026-05-02
}

valgrind_frozen_host() {
  cc -std=c99 -g -I tests/c_abi/frozen/v1 tests/c_abi/frozen/v1/host.c -L "$libraries" -ltelex -o "$work/frozen_host" &&
    (cd "$work/valgrind-out" && LD_LIBRARY_PATH=$libraries under_valgrind "$work/frozen_host" "$sample")
}

cmake/install-dependencies.sh native
rm -rf "$work"
mkdir -p "$work/snippets"
# A copy: the consumer is no part of this project's tree.
cp -r tests/hosts/native/consumer "$work/consumer"

stage 'the installed package'
run_check 'install, move' install_package
[ -d "$prefix" ] || exit 1
PKG_CONFIG_PATH=$(dirname "$(find "$prefix" -name telex.pc)")
export PKG_CONFIG_PATH
libraries=$(dirname "$PKG_CONFIG_PATH")
run_check 'snippets of the documentation' python3 tests/hosts/native/snippets.py "$sample" "$work/snippets"

stage 'find_package'
run_check 'find_package, C++17' build_consumer find_package 17 Release 'cpp;c;shared;snippets' -DCMAKE_PREFIX_PATH="$prefix"
test_programs "$work/find_package-17/programs" 17 '' cpp c snippets
test_programs "$work/find_package-17/programs" 17 _shared c snippets
run_check 'find_package, C++20' build_consumer find_package 20 Debug 'cpp;snippets' -DCMAKE_PREFIX_PATH="$prefix"
test_programs "$work/find_package-20/programs" 20 '' cpp snippets

stage 'pkg-config'
run_check 'make' by_make cpp c shared whole_static
run_check 'telex-capi alone' check_shared_flags
run_check 'static and shared where asked for' check_linkage
run_check 'ISA-L' takes_isal_along "$work/make/programs/telex_"{c,cpp}_export "$work/find_package-17/programs/telex_"{c,cpp}_export
test_programs "$work/make/programs" 20 '' cpp c snippets
test_programs "$work/make/programs" 20 _shared c snippets

stage 'add_subdirectory'
run_check 'add_subdirectory, C++17' build_consumer add_subdirectory 17 '' 'cpp;c;shared' -DTELEX_BUILD_SHARED=ON \
  -DTELEX_PRECOMPILE_HEADERS=ON
test_programs "$work/add_subdirectory-17/programs" 17 '' cpp c
test_programs "$work/add_subdirectory-17/programs" 17 _shared c

stage 'FetchContent, into a project with other settings'
run_check 'FetchContent, C++20' build_consumer fetch_content 20 '' 'cpp;c' \
  -DBUILD_SHARED_LIBS=ON -DCMAKE_UNITY_BUILD=ON -DFETCHCONTENT_FULLY_DISCONNECTED=ON -DTELEX_PRECOMPILE_HEADERS=ON
test_programs "$work/fetch_content-20/programs" 20 '' cpp c

stage 'the frozen ABI'
run_unittest tests/c_abi/frozen_test.py
run_unittest tests/c_abi/bad_arguments_test.py

stage 'hardened, and nobody else'
run_unittest tests/packaging/hardening_test.py "$TELEX" "$TELEX_LIBRARY" --build "$build" \
  --consumer "$work/find_package-17" --consumer "$work/add_subdirectory-17" --package "$prefix"

stage 'valgrind'
run_check 'whole exports' valgrind_whole_exports
run_check 'bytes, sinks, rules, strings' valgrind_other_programs
run_check 'a host of version 1' valgrind_frozen_host
complete=yes
