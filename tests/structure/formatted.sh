#!/usr/bin/env bash
# formatted.sh CLANG_FORMAT SOURCE_DIR [-i]: fails on a C++ file that clang-format would change;
# with -i changes it.
set -euo pipefail
mode=(--dry-run --Werror)
[[ ${3-} == -i ]] && mode=(-i)
cd "$2"
find . \( -path ./build -o -path './build-*' -o -name node_modules -o -path ./.git \) -prune -o \
  -type f \( -name '*.cc' -o -name '*.h' \) -print0 | xargs -0 -r "$1" "${mode[@]}" --style=file
