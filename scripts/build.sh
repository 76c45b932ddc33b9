#!/usr/bin/env bash
# Builds the wheel into ./dist and installs it in ./.venv.
source "$(dirname "$0")/common.sh"
need_tools
say "building the wheel"
build_wheel
install_wheel "$TOOLS/bin/python"
echo "built $WHEEL; .venv/bin/python has it installed"
