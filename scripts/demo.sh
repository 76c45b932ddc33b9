#!/usr/bin/env bash
# Shows the demo on a machine that has only Rust and Python; without a display it renders to ./demo-frames.
source "$(dirname "$0")/common.sh"
need_tools
say "building canvas (the first time takes a few minutes)"
build_wheel
install_wheel "$TOOLS/bin/python"
say "the demo"
exec "$TOOLS/bin/python" -m canvas demo --frames "$TOP/demo-frames"
