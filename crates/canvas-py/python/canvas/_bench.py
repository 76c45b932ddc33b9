"""`python -m canvas bench`: measures how fast windows are drawn on this machine and display."""

import array
import math
import time
from collections.abc import Callable

import canvas

SIZE = (960, 620)
PIXELS = (1080, 1920, 4)
COLORS = ("#ff6b6b", "#ffd166", "#06d6a0", "#4cc9f0", "#b892ff")


class Bench(canvas.Canvas):
    """A window that draws one scene as fast as the display takes it. The scene moves with the frame number, so no two frames
    are equal."""

    def __init__(self, scene: Callable[[canvas.Painter], None] | None) -> None:
        mode = "ondemand" if scene is None else "fastest"
        super().__init__("canvas bench", size=SIZE, update_mode=mode, on_draw=scene)


def nothing(painter: canvas.Painter) -> None:
    """one moving rectangle"""
    painter.fill_style = COLORS[0]
    painter.fill_rect(painter.frame % 900, 300, 40, 40)


def calls(painter: canvas.Painter) -> None:
    """1,000 circles, one call each"""
    for number in range(1000):
        painter.fill_style = COLORS[number % 5]
        painter.fill_circle(20 + number % 40 * 23, 20 + number // 40 * 23 + painter.frame % 10, 9)


CIRCLES = array.array(
    "d", [value for number in range(10_000) for value in (number * 37 % 960, number * 61 % 620, 2 + number % 5)]
)


def batch(painter: canvas.Painter) -> None:
    """10,000 circles in a batch"""
    painter.translate(painter.frame % 10, 0)
    painter.fill_circles(memoryview(CIRCLES).cast("B").cast("d", (10_000, 3)), COLORS[3])


def curves(painter: canvas.Painter) -> None:
    """a line of 2,000 points"""
    painter.stroke_style = COLORS[4]
    painter.line_width = 2
    step = SIZE[0] / 2000
    painter.move_to(0, 310)
    for number in range(2000):
        painter.line_to(number * step, 310 + 200 * math.sin(number / 40 + painter.frame / 20))
    painter.stroke()


def text(painter: canvas.Painter) -> None:
    """40 lines of text"""
    painter.font = "13px sans-serif"
    for number in range(40):
        painter.fill_text(
            "The quick brown fox jumps over the lazy dog, again and again.", 20 + painter.frame % 10, 20 + 15 * number
        )


SCENES = (nothing, calls, batch, curves, text)


def run(seconds: float = 1.0) -> None:
    """Shows each scene for `seconds`, and prints how long the stages of its frames took."""
    width, height = SIZE
    print(f"{'':34}{'frames/s':>9}{'record':>9}{'raster':>9}{'present':>9}  ms, medians")
    for scene in SCENES:
        window = Bench(scene)
        shown, took, _ = measure(window, lambda: time.sleep(seconds))
        print_row(scene.__doc__ or "", window, shown, took)
    pixels = [memoryview(bytes([shade]) * math.prod(PIXELS)).cast("B", PIXELS) for shade in (60, 160)]
    window = Bench(None)

    def present() -> None:
        end, number = time.monotonic() + seconds, 0
        while time.monotonic() < end and not window.closed:
            window.present(pixels[number % 2], fit="none")
            number += 1

    shown, took, backend = measure(window, present)
    print_row(f"{PIXELS[1]} × {PIXELS[0]} pixels, presented", window, shown, took)
    print(f"windows of {width} × {height}; frames that the display has completed; backend {backend}")


def measure(window: Bench, work: Callable[[], None]) -> tuple[int, float, str]:
    """Shows the window during `work()` and closes it. Returns the frames shown, the seconds and the backend."""
    window.show()
    if window.window.update_mode == "fastest":
        window.snapshot()
    before, begin = window.stats.frames_shown, time.monotonic()
    work()
    shown, took = window.stats.frames_shown - before, time.monotonic() - begin
    backend = window.window.backend or ""
    window.close()
    window.wait(5)
    return shown, took, backend


def print_row(name: str, window: Bench, shown: int, took: float) -> None:
    """Prints a row of the table: frames a second, and the medians of the stages."""
    stats = window.stats
    stages = "".join(f"{stage.p50:9.2f}" for stage in (stats.record, stats.raster, stats.present))
    print(f"{name:34}{shown / took:9.0f}{stages}", flush=True)
