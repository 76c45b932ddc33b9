#!/usr/bin/env bash
# Builds the wheel, makes an environment with the peers where that is possible, and prints every figure.
source "$(dirname "$0")/common.sh"
need_tools
need_packages Xvfb=xvfb
say "building the wheel"
build_wheel
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    pkg-config --exists cairo 2>/dev/null || install_packages pkg-config libcairo2-dev
fi
BENCH=$TOP/.venv-bench
[ -x "$BENCH/bin/python" ] || fresh_venv "$BENCH" "$(main_python)"
install_wheel "$BENCH/bin/python"
"$BENCH/bin/python" -c 'import cairo' 2>/dev/null ||
    "$BENCH/bin/python" -m pip install --quiet pycairo 2>/dev/null ||
    echo "pycairo cannot be built here (it needs libcairo2-dev and pkg-config): its side is left out"
exec "$BENCH/bin/python" benches/run.py "$@"
