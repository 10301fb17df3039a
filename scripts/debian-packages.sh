#!/bin/bash
# Installs the Debian packages named as arguments, those that are missing.
set -euo pipefail
source "$(dirname "$0")/messages.sh"

command -v dpkg-query > /dev/null || fail \
  "this is not a Debian system, so install the equivalents of these packages yourself: $*."

missing=()
for package in "$@"; do
  # The architecture-qualified status of a package that was removed is 'deinstall'.
  state=$(dpkg-query --show --showformat='${db:Status-Status} ' "$package" 2> /dev/null || true)
  [[ $state == *installed* && $state != *not-installed* ]] || missing+=("$package")
done
[[ ${#missing[@]} -gt 0 ]] || exit 0

as_root=()
if [[ $(id -u) -ne 0 ]]; then
  command -v sudo > /dev/null || fail \
    "these Debian packages are missing; install them as root, then run make again: ${missing[*]}."
  as_root=(sudo)
  sudo true < /dev/null || fail \
    "sudo was refused; install these as root, then run make again: ${missing[*]}."
fi
install() {
  "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive \
    apt-get install --yes --quiet --no-install-recommends -o DPkg::Lock::Timeout=300 \
    "${missing[@]}" < /dev/null
}

log=$(mktemp)
trap 'rm -f "$log"' EXIT
say "installing Debian packages: ${missing[*]}"
if ! install > "$log" 2>&1; then
  say "refreshing the package lists (apt-get update)"
  "${as_root[@]}" apt-get update --quiet > "$log" 2>&1 || {
    tail -n 5 "$log" >&2
    fail "apt-get update failed (last lines above); check the network, then run make again."
  }
  install > "$log" 2>&1 || {
    tail -n 5 "$log" >&2
    fail "apt-get could not install ${missing[*]} (last lines above); install them yourself."
  }
fi
