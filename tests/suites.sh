# Functions that run the suites and add up their totals. For bash scripts whose working directory is the repository's.

passed=0
failed=0
stage_started=$SECONDS
stage_name=''
complete=no

# The program that the suites of the command line run.
TELEX="$PWD/build/release/bin/telex"
export TELEX
# Scripts leave nothing beside their sources.
export PYTHONDONTWRITEBYTECODE=1

suites_log=$(mktemp)
# What each suite that failed said last: shown again at the end, since a log is long, and who reads it may have its end alone.
failures_file=$(mktemp)

# Sets `processor_time` to that of all processes that have ended, in seconds. In a pipeline, `times` would tell of its own.
read_processor_time() {
  local user system
  times >"$times_file"
  # Its second line is that of the children: "1m2.345s 0m6.789s".
  { read -r _ _ && read -r user system; } <"$times_file"
  processor_time=$((${user%m*} * 60 + ${system%m*} * 60))
  user=${user#*m} system=${system#*m}
  processor_time=$((processor_time + ${user%%.*} + ${system%%.*}))
}
times_file=$(mktemp)
processor_time=0
stage_processor_time=0

end_stage() {
  if [ -n "$stage_name" ]; then
    read_processor_time
    printf -- '-- %s: %d s, %d s of processor time\n' "$stage_name" "$((SECONDS - stage_started))" \
      "$((processor_time - stage_processor_time))"
  fi
  stage_name=''
}

stage() {
  end_stage
  stage_name=$1
  stage_started=$SECONDS
  read_processor_time
  stage_processor_time=$processor_time
  printf '\n== %s\n' "$1"
}

# Runs a suite and shows its output; its exit status is in `suite_status`, its output in `suites_log`.
run_suite() {
  suite_status=0
  "$@" </dev/null 2>&1 | tee "$suites_log" || suite_status=$?
}

# Adds a suite's totals. A suite that failed without saying which test did, or that ran none, is a failure itself.
add_totals() { # suite passed failed
  passed=$((passed + $2))
  failed=$((failed + $3))
  if [ "$3" -eq 0 ] && { [ "$suite_status" -ne 0 ] || [ "$2" -eq 0 ]; }; then
    echo "FAILED: $1 (exit status $suite_status, $2 passed)"
    failed=$((failed + 1))
  elif [ "$3" -eq 0 ]; then
    return
  fi
  {
    printf '\n-- %s: exit status %s, %s failed\n' "$1" "$suite_status" "$3"
    grep -E '^(FAIL|ERROR|FAILED|not ok)\b|\((Failed|Timeout|Skipped|Disabled|Not Run)\)$' "$suites_log" | head -n 20 || true
    tail -n 40 "$suites_log"
  } >>"$failures_file"
}

configure_and_build() { # preset
  cmake --preset "$1" >"$suites_log" 2>&1 || { cat "$suites_log"; return 1; }
  cmake --build --preset "$1"
}

run_ctest() { # ctest's arguments
  local total bad skipped disabled
  run_suite ctest --output-on-failure --no-tests=error --parallel 2 "$@"
  # "98% tests passed, 2 tests failed out of 123", then lists with one line per test that did not run or failed.
  total=$(sed -n 's/^[0-9]*% tests passed, .* out of \([0-9]*\)$/\1/p' "$suites_log" | tail -n 1)
  bad=$(sed -n 's/^[0-9]*% tests passed, \([0-9]*\) tests\{0,1\} failed.*/\1/p' "$suites_log" | tail -n 1)
  # ctest counts a skipped test as passed, and a disabled one not at all.
  skipped=$(grep -cE '^[[:space:]]*[0-9]+ - .*\(Skipped\)$' "$suites_log" || true)
  disabled=$(grep -cE '^[[:space:]]*[0-9]+ - .*\(Disabled\)$' "$suites_log" || true)
  total=$((${total:-0} + disabled))
  bad=$((${bad:-0} + skipped + disabled))
  add_totals "ctest $*" "$((total - bad))" "$bad"
}

# Reads "Ran 12 tests in 0.5s", then "OK" or "FAILED (failures=1, errors=2)", each maybe with skipped=1, expected failures=1.
add_unittest_totals() { # file
  local total bad
  total=$(sed -n 's/^Ran \([0-9]*\) tests\{0,1\} in .*/\1/p' "$suites_log" | tail -n 1)
  bad=$(grep -E '^(OK|FAILED)( \(.*\))?$' "$suites_log" | tail -n 1 | grep -oE '[0-9]+' | paste -sd+ || true)
  bad=$((${bad:-0}))
  # A failing subtest is a failure more, but no test more.
  if [ "$bad" -gt "${total:-0}" ]; then total=$bad; fi
  add_totals "$1" "$((${total:-0} - bad))" "$bad"
}

run_unittest() { # file arguments...
  run_suite python3 "$@"
  add_unittest_totals "$1"
}

# Two at a time: each waits for other processes most of its time. What each says is shown when all have ended.
run_unittests() { # files...
  local folder file
  folder=$(mktemp -d)
  printf '%s\0' "$@" | xargs -0 -P 2 -I{} bash -c '
    name=$(basename "$1") status=0
    python3 "$1" </dev/null >"$2/$name" 2>&1 || status=$?
    echo "$status" >"$2/$name.status"' run_unittests {} "$folder" || true
  for file in "$@"; do
    printf '\n%s\n' "$file"
    cat "$folder/$(basename "$file")" >"$suites_log" 2>/dev/null || true
    cat "$suites_log"
    suite_status=$(cat "$folder/$(basename "$file").status" 2>/dev/null || echo 1)
    add_unittest_totals "$file"
  done
  rm -rf "$folder"
}

# Node's own runner, `node --test` with the reporter tap; what was skipped or is to be done counts as failed.
run_node_test() { # name command...
  local name=$1 total good
  shift
  run_suite "$@"
  total=$(sed -n 's/^# tests \([0-9]*\)$/\1/p' "$suites_log" | tail -n 1)
  good=$(sed -n 's/^# pass \([0-9]*\)$/\1/p' "$suites_log" | tail -n 1)
  add_totals "$name" "${good:-0}" "$((${total:-0} - ${good:-0}))"
}

# A suite that closes with "N passed, M failed", maybe after its name and a colon.
run_counted() { # name command...
  local name=$1 total bad
  shift
  run_suite "$@"
  total=$(sed -nE 's/^(.*: )?([0-9]+) passed, ([0-9]+) failed$/\2/p' "$suites_log" | tail -n 1)
  bad=$(sed -nE 's/^(.*: )?([0-9]+) passed, ([0-9]+) failed$/\3/p' "$suites_log" | tail -n 1)
  add_totals "$name" "${total:-0}" "${bad:-0}"
}

# A suite without totals of its own: the command's success is one test.
run_check() { # name command...
  local name=$1
  shift
  run_suite "$@"
  if [ "$suite_status" -eq 0 ]; then passed=$((passed + 1)); else add_totals "$name" 0 0; fi
}

# The last thing a script does, also where it stopped early.
close_with_totals() { # [exit status, where it is no longer in $?]
  local status=${1:-$?}
  end_stage
  if [ -s "$failures_file" ]; then
    printf '\n== what failed\n'
    cut -c 1-400 "$failures_file"
  fi
  rm -f "$suites_log" "$times_file" "$failures_file"
  if [ "$status" -ne 0 ] || [ "$complete" != yes ]; then
    failed=$((failed + 1))
    echo "FAILED: stopped before all suites had run"
  fi
  printf '\n%d passed, %d failed\n' "$passed" "$failed"
  [ "$failed" -eq 0 ] || exit 1
  exit 0
}
