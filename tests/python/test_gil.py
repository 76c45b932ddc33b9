"""No window freezes, however long Python holds the GIL, and no window delays others."""

import collections
import inspect
import pathlib
import threading
import time

import pytest

import canvas
from canvas import _canvas

import process_probe
import reference_scenes as scenes
from scripts import eventually, in_threads
from xclient import Geometry, XError

WHITE, RED, BLUE = (255, 255, 255), (255, 0, 0), (0, 0, 255)

# Holds the GIL in C until `release` (a call through PyDLL keeps it), and proves that no Python code ran meanwhile. The test
# says between which times the thread was certainly blocked: the monotonic clock is the same in all processes.
HOLD = """
import ctypes, sys, threading, time, canvas
libc, byte = ctypes.PyDLL(None), ctypes.create_string_buffer(1)
ticks = [time.monotonic()]
def tick():
    while True:
        ticks.append(time.monotonic())
        time.sleep(0.001)
threading.Thread(target=tick, daemon=True).start()

def hold():
    print("holding", flush=True)
    libc.read(0, byte, 1)
    begin, end = map(float, sys.stdin.readline().split())
    while ticks[-1] < end:
        time.sleep(0.001)
    inside = [t for t in ticks if begin < t < end]
    assert not inside, f"the GIL was free {len(inside)} times"
    print("released", flush=True)

class Window(canvas.Canvas):
    def on_draw(self, painter):
        painter.fill_style = "red"
        painter.fill_rect(10, 10, 50, 50)
        painter.fill_style = "blue"
        painter.fill_rect(350, 20, 40, 40)
        painter.fill_rect(20, 250, 40, 40)

window = Window("held", size=(300, 200), position=(60, 60))
window.show()
window.snapshot()
print("open", flush=True)
"""
HOLD_ON_MAIN = HOLD + "hold()\n"
HOLD_ON_UI = HOLD + "window.post(hold)\n"
CLOSED = """
window.wait()
print("closed", window.close_reason, flush=True)
"""
AFTER = """
window.call(lambda: None)
stats = window.stats
print("counted", stats.exposes_without_python, stats.resizes_without_python, flush=True)
"""
where = pytest.mark.parametrize("code", [HOLD_ON_MAIN, HOLD_ON_UI], ids=["main", "ui"])


def expect_hold(script):
    """Returns when a thread of the program is blocked in the C call, holding the GIL; returns the time."""
    script.expect("holding")
    tasks = pathlib.Path(f"/proc/{script.pid}/task")
    eventually(lambda: any("pipe_read" in (task / "wchan").read_text() for task in tasks.iterdir()), "the hold")
    return time.monotonic()


def release(script, since):
    """Ends the hold that `expect_hold` has seen at `since`. The program fails if Python code ran before this call."""
    script.send(f" {since!r} {time.monotonic()!r}")  # the first byte ends the C call
    script.expect("released")


def looks_right(x, window, width, height):
    """Whether the window has this size and shows all of the scene that fits in it, and the background elsewhere."""
    try:
        shot = x.screenshot(window)
    except XError:  # it shrank between the two requests
        return False
    if (shot.width, shot.height) != (width, height):
        return False
    wanted = {
        (35, 35): RED,
        (5, 5): WHITE,
        (65, 35): WHITE,
        (width - 1, height - 1): WHITE,
        (370, 40): BLUE,
        (40, 270): BLUE,
        (345, 40): WHITE,
    }
    return all(shot.pixel(*at) == color for at, color in wanted.items() if at[0] < width and at[1] < height)


