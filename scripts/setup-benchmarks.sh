#!/bin/bash
# A virtual environment in .venv-benchmarks with the programs that kernels and networks are measured
# against: PyTorch for CPUs, large enough not to be among the tests' packages, onnxruntime, and pychop,
# which emulates formats; and with onnx2torch, by which PyTorch reads what lastbit writes, a test's peer.
# Measurements and tests that need them are skipped where they cannot be had.
set -euo pipefail
cd "$(dirname "$0")/.."
source scripts/messages.sh

python=.venv-benchmarks/bin/python
! "$python" -c '
import torch, onnx2torch, onnxruntime, pychop, importlib.util
assert importlib.util.find_spec("deepbet")' > /dev/null 2>&1 || exit 0
say "installing PyTorch, onnxruntime, deepbet and pychop into .venv-benchmarks"
python3 -m venv .venv-benchmarks
install() { "$python" -m pip --quiet --disable-pip-version-check install "$@" < /dev/null; }
torch=(--extra-index-url https://download.pytorch.org/whl/cpu --only-binary=:all: torch==2.13.0+cpu
  numpy==2.2.6)
if install "${torch[@]}"; then
  install "${torch[@]}" torchvision onnx==1.23.2 onnx2torch==1.5.15 \
    || say "onnx2torch could not be installed; tests that read networks by it are skipped"
else
  say "PyTorch could not be installed; measurements against it are skipped"
fi
install onnx==1.23.2 onnxruntime==1.32.0 numpy==2.2.6 \
  || say "onnxruntime could not be installed; measurements against it are skipped"
# Only its NumPy part is used, which needs nothing else.
install --no-deps pychop==0.6.2 \
  || say "pychop could not be installed; measurements against it are skipped"
# What its procedure needs, without its window.
install nibabel==5.4.2 pandas connected-components-3d fill-voids tqdm numpy==2.2.6 \
  && install --no-deps deepbet==1.0.2 \
  || say "deepbet could not be installed; measurements against it are skipped"
