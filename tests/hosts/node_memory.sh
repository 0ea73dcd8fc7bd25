#!/usr/bin/env bash
# Valgrind over the Node package's addon, from JavaScript down: no invalid access, no leak. Suppressions name third-party
# frames only. Needs Valgrind, and the package built (tests/hosts/node.sh).
set -euo pipefail
export LC_ALL=C.UTF-8
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
for tool in valgrind node; do
  command -v "$tool" >/dev/null || { echo "node_memory: $tool is missing: cmake/install-dependencies.sh node" >&2; exit 1; }
done
[ -f examples/node/build/addon/telex.node ] || { echo 'node_memory: there is no addon: run tests/hosts/node.sh first' >&2; exit 1; }
unset NODE_OPTIONS VALGRIND_OPTS
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
status=0
# Without V8's compiler: code that is written at run time tells Valgrind nothing, and takes it long. What hangs is ended.
timeout --kill-after=10 900 \
  valgrind --quiet --error-exitcode=99 --leak-check=full --show-leak-kinds=definite --errors-for-leak-kinds=definite \
  --suppressions=tests/hosts/node/valgrind.supp node --jitless --single-threaded --expose-gc \
  tests/hosts/node/memory_errors.mjs examples/node examples/sample-telemetry "$work" >"$work/told" || status=$?
cat "$work/told"
case $status in
  0) ;;
  99) echo 'node_memory: Valgrind found errors, told above' >&2 ;;
  124 | 137) echo 'node_memory: not done after 900 s' >&2 ;;
  *) echo "node_memory: ended with status $status" >&2 ;;
esac
[ "$status" -eq 0 ] || exit "$status"
# A run that has come to its end has this to say: without it, nothing was watched.
[ "$(tail -n 1 "$work/told")" = '{"exported":[255,255,255,255],"read":255}' ] || {
  echo 'node_memory: it did not export and read all of the sample' >&2
  exit 1
}
