#!/usr/bin/env bash
# tour.sh DANGOL [DATA]: the tour of ./run. Prints each command before its output; stops at the first
# that does not end as it should, with its exit code.
set -euo pipefail
program=$(realpath "$1")
data=${2:-build/tour}
scenes=tests/scenes

if [[ -n ${2-} && -d $data && -n $(ls -A "$data") ]]; then
  echo "tour: $data is not empty; the tour wants a fresh store" >&2
  exit 73
fi
[[ -n ${2-} ]] || rm -rf "$data" "$data.key"
export DANGOL_DATA=$data

bold='' plain=''
if [[ -t 1 ]]; then
  bold=$'\033[1m' plain=$'\033[0m'
fi
say() { printf '\n%s%s%s\n' "$bold" "$*" "$plain"; }

# Shows a command as a reader would type it, then runs it. The exit status is the command's.
dangol() {
  local word shown=''
  for word in "$@"; do
    [[ $word =~ [^[:alnum:]@%+=:,./_-] ]] && word="'$word'"
    shown+=" $word"
  done
  printf '\n$ dangol%s\n' "$shown"
  "$program" "$@"
}

# Some scenes are history from elsewhere; the file beside each says so.
append_scene() {
  local mode=()
  if grep -q '^mode as-recorded' "$scenes/$1.expected"; then mode=(--as-recorded); fi
  dangol append --quiet "${mode[@]}" "$scenes/$1.ndjson"
}

say "1. Events go in, one a line; each gets an outcome, its place in the log and its version."
dangol append "$scenes/five-transfers.ndjson"

say "2. The same file again: every event is known by its id, nothing is recorded twice."
dangol append --quiet "$scenes/five-transfers.ndjson"

say "3. The other scenes. What is recorded is not shown; what is refused would be."
for file in "$scenes"/*.ndjson; do
  scene=$(basename "$file" .ndjson)
  case $scene in five-transfers | ending) ;; *) append_scene "$scene" ;; esac
done

say "4. Facts are never refused, decisions can be: no ending without a warning, nor by one person."
code=0
append_scene ending || code=$?
if [[ $code -ne 65 ]]; then
  echo "tour: expected exit status 65, wrong input, and got $code" >&2
  exit 1
fi

say "5. One person's history, private words opened. \"This is the fifth, the fifth!\""
dangol history customer/fifth-call --purpose care

say "6. What was known when four records were there; without a purpose, words stay sealed."
dangol history customer/fifth-call --as-of @4

say "7. Where things stand. This call back was kept, but the word of it came a day late ..."
dangol customer customer/buyer-told-late

say "   ... so as of then it had lapsed: a past answer stays what it was."
dangol customer customer/buyer-told-late --as-of @6

say "8. Figures are asked of the log, and open to the people and records behind them."
dangol figures handoffs.many --open numerator
dangol figures promises.kept --happened-by 2030-01-01 --open all --purpose care

say "9. The log is the only truth: everybody is rebuilt from it and compared, byte for byte."
dangol replay --verify

say "10. What the log holds."
dangol log stat

say "The store stays in $data; the key that opens its words is $data.key."
echo "The same commands, to type yourself:  export DANGOL_DATA=$data  and README.md, \"Five minutes\"."
