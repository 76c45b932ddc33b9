"""The public names: adding or removing one is a decision, recorded here."""

import inspect

import pytest

import canvas

NAMES = {
    # functions
    "backends", "close_all", "monitors", "render", "report", "run", "set_app_id", "show_image", "windows",
    # modules
    "fonts",
    # the clipboard
    "Clipboard", "clipboard",
    # classes, and what their attributes hold
    "Backend", "Canvas", "Color", "EventStream", "Gradient", "Image", "Monitor", "Painter", "Path", "Pattern", "Pointer", "Recording",
    "Stats", "TextMetrics", "Times", "Transform",
    "WindowProperties",
    # events
    "Button", "CloseEvent", "DropEvent", "FocusEvent", "KeyEvent", "MoveEvent", "PointerEvent", "ResizeEvent", "TextEvent",
    "VisibilityEvent", "WheelEvent",
    # errors
    "BackendUnavailable", "CanvasError", "ClosedError", "DisplayError", "DisplayLost", "ResourceError",
    "UnsupportedError",
}  # fmt: skip


def test_the_public_names():
    assert set(canvas.__all__) == NAMES


def test_nothing_else_is_public():
    public = {name for name in dir(canvas) if not name.startswith("_")}
    assert {name for name in public - NAMES if not inspect.ismodule(getattr(canvas, name))} == set()


@pytest.mark.parametrize("name", sorted(NAMES))
def test_each_has_a_docstring_and_belongs_to_the_package(name):
    thing = getattr(canvas, name)
    assert inspect.getdoc(thing)
    if inspect.isclass(thing):
        assert thing.__module__.partition(".")[0] == "canvas"


def test_public_methods_have_docstrings():
    missing = [
        f"{cls.__name__}.{name}"
        for cls in (canvas.Canvas, canvas.EventStream, canvas.Painter, canvas.Image, canvas.Recording)
        for name in dir(cls)
        if not name.startswith(("_", "on_")) and not inspect.getdoc(getattr(cls, name))
    ]
    assert not missing


def test_the_errors_are_one_tree():
    for name in NAMES:
        thing = getattr(canvas, name)
        if inspect.isclass(thing) and issubclass(thing, Exception):
            assert issubclass(thing, canvas.CanvasError)
    assert issubclass(canvas.DisplayLost, canvas.DisplayError)
