#!/usr/bin/env bash
# Starts bee-boot and other inits in one run of QEMU, each as PID 1 of a PID namespace with the same one service, and prints
# a table: time from exec of the init to the service's first instruction, anonymous memory then, size of the program; where
# nothing is mounted, and where all is mounted that bee-boot mounts.
# A second table tells when each stage of a boot into the audit is reached, on a large server (iso/machine/standard).
#
#   docs/benchmarks-boot.sh [ROUNDS]      medians of 15 rounds in turn unless stated
set -euo pipefail
cd "$(dirname "$0")/.."
rounds=${1:-15}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
layer=$work/layer
mkdir -p "$layer"/{bench/scan/service,ente,etc,usr/bin,usr/lib} "$work/share"

# `stamp exec COMMAND...` notes what the clock is, and becomes the command; else it notes what the clock is, and stays.
cat >"$work/stamp.c" <<'C'
#include <fcntl.h>
#include <stdio.h>
#include <time.h>
#include <unistd.h>
int main(int count, char **words) {
    struct timespec now;
    char text[32];
    clock_gettime(CLOCK_MONOTONIC, &now);
    int length = snprintf(text, sizeof text, "%lld\n", now.tv_sec * 1000000000LL + now.tv_nsec);
    int file = open(count > 2 ? "/bench/begun" : "/bench/up", O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    if (write(file, text, length) != length) return 1;
    close(file);
    if (count > 2) return execv(words[2], words + 2);
    for (;;) pause();
}
C
gcc -static -O2 -o "$layer/bench/stamp" "$work/stamp.c"
cp "$layer/bench/stamp" "$layer/bench/scan/service/run"
echo '::respawn:/bench/stamp' >"$layer/etc/inittab"
# What bee-boot mounts, the usual way of busybox: as few commands as there can be.
cat >"$layer/etc/fstab" <<'FSTAB'
sysfs /sys sysfs nosuid,nodev,noexec 0 0
devpts /dev/pts devpts nosuid,noexec,gid=5,mode=620,ptmxmode=000 0 0
tmpfs /dev/shm tmpfs nosuid,nodev,mode=1777 0 0
tmpfs /run tmpfs nosuid,nodev,mode=0755 0 0
tmpfs /tmp tmpfs nosuid,nodev,mode=1777 0 0
cgroup2 /sys/fs/cgroup cgroup2 nosuid,nodev,noexec,nsdelegate,memory_recursiveprot 0 0
FSTAB
cat >"$layer/bench/mounts" <<'MOUNTS'
/bin/mount -t proc -o nosuid,nodev,noexec proc /proc
/bin/mount -t devtmpfs -o nosuid,mode=0755 dev /dev
/bin/mkdir -p /dev/pts /dev/shm
/bin/mount -a
MOUNTS
sed 's/^/::sysinit:/' "$layer/bench/mounts" | cat - "$layer/etc/inittab" >"$layer/bench/inittab"
cat >"$layer/ente/seed.card.json" <<'CARD'
{ "schema_version": 1, "id": "01KB0000000000000000000001", "label": "bench", "payload": "Virtual", "genesis": [
  { "schema_version": 1, "id": "01KB0000000000000000000002", "label": "service",
    "payload": { "Native": { "exec": "/bench/stamp" } }, "supervision": { "Restart": { "initial": 100, "max": 1000 } } } ] }
CARD

for package in libs6 libskarnet libexecline; do
    cp -r "$(iso/builder/fetch.sh $package)/usr/lib/x86_64-linux-gnu" "$layer/usr/lib"
done
cp "$(iso/builder/fetch.sh s6)"/usr/bin/s6-{svscan,supervise} "$(iso/builder/fetch.sh tini)/usr/bin/tini" "$layer/usr/bin"
ln -s /bin/busybox "$layer/bench/init"

# In the guest: starts each init in namespaces of its own, where nothing is mounted yet.
cat >"$layer/bench/driver" <<'GUEST'
#!/bin/sh
export PATH=/usr/sbin:/usr/bin:/sbin:/bin
mount -t proc proc /proc && mount -t sysfs sysfs /sys && mount -t devtmpfs dev /dev
modprobe -a 9p 9pnet_virtio virtio_pci && mount -t 9p -o trans=virtio,version=9p2000.L share /mnt
measure() { # NAME PREPARATION COMMAND...
    name=$1 preparation=$2; shift 2
    rm -f /bench/begun /bench/up
    unshare -p -f -m sh -c "umount /mnt /dev /sys /proc; $preparation; "'exec /bench/stamp exec "$@"' stamp "$@" </dev/null >/dev/null 2>&1 &
    shell=$! tries=0
    until [ -s /bench/up ] || [ $((tries += 1)) -gt 400 ]; do usleep 50000; done
    usleep 200000
    read -r init </proc/$shell/task/$shell/children
    anonymous=0
    for pid in $init $(cat /proc/$init/task/$init/children); do
        case $(cat /proc/$pid/comm) in stamp | run) ;; *) anonymous=$((anonymous + $(sed -n 's/^Anonymous: *\([0-9]*\).*/\1/p' /proc/$pid/smaps_rollup))) ;; esac
    done
    echo "$name $(cat /bench/begun) $(cat /bench/up) $anonymous $(stat -L -c %s "$1")" >>/mnt/results
    kill -9 "$init"
    wait $shell
}
round=0
while [ $((round += 1)) -le "$(cat /bench/rounds)" ]; do
    measure bee-boot : /sbin/bee-boot
    measure "busybox init, no mounts" : /bench/init
    measure "busybox init, the same mounts by inittab" "mount --bind /bench/inittab /etc/inittab" /bench/init
    measure "tini, no mounts" : /usr/bin/tini -- /bench/stamp
    measure "s6-svscan, s6-supervise, no mounts" : /usr/bin/s6-svscan /bench/scan
    measure "bee-boot, all mounted before" ". /bench/mounts" /sbin/bee-boot
    measure "busybox init, all mounted before" ". /bench/mounts" /bench/init
