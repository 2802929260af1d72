#!/usr/bin/env bash
# test.sh SOURCE_DIR BUILD_DIR: what a public linter says of the gateway's description. What npm installs goes below BUILD_DIR. Exit status 77: it was skipped.
set -euo pipefail
source=$(realpath "$1") build=$(realpath "$2")
if ! command -v node >/dev/null || ! command -v npm >/dev/null; then
  echo "Skipped: the linter of OpenAPI needs nodejs and npm (packages-check.txt)."
  exit 77
fi
work=$build/clients/openapi
mkdir -p "$work"
cp "$source/clients/openapi"/*.js* "$work/"
cd "$work"
# Anew only when what is to be installed changed.
if ! cmp -s package-lock.json node_modules/.installed; then
  npm ci --ignore-scripts --no-audit --no-fund --prefer-offline --loglevel=error
  cp package-lock.json node_modules/.installed
fi
node lint.js "$source/gateway/http/openapi.json"
