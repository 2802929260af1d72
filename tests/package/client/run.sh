#!/bin/sh
# Runs the examples of docs/CLIENT.md against the installed program, and looks what they are linked with.
# run.sh DANGOL PROGRAMS FOLDER
set -eu
dangol=$1
programs=$2
folder=$3
if ldd "$programs"/program_1 "$programs"/program_2 | grep -E 'rocksdb|caf'; then
  echo "the client links what belongs to the engine" >&2
  exit 1
fi
mkdir -p "$folder"
"$dangol" --data "$folder/store" --json serve --insecure-local --listen 127.0.0.1:0 \
  --rpc-listen 127.0.0.1:0 >"$folder/port" 2>"$folder/log" &
server=$!
trap 'kill "$server" 2>/dev/null || true; wait "$server" || true' EXIT
while ! grep -q rpcPort "$folder/port"; do
  kill -0 "$server" # or it has ended
  sleep 0.05
done
port=$(sed 's/.*"rpcPort":\([0-9]*\).*/\1/' "$folder/port")
said=$("$programs"/program_1 "127.0.0.1:$port")
expected='recorded
recorded
version 2
contact.started at 0:0
contact.ended at 0:1'
if [ "$(printf '%s\n' "$said" | sed 's/ *$//')" != "$expected" ]; then
  printf 'the example said:\n%s\n' "$said" >&2
  exit 1
fi
key=$("$dangol" --data "$folder/store" log key)
"$dangol" --data "$folder/store" log checkpoint >/dev/null
"$programs"/program_2 "127.0.0.1:$port" "$key" 0 | grep -q '^record 0 of '
