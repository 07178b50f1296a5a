#!/bin/sh
# reproducible.sh: builds the hook from two copies of the sources, in folders of different names and
# at different times, and compares the libraries byte for byte.
set -eu
native=$(cd "$(dirname "$0")/.." && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

library=libquotadeck-hook-1.12.0.so
for copy in first another-and-longer-name; do
  mkdir -p "$work/$copy/native-hook"
  (cd "$native" && tar c --exclude=./out .) | tar x -C "$work/$copy/native-hook"
  cmake -S "$work/$copy/native-hook" -B "$work/$copy/build" -G Ninja -DQUOTADECK_TESTS=OFF >/dev/null
  ninja -C "$work/$copy/build" quotadeck-hook-1.12.0 quotadeck-hookctl >"$work/$copy/log" || {
    cat "$work/$copy/log"
    exit 1
  }
done

for file in "$library" quotadeck-hookctl; do
  cmp "$work/first/build/bin/$file" "$work/another-and-longer-name/build/bin/$file"
  echo "$file: $(sha256sum <"$work/first/build/bin/$file" | cut -c1-12) twice"
done
