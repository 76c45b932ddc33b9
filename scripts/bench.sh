#!/usr/bin/env bash
# Builds the wheel, installs the libraries to compare with where possible, and prints all measurements.
source "$(dirname "$0")/common.sh"
need_tools
need_packages Xvfb=xvfb
say "building the wheel"
build_wheel
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    pkg-config --exists cairo 2>/dev/null || install_packages pkg-config libcairo2-dev
    ldconfig -p | grep -q libEGL.so.1 || install_packages libegl1 libgl1 libxkbcommon0
fi
BENCH=$TOP/.venv-bench
[ -x "$BENCH/bin/python" ] || fresh_venv "$BENCH" "$(main_python)"
install_wheel "$BENCH/bin/python"
peer() { # MODULE PACKAGE WHY
    "$BENCH/bin/python" -c "import $1" 2>/dev/null ||
        "$BENCH/bin/python" -m pip install --quiet "$2" 2>/dev/null ||
        echo "$2 cannot be installed here ($3): it is left out"
}
"$BENCH/bin/python" -c 'import numpy' 2>/dev/null || "$BENCH/bin/python" -m pip install --quiet numpy
peer cairo pycairo "it needs libcairo2-dev and pkg-config"
# Later versions of both crash in these scenes on some Pythons.
peer skia 'skia-python==138.0' "there is no wheel for this Python"
peer PySide6.QtGui 'PySide6-Essentials==6.8.3' "it needs libegl1, libgl1 and libxkbcommon0"
exec "$BENCH/bin/python" benches/run.py "$@"
