"""A wheel has the backends that it was built with; for another one the error says how to get it."""

import os

import pytest

import canvas

BUILT = os.environ.get("CANVAS_TEST_BUILT", "").replace("none", "").split(",")
built = pytest.mark.skipif(
    "CANVAS_TEST_BUILT" not in os.environ, reason="the matrix says what the wheel was built with"
)


@built
def test_backends_lists_what_was_built():
    found = {backend.name: backend for backend in canvas.backends()}
    assert found["headless"].available
    for name, backend in found.items():
        if name not in ["headless", *BUILT]:
            assert not backend.available and "not in this build" in backend.reason


@built
def test_a_backend_that_was_not_built_raises():
    for name in {"x11", "winit"} - set(BUILT):
        with pytest.raises(canvas.BackendUnavailable, match=name):
            canvas.Canvas("nowhere", backend=name).show()


def test_headless_is_always_built():
    window = canvas.Canvas("anywhere", size=(60, 40), backend="headless", on_draw=lambda painter: painter.clear("red"))
    window.show()
    assert bytes(memoryview(window.snapshot())[20, 30, channel] for channel in range(3)) == b"\xff\x00\x00"
    window.close()
    assert window.wait(30)
