#!/bin/bash
# No source file is longer than 400 lines; what is generated does not count.
set -euo pipefail
cd "$(dirname "$0")/.."

git ls-files '*.swift' '*.sh' '*.py' '*.h' ':!*.pb.swift' | xargs wc -l |
  awk '$2 != "total" && $1 > 400 { print $2 ": " $1 " lines, 400 at most"; long = 1 } END { exit long }'
