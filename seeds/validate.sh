#!/bin/sh
# Checks cards with the code that PID 1 loads them with; all of this folder without arguments.
#
#   seeds/validate.sh [CARD...]
#   BEE_BOOT_BIN    a bee-boot that is not to be built
set -eu
[ $# -gt 0 ] || set -- "$(dirname "$0")"/*.card.json
[ -z "${BEE_BOOT_BIN:-}" ] || exec "$BEE_BOOT_BIN" check "$@"
exec cargo run --quiet --package bee-boot --bin bee-boot --no-default-features -- check "$@"
