#!/usr/bin/env bash
# shell_syntax.sh SOURCE_DIR: every shell script parses; shellcheck, where installed, agrees.
set -euo pipefail
cd "$1"
mapfile -t scripts < <(printf '%s\n' check run .ci/run; find scripts tests clients -name node_modules -prune -o -name '*.sh' -type f -print)
for script in "${scripts[@]}"; do
  bash -n "$script"
done
if command -v shellcheck >/dev/null; then
  shellcheck -x "${scripts[@]}"
fi
