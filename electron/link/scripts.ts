// Scripts that run on agents: POSIX sh with coreutils, their input as positional arguments.

/** Exit statuses of the scripts below, clear of those that programs use. */
export const scriptExit = { conflict: 91, checksum: 92, notAFile: 93 } as const

// Starting a process is what takes an agent time: each script starts as few as it can.

const shared = `
regular() {
  [ -f "$path" ] || { echo "$path: not a regular file" >&2; exit ${scriptExit.notAFile}; }
}
there() { [ -e "$path" ] || [ -L "$path" ]; }
sum_of() {
  found=$(sha256sum < "$1") || exit 1
  found=\${found%% *}
}
expect() { [ "$found" = "$expected" ] || exit ${scriptExit.conflict}; }
# From here to the end of the script no other of these scripts changes a file of the folder, so that
# of two that expect the same only one finds it. It needs flock, which util-linux and busybox have.
lock_folder() {
  [ "$expected" != any ] && [ -r "\${path%/*}/" ] && command -v flock > /dev/null || return 0
  exec 9< "\${path%/*}/" && flock 9
}
sync_folder() { sync "\${path%/*}/" 2> /dev/null || :; }
`

/**
 * Puts stdin in place as a file.
 * Arguments: path, size, sha256, octal mode of a new file, expected sha256 ('any', 'absent'), 'yes'
 * to make parents and to leave a file alone that is the same, bytes between two reports, a random
 * word, a file to take owner and mode from or '', a folder for the temporary file or ''.
 * Prints a line 'stored' after each part that is in the temporary file and on the disk.
 */
export const placeScript = `
path=$1 size=$2 sum=$3 mode=$4 expected=$5 parents=$6 part=$7 word=$8 like=$9 staging=\${10}
${shared}
if [ -L "$path" ]; then
  path=$(readlink -f "$path" && printf x) || exit 1
  path=\${path%??}
fi
! there || regular
folder=\${path%/*}/
if [ "$parents" = yes ] && [ ! -d "$folder" ]; then
  umask 022
  mkdir -p "$folder" || exit 1
fi
umask 077
[ -z "$staging" ] || [ "$(stat -c %d "$staging/")" != "$(stat -c %d "$folder")" ] || folder=$staging/
tmp=$folder.quotadeck-$word.tmp
set -C
: > "$tmp" || exit 1
set +C
trap 'rm -f "$tmp"' EXIT
trap 'exit 1' HUP INT TERM PIPE
stored=0
while [ "$stored" -lt "$size" ]; do
  dd of="$tmp" bs="$part" count=1 iflag=fullblock oflag=append conv=notrunc,fsync status=none ||
    exit 1
  stored=$((stored + part))
  echo stored || exit 1
done
from=$like
[ -n "$from" ] || ! there || from=$path
if [ -n "$from" ]; then
  # Mode, owner, access lists and security context. A journal has them on the disk before the rename.
  cp --attributes-only --preserve=all --no-preserve=timestamps "$from" "$tmp" || exit 1
  # What this user and group own is kept in any case; shells that do not know these tests look.
  if ! { [ -O "$from" ] && [ -G "$from" ]; } 2> /dev/null; then
    set -- $(stat -c %u:%g "$from" "$tmp")
    [ "$1" = "$2" ] ||
      { echo "$path: its owner cannot be kept: Operation not permitted" >&2; exit 1; }
  fi
else
  chmod "$mode" "$tmp" || exit 1
fi
lock_folder || exit 1
if there && [ "$expected" != any ]; then
  regular
  # Both by one process. Before the sum of an odd name stands a backslash.
  sums=$(sha256sum - "$path" < "$tmp") || exit 1
  set -- $sums
  found=\${3#\\\\}
else
  sum_of "$tmp"
  set -- "$found"
  found=absent
fi
[ "$1" = "$sum" ] || exit ${scriptExit.checksum}
[ "$expected" = any ] || expect
# A library that is mapped by a running process keeps its inode when it is the same already.
[ "$parents" = no ] || ! there || ! cmp -s "$tmp" "$path" || exit 0
mv -f -T "$tmp" "$path" || exit 1
trap - EXIT
sync_folder
`

/** Removes a file. Arguments: path, expected sha256. */
export const removeScript = `
path=$1 expected=$2
${shared}
lock_folder || exit 1
found=absent
if there; then
  regular
  sum_of "$path"
fi
expect
rm -f "$path" || exit 1
sync_folder
`

/** Runs its arguments after the first until they end or its input does: the file named first, or stdin. */
export const watchedScript = `
if [ -n "$1" ]; then exec 3< "$1"; else exec 3<&0; fi
shift
"$@" < /dev/null 3<&- &
main=$!
{ cat <&3; kill "$main"; } > /dev/null 2>&1 &
exec 3<&-
wait "$main"
`
