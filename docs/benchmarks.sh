#!/usr/bin/env bash
# Times whole audits of this host against other tools and against the floor, in one run, and prints a table.
#
#   docs/benchmarks.sh [RUNS]      20 runs of each unless stated; tools that are not installed are left out
set -euo pipefail
cd "$(dirname "$0")/.."
runs=${1:-20}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

for tool in hyperfine time; do
    command -v $tool >/dev/null || [ -x /usr/bin/$tool ] || { echo "benchmarks: apt-get install $tool" >&2; exit 69; }
done
cargo build --release --quiet
cargo build --release --quiet --package bee-audit --example floor
bin=${CARGO_TARGET_DIR:-target}/release
"$bin/bee-audit" record --output "$work/host" >/dev/null 2>&1 || [ $? = 1 ]
"$bin/examples/floor" "$work/host" >"$work/queries"

names=() commands=()
add() { # NAME PROGRAM COMMAND
    command -v "$2" >/dev/null || { echo "benchmarks: without $2, which is not installed" >&2; return 0; }
    names+=("$1") commands+=("$3")
}
add "bee-audit" "$bin/bee-audit" "$bin/bee-audit --format json --output $work/report.json"
add "floor: the same files, nothing else" "$bin/examples/floor" "$bin/examples/floor $work/queries"
add "lspci -vmm -D" lspci "lspci -vmm -D"
if command -v lspci >/dev/null && command -v lsblk >/dev/null && command -v dmidecode >/dev/null; then
    add "lspci -vvv, lsblk -O, dmidecode" sh "sh -c 'lspci -vvv; lsblk -O -J; dmidecode; true'"
fi
add "lshw -json" lshw "lshw -json -quiet"
add "inxi -Fxxx" inxi "inxi -Fxxx"
add "hwinfo" hwinfo "hwinfo"

hyperfine --shell=none --ignore-failure --warmup 3 --runs "$runs" --export-csv "$work/times.csv" "${commands[@]}" >&2

printf '| command | median, ms | against bee-audit | peak memory, MB |\n|---|---|---|---|\n'
ours=
for index in "${!commands[@]}"; do
    # The command itself may hold commas; the median is the fifth column from the right but two.
    median=$(sed -n "$((index + 2))p" "$work/times.csv" | awk -F, '{ print $(NF - 4) * 1000 }')
    ours=${ours:-$median}
    memory=$(eval "/usr/bin/time -f %M ${commands[index]}" 2>&1 >/dev/null | tail -n 1)
    awk -v name="${names[index]}" -v median="$median" -v ours="$ours" -v memory="$memory" \
        'BEGIN { printf "| %s | %.1f | %.2f × | %.1f |\n", name, median, median / ours, memory / 1024 }'
done
