#!/usr/bin/env bash
# Plays seeds that nobody played before, on all cores, for DANGOL_NIGHT minutes (480). Its exit code is the answer.
set -euo pipefail
simulate=$1
minutes=${DANGOL_NIGHT:-480}
night=$(($(date +%s) / 60))
players=()
for ((core = 0; core < $(nproc); ++core)); do
  first=$((night * 1000000000 + core * 10000000))
  "$simulate" --seeds "$first..$((first + 9999999))" --minutes "$minutes" &
  players+=($!)
done
failed=0
for player in "${players[@]}"; do
  wait "$player" || failed=1
done
exit "$failed"
