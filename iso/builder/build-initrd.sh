#!/usr/bin/env bash
# Builds the initramfs that boots into a seed card: bee-boot as PID 1, the audit, busybox, kernel modules, iso/overlay.
# The same inputs give the same bytes.
#
#   iso/builder/build-initrd.sh [--authorized-keys FILE] [CARD] [OUT]
#
#   CARD                    seeds/audit.card.json unless stated; - for none
#   OUT                     target/iso/bee.initrd.zst unless stated; compressed by gzip when it ends in .gz
#   --authorized-keys FILE  who may log in over SSH
#   EXTRA_BINS              more programs, separated by blanks; they go into /usr/local/bin
#   BUSYBOX_BIN             a busybox other than Debian's
#   BEE_BOOT_BIN, BEE_BOOT_AUDIT_BIN    programs that are not to be built
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
target=${CARGO_TARGET_DIR:-$root/target}

die() { echo "build-initrd: $*" >&2; exit 1; }

keys=
while [ $# -gt 0 ]; do
    case $1 in
    -h | --help) sed -n '1d; /^#/!q; s/^# \?//p' "$0" && exit ;;
    --authorized-keys) keys=${2:-} && [ -r "$keys" ] || die "--authorized-keys wants a file that can be read" && shift 2 ;;
    -?*) echo "build-initrd: $1 means nothing; see --help" >&2 && exit 64 ;;
    *) break ;;
    esac
done
card=${1:-$root/seeds/audit.card.json}
out=${2:-$target/iso/bee.initrd.zst}
for tool in cpio depmod modprobe zstd readelf ldd; do
    command -v $tool >/dev/null || die "no $tool: apt-get install cpio kmod zstd binutils libc-bin"
done
stage=$(mktemp -d)
trap 'rm -rf "$stage"' EXIT

# program FILE PLACE: copies a program, and its loader and libraries to where the loader looks for them.
program() {
    local interpreter library
    [ -x "$1" ] || die "$1: no such program, or it cannot be run"
    install -D -m 755 "$1" "$stage$2"
    if [ "$(head -c 2 "$1")" = '#!' ]; then
        read -r interpreter _ < <(head -n 1 "$1" | sed 's/^#! *//')
        [ -e "$stage$interpreter" ] || die "$1 wants $interpreter, which the image does not have"
        return
    fi
    interpreter=$(readelf --program-headers "$1" | sed -n 's/.*program interpreter: \(.*\)]/\1/p')
    [ -n "$interpreter" ] || return 0 # static
    [ -x "$interpreter" ] || die "$1 wants the interpreter $interpreter, which is not here"
    ldd "$1" | grep -q 'not found' && die "$1 lacks libraries: $(ldd "$1" | grep 'not found')"
    for library in "$interpreter" $(ldd "$1" | grep -oE '/[^ ]+'); do
        [[ $library =~ /(usr/)?lib(64)?/.*$ ]] || die "$1 has a library in an odd place: $library"
        [ -e "$stage${BASH_REMATCH[0]}" ] || install -D -m 755 "$library" "$stage${BASH_REMATCH[0]}"
    done
}

busybox() {
    local path
    program "${BUSYBOX_BIN:-$("$here/fetch.sh" busybox)/bin/busybox}" /bin/busybox
    # PID 1 is another; poweroff, reboot and halt speak to it by signals that both know.
    "$stage/bin/busybox" --list-full | grep -vxE 'linuxrc|s?bin/(init|busybox)' | while read -r path; do
        mkdir -p "$stage/${path%/*}"
        ln -sr "$stage/bin/busybox" "$stage/$path"
    done
}

bee() {
    local boot=${BEE_BOOT_BIN:-} audit=${BEE_BOOT_AUDIT_BIN:-}
    [ -n "$boot" ] || {
        # At fixed addresses: moving it to others takes longer than all else before the first service.
        RUSTFLAGS="-Ctarget-feature=+crt-static -Crelocation-model=static" cargo build --manifest-path "$root/Cargo.toml" --release --quiet \
            --package bee-boot --bin bee-boot --no-default-features --target x86_64-unknown-linux-gnu
        boot=$target/x86_64-unknown-linux-gnu/release/bee-boot
    }
    [ -n "$audit" ] || {
        cargo build --manifest-path "$root/Cargo.toml" --release --quiet --package bee-boot --bin bee-boot-audit
        audit=$target/release/bee-boot-audit
    }
    program "$boot" /sbin/bee-boot
    ln -sr "$stage/sbin/bee-boot" "$stage/init"
    program "$audit" /usr/bin/bee-boot-audit
    [ "$card" = - ] || {
        "$stage/sbin/bee-boot" check "$card" >&2 || die "$card would not boot"
        install -D -m 644 "$card" "$stage/ente/seed.card.json"
    }
}

