#!/usr/bin/env bash
# Runs tests of bee-boot, as root, in a machine of their own in QEMU: the kernel there hands all its controllers to cgroup v2.
#
#   iso/guest-test.sh [TEST...]    all of control groups and of starting services unless stated
#
# TIMEOUT (120) and the other variables of run-qemu.sh hold here as well.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
case ${1:-} in -h | --help) sed -n '1d; /^#/!q; s/^# \?//p' "$0" && exit ;; esac
[ $# -gt 0 ] || set -- cgroup cgroup_controllers spawn_clone spawn_limits spawn_namespaces spawn_permissions
stage=$(mktemp -d)
trap 'rm -rf "$stage"' EXIT

mkdir -p "$stage"/{bin,dev,etc,mnt,proc,sys,tmp,tests}
chmod 755 "$stage"
echo root:x:0:0::/:/bin/sh >"$stage/etc/passwd"
cp "$("$here/builder/fetch.sh" busybox)/bin/busybox" "$stage/bin/"
"$stage/bin/busybox" --install -s "$stage/bin"
find "$stage/bin" -type l -exec ln -sfn /bin/busybox {} \;
for test in "$@"; do
    RUSTFLAGS=-Ctarget-feature=+crt-static cargo test --manifest-path "$here/../Cargo.toml" --package bee-boot \
        --test "$test" --no-default-features --target x86_64-unknown-linux-gnu --no-run --message-format json 2>/dev/null |
        sed -n 's/.*"executable":"\([^"]*\/deps\/[^"]*\)".*/\1/p' >"$stage/built"
    cp "$(cat "$stage/built")" "$stage/tests/$test"
done
rm "$stage/built"
cat >"$stage/init" <<'INIT'
#!/bin/sh
export PATH=/bin CI=true
mount -t proc proc /proc
mount -t sysfs sys /sys
mount -t devtmpfs dev /dev
mount -t cgroup2 cgroup2 /sys/fs/cgroup
ip link set lo up
verdict=passed
for test in /tests/*; do "$test" --show-output --test-threads=1 2>&1 || verdict=failed; done
echo "guest-test: $verdict"
poweroff -f
INIT
chmod 755 "$stage/init"
(cd "$stage" && find . | cpio --quiet --create --format=newc --owner=0:0 | gzip -1) >"$stage.gz"
trap 'rm -rf "$stage" "$stage.gz"' EXIT
# Emulated on a busy host, a guest may get stuck: that says nothing about the tests.
for _ in 1 2 3; do
    status=0
    KERNEL_CMD="quiet ${KERNEL_CMD:-}" TIMEOUT=${TIMEOUT:-120} "$here/run-qemu.sh" "$stage.gz" | tee "$stage/log" || status=$?
    [ $status = 124 ] || break
done
grep -q 'guest-test: passed' "$stage/log" && ! grep -q 'skipped:' "$stage/log"
