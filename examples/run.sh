#!/usr/bin/env bash
# From a fresh clone to a first export: installs what is missing, builds the command line, exports the bundled sample
# telemetry as JSON and as OTLP, and shows what came out. Writes to build/ only. The results: build/sample-export/.
set -euo pipefail
export LC_ALL=C.UTF-8
cd "$(dirname "${BASH_SOURCE[0]}")/.."

readonly telex=build/release/bin/telex
readonly sample=examples/sample-telemetry
readonly results=build/sample-export

heading() { printf '\n== %s\n' "$1"; }
# Shows a command as one would type it, then runs it.
show() {
  printf '\n$ %s\n' "$*"
  "$@"
}
# The first lines of a JSON document, indented. In awk, which every system has.
peek() { # file lines
  printf '\n%s begins:\n' "$1"
  awk -v lines="$2" '
    function feed(text) { printf "%s\n%*s", text, 2 * depth, ""; if (++printed >= lines) exit }
    {
      n = length($0)
      for (i = 1; i <= n; i++) {
        c = substr($0, i, 1)
        if (in_string) {
          printf "%s", c
          if (escaped) escaped = 0
          else if (c == "\\") escaped = 1
          else if (c == "\"") in_string = 0
        } else if (c == "\"") { in_string = 1; printf "%s", c }
        else if (c == "{" || c == "[") { depth++; feed(c) }
        else if (c == "}" || c == "]") { depth--; feed(""); printf "%s", c }
        else if (c == ",") feed(c)
        else if (c == ":") printf ": "
        else if (c != " " && c != "\t") printf "%s", c
      }
    }' "$1"
  printf '...\n'
}

heading 'Installing what is missing'
cmake/install-dependencies.sh build

heading 'Building the release preset'
cmake --preset release -DTELEX_BUILD_TESTS=OFF >/dev/null
cmake --build --preset release --target telex_cli

heading 'The sample: a folder of telemetry files'
show ls "$sample"
show "$telex" presets
show "$telex" files "$sample" --from 2026-05-02 --to 2026-05-02

heading 'Exporting it: one JSON array, then OTLP as a zip and as a folder'
rm -rf "$results"
mkdir -p "$results"
show "$telex" export "$sample" --out "$results/telemetry.json"
show "$telex" export "$sample" --out "$results/telemetry.otlp.zip" --format otlp
show "$telex" export "$sample" --out "$results/telemetry.otlp" --format otlp --package dir

heading 'What is in them'
peek "$results/telemetry.json" 25
show ls -l "$results/telemetry.otlp"
for document in "$results"/telemetry.otlp/*.json; do
  peek "$document" 45
done

heading 'Done'
cat <<END
The results are in $results/. Next: $telex --help, or $telex export YOUR_FOLDER --out events.json
END