ssh_server() {
    local folder package libraries=
    for package in libtomcrypt1 libtommath1; do libraries+=$("$here/fetch.sh" $package)/usr/lib/x86_64-linux-gnu:; done
    folder=$("$here/fetch.sh" dropbear-bin)
    LD_LIBRARY_PATH=$libraries program "$folder/usr/sbin/dropbear" /usr/sbin/dropbear
    LD_LIBRARY_PATH=$libraries program "$folder/usr/bin/dropbearkey" /usr/bin/dropbearkey
}

# The modules of the list, and a check of all modules, those of the overlay included: the kernel would load one that was built
# for another kernel when its symbols happen to fit.
modules() {
    local kernel release banner module magic
    kernel=$("$here/fetch.sh" linux-image)
    release=$(basename "$kernel"/lib/modules/*)
    banner=$("$here/kernel-version.sh" "$kernel/boot/vmlinuz-$release")
    [ "${banner%% *}" = "$release" ] || die "the kernel says that it is $banner, its modules are $release"
    [ -e "$kernel/lib/modules/$release/modules.dep" ] || depmod --basedir "$kernel" "$release"
    grep -v '^#' "$here/modules" | tr -s ' ' '\n' | sed '/^$/d' | while read -r module; do
        modprobe --dirname "$kernel" --set-version "$release" --show-depends "$module" || die "no module $module in $release"
    done | awk '$1 == "insmod" && !seen[$2]++ { print $2 }' >"$stage/list"
    while read -r module; do install -D -m 644 "$module" "$stage${module#"$kernel"}"; done <"$stage/list"
    rm "$stage/list"
    cp "$kernel/lib/modules/$release"/modules.{builtin,builtin.modinfo,order} "$stage/lib/modules/$release/"
    depmod --basedir "$stage" "$release"
    find "$stage" -name '*.ko' -exec modinfo --field vermagic {} + | sort -u >"$stage/magics"
    magic=$(modinfo --field vermagic "$kernel/lib/modules/$release/kernel/drivers/nvme/host/nvme.ko")
    [ "$(cat "$stage/magics")" = "$magic" ] || die "modules for other kernels than $magic: $(cat "$stage/magics")"
    rm "$stage/magics"
}

# Of the packages, and of the names inside the audit.
licences() {
    local package
    awk '/^$/ { exit } !/^#/ { print $1 }' "$here/VERSIONS" | while read -r package; do
        install -D -m 644 "$("$here/fetch.sh" "$package")/usr/share/doc/$package/copyright" "$stage/usr/share/doc/$package/copyright"
    done
    install -D -m 644 "$root/bee-audit/src/decode/pci/ids/licence.txt" "$stage/usr/share/doc/bee/copyright"
}

release() {
    echo "BEE_COMMIT=$(git -C "$root" describe --always --dirty --abbrev=12 2>/dev/null || echo unknown)"
    awk '/^$/ { exit } !/^#/ { print "BEE_PACKAGE_" ++n "=\"" $1 " " $2 "\"" }' "$here/VERSIONS"
}

mkdir -p "$stage"/{bin,dev,ente,etc,lib,mnt,proc,root,run,sbin,sys,tmp,usr/local/bin,var/log}
busybox
bee
ssh_server
for extra in ${EXTRA_BINS:-}; do program "$extra" "/usr/local/bin/${extra##*/}"; done
[ ! -d "$root/iso/overlay" ] || cp -rT --no-preserve=ownership,timestamps "$root/iso/overlay" "$stage"
[ -z "$keys" ] || install -D -m 600 "$keys" "$stage/root/.ssh/authorized_keys"
modules
licences
release >"$stage/etc/bee-release"
chmod -R u=rwX,go=rX "$stage"
chmod 1777 "$stage/tmp"
chmod -R go= "$stage/root"
find "$stage" -exec touch --no-dereference --date=@0 {} +

mkdir -p "$(dirname "$out")"
case $out in *.gz) compress=(gzip -9 --no-name) ;; *) compress=(zstd -9 --quiet) ;; esac
find "$stage" -mindepth 1 -printf '%P\0' | LC_ALL=C sort -z |
    cpio --quiet --create --null --directory="$stage" --format=newc --owner=0:0 --reproducible | "${compress[@]}" >"$out.new"
# Archives that are appended, another card for instance, must begin at a multiple of four.
truncate --size=%4 "$out.new"
mv "$out.new" "$out"
echo "build-initrd: $out, $(du -h --apparent-size "$out" | cut -f1) ($(du -sh --apparent-size "$stage" | cut -f1) unpacked)" >&2
