#!/usr/bin/env bash
# The checks, in stages: test.sh [lint] [rust] [wheel] [python] [matrix] [pip]. Stops at the first stage that fails.
source "$(dirname "$0")/common.sh"
started=$SECONDS

# Every file that differs by system is in the table of ARCHITECTURE.md, so that nothing assumes a system unseen.
check_systems() {
    local file
    grep -rlE --include='*.rs' 'cfg.*(target_(os|vendor|family)|unix|windows)|env::consts' src crates/*/src | while read -r file; do
        grep -qF "\`${file#crates/}\`" ARCHITECTURE.md ||
            die "$file differs by system: list it in ARCHITECTURE.md, under 'Windows and macOS'"
    done
}

stage_lint() {
    need_tools
    check_systems
    "$TOOLS/bin/ruff" check .
    "$TOOLS/bin/ruff" format --check .
    cargo fmt --all --check
    cargo clippy --locked --workspace --all-targets --all-features -- -D warnings
    cargo clippy --locked -p canvas -p canvas-draw -p canvas-core --no-default-features --all-targets -- -D warnings
    cargo clippy --locked -p canvas-py --no-default-features -- -D warnings
    local backend
    for backend in x11 winit; do
        cargo clippy --locked -p canvas --no-default-features --features "$backend" --all-targets -- -D warnings
        cargo clippy --locked -p canvas-py --no-default-features --features "$backend" -- -D warnings
    done
    (cd tests/rust-program && cargo fmt --check &&
        CARGO_TARGET_DIR=${CARGO_TARGET_DIR:-$TOP/target} cargo clippy --locked --quiet --all-targets -- -D warnings)
    RUSTDOCFLAGS="-D warnings" cargo doc --locked --quiet --workspace --exclude canvas-py --no-deps
    "$TOOLS/bin/python" scripts/face.py
}

stage_rust() {
    need_display_tools
    # The Python tests of the same run compare the bytes of the same pictures.
    export CANVAS_TEST_PICTURES=${CARGO_TARGET_DIR:-$TOP/target}/drawn
    rm -rf "$CANVAS_TEST_PICTURES"
    if cargo nextest --version >/dev/null 2>&1; then
        cargo nextest run --locked --all-features --no-fail-fast # what is run again: .config/nextest.toml
    else
        cargo test --locked --all-features --no-fail-fast --all-targets
    fi
    cargo test --locked --all-features --doc
    # A program in a workspace of its own, built as a user would, and the facade that it uses: with all displays, with
    # each alone, and with none.
    local features
    for features in x11,winit x11 winit ''; do
        echo "with the features '$features'"
        cargo test --locked --quiet -p canvas --no-default-features --features "$features"
        (cd tests/rust-program && CARGO_TARGET_DIR=${CARGO_TARGET_DIR:-$TOP/target} \
            cargo test --locked --quiet --no-default-features --features "$features")
    done
}

stage_wheel() {
    need_tools
    build_wheel
    "$TOOLS/bin/python" scripts/check_wheel.py "$WHEEL"
}

stage_python() {
    need_tools
    need_display_tools
    WHEEL=$(ls "$TOP"/dist/canvas-*.whl)
    local version python others=() main
    main=$(main_python)
    while read -r version python; do
        echo "found Python $version: $python"
        fresh_venv "$TOP/.venv-${version%.*}" "$python"
        install_wheel "$TOP/.venv-${version%.*}/bin/python"
        others+=("$TOP/.venv-${version%.*}/bin/python")
    done < <(pythons)
    echo "tests run on $("$main" --version); those of the program's end on each"
    fresh_venv "$TOP/.venv-test" "$main" "$WHEEL[test]"
    local test=$TOP/.venv-test/bin/python
    need_peers "$test"
    "$test" -m mypy.stubtest canvas._canvas --mypy-config-file pyproject.toml \
        --allowlist tests/python/stubtest-allowlist.txt
    "$test" scripts/stub_docs.py --check
    "$test" -m mypy -p canvas
    "$test" -m mypy tests/python/typing_baseline.py
    cargo build --locked --quiet --all-features --examples
    export CANVAS_TEST_PYTHONS CANVAS_TEST_WHEEL=$WHEEL
    CANVAS_TEST_PYTHONS=$(IFS=:; echo "${others[*]}")
    export CANVAS_TEST_RUST_EXAMPLES=${CARGO_TARGET_DIR:-$TOP/target}/debug/examples
    run_pytest "$test"
}

# What fails is run once more, on a server of its own, and named: a loaded machine or a window manager can make a test miss
# its deadline. What fails twice fails.
run_pytest() { # PYTHON OF THE ENVIRONMENT
    rm -f "$TOP/.pytest_cache/v/cache/lastfailed"
    "$1" -m pytest ${PYTEST_ARGS:-} && return
    say "once more: what failed"
    "$1" -m pytest -v --last-failed --last-failed-no-failures none ${PYTEST_ARGS:-}
}

# Installs from the checkout as the README says, in fresh environments.
stage_pip() {
    need_tools
    local what
    for what in . '.[x11]' '.[winit]'; do
        fresh_venv "$TOP/.venv-pip" "$(main_python)" "$what"
        (cd / && "$TOP/.venv-pip/bin/python" -m canvas info >/dev/null)
        echo "pip install '$what': installed $("$TOP/.venv-pip/bin/python" -m pip list --format freeze | grep -v '^pip\|^setuptools' | tr '\n' ' ')"
    done
    rm -rf "$TOP/.venv-pip"
}

# The renderers that pictures are compared with: Skia wants these libraries, pycairo is built.
need_peers() {
    if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
        "$1" -c 'import skia' 2>/dev/null || install_packages libgl1 libegl1
        pkg-config --exists cairo 2>/dev/null || install_packages pkg-config libcairo2-dev
    fi
    "$1" -m pip install --quiet pycairo 2>/dev/null ||
        echo "pycairo cannot be built here (it needs libcairo2-dev and pkg-config): its comparisons are skipped"
}

# The part of the matrix that there is time for: the core set on every display.
stage_matrix() {
    scripts/matrix.sh --core
}

need_rust
for stage in "$@"; do
    say "$stage (after $((SECONDS - started)) s)"
    "stage_$stage"
done
say "all green: $* ($((SECONDS - started)) s)"
