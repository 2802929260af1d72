#!/usr/bin/env bash
# service.sh SOURCE_DIR BUILD_DIR: the systemd unit, the file of options and the scripts that the Debian package
# brings. Where systemd is not installed, what needs it is left out with a sentence.
set -euo pipefail
source=$1 build=$2
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

"$build/dangol" --config "$source/packaging/dangol.toml" options >"$scratch/options" ||
  { echo "service: the program does not take its file of options" >&2; exit 1; }
printf '\nlissten = "*:1"\n' | cat "$source/packaging/dangol.toml" - >"$scratch/wrong.toml"
if "$build/dangol" --config "$scratch/wrong.toml" options >/dev/null 2>"$scratch/said"; then
  echo "service: a key that is no option was taken" >&2
  exit 1
fi
grep -q 'serve.lissten' "$scratch/said"

for script in postinst prerm postrm; do sh -n "$source/packaging/debian/$script"; done
grep -qx '/etc/dangol/dangol.toml' "$source/packaging/debian/conffiles"

if ! command -v systemd-analyze >/dev/null; then
  echo "service: systemd-analyze is not installed; the unit is not checked"
  exit 0
fi
# The program is where it was built, the rest is as it is installed.
sed "s#/usr/bin/dangol #$build/dangol #" "$source/packaging/dangol.service" >"$scratch/dangol.service"
said=$(systemd-analyze verify --man=no "$scratch/dangol.service" 2>&1) || { echo "$said" >&2; exit 1; }
if grep 'dangol.service' <<<"$said" >&2; then exit 1; fi
if systemd-analyze security --help | grep -q -- --offline; then
  systemd-analyze security --offline=true --threshold=20 --no-pager "$scratch/dangol.service" |
    tail -1
fi
