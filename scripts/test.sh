#!/usr/bin/env bash
# The checks, in stages: test.sh [lint] [rust] [wheel] [python] [quarantine] [matrix] [pip]. Stops at the first stage that
# fails. No test is run again when it fails; tests/quarantine.toml names those that are known to fail by chance.
source "$(dirname "$0")/common.sh"
started=$SECONDS

quarantine() { "$(main_python)" scripts/quarantine.py "$@"; }

# Every file that differs by system is listed in ARCHITECTURE.md, so that no assumption about a system goes unnoticed.
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
    "$TOOLS/bin/python" scripts/public_api.py
    "$TOOLS/bin/python" scripts/imports.py --sizes
}

stage_rust() {
    need_display_tools
    # The Python tests of the same run compare the bytes of the same scenes.
    export CANVAS_TEST_IMAGES=${CARGO_TARGET_DIR:-$TOP/target}/drawn
    rm -rf "$CANVAS_TEST_IMAGES"
    local skipped
    read -ra skipped <<<"$(quarantine skip)"
    if cargo nextest --version >/dev/null 2>&1; then
        cargo nextest run --locked --all-features --no-fail-fast -E "$(quarantine nextest)"
    else
        cargo test --locked --all-features --no-fail-fast --all-targets -- "${skipped[@]}"
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

# The environment of the Python tests, TEST_PYTHON, and one with the wheel for every other Python.
need_test_python() {
    [ -z "${TEST_PYTHON:-}" ] || return 0
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
    echo "tests run on $("$main" --version); those of a program's exit on each"
    fresh_venv "$TOP/.venv-test" "$main" "$WHEEL[test]"
    TEST_PYTHON=$TOP/.venv-test/bin/python
    need_peers "$TEST_PYTHON"
    cargo build --locked --quiet --all-features --examples
    export CANVAS_TEST_PYTHONS CANVAS_TEST_WHEEL=$WHEEL
    CANVAS_TEST_PYTHONS=$(IFS=:; echo "${others[*]}")
    export CANVAS_TEST_RUST_EXAMPLES=${CARGO_TARGET_DIR:-$TOP/target}/debug/examples
}

stage_python() {
    need_test_python
    "$TEST_PYTHON" -m mypy.stubtest canvas._canvas --mypy-config-file pyproject.toml \
        --allowlist tests/python/stubtest-allowlist.txt
    "$TEST_PYTHON" scripts/stub_docs.py --check
    "$TEST_PYTHON" -m mypy -p canvas
    "$TEST_PYTHON" -m mypy tests/python/typing_baseline.py
    # shellcheck disable=SC2086  # several arguments
    CANVAS_TEST_QUARANTINED=$(quarantine pytest) "$TEST_PYTHON" -m pytest ${PYTEST_ARGS:-}
}

# The tests that are known to fail by chance: five runs each, and the rate of the failures.
stage_quarantine() {
    local python
    python=$(main_python)
    if [ -n "$(quarantine pytest)" ]; then
        need_test_python
        python=$TEST_PYTHON
    fi
    quarantine run "$python"
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

# The renderers that images are compared with: Skia needs these libraries; pycairo is built from source.
need_peers() {
    if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
        "$1" -c 'import skia' 2>/dev/null || install_packages libgl1 libegl1
        pkg-config --exists cairo 2>/dev/null || install_packages pkg-config libcairo2-dev
    fi
    "$1" -m pip install --quiet pycairo 2>/dev/null ||
        echo "pycairo cannot be built here (it needs libcairo2-dev and pkg-config): its comparisons are skipped"
}

# The part of the matrix that fits into every run: the core set on every display.
stage_matrix() {
    scripts/matrix.sh --core
}

need_rust
need_python
quarantined=$(quarantine check)
for stage in "$@"; do
    say "$stage (after $((SECONDS - started)) s)"
    "stage_$stage"
done
say "all green: $* ($((SECONDS - started)) s); quarantined and not counted: $quarantined tests"
