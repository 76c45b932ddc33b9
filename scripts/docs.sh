#!/usr/bin/env bash
# The Rust documentation of the workspace; a warning is an error.
source "$(dirname "$0")/common.sh"
need_rust
RUSTDOCFLAGS="-D warnings" cargo doc --locked --workspace --exclude canvas-py --no-deps
echo "open ${CARGO_TARGET_DIR:-target}/doc/canvas/index.html"
