#!/usr/bin/env bash
# bench.sh [NAME...]: builds the benchmarks and runs them, or those named (append, replay, log ...), one
# after the other. Each prints a table; its claim stands at the head of bench/NAME_bench.cc. Figures
# mean something on an idle machine only.
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/build.sh

build_preset release bench
names=("$@")
if [[ ${#names[@]} -eq 0 ]]; then
  for source in bench/*_bench.cc; do names+=("$(basename "$source" _bench.cc)"); done
fi
for name in "${names[@]}"; do
  printf '\n== bench/%s_bench.cc\n' "$name"
  "build/release/bench_${name}_bench"
done
