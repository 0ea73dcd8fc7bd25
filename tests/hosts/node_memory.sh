#!/usr/bin/env bash
# Valgrind over the Node package's addon, from JavaScript down: no invalid access, no leak. Suppressions name third-party
# frames only. Needs Valgrind, and the package built (tests/hosts/node.sh).
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
# Without V8's compiler: code that is written at run time tells Valgrind nothing, and takes it long.
valgrind --quiet --error-exitcode=99 --leak-check=full --show-leak-kinds=definite --errors-for-leak-kinds=definite \
  --suppressions=tests/hosts/node/valgrind.supp node --jitless --single-threaded --expose-gc \
  tests/hosts/node/memory_errors.mjs examples/node examples/sample-telemetry "$work"
