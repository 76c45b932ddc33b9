"""Nobody can make a window dead: Python may hold the GIL for as long as it likes. And no window holds others up."""

import collections
import inspect
import pathlib
import threading

import pytest

import canvas
from canvas import _canvas

import process_probe
import reference_scenes as scenes
from scripts import eventually, in_threads
from xclient import Geometry, XError

WHITE, RED, BLUE = (255, 255, 255), (255, 0, 0), (0, 0, 255)

# Holds the GIL in C until the test says so (a PyDLL call keeps it), and proves that no Python ran meanwhile.
HOLD = """
import ctypes, sys, threading, time, canvas
libc, byte = ctypes.PyDLL(None), ctypes.create_string_buffer(1)
ticks = [time.monotonic()]
def tick():
    while True:
        ticks.append(time.monotonic())
        del ticks[:-1000]
        time.sleep(0.001)
threading.Thread(target=tick, daemon=True).start()

def hold():
    print("holding", flush=True)
    begin = time.monotonic()
    libc.read(0, byte, 1)
    end = time.monotonic()
    threading.Event().wait(0.05)
    inside = [t for t in ticks if begin + 0.02 < t < end - 0.02]
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
    """Returns when a thread of the program is blocked in the C call, holding the GIL."""
    script.expect("holding")
    tasks = pathlib.Path(f"/proc/{script.pid}/task")
    eventually(lambda: any("pipe_read" in (task / "wchan").read_text() for task in tasks.iterdir()), "the hold")


def looks_right(x, window, width, height):
    """Whether the window has this size and shows all of the scene that fits in it, and the background elsewhere."""
    try:
        shot = x.screenshot(window)
    except XError:  # it got smaller between the two questions
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
def test_disturbances_are_answered_while_the_gil_is_held(start, x, code):
    script = start(code + AFTER + CLOSED)
    script.expect("open")
    expect_hold(script)
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
        eventually(lambda size=size: looks_right(x, window, *size), f"disturbance {step} is answered")
    x.ping(window, 4711)
    assert script.is_silent(), "every answer came before the hold ended"

    script.tell()
    script.expect("released")
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
    expect_hold(script)
    window = x.find("held")
    x.press_close_button(window)
    eventually(lambda: not x.is_viewable(window), "the window is hidden")
    assert script.is_silent() and script.is_running()
    script.tell()
    script.expect("released")
    assert script.expect("closed") == "user"
    ended = script.finish()
    assert ended.code == 0
    assert "Traceback" not in ended.err
    assert ended.err.count('the close button of "held" was not answered') == 1, "a warning names the window"
    busy = "hold has been running" if code is HOLD_ON_UI else "something holds the interpreter"
    assert busy in ended.err, "and what keeps it from answering"


def test_a_handler_that_refuses_after_a_hold_gets_its_window_back(start, x):
    script = start(
        HOLD
        + """
window.on_close_request = lambda event: False
window.post(hold)
window.wait()
"""
    )
    expect_hold(script)
    window = x.find("held")
    x.press_close_button(window)
    eventually(lambda: not x.is_viewable(window), "the window is hidden")
    script.tell()
    script.expect("released")
    eventually(lambda: x.is_viewable(window), "the window is shown again")
    eventually(lambda: looks_right(x, window, 300, 200), "with its content")


def test_one_release_a_turn_however_much_is_drawn(start):
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
        def figures():
            print("counted", window.drawn, window.stats.turns, window.stats.gil_releases, flush=True)
        window.call(figures)  # on the UI thread itself: no turn is under way but this one
        window.close()
        """
    )
    drawn, turns, releases = map(int, script.expect("counted").split())
    script.finish().assert_clean()
    assert drawn >= 20
    assert turns >= drawn
    assert releases == turns