done
echo o >/proc/sysrq-trigger
sleep 60
GUEST
chmod +x "$layer/bench/driver"
echo "$rounds" >"$layer/bench/rounds"

iso/builder/build-initrd.sh - "$work/initrd"
(cd "$layer" && find . | cpio --quiet --create --format=newc) >>"$work/initrd"
SHARE=$work/share TIMEOUT=600 KERNEL_CMD="rdinit=/bench/driver loglevel=4 ${KERNEL_CMD:-}" iso/run-qemu.sh "$work/initrd" >&2

python3 - "$work/share/results" <<'TABLE'
import statistics, sys
rounds = {}
for line in open(sys.argv[1]):
    name, begun, up, anonymous, size = line.rstrip().rsplit(' ', 4)
    rounds.setdefault(name, []).append(((int(up) - int(begun)) / 1e6, int(anonymous), int(size)))
ours = statistics.median(time for time, _, _ in rounds['bee-boot'])
print('| init | exec to service, ms | against bee-boot | anonymous memory, kB | program, kB |\n|---|---|---|---|---|')
for name, rows in rounds.items():
    time, anonymous, size = map(statistics.median, zip(*rows))
    print(f'| {name} | {time:.1f} | {time / ours:.2f} × | {anonymous:.0f} | {size / 1000:.0f} |')
TABLE

{ iso/builder/build-initrd.sh seeds/audit-then-poweroff.card.json "$work/initrd" && MACHINE=iso/machine/standard TIMEOUT=300 \
    KERNEL_CMD="loglevel=4 ${KERNEL_CMD:-}" iso/run-qemu.sh "$work/initrd" </dev/null; } >"$work/console"
printf '\n| since the first instruction of PID 1, s | |\n|---|---|\n'
tr -d '\r' <"$work/console" | sed -nE 's/.*bee-boot: ([0-9.]+) (.*)/| \1 | \2 |/p; /audit ended with status 0/q'
