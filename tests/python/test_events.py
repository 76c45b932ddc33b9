"""User input arrives: real input through the X server, with the documented fields."""

import threading

import pytest

import canvas

from scripts import eventually

LOG = """
import sys, canvas
class Window(canvas.Canvas):
    def on_event(self, event):
        if event.type not in ("resize", "move", "show", "focus_in", "focus_out", "hide"):
            print(event.type, describe(event), flush=True)
def describe(e):
    if isinstance(e, canvas.WheelEvent):
        return f"{e.x:g} {e.y:g} {e.dx:g} {e.dy:g}"
    if isinstance(e, canvas.PointerEvent):
        return f"{e.x:g} {e.y:g} {int(e.button or 0)} {[int(b) for b in e.buttons]} {e.pointer_type}"
    if isinstance(e, canvas.KeyEvent):
        return f"{e.key} {e.code} {list(e.modifiers)}"
    if isinstance(e, canvas.TextEvent):
        return e.text
    return ""
window = Window("events", size=(300, 200))
window.show()
window.snapshot()
print("open", flush=True)
window.wait()
"""


@pytest.fixture
def window(start, x):
    """A window that prints its events, and its position; the pointer is over it."""
    x.move_pointer(0, 0)
    script = start(LOG)
    script.expect("open")
    window = x.find("events")
    place = x.geometry(window)
    x.move_pointer(place.x + 50, place.y + 40)
    script.expect("pointer_enter")
    yield script, window, place
    x.press_close_button(window)
    script.expect("close")
    script.finish().assert_clean()


def focus(x, window):
    """Clicks into the window. The window manager gives it the focus some time later: keys before that go elsewhere."""
    x.click()
    eventually(lambda: x.has_focus(window), "the window has the focus")


def test_pointer(window, x):
    script, _, place = window
    x.move_pointer(place.x + 60, place.y + 45)
    assert script.expect("pointer_move") in ("60 45 0 [] mouse", "50 40 0 [] mouse")
    for button, number in [(1, 1), (3, 2), (2, 3)]:
        x.fake_input(4, button)
        assert script.expect("pointer_down") == f"60 45 {number} [{number}] mouse"
        x.fake_input(5, button)
        assert script.expect("pointer_up") == f"60 45 {number} [] mouse"
    x.move_pointer(0, 0)
    script.expect("pointer_leave")


def test_double_click(window, x):
    script, _, _ = window
    x.click()
    script.expect(
        "pointer_up"
    )  # the window manager grabs the first click, and may drop a second one that comes before it has replayed it
    x.click()
    script.expect("double_click")


def test_wheel(window, x):
    script, _, _ = window
    for button, amount in [(4, "0 -100"), (5, "0 100"), (6, "-100 0"), (7, "100 0")]:
        x.click(button)
        assert script.expect("wheel") == f"50 40 {amount}"


def test_keys(window, x):
    script, window, _ = window
    focus(x, window)
    x.type_key(38)
    assert script.expect("key_down") == "a KeyA []"
    assert script.expect("text_input") == "a"
    assert script.expect("key_up") == "a KeyA []"
    x.fake_input(2, 50)  # left Shift
    assert script.expect("key_down").startswith("Shift ShiftLeft")
    x.type_key(38)
    assert script.expect("key_down") == "A KeyA ['Shift']"
    assert script.expect("text_input") == "A"
    x.fake_input(3, 50)
    x.type_key(9)
    assert script.expect("key_down") == "Escape Escape []"
    x.type_key(113)
    assert script.expect("key_down") == "ArrowLeft ArrowLeft []"


def test_fast_typing_loses_no_press_and_no_text(window, x):
    script, window, _ = window
    focus(x, window)
    for _ in range(100):
        x.type_key(38)
    typed = 0
    while typed < 100:
        assert script.expect("text_input") == "a"
        typed += 1


