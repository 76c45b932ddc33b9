"""What a user sees of a window on every display: it shows its frames, and it stays responsive while Python holds the
GIL."""

import pytest
from test_gil import CLOSED, HOLD_ON_MAIN, HOLD_ON_UI, expect_hold, release

from scripts import eventually

WHITE, RED, BLUE = (255, 255, 255), (255, 0, 0), (0, 0, 255)
where = pytest.mark.parametrize("code", [HOLD_ON_MAIN, HOLD_ON_UI], ids=["main", "ui"])


def shows(user, width, height, pixels):
    """Whether the window has this size and these pixels."""
    shot = user.screenshot("held")
    if shot is None or (shot.width, shot.height) != (width, height):
        return False
    return all(shot.pixel(x, y) == color for (x, y), color in pixels.items())


@where
def test_a_resize_is_drawn_while_python_holds_the_gil(start, user, code):
    script = start(code)
    since = expect_hold(script)
    eventually(lambda: shows(user, 300, 200, {(35, 35): RED, (5, 5): WHITE}), "the first frame")
    user.resize("held", 420, 320)
    eventually(lambda: shows(user, 420, 320, {(35, 35): RED, (370, 40): BLUE, (40, 270): BLUE}), "the larger scene")
    user.resize("held", 200, 100)
    eventually(lambda: shows(user, 200, 100, {(35, 35): RED, (195, 95): WHITE}), "the smaller scene")
    assert script.is_silent(), "all of that while Python was blocked"
    release(script, since)
    user.close("held")
    script.finish().assert_clean()


@where
def test_a_hidden_window_is_shown_again_while_python_holds_the_gil(start, user, code):
    script = start(code)
    since = expect_hold(script)
    eventually(lambda: shows(user, 300, 200, {(35, 35): RED}), "the first frame")
    for _ in range(3):
        user.hide_and_show("held")
        eventually(lambda: shows(user, 300, 200, {(35, 35): RED, (5, 5): WHITE}), "it is shown again")
    assert script.is_silent(), "all of that while Python was blocked"
    release(script, since)
    user.close("held")
    script.finish().assert_clean()


@where
def test_the_overlay_moves_while_python_holds_the_gil(start, user, code):
    after = "window.call(lambda: None)\nwindow.overlay = False\n"
    script = start(code + after, env={"CANVAS_OVERLAY": "1"})
    since = expect_hold(script)
    if code is HOLD_ON_MAIN:
        user.resize("held", 420, 320)  # so that the window's thread has an event to handle, and waits for the GIL
    shots = {}

    def moves():
        shot = user.screenshot("held")
        if shot is None:
            return False
        seen = shots.setdefault((shot.width, shot.height), set())
        seen.add(shot.data)
        return len(seen) >= 8  # without the line that counts the seconds, only the frame rate would change

    eventually(moves, "the statistics keep changing")
    assert user.screenshot("held").pixel(35, 35) != RED, "they cover the frame"
    assert script.is_silent(), "all of that while Python was blocked"
    release(script, since)
    eventually(lambda: user.screenshot("held").pixel(35, 35) == RED, "the overlay is gone")
    user.close("held")
    script.finish().assert_clean()


@where
def test_the_close_button_hides_a_window_whose_python_is_stuck(start, user, code):
    script = start(code + CLOSED)
    since = expect_hold(script)
    eventually(lambda: shows(user, 300, 200, {(35, 35): RED}), "the first frame")
    user.close("held")
    eventually(lambda: not user.is_shown("held"), "the window is hidden")
    assert script.is_silent() and script.is_running(), "all of that while Python was blocked"
    release(script, since)
    script.expect("closed user")
    ended = script.finish()
    assert ended.code == 0
    assert "held" in ended.err and "Traceback" not in ended.err, "a warning names the window that did not answer"


def test_clicks_arrive_at_their_position(start, user):
    script = start(
        """
        import canvas
        class Window(canvas.Canvas):
            def on_pointer_down(self, event):
                print("pointer_down", round(event.x), round(event.y), event.button, flush=True)
        Window("clicked", size=(300, 200)).show()
        """
    )
    # weston lists a window before it accepts clicks, which begins with its first frame.
    eventually(lambda: (seen := user.screenshot("clicked")) and seen.pixel(120, 80) == WHITE, "the first frame")
    user.click("clicked", 120, 80)
    assert script.expect("pointer_down") == "120 80 1"
    user.click("clicked", 10, 190)
    assert script.expect("pointer_down") == "10 190 1"
    user.close("clicked")
    script.finish().assert_clean()


def test_a_window_names_its_backend_and_size(start, display_kind):
    script = start(
        """
        import canvas
        window = canvas.Canvas("kind", size=(200, 100))
        window.show()
        shot = window.snapshot()
        print("on", window.window.backend, shot.width, shot.height, window.window.size, flush=True)
        window.close()
        """
    )
    assert script.expect("on") == f"{display_kind.partition('-')[0]} 200 100 (200.0, 100.0)"
    script.finish().assert_clean()


def test_twenty_windows_on_the_default_display(start):
    script = start(
        """
        import canvas
        for number in range(20):
            window = canvas.Canvas(f"window {number}", size=(60, 40))
            window.show()
            window.force_draw(timeout=30)
        print("shown", len(canvas.windows()), flush=True)
        canvas.close_all()
        canvas.run()
        """
    )
    assert script.expect("shown") == "20"
    script.finish().assert_clean()
