#!/bin/bash
# Makes .venv, with pip in it, unless it is there.
set -euo pipefail
cd "$(dirname "$0")/.."
source scripts/messages.sh

! .venv/bin/python -m pip --version > /dev/null 2>&1 || exit 0
command -v python3 > /dev/null || scripts/debian-packages.sh python3
python3 -c 'import ensurepip, venv' 2> /dev/null || scripts/debian-packages.sh python3-venv
say "making a Python virtual environment in .venv"
rm -rf .venv
python3 -m venv .venv || fail "python3 could not make a virtual environment in .venv."
