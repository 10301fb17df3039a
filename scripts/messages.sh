# How the scripts speak; sourced, not run.

say() { printf 'setup: %s\n' "$*"; }

# One sentence that says what is missing and what to do, then the end.
fail() {
  printf 'setup: error: %s\n' "$*" >&2
  exit 1
}
