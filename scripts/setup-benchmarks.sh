#!/bin/bash
# A virtual environment in .venv-benchmarks with the programs that kernels and networks are measured
# against: PyTorch for CPUs, large enough not to be among the tests' packages, and pychop, which
# emulates formats. Measurements that need them are skipped where they cannot be had.
set -euo pipefail
cd "$(dirname "$0")/.."
source scripts/messages.sh

python=.venv-benchmarks/bin/python
! "$python" -c 'import torch, pychop' > /dev/null 2>&1 || exit 0
say "installing PyTorch and pychop into .venv-benchmarks"
python3 -m venv .venv-benchmarks && "$python" -m pip --quiet --disable-pip-version-check install \
  --extra-index-url https://download.pytorch.org/whl/cpu --only-binary=:all: \
  torch==2.13.0+cpu numpy==2.2.6 < /dev/null \
  || say "PyTorch could not be installed; measurements against it are skipped"
# Only its NumPy part is used, which needs nothing else.
"$python" -m pip --quiet --disable-pip-version-check install --no-deps pychop==0.6.2 < /dev/null \
  || say "pychop could not be installed; measurements against it are skipped"
