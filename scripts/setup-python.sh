#!/bin/bash
# A virtual environment in .venv with the packages that the tests compare lastbit against.
set -euo pipefail
cd "$(dirname "$0")/.."
source scripts/messages.sh

# Regressors are tested where the libraries that they load are there.
scripts/debian-packages.sh libsvm3 libxgboost0 ||
  say "support vectors and trees are not tested without libsvm and XGBoost"

stamp=.venv/requirements.txt
if ! cmp -s scripts/test-requirements.txt "$stamp"; then
  scripts/virtual-environment.sh
  say "installing the tests' Python packages into .venv"
  log=$(mktemp)
  trap 'rm -f "$log"' EXIT
  .venv/bin/python -m pip --quiet --disable-pip-version-check install --only-binary=:all: \
    --requirement scripts/test-requirements.txt < /dev/null > "$log" 2>&1 || {
    tail -n 2 "$log" >&2
    fail "pip could not install scripts/test-requirements.txt into .venv (last lines above)."
  }
  cp scripts/test-requirements.txt "$stamp"
fi
