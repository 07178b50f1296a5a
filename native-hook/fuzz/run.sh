#!/bin/sh
# run.sh [SECONDS]: builds the fuzz targets and runs them side by side, each for so long (30 unless
# told), from the committed corpus. A crash, a leak, undefined behaviour, a hang or a broken promise
# is a failure; the input that led to it is kept in native-hook/out/fuzz/findings.
set -eu
seconds=${1:-30}
here=$(cd "$(dirname "$0")" && pwd)
out=${QUOTADECK_FUZZ_OUT:-$here/../out/fuzz}

cmake -S "$here" -B "$out" -G Ninja -DCMAKE_CXX_COMPILER=clang++-14 >/dev/null
ninja -C "$out" >"$out/build.log" || { cat "$out/build.log" >&2; exit 1; }
mkdir -p "$out/findings"

fuzz() {
  # What the run finds interesting goes into a folder of its own: the corpus stays small.
  fresh=$(mktemp -d)
  status=0
  "$out/fuzz_$1" -max_total_time="$seconds" -timeout=5 -rss_limit_mb=1024 -max_len=4096 \
    -print_final_stats=1 -artifact_prefix="$out/findings/$1-" \
    "$fresh" "$here/corpus/$1" >"$out/$1.log" 2>&1 || status=$?
  rm -rf "$fresh"
  return "$status"
}

for target in registry size variables; do
  fuzz "$target" &
  eval "pid_$target=$!"
done
failed=0
for target in registry size variables; do
  if eval "wait \$pid_$target"; then
    runs=$(sed -n 's/^stat::number_of_executed_units: *//p' "$out/$target.log")
    echo "fuzz_$target: $runs inputs in $seconds s, no finding"
  else
    failed=1
    echo "fuzz_$target: a finding:"
    tail -n 40 "$out/$target.log"
  fi
done
exit "$failed"
