# Expectations of the tests beside this file.

expect_failures=0

# expect WHAT VALUE is|contains|matches EXPECTED
expect() {
  local holds=1
  case $3 in
    is) [[ $2 == "$4" ]] || holds=0 ;;
    contains) [[ $2 == *"$4"* ]] || holds=0 ;;
    matches) [[ $2 =~ $4 ]] || holds=0 ;;
    *) holds=0 ;;
  esac
  if ((holds)); then
    printf 'passed: %s\n' "$1"
  else
    printf 'FAILED: %s: "%s" should be such that it %s "%s"\n' "$1" "$2" "$3" "$4"
    expect_failures=$((expect_failures + 1))
  fi
}

# expect_done: ends the script; 1 if an expectation failed.
expect_done() { exit $((expect_failures > 0)); }
