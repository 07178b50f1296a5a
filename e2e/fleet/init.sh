# First process of a fleet, for busybox sh: in a mount and process namespace of its own, so that
# all that it makes is gone when it ends, however it ends.
# Arguments: node, the fleet's folder, this folder, MiB of memory for files, seconds to live.
set -e
node=$1 folder=$2 here=$3 size=$4 life=$5

# Whoever started this has recorded it before they say so; if they are gone, it goes too.
read -r go

mount -t tmpfs -o size="${size}m",nr_inodes=0,mode=755 fleet /run
hostname fleet
mkdir -p /run/sshd /run/fleet/usr /run/fleet/common/dev
while read -r device major minor; do
  mknod -m 666 "/run/fleet/common/dev/$device" c "$major" "$minor"
done << END
null 1 3
zero 1 5
full 1 7
random 1 8
urandom 1 9
tty 5 0
END
"$node" "$here/build.ts" "$folder"

mount -o bind /usr /run/fleet/usr
mount -o remount,bind,ro /run/fleet/usr
mount -t proc proc /proc
for file in passwd group shadow hosts pam.d/sshd; do
  [ -e "/etc/$file" ] || continue
  mount -o bind "/run/fleet/common/etc/$file" "/etc/$file"
done
# All in one process of util-linux, which takes a fraction of busybox's time.
[ ! -s /run/fleet/mounts ] || /bin/mount -a -T /run/fleet/mounts
while read -r place; do
  mount -t tmpfs -o size=64k,mode=755 full "$place"
  cp -a "$place.before/." "$place/"
  rm -rf "$place.before"
  cat /dev/zero > "$place/.filler" 2> /dev/null || :
done < /run/fleet/full-disks

for config in /run/fleet/servers/*.conf; do
  [ -e "$config" ] || continue
  /usr/sbin/sshd -D -e -f "$config" &
done
[ ! -s /run/fleet/trouble.json ] || "$node" "$here/trouble.ts" &
sleep "$life" &
: > "$folder/up"
# Takes in what others left behind as well.
wait $!
