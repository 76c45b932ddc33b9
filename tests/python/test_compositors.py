"""Wayland compositors that die or stop responding, and requests that Wayland does not support."""

import time

import pytest

from displays import HeadlessWeston, Sway
from scripts import Script

WINDOWS = """
import sys, time, canvas
class Window(canvas.Canvas):
    def on_draw(self, painter):
        painter.clear("green")
    def on_close(self, event):
        sys.stdout.write(f"closed {event.reason}\\n")
        sys.stdout.flush()
windows = [Window(f"window {number}", size=(120, 90)) for number in range(3)]
for window in windows:
    window.show()
    window.snapshot()
print("open", flush=True)
"""


@pytest.fixture(params=[HeadlessWeston, Sway], ids=["weston", "sway"])
def compositor(request):
    display = request.param()
    yield display
    display.close()


@pytest.fixture
def begin(compositor):
    """Starts programs on the compositor."""
    scripts = []

    def begin(code):
        scripts.append(Script(code, env={**compositor.environment(), "CANVAS_BACKEND": "winit"}))
        return scripts[-1]

    yield begin
    for script in scripts:
        script.kill()
        script.finish(check=False)


def finish(script, since):
    """The program ends with status 0. The goal is 2 s; the deadline only catches hangs."""
    ended = script.finish()
    seconds = time.monotonic() - since
    print(f"ended after {seconds:.2f} s")
    assert ended.code == 0, ended
    assert seconds < 20
    return ended


def test_a_killed_compositor_is_a_lost_display(compositor, begin):
    script = begin(
        WINDOWS
        + """
try:
    canvas.run()
except canvas.DisplayLost as error:
    print("lost", error, flush=True)
print("alive", canvas.windows(), canvas.render(lambda p: p.clear("red"), (4, 4)).width, flush=True)
for window in windows:
    assert window.closed and window.close_reason == "display_lost", window.close_reason
try:
    windows[0].show()
except canvas.DisplayError as error:
    print("refused", flush=True)
"""
    )
    script.expect("open")
    compositor.kill()
    since = time.monotonic()
    assert [script.expect("closed") for _ in range(3)] == ["display_lost"] * 3
    assert "the display is lost" in script.expect("lost")
    assert script.expect("alive") == "() 4"
    script.expect("refused")
    finish(script, since)


def test_a_program_ends_while_its_compositor_is_stopped(compositor, begin):
    script = begin(
        WINDOWS
        + """
sys.stdin.readline()
for window in windows:
    window.request_draw()
canvas.close_all()
"""
    )
    script.expect("open")
    compositor.pause()
    since = time.monotonic()
    script.send()
    assert {script.expect("closed") for _ in range(3)} == {"program"}
    finish(script, since).assert_clean()


def test_show_while_the_compositor_is_stopped(compositor, begin):
    script = begin(
        WINDOWS
        + """
sys.stdin.readline()
begin = time.monotonic()
late = Window("late")
try:
    late.show()
except canvas.DisplayError as error:
    print("error", time.monotonic() - begin, flush=True)
windows[0].close()
print("waited", windows[0].wait(20), flush=True)
sys.stdin.readline()
late.show()
late.snapshot()
print("shown", flush=True)
sys.stdin.readline()
canvas.close_all()
"""
    )
    script.expect("open")
    compositor.pause()
    script.send()
    assert float(script.expect("error")) < 30
    assert script.expect("waited") == "True"
    compositor.resume()
    script.send()
    script.expect("shown")
    compositor.pause()
    since = time.monotonic()
    script.send()
    finish(script, since).assert_clean()


def test_requests_that_wayland_does_not_support_are_named(begin):
    script = begin(
        WINDOWS
        + """
facts = windows[0].window
icon = canvas.render(lambda painter: painter.clear("red"), (4, 4))
for name, value in {"position": (1, 2), "always_on_top": True, "opacity": 0.5, "icon": icon}.items():
    assert not facts.capabilities[name]
    try:
        setattr(facts, name, value)
    except canvas.UnsupportedError as error:
        assert "Wayland" in str(error), error
        print("refused", name, flush=True)
assert facts.capabilities["survives_display"]
print("done", flush=True)
canvas.close_all()
"""
    )
    assert [script.expect("refused") for _ in range(4)] == ["position", "always_on_top", "opacity", "icon"]
    script.expect("done")
    script.finish().assert_clean()


def test_sizes_beyond_all_screens_are_refused_or_clamped(begin):
    script = begin(
        WINDOWS
        + """
for size in [(0, 10), (10, -1), (32768, 10), (1e9, 1e9), (float("nan"), 1)]:
    try:
        canvas.Canvas(size=size)
    except ValueError as error:
        print("refused", size, flush=True)
# Any side alone is possible; the two together would be 4 GB.
huge = Window("huge", size=(32767, 32767))
huge.show()
huge.force_draw(timeout=50)  # snapshot() waits only 5 s for the first frame
image = huge.snapshot()
width, height = huge.window.physical_size
assert width * height <= 64 << 20
print("pixels", image.width * image.height, flush=True)
canvas.close_all()
"""
    )
    for _ in range(5):
        script.expect("refused")
    assert 0 < int(script.expect("pixels")) <= 64 << 20
    script.finish().assert_clean()
