#!/bin/sh
# First process of a lab's guest. Its root is the host's root, read-only. Builds the guest's own
# root on top of it (an overlay whose upper layer is in memory), mounts the quota disk, and hands
# over to systemd. `lab_files`, from the kernel command line, names the folder with the files of
# this guest; `lab_address` and `lab_gateway` are its network.
set -eu

fail() {
  echo "lab: the guest's first process failed"
  # Without a first process the kernel panics, and the virtual machine ends.
  exit 1
}
trap fail EXIT

mount -t proc proc /proc
busybox insmod "/usr/lib/uml/modules/$(uname -r)/kernel/fs/overlayfs/overlay.ko"
mount -t tmpfs -o size=50% lab /mnt
mkdir /mnt/upper /mnt/work /mnt/root
mount -t overlay -o lowerdir=/,upperdir=/mnt/upper,workdir=/mnt/work overlay /mnt/root
cd /mnt/root

# What the host keeps here is none of the guest's business.
for folder in dev root run tmp; do
  mount -t tmpfs -o mode=755 tmpfs "$folder"
done
chmod 1777 tmp
rm -rf .dockerenv etc/systemd/system etc/ssh/sshd_config.d var/log/journal var/lib/mesos
cp -a --remove-destination "$lab_files/." .
chmod 700 root

mkdir dev/pts dev/shm
mount -t devpts -o gid=5,mode=620,ptmxmode=666 devpts dev/pts
mount -t tmpfs -o mode=1777 tmpfs dev/shm
mknod -m 666 dev/null c 1 3
mknod -m 666 dev/zero c 1 5
mknod -m 666 dev/full c 1 7
mknod -m 666 dev/random c 1 8
mknod -m 666 dev/urandom c 1 9
mknod -m 600 dev/kmsg c 1 11
mknod -m 666 dev/tty c 5 0
mknod -m 600 dev/console c 5 1
mknod -m 600 dev/ubda b 98 0
ln -s pts/ptmx dev/ptmx
ln -s /proc/self/fd dev/fd
ln -s fd/0 dev/stdin
ln -s fd/1 dev/stdout
ln -s fd/2 dev/stderr

mkdir -p var/lib/mesos var/lib/quotadeck
# From inside, so that the device's name in the mount table is the one that the guest has.
chroot . mount -t xfs -o prjquota /dev/ubda /var/lib/mesos
# Operators keep containers' volumes here.
mkdir var/lib/mesos/volumes
# Small and apart, so that a full disk can be shown without taking the rest of the guest down.
mount -t tmpfs -o size=64m,mode=755 tmpfs var/lib/quotadeck

ip link set eth0 up
ip address add "$lab_address" dev eth0
ip route add default via "$lab_gateway"

# All that has changed since the guest was powered on, and the files of its own: for tests.
mkdir run/lab-upper
mount --bind /mnt/upper run/lab-upper

mkdir .lab-host
pivot_root . .lab-host
umount -l /.lab-host
rmdir /.lab-host
exec chroot . /lib/systemd/systemd
