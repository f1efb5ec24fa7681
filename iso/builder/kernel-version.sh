#!/usr/bin/env bash
# Prints what a kernel image (bzImage) says of its version: release, builder, date.
# The pointer is at 0x20e of the setup header (kernel: Documentation/arch/x86/boot.rst).
set -euo pipefail
at=$(od --address-radix=n --format=u2 --skip-bytes=0x20e --read-bytes=2 "${1:?which kernel}")
od --address-radix=n --strings=8 --skip-bytes=$((at + 0x200)) --read-bytes=256 "$1" | sed -n 1p
