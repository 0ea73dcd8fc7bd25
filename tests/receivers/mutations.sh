#!/usr/bin/env bash
# Breaks the exporter in one way after another, in a copy of the sources, and looks which tests see it: mutations.py.
#
#     bash tests/receivers/mutations.sh FOLDER [WORD...]
#
# FOLDER gets the copy and its build; where it has one already, only what has changed is copied and compiled. A WORD chooses
# the changes that have it in their description. All of them take about half an hour on two cores. Closes with one line,
# "N passed, M failed".
set -euo pipefail
export LC_ALL=C.UTF-8 PYTHONDONTWRITEBYTECODE=1
[ "$#" -ge 1 ] || { echo "Usage: mutations.sh FOLDER [WORD...]" >&2; exit 2; }
mkdir -p "$1"
copy=$(cd "$1" && pwd)
shift
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
case "$copy/" in "$PWD/"*) echo "mutations.sh: $copy is in the sources themselves" >&2; exit 2 ;; esac

cmake/install-dependencies.sh tests receivers
# shellcheck source=tests/receivers/environment.sh
. tests/receivers/environment.sh
TELEX_RECEIVERS_BIN=$(tests/receivers/build_servers.sh "$receivers_cache")
export TELEX_RECEIVERS_BIN
enter_receivers_environment

# What a run that was ended has left changed is put right, too.
git ls-files -z --cached --others --exclude-standard |
  while IFS= read -r -d '' file; do
    cmp -s "$file" "$copy/$file" || cp --parents "$file" "$copy"
  done
# Compiled quickly: what it is to find does not depend on the optimizer.
(cd "$copy" && cmake --preset release -DTELEX_BUILD_TESTS=OFF -DCMAKE_CXX_FLAGS_RELEASE='-O1 -DNDEBUG' >/dev/null)
python3 tests/receivers/mutations.py "$copy" "$@"
