#!/bin/bash
# A virtual environment in .venv-benchmarks with the programs that networks are measured against:
# PyTorch for CPUs, large enough not to be among the tests' packages. Measurements that need it are
# skipped where it cannot be had.
set -euo pipefail
cd "$(dirname "$0")/.."
source scripts/messages.sh

python=.venv-benchmarks/bin/python
! "$python" -c 'import torch' > /dev/null 2>&1 || exit 0
say "installing PyTorch into .venv-benchmarks"
python3 -m venv .venv-benchmarks && "$python" -m pip --quiet --disable-pip-version-check install \
  --extra-index-url https://download.pytorch.org/whl/cpu --only-binary=:all: \
  torch==2.13.0+cpu numpy==2.2.6 < /dev/null \
  || say "PyTorch could not be installed; measurements against it are skipped"
