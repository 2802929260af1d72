#!/usr/bin/env bash
# audit.sh SOURCE_DIR BUILD_DIR: what an auditor does with our exports and proofs, and with programs that are
# not ours: the Python of docs/AUDIT.md and Go's sumdb. Each must agree, and must notice a changed byte.
set -euo pipefail
source=$1 dangol=$2/dangol
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
cd "$scratch"
export DANGOL_DATA=$scratch/store DANGOL_HEADS_EVERY=0 DANGOL_ORIGIN=example.com/dangol/audit
origin=$DANGOL_ORIGIN

refuses() { # what must not be believed
  if "$@" >"$scratch/out" 2>&1; then
    echo "believed: $*" >&2
    exit 1
  fi
}

# 600 calls of seven people: two full tiles and a partial one.
calls() {
  for ((n = $1; n < $2; ++n)); do
    printf '{"specversion":"1.0","id":"c%d","source":"/desk","type":"contact.started",' "$n"
    printf '"subject":"customer/%d","time":"2026-01-02T03:04:05Z",' $((n % 7))
    printf '"data":{"contactId":"c%d","channel":"phone","direction":"inbound"}}\n' "$n"
  done
}
calls 0 100 | "$dangol" append --quiet -
"$dangol" log checkpoint >first.checkpoint
calls 100 600 | "$dangol" append --quiet -
"$dangol" log checkpoint >second.checkpoint
key=$("$dangol" log key)
"$dangol" log export export --with-records --purpose care --account auditor --reason "the yearly audit"
"$dangol" log prove inclusion 0:42 >42.tlog-proof
"$dangol" log prove inclusion '#599' --output 599.tlog-proof
"$dangol" log prove consistency first.checkpoint >on.proof

# Our own.
"$dangol" log verify --against first.checkpoint
offline() { "$dangol" log verify --offline "$@" --origin "$origin" --key "$key"; }
offline export --against first.checkpoint --against second.checkpoint
offline 42.tlog-proof
offline 599.tlog-proof
offline on.proof --against first.checkpoint
offline second.checkpoint

# Python's standard library.
awk '/^```python$/ { on = 1; next } /^```$/ { on = 0 } on' "$source/docs/AUDIT.md" >verify.py
python3 verify.py export "$origin" "$key"

# Go's golang.org/x/mod, as Debian has it: by path, without modules.
export GO111MODULE=off GOPATH=/usr/share/gocode GOCACHE=$2/go-cache GOFLAGS=
go build -o verify-go "$source/tests/audit/verify.go"
./verify-go export "$origin" "$key" 42.tlog-proof 599.tlog-proof on.proof

# A changed byte, and none of them believes it.
flip() { # FILE OFFSET
  local byte
  byte=$(od -An -tu1 -j"$2" -N1 "$1")
  # shellcheck disable=SC2059  # the byte itself is the format
  printf "\\x$(printf %x $((byte ^ 1)))" | dd of="$1" bs=1 seek="$2" conv=notrunc status=none
}
for place in "export/tile/entries/001 2000" "export/tile/0/000 4000"; do
  # shellcheck disable=SC2086  # two words
  flip $place
  refuses offline export
  refuses ./verify-go export "$origin" "$key"
  [[ $place == *entries* ]] && refuses python3 verify.py export "$origin" "$key"
  # shellcheck disable=SC2086
  flip $place
done
flip export/records/000 300
refuses offline export
refuses python3 verify.py export "$origin" "$key"
flip export/records/000 300
flip 42.tlog-proof 200
refuses offline 42.tlog-proof
refuses ./verify-go export "$origin" "$key" 42.tlog-proof
refuses offline second.checkpoint --origin example.com/another
refuses python3 verify.py export example.com/another "$key"
offline export >/dev/null
python3 verify.py export "$origin" "$key" >/dev/null
