# Counting checks, for the tests that are shell scripts. To be sourced.
# shellcheck shell=bash

passed=0
failed=0

# check WHAT EXPECTED ACTUAL
check() {
  if [ "$2" = "$3" ]; then
    passed=$((passed + 1))
    echo "passed: $1"
  else
    failed=$((failed + 1))
    printf 'FAILED: %s\n  expected: %s\n  actual:   %s\n' "$1" "$2" "$3"
  fi
}

# Ends the script: with 1 if a check has failed.
finish() {
  echo "$passed passed, $failed failed"
  exit $((failed > 0))
}
