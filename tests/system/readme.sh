#!/usr/bin/env bash
# readme.sh README BUILD_DIR: types every ```sh block of a README, in order, into one shell. Fails at
# the first command that fails. What it makes goes to a directory of its own.
set -euo pipefail
readme=$1 build=$2
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
typed=$scratch/typed.sh
awk '/^```sh$/ { on = 1; next } /^```$/ { on = 0 } on' "$readme" >"$typed"
if [[ ! -s $typed ]]; then
  echo "no \`\`\`sh block in $readme" >&2
  exit 1
fi
# The README says build/release; this build may be another. And who types it has the port to itself; here
# others may type at the same time.
port=$((20000 + RANDOM % 10000))
while (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null; do port=$((port + 1)); done
sed -i "s|\$PWD/build/release|$build|; s|7379|$port|g" "$typed"
# What was started does not outlive a command that failed.
sed -i "1i trap 'kill \$(jobs -p) 2>/dev/null || true' EXIT" "$typed"
cd "$(dirname "$readme")"
TMPDIR=$scratch bash -euo pipefail "$typed"
