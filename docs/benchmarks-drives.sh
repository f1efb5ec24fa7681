#!/usr/bin/env bash
# Times the audit of a machine with 24 drives against one with a single drive, and against `smartctl` one drive after
# the other, in one run of the fake server (../shared/fake-server, QEMU), and prints a table.
#
#   docs/benchmarks-drives.sh [RUNS]      medians of 7 runs unless stated; FAKE_SERVER is the command that boots it
set -euo pipefail
cd "$(dirname "$0")/.."
runs=${1:-7}
share=$(mktemp -d)
trap 'rm -rf "$share"' EXIT
cargo build --release --quiet
cp "${CARGO_TARGET_DIR:-target}/release/bee-audit" "$share"

# 24 SATA disks, six a controller, that hold zeros (null-co) and answer at once.
disk() { echo "device ide-hd bus=$1 size=8001563222016 serial=$2 model=HUH728080ALE600 ver=A4GNW91X rotation_rate=7200"; }
{
    echo 'machine sockets=1 cores=4 threads=1 nodes=1 memory=2G vendor=GenuineIntel model="Intel(R) Xeon(R) Gold 6430"'
    echo 'smbios type=1 manufacturer=QEMU product=Drives serial=DRIVES0001'
    for port in 0 1 2 3 4 5; do disk "ide.$port" "DRIVE0$port"; done
    for controller in 1 2 3; do
        echo "device ahci id=ahci$controller bus=pcie.0 addr=0x$((controller + 3))"
        for port in 0 1 2 3 4 5; do disk "ahci$controller.$port" "DRIVE$controller$port"; done
    done
} >"$share/machine.conf"

cat >"$share/guest" <<'GUEST'
#!/bin/bash
# Runs in the guest: times with all drives, then takes all but one away and times again.
runs=$1
modprobe -a ahci sd_mod sg
until [ "$(ls /sys/block | grep -c '^sd')" -ge 24 ]; do sleep 1; done
udevadm settle; sleep 5
# From memory: a start from the shared folder would be most of what is timed.
mount -t tmpfs none /mnt && cp bee-audit /mnt
milliseconds() { # COMMAND...: the median
    for _ in $(seq "$runs"); do
        begun=$(date +%s%N); "$@" >/dev/null 2>&1; echo $((($(date +%s%N) - begun) / 1000000))
    done | sort -n | sed -n "$(((runs + 1) / 2))p"
}
one_by_one() { for disk in /dev/sd?; do smartctl -x -j "$disk"; done; }
measure() {
    echo "$1 whole $(milliseconds /mnt/bee-audit --format json)"
    echo "$1 storage $(milliseconds /mnt/bee-audit --only storage --format json)"
    echo "$1 smartctl $(milliseconds one_by_one)"
}
./bee-audit --only storage --format json >report-24.json
measure 24
for disk in /sys/block/sd?; do [ "$(ls /sys/block | grep -c '^sd')" = 1 ] || echo 1 >"$disk/device/delete"; done
udevadm settle; sleep 5
./bee-audit --only storage --format json >report-1.json
measure 1
GUEST
chmod +x "$share/guest"
${FAKE_SERVER:-../shared/fake-server/run --timeout 900} --config "$share/machine.conf" --share "$share" \
    --exec "./guest $runs >times" >&2

for drives in 24 1; do
    [ "$(grep -c '"power_on_hours": [0-9]' "$share/report-$drives.json")" -ge "$drives" ] ||
        { echo "benchmarks: not all of $drives drives told of their health" >&2; exit 1; }
done
value() { awk -v drives="$1" -v what="$2" '$1 == drives && $2 == what { print $3 }' "$share/times"; }
printf '| | 1 drive, ms | 24 drives, ms | grows |\n|---|---|---|---|\n'
row() { # NAME WHAT
    awk -v name="$1" -v one="$(value 1 "$2")" -v all="$(value 24 "$2")" \
        'BEGIN { printf "| %s | %d | %d | %.2f × |\n", name, one, all, all / one }'
}
row "bee-audit" whole
row "bee-audit --only storage" storage
row "smartctl -x -j, one drive after the other" smartctl
