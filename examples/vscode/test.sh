#!/usr/bin/env bash
# The extension as its users have it: unit tests without an editor, then packaged, installed into a real VS Code workbench
# and driven as a person does. Installs and builds what is missing; the workbench goes into TELEX_VSCODE_CACHE, by default
# telex-vscode in the user's cache folder. Screenshots of every step are kept in build/vscode/screenshots.
# Closes with one line, "N passed, M failed". Exit status: 0 only where nothing failed.
set -euo pipefail
export LC_ALL=C.UTF-8
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
# shellcheck source=../../tests/suites.sh
. tests/suites.sh
trap close_with_totals EXIT
export npm_config_update_notifier=false npm_config_audit=false npm_config_fund=false npm_config_loglevel=error

cache=${TELEX_VSCODE_CACHE:-${XDG_CACHE_HOME:-${HOME:-/tmp}/.cache}/telex-vscode}
REPOSITORY=$PWD
WORK=$PWD/build/vscode
export REPOSITORY WORK

cmake/install-dependencies.sh tests node

stage 'the workbench, and the command line'
mkdir -p "$cache"
install_log=$(mktemp)
{
  cmake/install-dependencies.sh vscode && bash examples/vscode/test/install_workbench.sh "$cache"
} >"$install_log" 2>&1 </dev/null &
installing=$!
cmake --preset release >"$suites_log" 2>&1 || { cat "$suites_log"; exit 1; }
cmake --build --preset release --target telex_cli
wait "$installing" || { cat "$install_log"; exit 1; }
rm -f "$install_log"
PATH="$cache/node/bin:$PATH"

stage 'the telex package'
(cd examples/node && npm install && TELEX_BUILD_DIR="$REPOSITORY/build/release" npm run build &&
  node scripts/prebuild.mjs add)

stage 'the extension'
rm -rf "$WORK"
mkdir -p "$WORK"
# What npm has installed before may be an earlier build.
rm -rf examples/vscode/node_modules/telex
(cd examples/vscode && npm ci --ignore-scripts)
node examples/node/scripts/prebuild.mjs remove
export VSIX="$WORK/coder-telemetry-export.vsix"

stage 'unit tests, without an editor'
run_node_test 'npm test' npm --prefix examples/vscode test

stage 'package'
(cd examples/vscode && npm run package -- -o "$VSIX")

stage 'in the workbench'
CODE_SERVER="$cache/node_modules/code-server/out/node/entry.js"
CHROMIUM=$(command -v chromium || command -v chromium-browser)
export CODE_SERVER CHROMIUM
run_node_test 'workbench' node --test --test-reporter=tap examples/vscode/test/workbench/workbench.test.mjs

complete=yes
