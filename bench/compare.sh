#!/usr/bin/env bash
# Compares this tree with another commit: builds that commit beside this one, runs both in turn on the same corpora, and
# prints each benchmark's ratio, this tree's to the commit's, with its spread. `bash bench/compare.sh COMMIT [--rounds N]`.
# Exit status: 0 compared, 1 something failed, 2 wrong usage.
set -euo pipefail
export LC_ALL=C.UTF-8 PYTHONDONTWRITEBYTECODE=1
cd "$(dirname "${BASH_SOURCE[0]}")/.."

usage() {
  echo "Usage: compare.sh COMMIT [--rounds N]" >&2
  exit 2
}

case "${1:-}" in '' | -*) usage ;; esac
commit=$(git rev-parse --verify --quiet "$1^{commit}") || { echo "compare.sh: no such commit: $1" >&2; exit 2; }
shift
readonly base="$PWD/build/compare/$commit"

# What a build of a commit has for this: of an older one only the command line.
build_all() { # cmake's arguments for --build
  local targets=(telex_cli)
  if cmake --build "$@" --target help | grep -q 'telex_parts'; then targets+=(telex_parts); fi
  cmake --build "$@" --target "${targets[@]}"
}

{
  cmake/install-dependencies.sh bench
  cmake --preset release -DTELEX_BUILD_BENCH=ON
  cmake --build --preset release --target telex_corpus telex_baseline telex_measure telex_count_allocations
  build_all --preset release
  # The commit's files without a worktree of git, which would have to be taken back however this ends.
  if [ ! -e "$base/source/CMakeLists.txt" ]; then
    mkdir -p "$base/unpacked"
    git archive "$commit" | tar -x -C "$base/unpacked"
    mv "$base/unpacked" "$base/source"
  fi
  cmake -S "$base/source" -B "$base/build" -G Ninja -DCMAKE_BUILD_TYPE=Release -DTELEX_BUILD_TESTS=OFF \
    -DTELEX_BUILD_BENCH=ON
  build_all "$base/build"
} >&2

exec python3 bench/compare.py --base "$base/build" --this build/release "$@"
