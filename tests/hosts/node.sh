#!/usr/bin/env bash
# The Node package, as its users have it: built and tested in its folder, packed, installed into an empty project outside
# the tree, and used there from JavaScript and TypeScript; its memory is watched. Needs the preset release. Valgrind: node_memory.sh.
# Closes with one line, "N passed, M failed".
set -euo pipefail
export LC_ALL=C.UTF-8
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
# shellcheck source=tests/suites.sh
. tests/suites.sh
work=$(mktemp -d)
trap 'rm -rf "$work"; close_with_totals' EXIT
export npm_config_update_notifier=false npm_config_audit=false npm_config_fund=false

cmake/install-dependencies.sh tests node

stage 'npm install, npm run build'
[ -x "$TELEX" ] || configure_and_build release
# The library is there already.
export TELEX_BUILD_DIR="$PWD/build/release"
(cd examples/node && npm install && npm run build)

stage 'hardened'
run_unittest tests/packaging/hardening_test.py examples/node/build/addon/telex.node

stage 'npm test'
run_node_test 'npm test' npm --prefix examples/node test

stage 'npm pack, and npm install in an empty project'
(cd examples/node && npm pack --pack-destination "$work")
mkdir "$work/project"
(cd "$work/project" && npm init -y >/dev/null && npm install --offline "$work"/telex-*.tgz)
export PROJECT="$work/project"
run_node_test 'installed package' node --test --test-reporter=tap tests/hosts/node/installed.test.mjs

stage 'peak memory'
mkdir "$work/corpus"
node --input-type=module -e "import { writeTelemetry } from '$PWD/examples/node/test/support.mjs';
  writeTelemetry('$work/corpus', 80_000_000);"
run_counted peak_memory python3 tests/hosts/node/peak_memory.py --package "$PROJECT" --corpus "$work/corpus"

complete=yes
