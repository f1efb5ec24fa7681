#!/usr/bin/env bash
# Times the audit of a management controller against `ipmitool fru`, `sdr elist`, `sel elist` and `lan print` on the same
# one, and counts what each asks, with QEMU's own controller and with OpenIPMI's ipmi_sim; prints a table.
#
#   docs/benchmarks-bmc.sh [RUNS [ENTRIES]]    medians of 7 runs in turn, 40 entries in the event log unless stated;
#                                              FAKE_SERVER is the command that boots (../shared/fake-server/run)
set -euo pipefail
cd "$(dirname "$0")/.."
runs=${1:-7} entries=${2:-40}
share=$(mktemp -d)
trap 'rm -rf "$share"' EXIT
[ -n "${BEE_AUDIT:-}" ] || cargo build --release --quiet
cp "${BEE_AUDIT:-${CARGO_TARGET_DIR:-target}/release/bee-audit}" "$share/bee-audit"

cat >"$share/guest" <<'GUEST'
#!/bin/bash
# Runs in the guest, on files in memory: fills the log, times both in turn, counts requests.
runs=$1 entries=$2
modprobe -a ipmi_si ipmi_devintf
for _ in $(seq 60); do [ -e /dev/ipmi0 ] && break; sleep 0.5; done
cp bee-audit /tmp
for n in $(seq "$entries"); do
    echo "raw 0x0a 0x44 0 0 0x02 0 $n 0xf8 0x62 0x20 0 4 0x01 0x10 0x01 0x57 99 90"
done >/tmp/entries
ipmitool exec /tmp/entries >/dev/null
topics=("fru print" "sdr elist" "sel elist" "lan print 1")
ipmitool_all() { for topic in "${topics[@]}"; do ipmitool $topic; done; }
ours() { /tmp/bee-audit --only bmc --format json; }
both() { # once of each, in milliseconds
    local begun=$EPOCHREALTIME between; ours >/dev/null 2>&1
    between=$EPOCHREALTIME; ipmitool_all >/dev/null 2>&1
    local ended=$EPOCHREALTIME
    echo "$(((${between/./} - ${begun/./}) / 1000)) $(((${ended/./} - ${between/./}) / 1000))"
}
ours >/dev/null 2>&1; ipmitool_all >/dev/null 2>&1
for _ in $(seq "$runs"); do both; done >/tmp/times
median() { cut -d' ' -f"$1" /tmp/times | sort -n | sed -n "$(((runs + 1) / 2))p"; }
sent() { strace -f -e trace=ioctl -o /tmp/calls "$@" >/dev/null 2>&1; grep -c IPMICTL_SEND_COMMAND /tmp/calls; }
asked=0
for topic in "${topics[@]}"; do asked=$((asked + $(sent ipmitool $topic))); done
echo "$(median 1) $(median 2) $(sent /tmp/bee-audit --only bmc --format json) $asked"
GUEST
chmod +x "$share/guest"

echo "| controller | bee-audit, ms | ipmitool, ms | faster | requests | of ipmitool |"
echo "|---|---|---|---|---|---|"
for controller in sim extern; do
    ${FAKE_SERVER:-../shared/fake-server/run} --config fixtures/parts/bmc/machine.conf --bmc "$controller" --timeout 400 \
        --share "$share" --exec "./guest $runs $entries" |
        awk -v name="$controller" '{ printf "| %s | %d | %d | %.1f × | %d | %d |\n", name, $1, $2, $2 / $1, $3, $4 }'
done
