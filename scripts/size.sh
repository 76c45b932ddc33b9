#!/usr/bin/env bash
# The cost of the smallest program with a window: its size, the time of a clean build and the number of crates. Ours and others'.
source "$(dirname "$0")/common.sh"
need_rust
need_packages cc=build-essential
# The libraries that minifb links to.
command -v pkg-config >/dev/null && pkg-config --exists xkbcommon wayland-client wayland-cursor x11 xcursor 2>/dev/null ||
    install_packages pkg-config libxkbcommon-dev libwayland-dev libx11-dev libxcursor-dev
BUILDS=$(mktemp -d)
trap 'rm -rf "$BUILDS"' EXIT

measure() { # NAME FOLDER [CARGO ARGUMENTS]
    local name=$1 folder=$TOP/benches/size/$2 begin seconds bytes crates
    shift 2
    rm -rf "$BUILDS/target"
    (cd "$folder" && cargo fetch --locked --quiet)
    begin=$(date +%s.%N)
    (cd "$folder" && CARGO_TARGET_DIR=$BUILDS/target cargo build --release --locked --quiet "$@")
    seconds=$(echo "$(date +%s.%N) $begin" | awk '{ printf "%.0f", $1 - $2 }')
    bytes=$(find "$BUILDS/target/release" -maxdepth 1 -type f -executable -name 'size-*' -printf '%s')
    crates=$(cd "$folder" && cargo tree --locked --prefix none --edges normal,build --format '{p}' "$@" | sed 's/ (.*//' | sort -u | wc -l)
    printf '%-34s %8s MB %8s s %8s\n' "$name" "$(echo "$bytes" | awk '{ printf "%.2f", $1 / 1e6 }')" "$seconds" "$((crates - 1))"
}

say "a window with a circle: release, stripped, $(nproc) processors"
printf '%-34s %11s %10s %8s\n' '' 'program' 'build' 'crates'
measure 'canvas, x11' canvas --features x11
measure 'canvas, winit' canvas --features winit
measure 'winit, softbuffer and tiny-skia' softbuffer
measure 'minifb' minifb
