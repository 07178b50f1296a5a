#!/bin/sh
# reproducible.sh: builds the hook and quotadeck-hookctl once more, from a copy of the sources in
# another folder, and compares them byte for byte with those of native-hook/out.
set -eu
native=$(cd "$(dirname "$0")/.." && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

copy=$work/in-a-folder-of-another-name
mkdir -p "$copy/native-hook"
(cd "$native" && tar c --exclude=./out .) | tar x -C "$copy/native-hook"
# Without a cache, which would hand out the first build's objects.
export CCACHE_DISABLE=1
cmake -S "$copy/native-hook" -B "$copy/build" -G Ninja -DQUOTADECK_TESTS=OFF >/dev/null
for build in "$native/out" "$copy/build"; do
  ninja -C "$build" quotadeck-hook-1.12.0 quotadeck-hookctl >"$work/log" || {
    cat "$work/log"
    exit 1
  }
done

for file in libquotadeck-hook-1.12.0.so quotadeck-hookctl; do
  cmp "$native/out/bin/$file" "$copy/build/bin/$file"
  echo "$file: $(sha256sum <"$copy/build/bin/$file" | cut -c1-12) twice"
done
