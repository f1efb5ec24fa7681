#!/bin/sh
# Checks cards with the code that PID 1 loads them with; all of this folder without arguments.
#
#   seeds/validate.sh [CARD...]
set -eu
[ $# -gt 0 ] || set -- "$(dirname "$0")"/*.card.json
exec cargo run --quiet --package bee-boot -- check "$@"
