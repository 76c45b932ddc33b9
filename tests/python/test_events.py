"""What a user does arrives: real input through the X server, with the fields that API and documents promise."""

import pytest

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
    """A window that prints its events, and the place of its corner; the pointer is over it and it has the focus."""
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
    script.expect("pointer_up")  # a window manager that looks at the first click may take the second with it
    x.click()
    script.expect("double_click")


def test_wheel(window, x):
    script, _, _ = window
    for button, amount in [(4, "0 -100"), (5, "0 100"), (6, "-100 0"), (7, "100 0")]:
        x.click(button)
        assert script.expect("wheel") == f"50 40 {amount}"


def test_keys(window, x):
    script, _, _ = window
    x.click()  # for the focus
    script.expect("pointer_up")
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


def test_typing_makes_no_press_or_text_lost(window, x):
    script, _, _ = window
    x.click()
    script.expect("pointer_up")
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
        window = Window("told", size=(300, 200))
        window.show()
        window.wait()
        """
    )
    script.expect("show")
    window = x.find("told")
    x.configure(window, width=320, height=240)
    while script.expect("resize") != "320.0 240.0 320 240 1.0":
        pass
    x.configure(window, x=222, y=111)
    place = x.geometry(window)
    wanted = eventually(lambda: ((now := x.geometry(window)) != place and now) or (now.x >= 222 and now))
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
