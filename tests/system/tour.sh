#!/usr/bin/env bash
# tour.sh SOURCE_DIR BUILD_DIR: the tour of ./run, in a directory of its own.
set -euo pipefail
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
cd "$1"
scripts/tour.sh "$2/dangol" "$scratch/store"