def test_resize_move_focus_and_visibility(start, x):
    script = start(
        """
        import canvas
        class Window(canvas.Canvas):
            def on_resize(self, e): print("resize", e.width, e.height, e.pwidth, e.pheight, e.ratio, flush=True)
            def on_move(self, e): print("move", e.x, e.y, flush=True)
            def on_show(self, e): print("show", flush=True)
            def on_hide(self, e): print("hide", flush=True)
            def on_focus_in(self, e): print("focus in", flush=True)
            def on_focus_out(self, e): print("focus out", flush=True)
        window = Window("reported", size=(300, 200))
        window.show()
        window.wait()
        """
    )
    script.expect("show")
    window = x.find("reported")
    x.configure(window, width=320, height=240)
    while script.expect("resize") != "320.0 240.0 320 240 1.0":
        pass
    place = x.geometry(window)
    x.configure(window, x=222, y=111)
    wanted = eventually(lambda: (now := x.geometry(window)) != place and now)
    while script.expect("move") != f"{wanted.x:.1f} {wanted.y:.1f}":
        pass
    x.press_close_button(window)
    script.finish().assert_clean()


def test_events_are_typed_values(start, x):
    script = start(
        """
        import canvas
        seen = []
        class Window(canvas.Canvas):
            def on_pointer_down(self, event):
                match event:
                    case canvas.PointerEvent(button=canvas.Button.LEFT, x=x): print("matched", x == event["x"], flush=True)
                print("keys", event.to_dict()["type"], event.to_dict()["x"] == event.x, flush=True)
                for name in ("x", "new"):
                    try: setattr(event, name, 5)
                    except AttributeError as error: print("refused", flush=True)
                print("time", event.timestamp > 0, event.synthetic, event.modifiers, flush=True)
        window = Window("typed", size=(300, 200))
        window.show()
        window.wait()
        """
    )
    window = x.find("typed")
    place = x.geometry(window)
    x.move_pointer(place.x + 20, place.y + 20)
    x.click()
    assert script.expect("matched") == "True"
    assert script.expect("keys") == "pointer_down True"
    script.expect("refused")
    script.expect("refused")
    assert script.expect("time").startswith("True False")
    x.press_close_button(window)
    script.finish().assert_clean()


POINTER = "type timestamp x y button buttons modifiers pointer_id pointer_type pressure tilt_x tilt_y twist synthetic coalesced"
FIELDS = {
    "PointerEvent": POINTER,
    "WheelEvent": "type timestamp x y dx dy buttons modifiers synthetic coalesced",
    "KeyEvent": "type timestamp key code location repeat modifiers synthetic",
    "TextEvent": "type timestamp text synthetic",
    "DropEvent": "type timestamp x y paths data synthetic",
    "ResizeEvent": "type timestamp width height pwidth pheight ratio coalesced",
    "MoveEvent": "type timestamp x y",
    "FocusEvent": "type timestamp synthetic",
    "VisibilityEvent": "type timestamp visible",
    "CloseEvent": "type timestamp reason detail",
}


def test_events_have_their_fields():
    assert {name: " ".join(getattr(canvas, name).__match_args__) for name in FIELDS} == FIELDS


@pytest.fixture
def held():
    """A headless window that collects its events, and whose thread is blocked until the test releases it."""
    window = canvas.Canvas("held", size=(60, 40))
    window.seen, blocked, go_on = [], threading.Event(), threading.Event()
    window.on_event = window.seen.append
    window.show()
    # A frame can be shown before the display has reported that the window is there.
    eventually(lambda: {"move", "show"} <= {event.type for event in window.seen}, "the events of the opening")

    def block():
        window.seen.clear()
        blocked.set()
        go_on.wait()

    window.post(block)
    assert blocked.wait(20)

    def release():
        go_on.set()
        window.call(lambda: None)  # runs after the events that have arrived meanwhile
        return window.seen

    yield window, release
    go_on.set()
    window.close()
    assert window.wait(20)


