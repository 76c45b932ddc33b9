# Shared by the scripts: paths, missing tools and packages, installed Pythons. Sourced, never run.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
TOP=$PWD
TOOLS=$TOP/.venv

say() { printf '\n\033[1m== %s\033[0m\n' "$*"; }
die() { printf 'error: %s\n' "$*" >&2; exit 1; }

# The oldest Rust that builds this, as Cargo.toml says.
rust_needed() { sed -n 's/^rust-version = "\(.*\)"/\1/p' Cargo.toml | head -n 1; }

need_rust() {
    local needed found
    needed=$(rust_needed)
    command -v cargo >/dev/null && command -v rustc >/dev/null ||
        die "Rust is not installed; version $needed or newer is needed: https://rustup.rs"
    found=$(rustc --version | sed -n 's/^rustc \([0-9.]*\).*/\1/p')
    [ -n "$found" ] || die "rustc does not run; version $needed or newer is needed: run 'rustup default stable'"
    printf '%s\n%s\n' "$needed" "$found" | sort -V -C ||
        die "Rust $found is too old; version $needed or newer is needed: run 'rustup update', or see https://rustup.rs"
}

# need_packages COMMAND=PACKAGE...: installs the packages of the commands that are missing.
need_packages() {
    local pair missing=()
    for pair in "$@"; do
        command -v "${pair%%=*}" >/dev/null || missing+=("${pair#*=}")
    done
    [ ${#missing[@]} -eq 0 ] || install_packages "${missing[@]}"
}

# need_libraries LIBRARY=PACKAGE...: installs the packages of the libraries that are missing.
need_libraries() {
    local pair known missing=()
    known=$(/sbin/ldconfig -p 2>/dev/null || true)
    for pair in "$@"; do
        case $known in *"${pair%%=*}"*) ;; *) missing+=("${pair#*=}") ;; esac
    done
    [ ${#missing[@]} -eq 0 ] || install_packages "${missing[@]}"
}

# Installs Debian packages if we are root, or prints the command.
install_packages() {
    if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
        say "installing $*"
        apt-get update -qq
        DEBIAN_FRONTEND=noninteractive apt-get install -qq -y --no-install-recommends "$@" >/dev/null
    else
        die "these Debian packages are missing: run 'sudo apt-get install $*'"
    fi
}

# Every Python from 3.11 on that can create an environment, oldest first, one per minor version: "3.11.7 /path/to/python".
pythons() {
    local candidate roots=("${PYENV_ROOT:-$HOME/.pyenv}"/versions/*/bin/python3)
    for candidate in "${PYTHON:-}" python3 python3.{11..19} "${roots[@]}"; do
        [ -n "$candidate" ] && "$candidate" - 2>/dev/null <<'PY' || true
import sys
import ensurepip, venv
if sys.version_info >= (3, 11) and sys.implementation.name == "cpython":
    print("%d.%d.%d" % sys.version_info[:3], sys.executable)
PY
    done | awk '{ split($1, v, "."); minor = v[1] "." v[2]; if (!(minor in seen)) { seen[minor] = 1; print } }' | sort -V
}

# X servers and Wayland compositors, and the tools that act on their windows.
need_display_tools() {
    need_packages Xvfb=xvfb openbox=openbox xdotool=xdotool xprop=x11-utils xwd=x11-apps xauth=xauth strace=strace \
        weston=weston sway=sway Xwayland=xwayland grim=grim wtype=wtype wl-copy=wl-clipboard xclip=xclip setpriv=util-linux
    # The libraries that winit opens at run time; most come with programs that link to them.
    need_libraries libwayland-client.so.0=libwayland-client0 libxkbcommon.so.0=libxkbcommon0 libX11-xcb.so.1=libx11-xcb1 \
        libxkbcommon-x11.so.0=libxkbcommon-x11-0 libXcursor.so.1=libxcursor1 libXi.so.6=libxi6
    # The renderer of weston.
    compgen -G '/usr/lib/*/dri/swrast_dri.so' >/dev/null || install_packages libgl1-mesa-dri libegl-mesa0
}

# Installs a Python of Debian unstable in a folder of its own, with WHEEL in it, and prints its path. It runs with the C library
# of that folder, but outside of a chroot, so that it can reach the displays of the tests.
unstable_python() { # VERSION
    local version=$1 root=$TOP/.pythons/unstable python site
    if [ ! -x "$root/usr/bin/python$version" ]; then
        [ "$(id -u)" = 0 ] || return 1
        (need_packages debootstrap=debootstrap) >&2
        rm -rf "$root"
        debootstrap --variant=minbase --include=python3.14,python3.14-venv,python3.15,python3.15-venv unstable "$root" >&2 ||
            return 1
    fi
    python=$TOP/.pythons/$version/bin/python
    site=$root/usr/local/lib/python$version/dist-packages
    mkdir -p "$(dirname "$python")"
    printf '#!/bin/sh\nexport PYTHONHOME=%q\nexec %q --argv0 "$0" --library-path %q %q "$@"\n' "$root/usr" \
        "$(echo "$root"/lib*/ld-linux*.so.2)" "$(echo "$root"/usr/lib/*-linux-gnu)" "$root/usr/bin/python$version" >"$python"
    chmod +x "$python"
    rm -rf "$site"
    # pip would check packages against the Python that it runs on itself; the tags of the wheels are right.
    "$TOOLS/bin/python" -m pip install --quiet --disable-pip-version-check --target "$site" --python-version "$version" \
        --ignore-requires-python --only-binary=:all: pytest hypothesis numpy "$WHEEL" >&2 || return 1
    echo "$python"
}

# The Python for the tools and the main tests: PYTHON if set, else python3 if it is new enough, else the oldest that is.
main_python() {
    local candidate
    for candidate in "${PYTHON:-}" python3; do
        [ -n "$candidate" ] && "$candidate" -c 'import sys, ensurepip, venv; sys.exit(sys.version_info < (3, 11))' 2>/dev/null &&
            { command -v "$candidate"; return; }
    done
    pythons | head -n 1 | cut -d' ' -f2
}

need_python() {
    [ -n "$(main_python)" ] && return
    install_packages python3-venv
    [ -n "$(main_python)" ] || die "Python 3.11 or newer with the venv module is needed; set PYTHON to name one"
}

# fresh_venv DIRECTORY PYTHON [PIP ARGUMENTS]
fresh_venv() {
    local where=$1 python=$2
    shift 2
    "$python" -m venv --clear "$where"
    [ $# -eq 0 ] || "$where/bin/python" -m pip install --quiet --disable-pip-version-check "$@"
}

# The environment of the tools (maturin and others), created once.
need_tools() {
    need_rust
    need_packages cc=build-essential
    need_python
    if ! "$TOOLS/bin/python" -c 'import auditwheel, maturin, ruff' 2>/dev/null; then
        say "making .venv with the build tools"
        fresh_venv "$TOOLS" "$(main_python)" 'maturin>=1.9.4,<2' 'auditwheel>=6' 'ruff>=0.14,<1'
    fi
}

# Builds the wheel into dist; WHEEL is its path afterwards.
build_wheel() {
    rm -rf dist
    "$TOOLS/bin/maturin" build --release --locked --quiet --out dist
    WHEEL=$(ls "$TOP"/dist/canvas-*.whl)
}

install_wheel() { # PYTHON OF THE ENVIRONMENT
    "$1" -m pip install --quiet --disable-pip-version-check --force-reinstall --no-deps "$WHEEL"
}
