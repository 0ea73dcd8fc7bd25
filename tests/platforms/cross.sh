# What the scripts of Linux on other processors share. For bash scripts, after suites.sh and debian_sources.sh, that set
# `work` to a folder of their own.

readonly dependencies=(libabsl-dev libgtest-dev zlib1g-dev rapidjson-dev)

# The tests' own sources are not optimized, as in a release; the library is, but the less the quicker.
cross_build() { # toolchain options...
  local toolchain=$1
  shift
  cmake -S . -B "$work/out" -G Ninja -DCMAKE_BUILD_TYPE=Release -DCMAKE_CXX_FLAGS_RELEASE='-O1' \
    -DCMAKE_TOOLCHAIN_FILE="$PWD/cmake/toolchains/$toolchain.cmake" -DTELEX_SYSROOT="$work/root" \
    -DTELEX_INSTALL=OFF -DTELEX_TEST_TIMEOUT=1500 "$@" >"$suites_log" 2>&1 ||
    { cat "$suites_log"; return 1; }
  cmake --build "$work/out"
}
