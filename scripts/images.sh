#!/usr/bin/env bash
# Renders the images of the README and of docs again, from real windows under Xvfb; with a folder, screenshots of all examples.
source "$(dirname "$0")/common.sh"
need_tools
need_packages Xvfb=xvfb openbox=openbox
build_wheel
install_wheel "$TOOLS/bin/python"
exec "$TOOLS/bin/python" scripts/images.py "$@"
