#!/usr/bin/env bash
# Installs what telex needs, by groups: `build` (compiler, CMake, libraries), `tests` (adds what the tests run), `bench`
# (adds Google Benchmark), `node` (adds Node and npm), `checks` (adds tests and bench and what .ci/run checks with).
# Without a group: build.
# On Debian and Ubuntu, as root or with sudo, by apt-get; elsewhere it says what is missing. Safe to run again: what is
# there stays as it is. Exit status: 0 all is there, 1 something is missing, 2 wrong usage.
set -euo pipefail
export LC_ALL=C.UTF-8

readonly minimum_cmake=3.21

packages_build=(g++ cmake ninja-build libabsl-dev rapidjson-dev libminizip-dev zlib1g-dev)
packages_tests=(libgtest-dev python3 unzip)
packages_bench=(libbenchmark-dev)
packages_node=(nodejs npm)
packages_checks=(clang clang-format clang-tidy dpkg-dev valgrind)

usage() {
  echo "Usage: install-dependencies.sh [build] [tests] [bench] [node] [checks]" >&2
  exit 2
}

wanted_groups() {
  local group
  for group in "$@"; do
    case "$group" in
      build | tests | bench | node | checks) ;;
      *) usage ;;
    esac
  done
  groups=(build)
  if [[ " $* " == *" checks "* ]]; then
    groups+=(tests bench checks)
  else
    if [[ " $* " == *" tests "* ]]; then groups+=(tests); fi
    if [[ " $* " == *" bench "* ]]; then groups+=(bench); fi
  fi
  # A Node that came another way will do, where it is of today.
  if [[ " $* " == *" node "* ]] && ! { command -v npm && node -e 'process.exit(parseInt(process.versions.node) < 18 ? 1 : 0)'; } \
      >/dev/null 2>&1; then
    groups+=(node)
  fi
}

as_root() {
  if [ "$(id -u)" -eq 0 ]; then
    "$@"
  elif command -v sudo >/dev/null; then
    sudo -n true 2>/dev/null || echo "install-dependencies: sudo is asked for, to run: $1"
    sudo "$@"
  else
    echo "install-dependencies: must be root, or sudo must be installed, to run: $*" >&2
    return 1
  fi
}

# apt-get that waits for another one's lock and tries again where a mirror fails.
apt() {
  local attempt
  for attempt in 1 2 3; do
    if as_root env DEBIAN_FRONTEND=noninteractive apt-get -qq -y --no-install-recommends -o DPkg::Lock::Timeout=120 \
        -o Acquire::Retries=3 -o Acquire::http::Timeout=30 -o Dpkg::Use-Pty=0 "$@" </dev/null; then
      return 0
    fi
    echo "install-dependencies: apt-get $1 failed (attempt $attempt of 3)" >&2
  done
  return 1
}

install_debian() {
  local group package missing=()
  for group in "${groups[@]}"; do
    local -n list="packages_$group"
    for package in "${list[@]}"; do
      if [ "$(dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null)" != installed ]; then
        missing+=("$package")
      fi
    done
  done
  # A compiler that came another way will do.
  if [ "${#missing[@]}" -gt 0 ] && command -v c++ >/dev/null && command -v cc >/dev/null; then
    mapfile -t missing < <(printf '%s\n' "${missing[@]}" | grep -vx 'g++' || true)
  fi
  if [ "${#missing[@]}" -eq 0 ]; then return 0; fi
  echo "install-dependencies: installing ${missing[*]}"
  apt update
  apt install "${missing[@]}" >/dev/null
}

say_what_is_needed() {
  cat >&2 <<'END'
install-dependencies: this system's packages are not known to this script. Install by hand:
  Fedora    gcc-c++ cmake ninja-build abseil-cpp-devel rapidjson-devel minizip-compat-devel zlib-devel
            gtest-devel python3 unzip; google-benchmark-devel; clang clang-tools-extra
  Arch      gcc cmake ninja abseil-cpp rapidjson minizip zlib gtest python unzip; benchmark; clang
  macOS     xcode-select --install; brew install cmake ninja abseil rapidjson minizip googletest python; google-benchmark; llvm
Libraries that are missing are fetched as source by CMake, where the network allows it.
END
}

at_least() { # version minimum
  [ "$(printf '%s\n%s\n' "$2" "$1" | sort -V | head -n 1)" = "$2" ]
}

# What every system must have in the end, however it came there.
check_tools() {
  local problems=0 tool tools=(cmake ninja) version
  if [[ " ${groups[*]} " == *" tests "* ]]; then tools+=(python3 unzip); fi
  if [[ " ${groups[*]} " == *" node "* ]]; then tools+=(node npm); fi
  if [[ " ${groups[*]} " == *" checks "* ]]; then tools+=(clang clang-format clang-tidy); fi
  for tool in "${tools[@]}"; do
    if ! command -v "$tool" >/dev/null; then
      echo "install-dependencies: $tool is missing" >&2
      problems=1
    fi
  done
  if command -v cmake >/dev/null; then
    version=$(cmake --version | sed -n 's/^cmake version \([0-9.]*\).*/\1/p')
    if ! at_least "$version" "$minimum_cmake"; then
      echo "install-dependencies: CMake $minimum_cmake or newer is needed, this is $version" >&2
      problems=1
    fi
  fi
  if ! printf '#include <optional>\n#include <string_view>\n' |
      "${CXX:-c++}" -std=c++17 -x c++ -fsyntax-only - 2>/dev/null; then
    echo "install-dependencies: no C++17 compiler works as ${CXX:-c++}" >&2
    problems=1
  fi
  return "$problems"
}

wanted_groups "$@"
if command -v apt-get >/dev/null && command -v dpkg-query >/dev/null; then
  install_debian
  check_tools
else
  check_tools || { say_what_is_needed; exit 1; }
fi
