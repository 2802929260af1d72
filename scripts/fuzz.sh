#!/usr/bin/env bash
# Fuzzes every reader of foreign bytes: scripts/fuzz.sh SECONDS [TARGET...]. Without targets, all of them, as many
# at a time as there are cores. What is learnt stays in build/fuzz/corpus; what breaks one lies in
# build/fuzz/found/TARGET and belongs into tests/fuzz/found/TARGET once it is mended.
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/build.sh

seconds=${1:?"seconds for each target"}
shift
install_missing packages-check.txt
build_preset fuzz dangol_fuzz
fuzzer=build/fuzz/dangol_fuzz
[[ $# -gt 0 ]] || mapfile -t targets < <("$fuzzer" --targets)
[[ $# -eq 0 ]] || targets=("$@")
"$fuzzer" --seeds=build/fuzz/corpus

one() {
  local target=$1 log=build/fuzz/$1.log
  mkdir -p "build/fuzz/found/$target"
  if "$fuzzer" "--target=$target" -max_total_time="$seconds" -timeout=10 -rss_limit_mb=2048 -max_len=16384 \
    -print_final_stats=1 -artifact_prefix="build/fuzz/found/$target/" "build/fuzz/corpus/$target" \
    >"$log" 2>&1; then
    printf '%-8s %s\n' "$target" "$(grep -o 'cov: [0-9]*' "$log" | tail -1), $(grep -o 'Done [0-9]* runs' "$log")"
  else
    tail -n 60 "$log" >&2
    echo "$target: found something: build/fuzz/found/$target" >&2
    return 1
  fi
}
export -f one
export fuzzer seconds
printf '%s\n' "${targets[@]}" | xargs -P "$(nproc)" -I{} bash -c 'one {}'
