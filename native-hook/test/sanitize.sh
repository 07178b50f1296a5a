#!/bin/sh
# sanitize.sh [SANITIZERS…]: builds and runs the unit tests under gcc's sanitizers, by default once
# under address,undefined and once under thread. Any finding is a failure.
set -eu
native=$(cd "$(dirname "$0")/.." && pwd)
out=${QUOTADECK_SANITIZE_OUT:-$native/out}
[ $# -gt 0 ] || set -- address,undefined thread

# A little optimization makes both the compile and the run quicker than none.
run() {
  build=$out/sanitize-$(echo "$1" | tr , -)
  cmake -S "$native" -B "$build" -G Ninja -DQUOTADECK_SANITIZE="$1" -DCMAKE_BUILD_TYPE=None \
    -DCMAKE_CXX_FLAGS='-O1 -g1 -D_GLIBCXX_ASSERTIONS' >/dev/null
  ninja -C "$build" unit_tests ctl_tests >"$build/build.log" || {
    cat "$build/build.log"
    return 1
  }
  # The thread sanitizer's own memory does not bear the widest randomization of addresses.
  for tests in unit_tests ctl_tests; do
    ASAN_OPTIONS=detect_stack_use_after_return=1 TSAN_OPTIONS=second_deadlock_stack=1 \
      setarch -R "$build/bin/$tests" --gtest_brief=1 >"$build/$tests.log" 2>&1 || {
      cat "$build/$tests.log"
      return 1
    }
    echo "$1: $tests: $(tail -n 1 "$build/$tests.log")"
  done
}

for sanitizers in "$@"; do
  run "$sanitizers"
done