def test_what_a_handler_gives_up_is_counted_beside_the_turns():
    window = canvas.Canvas("counts", size=(40, 30))
    window.show()
    png = window.snapshot().encode()

    def figures():
        return window.stats.turns, window.stats.gil_releases

    def decode():
        for _ in range(7):
            canvas.Image.decode(png)
        window.snapshot()  # there is one: it is converted without the GIL

    begin = window.call(figures)
    window.call(decode)
    end = window.call(figures)
    window.close()
    assert window.wait(20)
    assert end[1] - begin[1] == end[0] - begin[0] + 7 + 1


# What of a painter may give up the GIL, and why. All else records, and keeps it.
RELEASES = {
    "draw_svg": "an SVG is read and parsed, once",
    "measure_text": "the fonts are looked up, once in a process",
    "fill_text_box": "the same",
    "get_image_data": "off-screen: all that was drawn before is drawn for it",
}


class Watched:
    """A painter that notes what was used of it, and what of that gave up the GIL."""

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


def test_recording_never_gives_up_the_gil():
    drawn = [draw for name, draw in vars(scenes).items() if inspect.isfunction(draw) and not name.startswith("_")]
    drawn = [draw for draw in drawn if list(inspect.signature(draw).parameters) == ["p"]]
    used, first, second = set(), collections.Counter(), collections.Counter()

    def draw_all():
        for released in (first, second):
            for draw in [*drawn, members_outside_the_scenes]:
                canvas.render(lambda p, draw=draw, noted=released: draw(Watched(p, used, noted)), (200, 150))

    # On a thread of its own, which has not parsed an SVG yet.
    assert in_threads(1, lambda _: draw_all()) == []
    assert used == {name for name in dir(canvas.Painter) if not name.startswith("_")}, "no verb is missing"
    assert set(first) <= set(RELEASES)
    assert first["draw_svg"] >= 1, "what is given up is noticed"
    assert set(second) == {"get_image_data"}, "what was looked up once is known"


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
        found.pop(script.pid)  # the main thread, which we talk to
        return found

    def is_quiet():
        before = switches()
        threading.Event().wait(0.5)
        return switches() == before

    eventually(is_quiet, "the window has come to rest", timeout=60)
    script.tell()
    turns = int(script.expect("turns"))
    before = switches()
    threading.Event().wait(5)
    assert switches() == before, "no thread of ours woke up for 5 s"
    script.tell()
    assert int(script.expect("turns")) == turns
    script.process.stdin.close()
    script.finish().assert_clean()


def test_a_busy_python_thread_does_not_stop_a_continuous_window(start):
    script = start(
        """
        import threading, time, canvas
        class Window(canvas.Canvas):
            def on_draw(self, painter):
                for i in range(1000):
                    painter.fill_rect(i % 40 * 15, i // 40 * 15, 10, 10)
        window = Window("busy", size=(640, 480), update_mode="continuous")
        window.show()
        window.snapshot()
        def figures():
            return time.monotonic(), window.stats.frames_shown, window.stats.turns, window.stats.gil_releases
        def count(seconds):
            begin = window.call(figures)
            time.sleep(seconds)
            end = window.call(figures)
            print("counted", *(b - a for a, b in zip(begin, end)), flush=True)
        count(1)
        threading.Thread(target=lambda: [None for _ in iter(int, 1)], daemon=True).start()
        count(3)
        window.close()
        import os; os._exit(0)
        """
    )
    # What there is without the busy thread: a compositor that draws with GL in software shows fewer than 30 a second.
    seconds, frames, turns, _ = map(float, script.expect("counted").split())
    most_frames, most_turns = frames / seconds, turns / seconds
    seconds, frames, turns, releases = map(float, script.expect("counted").split())
    assert turns / seconds >= min(30, most_turns / 4)
    assert frames / seconds >= min(30, most_frames / 4)
    assert releases == turns


def test_a_sleeping_window_does_not_slow_the_others(start):
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
                    deadline = time.monotonic() + 10
                    while True:  # asleep until the others have shown the frames of a second at half the rate
                        time.sleep(0.1)
                        shown = [other.stats.frames_shown - b for other, b in zip(others, before)]
                        if min(shown) >= 30 or time.monotonic() > deadline:
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
