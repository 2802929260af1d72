#!/usr/bin/env bash
# foreign.sh SOURCE_DIR BUILD_DIR: clients that are not ours, against a running server. What is not installed is
# skipped with a sentence.
set -euo pipefail
source=$1 build=$2
scratch=$(mktemp -d)
server=
trap 'if [[ -n $server ]]; then kill "$server" 2>/dev/null || true; wait "$server" 2>/dev/null || true; fi; rm -rf "$scratch"' EXIT

has() {
  command -v "$1" >/dev/null && return
  echo "foreign: $1 is not installed; what it checks is left out"
  return 1
}
expect() { # WHAT TEXT PATTERN
  [[ $2 =~ $3 ]] && return
  printf 'foreign: %s: expected %s, got:\n%s\n' "$1" "$3" "$2" >&2
  exit 1
}

mkfifo "$scratch/said"
"$build/dangol" --json --data "$scratch/store" serve --insecure-local --listen 127.0.0.1:0 \
  >"$scratch/said" 2>"$scratch/err" &
server=$!
read -r said <"$scratch/said"
expect "the server's first line" "$said" '"port":([0-9]+)'
url=http://127.0.0.1:${BASH_REMATCH[1]}

if has curl; then
  ask=(curl -s --http1.1 --max-time 20)
  said=$(head -1 "$source/tests/scenes/five-transfers.ndjson" |
    "${ask[@]}" -i -H 'Content-Type: application/cloudevents+json' --data-binary @- "$url/v1/events")
  expect "one event" "$said" '^HTTP/1.1 201.*"outcome":"recorded"'
  said=$("${ask[@]}" -X POST -T "$source/tests/scenes/five-transfers.ndjson" \
    -H 'Content-Type: application/x-ndjson' "$url/v1/events")
  expect "a stream of lines" "$said" '"line":1,"outcome":"duplicate".*"line":14,"outcome":"recorded"'
  expect "an address without its body" "$("${ask[@]}" -I "$url/v1/subjects/customer/fifth-call")" '^HTTP/1.1 200'
  expect "two requests on one connection" \
    "$("${ask[@]}" -w '%{num_connects}' "$url/healthz" "$url/healthz")" 'ok.*1.*ok.*0'
fi
if has curl && has promtool; then
  curl -s "$url/metrics" >"$scratch/metrics"
  promtool check metrics <"$scratch/metrics"
fi
if has wrk; then
  said=$(wrk -t1 -c16 -d1s "$url/healthz")
  expect "wrk" "$said" 'requests in'
  if [[ $said == *"Socket errors"* || $said == *"Non-2xx"* ]]; then
    printf 'foreign: wrk met errors:\n%s\n' "$said" >&2
    exit 1
  fi
fi
kill "$server"
wait "$server" || { echo "foreign: the server did not end in order" >&2; exit 1; }
server=
