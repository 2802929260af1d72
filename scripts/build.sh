# shellcheck shell=bash
# Sourced by ./check and ./run: installs what is missing, then configures and builds one preset.
# Expects `set -euo pipefail` and the project's root as the working directory.

# missing_packages LIST...: the packages of these files that dpkg does not have, one a line. One that another
# package provides is there: Node.js from elsewhere brings its own npm.
missing_packages() {
  local package provided
  provided=$(dpkg-query -W -f='${db:Status-Abbrev},${Provides}\n' | grep '^.i' | tr , '\n' |
    sed 's/^ *//; s/ (.*//')
  while read -r package; do
    [[ -z $package || $package == \#* ]] && continue
    dpkg-query -W -f='${db:Status-Abbrev}' "$package" 2>/dev/null | grep -q '^.i' ||
      grep -qxF -- "$package" <<<"$provided" || echo "$package"
  done < <(cat "$@")
}

# install_missing LIST...: the packages of packages.txt and of further such files.
install_missing() {
  if ! command -v dpkg-query >/dev/null; then
    echo "Not a Debian system: expecting the equivalents of packages.txt to be installed." >&2
    return 0
  fi
  local missing
  mapfile -t missing < <(missing_packages packages.txt "$@")
  [[ ${#missing[@]} -eq 0 ]] && return 0
  local as_root=()
  if [[ $(id -u) -ne 0 ]]; then
    if ! command -v sudo >/dev/null; then
      echo "Missing packages: ${missing[*]}. Install them as root, or install sudo." >&2
      return 1
    fi
    as_root=(sudo)
  fi
  echo "Installing: ${missing[*]}"
  "${as_root[@]}" apt-get update -qq
  "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive \
    apt-get install -y -qq --no-install-recommends "${missing[@]}"
}

# build_preset PRESET [TARGET...]: configures and builds; without a target, everything.
build_preset() {
  local preset=$1
  shift
  cmake --preset "$preset" >/dev/null
  cmake --build --preset "$preset" -j "$(nproc)" ${1+--target "$@"}
}
