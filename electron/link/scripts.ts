// Scripts that run on agents: POSIX sh with coreutils, their input as positional arguments.

/** Exit statuses of the scripts below, clear of those that programs use. */
export const scriptExit = { conflict: 91, checksum: 92, notAFile: 93 } as const

// Starting a process is what takes an agent time: the script starts as few as it can.

/**
 * Puts files in place, or away, of which stdin is the contents one after the other. None is touched
 * before all are on the disk, whole, and each that stands there is the one expected; from then on
 * all are, also when the connection goes.
 *
 * Arguments: a random word, then nine for each file: path, size, sha256 ('absent': remove it), octal
 * mode of a new file, expected sha256 ('any', 'absent'), 'yes' to make parents, bytes between two
 * reports, a file to take owner and mode from or '', a folder for the temporary file or ''.
 * Prints a line 'stored' after each part of a file, of which the last has brought it all to the disk,
 * 'placed' after each file that is in place, and 'at N' when it fails at the Nth of them, from 0.
 */
export const placeScript = `
word=$1
shift
newline='
'
locked= temps= looked_at= folders=
each() {
  act=$1
  shift
  at=0
  while [ $# -gt 0 ]; do
    path=$1 size=$2 sum=$3 mode=$4 expected=$5 parents=$6 part=$7 like=$8 staging=$9
    shift 9
    eval "path=\\\${path_$at-\\$path} tmp=\\\${tmp_$at-}"
    "$act"
    at=$((at + 1))
  done
}
there() { [ -e "$path" ] || [ -L "$path" ]; }
regular() {
  ! there || [ -f "$path" ] ||
    { echo "$path: not a regular file" >&2; exit ${scriptExit.notAFile}; }
}
stage() {
  [ "$expected" = any ] || locked=yes
  if [ -L "$path" ] && [ "$sum" != absent ]; then
    path=$(readlink -f "$path" && printf x) || exit 1
    path=\${path%??}
  fi
  eval "path_$at=\\$path"
  regular
  [ "$sum" = absent ] || store
}
store() {
  folder=\${path%/*}/
  if [ "$parents" = yes ] && [ ! -d "$folder" ]; then
    umask 022
    mkdir -p "$folder" || exit 1
  fi
  umask 077
  if [ -n "$staging" ]; then
    set -- $(stat -c %d "$staging/" "$folder")
    [ $# != 2 ] || [ "$1" != "$2" ] || folder=$staging/
  fi
  tmp=$folder.quotadeck-$word-$at.tmp
  eval "tmp_$at=\\$tmp"
  temps="$temps \\"\\$tmp_$at\\""
  set -C
  : > "$tmp" || exit 1
  set +C
  stored=0 to_disk=
  while [ "$stored" -lt "$size" ]; do
    [ "$part" -lt $((size - stored)) ] || part=$((size - stored)) to_disk=,fsync
    dd of="$tmp" bs="$part" count=1 iflag=fullblock oflag=append conv="notrunc$to_disk" status=none ||
      exit 1
    stored=$((stored + part))
    echo stored || exit 1
  done
  attributes
}
attributes() {
  from=$like
  [ -n "$from" ] || ! there || from=$path
  if [ -z "$from" ]; then
    chmod "$mode" "$tmp" || exit 1
    return
  fi
  # Mode, owner, access lists and security context. A journal has them on the disk before the rename.
  cp --attributes-only --preserve=all --no-preserve=timestamps "$from" "$tmp" || exit 1
  # What this user and group own is kept in any case; shells that do not know these tests look.
  { [ -O "$from" ] && [ -G "$from" ]; } 2> /dev/null && return
  set -- $(stat -c %u:%g "$from" "$tmp")
  [ "$1" = "$2" ] ||
    { echo "$path: its owner cannot be kept: Operation not permitted" >&2; exit 1; }
}
look_at() {
  [ "$sum" = absent ] || looked_at="$looked_at \\"\\$tmp_$at\\""
  [ "$expected" != any ] && there || return 0
  regular
  looked_at="$looked_at \\"\\$path_$at\\""
}
# Before the sum of an odd name stands a backslash.
next_sum() {
  found=\${sums%%"$newline"*}
  sums=\${sums#*"$newline"}
  found=\${found#\\\\}
  found=\${found%% *}
}
check() {
  if [ "$sum" != absent ]; then
    next_sum
    [ "$found" = "$sum" ] || exit ${scriptExit.checksum}
  fi
  [ "$expected" != any ] || return 0
  found=absent
  ! there || next_sum
  [ "$found" = "$expected" ] || exit ${scriptExit.conflict}
}
place() {
  if [ "$sum" = absent ]; then rm -f "$path"; else mv -f -T "$tmp" "$path"; fi || exit 1
  eval "folder_$at=\\\${path%/*}/"
  folders="$folders \\"\\$folder_$at\\""
  echo placed 2> /dev/null || :
}
trap 'eval "rm -f $temps"; echo "at $at"' EXIT
trap 'exit 1' HUP INT TERM PIPE
each stage "$@"
# Until all are in place no other of these scripts changes a file, so that of two that expect the same
# only one finds it. It needs flock, which util-linux and busybox have.
if [ -n "$locked" ] && [ -r / ] && command -v flock > /dev/null; then
  { exec 9< / && flock 9; } || exit 1
fi
each look_at "$@"
[ -z "$looked_at" ] || sums=$(eval "exec sha256sum $looked_at") || exit 1
each check "$@"
trap '' HUP INT TERM PIPE
each place "$@"
trap - EXIT
exec 9<&-
eval "sync $folders" 2> /dev/null || :
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