def test_coalesced_events_keep_their_samples(held):
    window, release = held
    for n in range(3):
        window.submit_event({"type": "pointer_move", "x": n, "y": 10})
    for n in range(3):
        window.submit_event({"type": "wheel", "x": 5, "y": n, "dx": n, "dy": 100})
    for n in range(3):
        window.window.size = (70 + n, 50)
        eventually(lambda n=n: window.window.size == (70 + n, 50))
    move, wheel, resize = release()
    assert (move.x, [sample[1:] for sample in move.coalesced]) == (2, [(0, 10), (1, 10)])
    assert (wheel.dx, wheel.dy, wheel.y) == (3, 300, 2)
    assert [sample[1:] for sample in wheel.coalesced] == [(5, 0, 0, 100), (5, 1, 1, 100), (5, 2, 2, 100)]
    assert (resize.width, [sample[1:] for sample in resize.coalesced]) == (72, [(70, 50), (71, 50)])
    for event in (move, wheel, resize):
        times = [sample[0] for sample in event.coalesced]
        assert times == sorted(times) and times[-1] <= event.timestamp
        assert hash(event) == hash(event) and event == event


def test_presses_and_text_are_never_coalesced(held):
    window, release = held
    for _ in range(3):
        window.submit_event({"type": "key_up", "key": "a"})
        window.submit_event({"type": "text_input", "text": "a"})
        window.submit_event({"type": "pointer_up", "button": 1})
    assert [event.type for event in release()] == ["key_up", "text_input", "pointer_up"] * 3


def test_submitted_events_arrive_unchanged(held):
    window, release = held
    pen = {"pointer_type": "pen", "pointer_id": 3, "pressure": 0.25, "tilt_x": -30.0, "tilt_y": 90.0, "twist": 359.0}
    window.submit_event({"type": "pointer_down", "x": 1.5, "y": 2.5, "button": 1, "buttons": [1], **pen})
    window.submit_event({"type": "wheel", "dy": 100})
    window.submit_event({"type": "key_down", "key": "Shift", "location": 2, "modifiers": ["Alt"]})
    window.submit_event({"type": "drop", "paths": ["/a"], "data": [("text/plain", b"b")]})
    window.submit_event({"type": "focus_in"})
    down, wheel, key, drop, focus = release()
    assert {name: down[name] for name in pen} == pen
    assert (down.x, down.y, down.button, down.buttons) == (1.5, 2.5, 1, (1,))
    assert (wheel.dy, wheel.coalesced) == (100, ())
    assert (key.key, key.location, key.modifiers) == ("Shift", 2, ("Alt",))
    assert (drop.paths, drop.data) == (("/a",), (("text/plain", b"b"),))
    assert all(event.synthetic for event in (down, wheel, key, drop, focus))


@pytest.mark.parametrize(
    "wrong",
    [
        {"x": "left"},
        {"y": None},
        {"button": "left"},
        {"buttons": 1},
        {"buttons": ["left"]},
        {"modifiers": "Shift"},
        {"modifiers": ["Hyper"]},
        {"pointer_id": -1},
        {"pointer_type": "paw"},
        {"pressure": 1.5},
        {"pressure": "hard"},
        {"tilt_x": 91},
        {"tilt_y": "far"},
        {"twist": 360},
        {"type": 5},
        {"type": "pointer"},
        {"type": "wheel", "dx": "far"},
        {"type": "wheel", "dy": float("nan")},
        {"type": "key_down", "key": 5},
        {"type": "key_down", "key": "a", "location": 4},
        {"type": "key_up", "key": "a", "repeat": "yes"},
        {"type": "text_input", "text": b"a"},
        {"type": "drop", "paths": 5},
        {"type": "drop", "data": ["text"]},
    ],
    ids=str,
)
def test_submitted_events_are_checked(held, wrong):
    window, release = held
    with pytest.raises((TypeError, ValueError), match=[*wrong][-1]):
        window.submit_event({"type": "pointer_move", **wrong})
    assert release() == []
