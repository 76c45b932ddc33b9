"""Desktop features: window modes, icon, cursor, monitors, the clipboard, drops, composed text."""

import threading

import numpy
import pytest

import canvas

from scripts import eventually, run_script


@pytest.fixture
def window():
    window = canvas.Canvas("desktop", size=(40, 30), decorated=False, always_on_top=True, cursor="crosshair")
    window.show()
    yield window
    window.close()
    assert window.wait(20)


def test_options_are_properties(window):
    w = window.window
    assert (w.decorated, w.always_on_top, w.cursor, w.opacity, w.icon) == (False, True, "crosshair", 1.0, None)
    assert (w.fullscreen, w.maximized, w.minimized) == (False, False, False)


@pytest.mark.parametrize("mode", ["fullscreen", "maximized"])
def test_a_fullscreen_or_maximised_window_returns_to_its_size(window, mode):
    setattr(window.window, mode, True)
    eventually(lambda: getattr(window.window, mode) and window.window.size != (40, 30))
    setattr(window.window, mode, False)
    eventually(lambda: window.window.size == (40, 30) and not getattr(window.window, mode))


def test_a_minimised_window_is_not_visible(window):
    hidden = threading.Event()
    window.on_hide = lambda event: hidden.set()
    window.window.minimized = True
    assert hidden.wait(20)
    assert not window.window.visible and window.window.state == "open"
    window.window.minimized = False
    eventually(lambda: window.window.visible)


def test_a_window_that_opens_fullscreen():
    window = canvas.Canvas("full", size=(40, 30), fullscreen=True)
    window.show()
    eventually(lambda: window.window.fullscreen and window.window.size != (40, 30))
    window.close()
    assert window.wait(20)


def test_an_icon_is_any_pixels(window):
    pixels = numpy.zeros((8, 16, 3), numpy.uint8)
    pixels[:, :, 1] = 200
    window.window.icon = pixels
    assert (window.window.icon.width, window.window.icon.height) == (16, 8)
    assert tuple(memoryview(window.window.icon)[0, 0, channel] for channel in range(4)) == (0, 200, 0, 255)
    window.window.icon = None
    assert window.window.icon is None


BAD = [
    ("decorated", 1, TypeError, "a bool"),
    ("fullscreen", "yes", TypeError, "a bool"),
    ("maximized", None, TypeError, "a bool"),
    ("minimized", 0, TypeError, "a bool"),
    ("always_on_top", "", TypeError, "a bool"),
    ("urgent", 1, TypeError, "a bool"),
    ("opacity", "half", TypeError, "a number"),
    ("opacity", 1.5, ValueError, "from 0 to 1"),
    ("opacity", float("nan"), ValueError, "from 0 to 1"),
    ("icon", "file.png", TypeError, "pixels"),
    ("icon", numpy.zeros((600, 4, 4), numpy.uint8), ValueError, "512"),
    ("cursor", 5, TypeError, "a str"),
    ("cursor", "arrow", ValueError, "CSS cursor"),
]


@pytest.mark.parametrize(("name", "value", "error", "expected"), BAD, ids=lambda value: str(value)[:12])
def test_bad_values_are_named_and_change_nothing(window, name, value, error, expected):
    before = getattr(window.window, name)
    with pytest.raises(error, match=expected) as caught:
        setattr(window.window, name, value)
    assert name in str(caught.value) or name == "icon"
    assert getattr(window.window, name) == before
    if name not in ("maximized", "minimized", "opacity"):
        with pytest.raises(error):
            canvas.Canvas(**{name: value})


def test_capabilities_are_named(window):
    can = window.window.capabilities
    assert can["platform"] == "memory"
    assert {"position", "fullscreen", "clipboard", "drop", "compose", "touch", "input", "survives_display"} <= set(can)
    assert all(isinstance(value, bool) for name, value in can.items() if name != "platform")


def test_monitors():
    monitors = canvas.monitors()
    assert monitors and all(isinstance(monitor, canvas.Monitor) for monitor in monitors)
    assert all(min(monitor.size) > 0 and monitor.ratio > 0 for monitor in monitors)


