#!/usr/bin/env bash
# Installs VS Code's workbench, as code-server has it, and the Node that it is made for, into a folder: once.
# Usage: install_workbench.sh FOLDER
set -euo pipefail
readonly code_server=4.100.3 node=20.20.2 npm=10.9.3
folder=$1
# Of this script; after it has changed, all is made again.
marker="complete-$(sha256sum <"${BASH_SOURCE[0]}" | cut -c 1-16)"
case $(uname -m) in
  x86_64) arch=x64 ;;
  aarch64) arch=arm64 ;;
  *) echo "install_workbench: there is no Node for $(uname -m)" >&2; exit 1 ;;
esac

mkdir -p "$folder"
cd "$folder"
[ ! -e "$marker" ] || exit 0
rm -rf node_modules complete-*
printf '{"private": true}\n' >package.json
export npm_config_audit=false npm_config_fund=false npm_config_update_notifier=false npm_config_loglevel=error
# Its own install step fetches ripgrep from elsewhere; the system's will do.
npm install --ignore-scripts --no-package-lock --no-save "code-server@$code_server" "node-linux-$arch@$node" \
  "npm@$npm"
ln -sfn "node_modules/node-linux-$arch" node
# Debian's own npm links addons with Debian's Node, and another Node crashes with them.
PATH="$PWD/node_modules/.bin:$PWD/node/bin:$PATH"
export npm_config_nodedir="$PWD/node"
# The native part that the server must have.
npm rebuild argon2 --build-from-source

cd node_modules/code-server/lib/vscode
npm install --omit=dev --ignore-scripts
# Output channels are written with it.
npm rebuild @vscode/spdlog --build-from-source
mkdir -p node_modules/@vscode/ripgrep/bin
ln -sf "$(command -v rg)" node_modules/@vscode/ripgrep/bin/rg
ln -sfn node_modules node_modules.asar
ln -sf code-linux.sh bin/remote-cli/code-server
ln -sf browser-linux.sh bin/helpers/browser.sh
touch "$folder/$marker"
