#!/bin/bash
# Tests the random words that kernels consume with dieharder (Brown, Eddelbuettel and Bauer; Debian's
# package), in every order that Tests/RandomWords knows. About half an hour of one core.
# Usage: battery.sh RANDOM-WORDS [ORDER...]
set -euo pipefail
cd "$(dirname "$0")/.."
source scripts/messages.sh
scripts/debian-packages.sh dieharder

words=$1
shift
orders=("$@")
[[ ${#orders[@]} -gt 0 ]] || orders=(elements steps places calls seeds)

# All tests that dieharder calls good, but for those that take an hour between them (17, 201, 203,
# 204, 206, 208); 200 and 202 at one size each.
tests=(0 1 2 3 4 8 9 10 11 12 13 15 16 100 101 102 '200 -n 8' '202 -n 5' 205 207 209)

results=.build/battery
mkdir -p "$results"
say "$(dieharder -V 2> /dev/null | tail -n 1) runs ${#tests[@]} tests on each of: ${orders[*]}"
for order in "${orders[@]}"; do
  : > "$results/$order.txt"
  for test in "${tests[@]}"; do
    # Each test has words of its own: another seed, far from those of the others.
    seed=$(((${test%% *} + 1) << 40))
    # dieharder ends first, and the writer with it.
    # shellcheck disable=SC2086
    { "$words" "$order" "$seed" || true; } | nice -n 10 dieharder -g 200 -d $test 2> /dev/null |
      grep -E 'PASSED|WEAK|FAILED' >> "$results/$order.txt"
  done
  say "$order: $(for verdict in PASSED WEAK FAILED; do
    printf '%s %s  ' "$(grep -c "$verdict" "$results/$order.txt" || true)" "$verdict"
  done)"
done
grep -E 'WEAK|FAILED' "$results"/*.txt || say 'no test was weak or failed'
