#!/usr/bin/env bash
# The matrix: displays × Pythons × wheels. matrix.sh [--core] runs the part of it that `make test` includes.
source "$(dirname "$0")/common.sh"
need_tools
need_display_tools
arguments=(--full --conformance)
[ "${1:-}" = --core ] && arguments=()

# Builds a wheel with some of the backends into dist-slim/NAME.
slim_wheel() { # NAME [MATURIN ARGUMENTS]
    local name=$1
    shift
    rm -rf "dist-slim/$name"
    "$TOOLS/bin/maturin" build --release --locked --quiet --out "dist-slim/$name" --no-default-features "$@"
    WHEEL=$(ls "$TOP/dist-slim/$name"/canvas-*.whl)
}

ls dist/canvas-*.whl >/dev/null 2>&1 || { say "building the wheel"; build_wheel; }
WHEEL=$(ls "$TOP"/dist/canvas-*.whl)
main=$(main_python)
fresh_venv "$TOP/.venv-test" "$main" "$WHEEL[test]"
version=$("$main" -c 'import sys; print("%d.%d" % sys.version_info[:2])')
arguments+=(--python "$version=$TOP/.venv-test/bin/python")

if [ "${1:-}" != --core ]; then
    while read -r found python; do
        [ "${found%.*}" = "$version" ] && continue
        say "Python $found"
        fresh_venv "$TOP/.venv-matrix-${found%.*}" "$python" pytest hypothesis numpy
        install_wheel "$TOP/.venv-matrix-${found%.*}/bin/python"
        arguments+=(--python "${found%.*}=$TOP/.venv-matrix-${found%.*}/bin/python")
    done < <(pythons)
    for wanted in 3.14 3.15; do
        [[ " ${arguments[*]} " = *" $wanted="* ]] && continue
        say "Python $wanted of Debian unstable"
        if python=$(unstable_python "$wanted"); then
            arguments+=(--python "$wanted=$python")
        else
            arguments+=(--missing "Python $wanted")
        fi
    done
    for slim in none x11 winit; do
        [ $slim = winit ] && [ ! -d crates/canvas-winit ] && continue
        say "the slim wheel: $slim"
        if [ $slim = none ]; then slim_wheel none; else slim_wheel $slim --features $slim; fi
        fresh_venv "$TOP/.venv-slim-$slim" "$main" pytest hypothesis numpy
        install_wheel "$TOP/.venv-slim-$slim/bin/python"
        arguments+=(--slim "$slim=$TOP/.venv-slim-$slim/bin/python")
    done
fi
say "the Rust examples"
cargo build --locked --quiet --all-features --examples
export CANVAS_TEST_RUST_EXAMPLES=${CARGO_TARGET_DIR:-$TOP/target}/debug/examples
say "the matrix"
exec "$TOOLS/bin/python" scripts/matrix.py "${arguments[@]}"
