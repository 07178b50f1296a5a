#!/bin/sh
# tidy.sh: clang-tidy, as native-hook/.clang-tidy says, over what is built in native-hook/out. Prints
# findings only.
set -eu
native=$(cd "$(dirname "$0")/.." && pwd)
log=$(mktemp)
trap 'rm -f "$log"' EXIT

run-clang-tidy-14 -quiet -p "$native/out" "^$native/(src/[a-z]+|ctl|bench)/[^/]*[.]cpp$" \
  >"$log" 2>&1 || {
  grep -E -A 3 '(error|warning): ' "$log" || cat "$log"
  exit 1
}
