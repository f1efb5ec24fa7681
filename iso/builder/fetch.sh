#!/usr/bin/env bash
# Prints the folder of a Debian package's files, fetched and unpacked into a cache ($XDG_CACHE_HOME/bee) when it is not there.
#
#   iso/builder/fetch.sh PACKAGE      PACKAGE: one of VERSIONS, or the beginning of its name (linux-image)
set -euo pipefail
versions=$(dirname "$0")/VERSIONS
cache=${XDG_CACHE_HOME:-$HOME/.cache}/bee

die() { echo "fetch: $*" >&2; exit 1; }
download() { (cd "$work" && apt-get -qq -o APT::Sandbox::User="$(id -un)" download "$package=$version" >&2); }

read -r package version sum < <(grep "^${1:?which package}" "$versions") || die "no $1 in $versions"
folder=$cache/${package}_${version#*:}_${sum:0:12}
[ -d "$folder" ] || {
    mkdir -p "$cache"
    work=$(mktemp -d "$cache/fetch.XXXXXX")
    trap 'rm -rf "$work"' EXIT
    download || { [ "$(id -u)" = 0 ] && apt-get -qq update && download; } || {
        apt-cache madison "$package" "${package/-[0-9]*-/-}" >&2 # linux-image-6.1.0-50-amd64, linux-image-amd64
        die "$package $version cannot be had here; what can is above: choose, and change $versions"
    }
    echo "$sum  $(echo "$work"/*.deb)" | sha256sum --check --quiet >&2 || die "$package $version is not the one of $versions"
    dpkg-deb --extract "$work"/*.deb "$work/files"
    mv -T "$work/files" "$folder"
}
echo "$folder"