def test_monitors_of_a_real_display(shared_server):
    ended = run_script("import canvas; print(canvas.monitors()[0].size)", env=shared_server.environment())
    assert ended.assert_clean().out == "(1280.0, 1024.0)\n"


def test_the_monitor_of_a_window(window):
    assert canvas.Canvas("never shown").window.monitor is None
    assert window.window.monitor == canvas.monitors()[0]
    with pytest.raises(AttributeError):
        window.window.monitor = None
    window.hide()
    assert window.window.monitor is None
    window.close()
    assert window.wait(20) and window.window.monitor is None


def test_the_monitor_of_a_window_on_a_real_display(start):
    script = start(
        """
        import canvas
        window = canvas.Canvas("somewhere", size=(80, 60))
        window.show()
        window.snapshot()
        print(window.window.monitor in canvas.monitors())
        window.close()
        """
    )
    assert script.finish().assert_clean().out == "True\n"


def test_without_a_display_there_are_no_monitors():
    code = """
        import canvas
        try:
            canvas.monitors()
        except canvas.DisplayError as error:
            print(error)
    """
    ended = run_script(code, env={"DISPLAY": ":987", "CANVAS_BACKEND": "x11"}).assert_clean()
    assert ":987" in ended.out


def test_the_clipboard_takes_text_and_images():
    canvas.clipboard.text = "Grüße 👋"
    assert canvas.clipboard.text == "Grüße 👋"
    assert canvas.clipboard.image is None
    canvas.clipboard.image = numpy.full((2, 3, 4), 7, numpy.uint8)
    assert (canvas.clipboard.image.width, canvas.clipboard.image.height) == (3, 2)
    assert canvas.clipboard.text is None
    with pytest.raises(TypeError):
        canvas.clipboard.text = b"bytes"
    with pytest.raises(TypeError):
        canvas.clipboard.image = "image.png"
    assert canvas.clipboard.image is not None, "an error changes nothing"


def test_drops_composed_text_and_touches_arrive(window):
    events = []
    window.on_drop = window.on_drag_over = window.on_text_compose = window.on_pointer_down = events.append
    made = [
        {"type": "drag_over", "x": 1, "y": 2, "paths": ["/a"]},
        {"type": "drop", "x": 3, "y": 4, "paths": ["/a", "/b"], "data": [("text/plain", b"t")]},
        {"type": "text_compose", "text": "に"},
        {"type": "text_compose", "text": ""},
        {"type": "pointer_down", "x": 5, "y": 6, "pointer_id": 7, "pointer_type": "touch", "pressure": 0.25},
    ]
    for event in made:
        window.submit_event(event)
        eventually(lambda event=event: events and events[-1].type == event["type"])
        window.call(lambda: None)
    over, drop, compose, end, finger = events
    assert (over.type, over.paths, over.synthetic) == ("drag_over", ("/a",), True)
    match drop:
        case canvas.DropEvent(type="drop", x=3.0, y=4.0, paths=("/a", "/b"), data=(("text/plain", b"t"),)):
            pass
        case _:
            pytest.fail(repr(drop))
    assert (compose.type, compose.text, end.text) == ("text_compose", "に", "")
    assert (finger.pointer_id, finger.pointer_type, finger.pressure) == (7, "touch", 0.25)
    assert hash(drop) == hash(drop) and drop["paths"] == drop.to_dict()["paths"]


@pytest.mark.parametrize(
    ("event", "named"),
    [
        ({"type": "drop", "paths": 5}, "paths"),
        ({"type": "drop", "data": [b"bytes"]}, "data"),
        ({"type": "pointer_down", "pointer_type": "foot"}, "pointer_type"),
        ({"type": "pointer_down", "pressure": 2}, "pressure"),
        ({"type": "pointer_down", "pointer_id": -1}, "pointer_id"),
        ({"type": "text_compose", "text": 1}, "text"),
    ],
)
def test_submitted_desktop_events_are_checked(window, event, named):
    with pytest.raises((TypeError, ValueError), match=named):
        window.submit_event(event)
