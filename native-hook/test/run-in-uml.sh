#!/bin/sh
# Runs a test program as root in a User Mode Linux machine that has real XFS project quotas:
#
#   run-in-uml.sh SCRATCH-DIRECTORY PROGRAM [ARGUMENT…]
#
# The machine sees this one's files and cannot change them. It has two empty XFS disks: /dev/ubda, mounted with prjquota
# at $QUOTADECK_TEST_XFS, and /dev/ubdb, not mounted, which tests mount as they like. Ends with the
# program's exit status, or with 77 and the reason where such a machine cannot run.
set -eu

skip() {
  echo "SKIPPED: kernel tests need $1" >&2
  exit 77
}

command -v linux.uml >/dev/null || skip 'User Mode Linux (apt-get install user-mode-linux)'
command -v mkfs.xfs >/dev/null || skip 'mkfs.xfs (apt-get install xfsprogs)'
[ "$(id -u)" -eq 0 ] || skip 'root, because the machine uses this one'\''s files as its own root'

scratch=$1
shift
case $1 in
  /tmp/*) echo "$1: the machine has a /tmp of its own; check the project out somewhere else" >&2; exit 1 ;;
esac
mkdir -p "$scratch"
work=$(mktemp -d "$scratch/uml.XXXXXX")
trap 'rm -rf "$work"' EXIT

for disk in a b; do
  truncate -s 320M "$work/$disk.img"
  mkfs.xfs -q "$work/$disk.img"
done

{
  printf 'set --'
  for word in "$@"; do
    printf " '%s'" "$(printf %s "$word" | sed "s/'/'\\\\''/g")"
  done
  printf '\n'
  cat <<'GUEST'
mount -t proc proc /proc
mount -t sysfs sysfs /sys
mount -t tmpfs tmpfs /run
mount -t tmpfs tmpfs /tmp
mkdir -p /run/quotadeck /run/quotadeck/xfs
mknod -m 600 /run/quotadeck/ubda b 98 0
mknod -m 600 /run/quotadeck/ubdb b 98 16
mount -t xfs -o prjquota /run/quotadeck/ubda /run/quotadeck/xfs
QUOTADECK_TEST_XFS=/run/quotadeck/xfs QUOTADECK_TEST_DISK=/run/quotadeck/ubdb "$@" 2>&1
echo "uml-exit-status: $?"
echo o >/proc/sysrq-trigger
sleep 60
GUEST
} >"$work/guest"
{
  printf '#!/bin/sh\nexport PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/tmp\n'
  cat "$work/guest"
} >"$work/init"
chmod 700 "$work/init"

# No terminal: the kernel's console is the output, and its messages are kept away from it.
cd "$work"
timeout 300 linux.uml mem=256M quiet loglevel=1 rootfstype=hostfs rootflags=/ ro \
  ubda="$work/a.img" ubdb="$work/b.img" init="$work/init" uml_dir="$work" \
  con=null con0=null,fd:1 </dev/null >"$work/console" 2>&1 || true

tr -d '\r' <"$work/console" | sed '/^uml-exit-status: /d'
status=$(tr -d '\r' <"$work/console" | sed -n 's/^uml-exit-status: //p')
if [ -z "$status" ]; then
  echo "the machine ended before the tests did" >&2
  exit 1
fi
exit "$status"
