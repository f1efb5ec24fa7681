#!/usr/bin/env bash
# Takes a machine from the fake server (../shared/fake-server): QEMU's arguments, one a line, and the images of its
# SMBIOS structures, FRU inventory and sensor records. @ in the arguments stands for the machine's folder.
#
#   iso/machine/take.sh small|standard|big
set -euo pipefail
cd "$(dirname "$0")"
config=${1:?which configuration} server=../../../shared/fake-server
rm -rf "$config" && mkdir "$config"
python3 -B $server/gen.py $server/configs/"$config".conf "$config"
rm -f "$config"/bmc.emu "$config"/fru-[0-9].bin

# What run-qemu.sh decides (accelerator, memory's size aside), and what only the lab of the fake server needs, goes.
"$server/run" --config "$config" --print -- -end | python3 -c '
import re, shlex, sys
words = shlex.split(sys.stdin.read())[1:]
while words[0] != "-end":
    option = words.pop(0)
    value = words.pop(0) if words[0][:1] != "-" else ""
    lab = option in ("-accel", "-kernel", "-initrd", "-append", "-fsdev", "-qmp") or option in ("-nodefaults",
        "-no-user-config", "-no-reboot", "-display") or "9p" in value or "fake-server-root" in value or "root.sqfs" in value
    if not lab:
        print(option, re.sub(r"/[^ ,=]*/fake-server-[^/]*", "@", value))
' >"$config/arguments"
