#!/usr/bin/env bash
# Installs what telex needs, by groups:
#   build      compiler, CMake, libraries; always
#   tests      what the tests of the library, the C ABI and the command line run
#   native     what tests/hosts/native.sh runs; python, node: likewise
#   bench      Google Benchmark
#   receivers  what tests/receivers fetches its servers with
#   analysis   what tests/analysis gets its Python packages with, and runs beside them
#   vscode     what examples/vscode/test.sh drives VS Code with
#   fuzz       what tests/fuzz/run.sh fuzzes with
#   windows    what tests/platforms/windows.sh builds and runs Windows programs with
#   platforms  what tests/platforms/arm64.sh, i386.sh and libcxx.sh build and run with
#   checks     what .ci/run checks with; implies all other groups
# On Debian and Ubuntu, as root or with sudo, by apt-get; elsewhere it says what is missing. Safe to run again: what is
# there stays as it is. Exit status: 0 all is there, 1 something is missing, 2 wrong usage.
set -euo pipefail
export LC_ALL=C.UTF-8

readonly minimum_cmake=3.21
readonly minimum_node=18

readonly all_groups=(build tests native python node bench receivers analysis vscode fuzz platforms windows checks)
packages_build=(g++ cmake ninja-build libabsl-dev rapidjson-dev zlib1g-dev libisal-dev)
packages_tests=(libgtest-dev python3 strace unzip)
packages_native=(pkg-config make abigail-tools valgrind)
packages_python=(python3 python3-venv python3-pip valgrind libc6-dbg)
packages_node=(nodejs npm valgrind libc6-dbg)
packages_bench=(libbenchmark-dev python3 strace valgrind libc6-dbg nodejs jq)
packages_receivers=(python3-venv ca-certificates openssl)
packages_analysis=(python3-venv ca-certificates chromium fonts-dejavu-core openjdk-17-jre-headless)
packages_vscode=(chromium ripgrep ca-certificates make g++ unzip)
packages_fuzz=(clang libclang-rt-dev libgtest-dev)
packages_platforms=(g++-aarch64-linux-gnu qemu-user g++-i686-linux-gnu clang libc++-dev libc++abi-dev dpkg-dev)
packages_windows=(g++-mingw-w64-x86-64-posix wine wine64 dpkg-dev python3)
packages_checks=(git clang clang-format clang-tidy cppcheck dpkg-dev nasm valgrind)

usage() {
  echo "Usage: install-dependencies.sh [GROUP ...], of: ${all_groups[*]}" >&2
  exit 2
}

# A Node that came another way will do, where it is of today.
has_node() {
  command -v npm >/dev/null && node -e "process.exit(parseInt(process.versions.node) < $minimum_node ? 1 : 0)" 2>/dev/null
}

wanted_groups() {
  local group
  for group in "$@"; do
    if [[ " ${all_groups[*]} " != *" $group "* ]]; then usage; fi
  done
  groups=()
  for group in "${all_groups[@]}"; do
    if [[ " build $* " == *" $group "* || " $* " == *" checks "* ]]; then groups+=("$group"); fi
  done
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
      if [[ " nodejs npm " == *" $package "* ]] && has_node; then continue; fi
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
  Fedora    gcc-c++ cmake ninja-build abseil-cpp-devel rapidjson-devel zlib-devel isa-l-devel
            gtest-devel python3 strace unzip; pkgconf make libabigail valgrind; google-benchmark-devel; clang clang-tools-extra
  Arch      gcc cmake ninja abseil-cpp rapidjson zlib isa-l gtest python strace unzip; pkgconf make libabigail valgrind; benchmark; clang
  macOS     xcode-select --install; brew install cmake ninja abseil rapidjson isa-l googletest python; google-benchmark; llvm
Libraries that are missing are fetched as source by CMake, where the network allows it.
END
}

at_least() { # version minimum
  [ "$(printf '%s\n%s\n' "$2" "$1" | sort -V | head -n 1)" = "$2" ]
}

# What every system must have in the end, however it came there.
check_tools() {
  local problems=0 tool tools=(cmake ninja) version
  if [[ " ${groups[*]} " == *" tests "* ]]; then tools+=(python3 strace unzip); fi
  if [[ " ${groups[*]} " == *" native "* ]]; then tools+=(pkg-config make abidw abidiff valgrind python3); fi
  if [[ " ${groups[*]} " == *" node "* ]]; then tools+=(node npm valgrind); fi
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
