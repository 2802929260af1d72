#!/usr/bin/env bash
# tour.sh DANGOL [DATA]: the tour of ./run. Prints each command before its output; stops, with its
# exit code, at the first that does not end as it should.
set -euo pipefail
dangol_program=$(realpath "$1")
data=${2:-build/tour}
scenes=tests/scenes

if [[ -n ${2-} && -d $data && -n $(ls -A "$data") ]]; then
  echo "tour: $data is not empty; the tour wants a fresh store" >&2
  exit 73
fi
[[ -n ${2-} ]] || rm -rf "$data"
mkdir -p "$data"

say() { printf '\n\033[1m%s\033[0m\n' "$*"; }

# Shows a command as a reader would type it, then runs it.
dangol() {
  printf '\n$ dangol'
  printf ' %q' "$@"
  printf '\n'
  "$dangol_program" --data "$data" "$@"
}

say "1. Events in. Each scene is a file of CloudEvents, one a line; each line gets its outcome."
dangol append --as-recorded "$scenes/five-transfers.ndjson"

say "2. The same file again: every event is known by its id, so nothing is recorded twice."
dangol append --as-recorded "$scenes/five-transfers.ndjson"

say "3. All the other scenes."
for scene in "$scenes"/*.ndjson; do
  [[ $scene == */five-transfers.ndjson ]] && continue
  dangol append "$scene"
done

say "4. One person's history, every hand-off with the person's own words."
dangol history customer/five-transfers

say "5. What is known of the person now, and what was known after the fourth record."
dangol customer customer/five-transfers
dangol customer customer/five-transfers --as-of @4

say "6. The log is the only truth: every person rebuilt from it alone equals the live state."
dangol replay --verify

say "7. What the log holds."
dangol log stat

say "The store stays in $data. Next: README.md, \"Where things are\"."
