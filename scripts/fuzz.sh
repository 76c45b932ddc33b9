#!/usr/bin/env bash
# Random scenes, damaged files and random calls, with new seeds for FUZZ_SECONDS (600); stops at the first failure.
source "$(dirname "$0")/common.sh"
need_rust
SECONDS=0
LASTS=${FUZZ_SECONDS:-600}
CASES=50 EXAMPLES=300
TEST=$TOP/.venv-test
if ! "$TEST/bin/python" -c 'import canvas, hypothesis, numpy, pytest' 2>/dev/null; then
    need_tools
    build_wheel
    fresh_venv "$TEST" "$(main_python)" "$WHEEL[test]"
fi
cargo test --locked --quiet -p canvas-draw --test fuzz --test inputs --no-run
started=$SECONDS
scenes=0 inputs=0 calls=0
while [ $((SECONDS - started)) -lt "$LASTS" ]; do
    PROPTEST_CASES=$CASES cargo test --locked --quiet -p canvas-draw --test fuzz --test inputs
    scenes=$((scenes + CASES)) inputs=$((inputs + 6 * CASES))
    CANVAS_FUZZ_EXAMPLES=$EXAMPLES "$TEST/bin/python" -m pytest -q tests/python/test_html.py -k any_calls
    calls=$((calls + EXAMPLES))
done
say "nothing failed in $((SECONDS - started)) s: $scenes random scenes, $inputs random or damaged inputs, $calls lists of calls from Python"
