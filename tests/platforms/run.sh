#!/usr/bin/env bash
# Builds and tests for another platform: `bash tests/platforms/run.sh arm64`, i386, libcxx or windows. README.md says
# what each proves. Closes with "N passed, M failed".
set -euo pipefail
here=$(dirname "${BASH_SOURCE[0]}")
platform=${1:-}
if [ $# -ne 1 ] || [[ ! $platform =~ ^[a-z0-9]+$ ]] || [ "$platform" = run ] || [ "$platform" = cross ] || [ ! -e "$here/$platform.sh" ]; then
  echo "Usage: run.sh PLATFORM, of: $(cd "$here" && echo [!_]*.sh | sed -E 's/(run|cross)\.sh ?//g; s/\.sh//g')" >&2
  exit 2
fi
exec bash "$here/$platform.sh"
