#!/bin/bash
# Sets up what the build, the demo's data or the tests' Python need; does nothing where all is there.
#
#   scripts/setup.sh [build] [data] [python]
set -euo pipefail
cd "$(dirname "$0")/.."
source scripts/messages.sh

for part in "$@"; do
  case $part in
    build) scripts/setup-build.sh ;;
    data) scripts/setup-data.sh ;;
    python) scripts/setup-python.sh ;;
    *) fail "setup.sh knows the parts build, data and python, not '$part'." ;;
  esac
done
