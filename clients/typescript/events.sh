#!/usr/bin/env bash
# events.sh BUILD_DIR: src/events.ts is what the schema says. With --write behind it: writes the file anew.
set -euo pipefail
build=$(realpath "$1")
cd "$(dirname "$0")/../.."
file=clients/typescript/src/events.ts
capnp compile -o- events/event.capnp | "$build/typescript_events" >"$build/events.ts"
if [[ ${2-} == --write ]]; then
  cp "$build/events.ts" "$file"
elif ! diff -u "$file" "$build/events.ts"; then
  echo "events.ts is not what events/event.capnp says. Run: clients/typescript/events.sh BUILD_DIR --write" >&2
  exit 1
fi
