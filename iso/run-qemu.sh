#!/usr/bin/env bash
# Boots an image in QEMU, with the serial console on this terminal (Ctrl-A X ends the machine).
#
#   iso/run-qemu.sh [INITRD] [KERNEL] [-- QEMU-ARGUMENT...]
#
#   INITRD      target/iso/bee.initrd.zst unless stated
#   KERNEL      the one that iso/builder/VERSIONS names unless stated
#   KERNEL_CMD  more words for the kernel's command line
#   MACHINE     a folder of iso/machine, the hardware; else a machine with little in it and MEMORY (1G) of memory
#   SHARE       a folder of this host that the guest can mount: mount -t 9p -o trans=virtio,version=9p2000.L share /mnt
#   ACCEL       kvm or tcg; else KVM where it works
#   TIMEOUT     seconds until the machine is killed (the status is 124 then); else never
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)

case ${1:-} in
-h | --help) sed -n '1d; /^#/!q; s/^# \?//p' "$0" && exit ;;
-- | '') ;;
-*) echo "run-qemu: $1 means nothing; see --help" >&2 && exit 64 ;;
esac
initrd=${CARGO_TARGET_DIR:-$here/../target}/iso/bee.initrd.zst kernel=
if [ $# -gt 0 ] && [ "$1" != -- ]; then initrd=$1 && shift; fi
if [ $# -gt 0 ] && [ "$1" != -- ]; then kernel=$1 && shift; fi
[ "${1:-}" != -- ] || shift
[ -n "$kernel" ] || kernel=$(echo "$("$here/builder/fetch.sh" linux-image)"/boot/vmlinuz-*)
for file in "$initrd" "$kernel"; do
    [ -r "$file" ] || { echo "run-qemu: no $file; iso/builder/build-initrd.sh makes an image" >&2 && exit 66; }
done

# Nested in software, /dev/kvm may be there and the guest never reach its first program: the processor must say that it can.
if [ -z "${ACCEL:-}" ]; then
    if [ -w /dev/kvm ] && grep -qwE 'vmx|svm' /proc/cpuinfo; then ACCEL=kvm; else ACCEL=tcg; fi
fi
arguments=(-accel "$ACCEL" -nodefaults -no-user-config -display none -no-reboot -serial mon:stdio)
if [ -n "${MACHINE:-}" ]; then
    while read -r option value; do
        arguments+=("$option" "${value//@/$MACHINE}")
    done <"$MACHINE/arguments"
else
    arguments+=(-machine q35 -cpu max -smp 2 -m "${MEMORY:-1G}")
fi
if [ -n "${SHARE:-}" ]; then
    arguments+=(-fsdev "local,id=share,path=$SHARE,security_model=none"
        -device "virtio-9p-pci,fsdev=share,mount_tag=share,bus=pcie.0,addr=0x1d")
fi
limit=()
if [ -n "${TIMEOUT:-}" ]; then limit=(timeout --foreground --kill-after=5 "$TIMEOUT"); fi
exec "${limit[@]}" qemu-system-x86_64 "${arguments[@]}" -kernel "$kernel" -initrd "$initrd" \
    -append "rdinit=/init console=ttyS0,115200 panic=10 ${KERNEL_CMD:-}" "$@"