@where
def test_a_window_is_repainted_while_the_gil_is_held(start, x, code):
    script = start(code + AFTER + CLOSED)
    script.expect("open")
    since = expect_hold(script)
    window = x.find("held")
    eventually(lambda: looks_right(x, window, 300, 200), "the first frame")

    sizes = [(420, 300), (300, 200), (360, 320), (200, 150), (400, 260), (310, 210), (450, 310)]
    for step in range(20):
        if step % 3 == 0:
            x.uncover(x.cover(Geometry(0, 0, x.width, x.height)))
        elif step % 3 == 1:
            width, height = sizes[step // 3]
            x.configure(window, width=width, height=height)
        else:
            x.configure(window, x=40 + 20 * step, y=80 + 10 * step)
        now = x.geometry(window)
        size = sizes[step // 3] if step % 3 == 1 else (now.width, now.height)
        eventually(lambda size=size: looks_right(x, window, *size), f"the window is repainted after disturbance {step}")
    x.ping(window, 4711)
    assert script.is_silent(), "all of that before the hold ended"

    release(script, since)
    exposes, resizes = map(int, script.expect("counted").split())
    assert exposes >= 7
    assert resizes >= 7
    x.press_close_button(window)
    assert script.expect("closed") == "user"
    script.finish().assert_clean()


@where
def test_the_close_button_hides_the_window_while_the_gil_is_held(start, x, code):
    script = start(code + CLOSED)
    script.expect("open")
    since = expect_hold(script)
    window = x.find("held")
    x.press_close_button(window)
    eventually(lambda: not x.is_viewable(window), "the window is hidden")
    assert script.is_silent() and script.is_running()
    release(script, since)
    assert script.expect("closed") == "user"
    ended = script.finish()
    assert ended.code == 0
    assert "Traceback" not in ended.err
    assert ended.err.count('the close button of "held" was not answered') == 1, "a warning names the window"
    busy = "hold has been running" if code is HOLD_ON_UI else "something holds the interpreter"
    assert busy in ended.err, "and the cause"


def test_a_close_request_that_is_refused_after_a_hold_shows_the_window_again(start, x):
    script = start(
        HOLD
        + """
window.on_close_request = lambda event: False
window.post(hold)
window.wait()
"""
    )
    since = expect_hold(script)
    window = x.find("held")
    x.press_close_button(window)
    eventually(lambda: not x.is_viewable(window), "the window is hidden")
    release(script, since)
    eventually(lambda: x.is_viewable(window), "the window is shown again")
    eventually(lambda: looks_right(x, window, 300, 200), "with its content")


def test_one_gil_release_per_turn_however_much_is_drawn(start):
    script = start(
        """
        import canvas
        class Window(canvas.Canvas):
            drawn = 0
            def on_draw(self, painter):
                for i in range(10_000):
                    painter.fill_rect(i % 300, i // 300, 1, 1)
                self.drawn += 1
        window = Window("busy")
        window.show()
        for _ in range(20):
            drawn = window.drawn
            window.request_draw()
            while window.drawn == drawn:
                window.call(lambda: None)
        def counts():
            print("counted", window.drawn, window.stats.turns, window.stats.gil_releases, flush=True)
        window.call(counts)  # on the UI thread itself: no turn is under way but this one
        window.close()
        """
    )
    drawn, turns, releases = map(int, script.expect("counted").split())
    script.finish().assert_clean()
    assert drawn >= 20
    assert turns >= drawn
    assert releases == turns


def test_releases_in_handlers_are_counted():
    window = canvas.Canvas("counts", size=(40, 30))
    window.show()
    png = window.snapshot().encode()

    def counts():
        return window.stats.turns, window.stats.gil_releases

    def decode():
        for _ in range(7):
            canvas.Image.decode(png)
        window.snapshot()  # a frame has been shown: it is converted without the GIL

    begin = window.call(counts)
    window.call(decode)
    end = window.call(counts)
    window.close()
    assert window.wait(20)
    assert end[1] - begin[1] == end[0] - begin[0] + 7 + 1


# The members of a painter that may release the GIL, and why. All others only record, and keep it.
RELEASES = {
    "draw_svg": "an SVG is read and parsed, once",
    "measure_text": "the fonts are found, once per process",
    "fill_text_box": "the fonts are found, once per process",
    "get_image_data": "off-screen, everything recorded so far is rasterised for it",
}


class Watched:
    """A painter that records which members were used, and which of them released the GIL."""

    def __init__(self, painter, used, released):
        vars(self).update(painter=painter, used=used, released=released)

    def note(self, name, work):
        before = _canvas.gil_releases()
        result = work()
        self.used.add(name)
        self.released.update([name] * (_canvas.gil_releases() - before))
        return result

    def __getattr__(self, name):
        value = self.note(name, lambda: getattr(self.painter, name))
        if not callable(value):
            return value
        return lambda *args, **kwargs: self.note(name, lambda: value(*args, **kwargs))

    def __setattr__(self, name, value):
        self.note(name, lambda: setattr(self.painter, name, value))


def members_outside_the_scenes(p):
    for name in ("width", "height", "ratio", "time", "dt", "frame"):
        getattr(p, name)
    p.save()
    p.restore()
    p.get_transform()
    p.is_point_in_path(5, 5)
    p.is_point_in_stroke(5, 5)
    p.reset()


def test_recording_never_releases_the_gil():
    drawn = [draw for name, draw in vars(scenes).items() if inspect.isfunction(draw) and not name.startswith("_")]
    drawn = [draw for draw in drawn if list(inspect.signature(draw).parameters) == ["p"]]
    used, first, second = set(), collections.Counter(), collections.Counter()

    def draw_all():
        for released in (first, second):
            for draw in [*drawn, members_outside_the_scenes]:
                canvas.render(lambda p, draw=draw, noted=released: draw(Watched(p, used, noted)), (200, 150))

    # On a thread of its own, which has not parsed an SVG yet.
    assert in_threads(1, lambda _: draw_all()) == []
    assert used == {name for name in dir(canvas.Painter) if not name.startswith("_")}, "no member is missing"
    assert set(first) <= set(RELEASES)
    assert first["draw_svg"] >= 1, "a release of the GIL is noticed"
    assert set(second) == {"get_image_data"}, "fonts and parsed SVGs are cached"


def test_an_idle_window_does_nothing(start, x):
    script = start(
        """
        import sys, canvas
        class Window(canvas.Canvas):
            def on_draw(self, painter):
                painter.clear("green")
        window = Window("idle")
        window.show()
        window.snapshot()
        print("open", flush=True)
        for line in sys.stdin:
            print("turns", window.stats.turns, flush=True)
        window.close()
        """
    )
    script.expect("open")
    window = x.find("idle")
    eventually(lambda: x.pixel(window, 5, 5) == (0, 128, 0), "the window is painted")

    def switches():
        found = process_probe.voluntary_switches(script.pid)
        found.pop(script.pid)  # the main thread, which answers the test
        return found

    def is_quiet():
        before = switches()
        threading.Event().wait(0.5)
        return switches() == before

    eventually(is_quiet, "the window is idle", timeout=60)
    script.send()
    turns = int(script.expect("turns"))
    before = switches()
    threading.Event().wait(5)  # nothing may happen: the test measures the time
    assert switches() == before, "no thread of the library woke up for 5 s"
    script.send()
    assert int(script.expect("turns")) == turns
    script.process.stdin.close()
    script.finish().assert_clean()


def test_a_busy_python_thread_does_not_stop_a_continuous_window(start):
    """How many frames a second are left is for `make bench`; here each turn takes the GIL once, however much it draws."""
    script = start(
        """
        import os, threading, canvas
        class Window(canvas.Canvas):
            def on_draw(self, painter):
                for i in range(1000):
                    painter.fill_rect(i % 40 * 15, i // 40 * 15, 10, 10)
        window = Window("busy", size=(640, 480), update_mode="continuous")
        window.show()
        window.snapshot()
        threading.Thread(target=lambda: [None for _ in iter(int, 1)], daemon=True).start()
        def counts():
            return window.stats.frames_shown, window.stats.turns, window.stats.gil_releases
        begin = window.call(counts)
        while window.stats.frames_shown < begin[0] + 30:
            window.call(lambda: None)
        end = window.call(counts)
        print("counted", *(b - a for a, b in zip(begin, end)), flush=True)
        os._exit(0)
        """
    )
    frames, turns, releases = map(int, script.expect("counted").split())
    assert frames >= 30
    assert turns >= frames
    assert releases == turns


def test_a_window_whose_handler_sleeps_does_not_delay_the_others(start):
    script = start(
        """
        import time, canvas
        class Window(canvas.Canvas):
            nap = False
            def on_draw(self, painter):
                painter.fill_circle(50, 50, 20 + painter.frame % 10)
                if self.nap:
                    self.nap = False
                    before = [other.stats.frames_shown for other in others]
                    while True:  # asleep until each of the others has shown 30 frames
                        time.sleep(0.1)
                        shown = [other.stats.frames_shown - b for other, b in zip(others, before)]
                        if min(shown) >= 30:
                            break
                    print("shown", *shown, flush=True)
        sleeper, *others = [Window(f"number {i}", size=(200, 150), update_mode="continuous") for i in range(8)]
        for window in (sleeper, *others):
            window.show()
        for window in (sleeper, *others):
            window.snapshot()
        sleeper.nap = True
        canvas.run()
        """
    )
    shown = [int(word) for word in script.expect("shown").split()]
    assert len(shown) == 7
    assert min(shown) >= 30, shown
