"""The statistics over a window: `Canvas.overlay` and `CANVAS_OVERLAY`. `test_displays.py` tests them on every display
while Python is stuck; the core's tests check what they cover and cost."""

import pytest

import canvas

from scripts import eventually

RED = (255, 0, 0)
COVERED = """
import sys, canvas
class Window(canvas.Canvas):
    def on_draw(self, painter):
        painter.clear("red")
window = Window("covered", size=(320, 240))
overlay = window.overlay
window.show()
print("overlay", overlay, flush=True)
for line in sys.stdin:
    exec(line)
    print("done", flush=True)
"""
INSIDE = "print('inside', {pixel for pixel in bytes(window.snapshot()).hex(' ', 4).split()}, flush=True)"


def execute(script, line):
    script.send(line)
    script.expect("done")


def is_covered(user):
    """Whether there is a panel, with the program's frame around it; None if the window shows anything else."""
    shot = user.screenshot("covered")
    if shot is None or {shot.pixel(2, 2), shot.pixel(shot.width - 3, shot.height - 3)} != {RED}:
        return None
    return shot.pixel(shot.width // 3, shot.height // 2) != RED


def test_it_is_switched_on_and_off_and_kept_when_the_window_is_reopened(start, user):
    script = start(COVERED)
    assert script.expect("overlay") == "False"
    eventually(lambda: is_covered(user) is False, "no overlay")
    for _ in range(3):
        execute(script, "window.overlay = True")
        eventually(lambda: is_covered(user), "the overlay")
        script.send(INSIDE)
        assert script.expect("inside") == "{'ff0000ff'}", "the program sees what it has drawn"
        script.expect("done")
        execute(script, "window.overlay = False")
        eventually(lambda: is_covered(user) is False, "no overlay again")
    execute(script, "window.overlay = True")
    execute(script, "window.close(), window.wait(), window.show()")
    eventually(lambda: is_covered(user), "the overlay of the new window")
    user.close("covered")
    script.process.stdin.close()
    script.finish().assert_clean()


def test_the_environment_switches_it_on_for_every_window(start, user):
    script = start(COVERED, env={"CANVAS_OVERLAY": "1"})
    assert script.expect("overlay") == "True"
    eventually(lambda: is_covered(user), "the overlay")
    execute(script, "window.overlay = False")
    eventually(lambda: is_covered(user) is False, "no overlay again")
    user.close("covered")
    script.process.stdin.close()
    script.finish().assert_clean()


def test_it_is_not_part_of_a_snapshot_nor_counted():
    window = canvas.Canvas("statistics", size=(320, 240), on_draw=lambda painter: painter.clear("red"))
    window.overlay = True
    window.show()
    window.force_draw(timeout=20)
    eventually(lambda: window.stats.fps == 0)
    before = window.stats
    window.post(lambda: eventually(lambda: window.stats.stuck[1] > 1.5))
    eventually(lambda: window.stats.stuck)
    eventually(lambda: not window.stats.stuck)
    after = window.stats
    assert after.frames_shown == before.frames_shown
    assert (after.raster, after.present, after.frame, after.fps) == (before.raster, before.present, before.frame, 0)
    red = canvas.render(lambda painter: painter.clear("red"), (320, 240))
    assert window.snapshot().encode() == red.encode()
    window.close()
    assert window.wait(20)


@pytest.mark.parametrize("value", [1, 0, None, "on", 1.0])
def test_it_is_a_bool(value):
    window = canvas.Canvas("typed")
    with pytest.raises(TypeError, match="overlay must be a bool"):
        window.overlay = value
    assert window.overlay is False
    window.close()
