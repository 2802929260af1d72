#!/usr/bin/env bash
# test.sh BUILD_DIR: compiles the client and runs its tests against the program that was built there. What
# npm installs goes below BUILD_DIR. Exit status 77: it was skipped.
set -euo pipefail
build=$(realpath "$1")
source=$(dirname "$(realpath "$0")")
if ! command -v node >/dev/null || ! command -v npm >/dev/null; then
  echo "Skipped: the TypeScript client needs nodejs and npm (packages-check.txt)."
  exit 77
fi
work=$build/clients/typescript
mkdir -p "$work"
rm -rf "$work/src" "$work/test" "$work/dist"
cp -R "$source/src" "$source/test" "$source"/*.json "$work/"
# What the README shows compiles.
awk '/^```ts$/ { on = 1; next } /^```$/ { on = 0 } on' "$source/README.md" >"$work/src/readme.ts"
cd "$work"
# Anew only when what is to be installed changed.
if ! cmp -s package-lock.json node_modules/.installed; then
  npm ci --ignore-scripts --no-audit --no-fund --prefer-offline --loglevel=error
  cp package-lock.json node_modules/.installed
fi
node_modules/.bin/tsc
rm dist/src/readme.*
DANGOL_PROGRAM=$build/dangol node --test dist/test/*.test.js
