#!/usr/bin/env bash
# kill.sh BUILD_DIR: kill -9 in the middle of an append, ten times, each time a tenth further on. After
# each, the log alone rebuilds everybody and holds what was answered; in the end the file completes.
set -euo pipefail
dangol=$1/dangol
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
export DANGOL_DATA=$scratch/store
events=$scratch/events.ndjson
total=22000

awk -v n=$total 'BEGIN {
  for (i = 1; i <= n; ++i)
    printf "{\"specversion\":\"1.0\",\"id\":\"e%d\",\"source\":\"/kill\",\"type\":\"contact.started\"," \
      "\"subject\":\"customer/%d\",\"time\":\"2024-05-01T10:00:00Z\"," \
      "\"data\":{\"contactId\":\"c%d\",\"channel\":\"phone\"}}\n", i, i % 700, i
}' >"$events"

fail() {
  echo "kill.sh: $*" >&2
  exit 1
}

records() {
  "$dangol" replay --verify --json >"$scratch/verified" || fail "verify ended with $?"
  grep -oE '"records":[0-9]+' "$scratch/verified" | cut -d: -f2
}

mkfifo "$scratch/answers"
for attempt in 1 2 3 4 5 6 7 8 9 10; do
  answers=$((attempt * total / 11))
  "$dangol" append "$events" >"$scratch/answers" &
  append=$!
  # The pipe holds few answers, so the append cannot run far ahead of what is read here.
  exec {from}<"$scratch/answers"
  head -n "$answers" <&"$from" >"$scratch/read"
  kill -KILL "$append"
  code=0
  wait "$append" 2>/dev/null || code=$?
  exec {from}<&-
  [[ $code -eq 137 ]] || fail "append $attempt was not killed but ended with $code"
  recorded=$(grep -cE '^[0-9]+: (recorded|duplicate) 0:[0-9]+ @[0-9]+$' "$scratch/read")
  [[ $recorded -eq $answers ]] || fail "some of $answers events were not recorded"
  there=$(records)
  [[ $there -ge $answers ]] || fail "$answers events were answered, $there are there"
  echo "killed after $answers answers: $there records, all verified"
done

"$dangol" append --quiet "$events"
[[ $(records) -eq $total ]] || fail "not all were recorded"
[[ $("$dangol" append --quiet "$events") == "0 recorded, $total duplicate" ]] ||
  fail "sending the file again recorded something"
