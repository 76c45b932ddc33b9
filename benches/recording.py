"""The cost of one recorded call, beside pycairo's for the same shape: recorded (RecordingSurface) and drawn (ImageSurface)."""

import math
import statistics
import time
from collections.abc import Callable
from typing import Any

import canvas

try:
    import cairo
except ImportError:
    cairo = None

SIZE = (1280, 720)
CALLS = 2000
ROUNDS = 15


def places() -> list[tuple[float, float]]:
    return [(37.0 * i % SIZE[0], 53.0 * i % SIZE[1]) for i in range(CALLS)]


def ours(shape: str) -> Callable[[Any], None]:
    def rects(p: canvas.Painter) -> None:
        for x, y in places():
            p.fill_rect(x, y, 20, 14)

    def circles(p: canvas.Painter) -> None:
        for x, y in places():
            p.fill_circle(x, y, 9)

    def lines(p: canvas.Painter) -> None:
        for x, y in places():
            p.stroke_line(x, y, x + 40, y + 25)

    def curves(p: canvas.Painter) -> None:
        for x, y in places():
            p.begin_path()
            p.move_to(x, y)
            p.bezier_curve_to(x + 20, y - 30, x + 40, y + 30, x + 60, y)
            p.stroke()

    return {"rectangle": rects, "circle": circles, "line": lines, "curve": curves}[shape]


def theirs(shape: str) -> Callable[[Any], None]:
    def rects(c: Any) -> None:
        for x, y in places():
            c.rectangle(x, y, 20, 14)
            c.fill()

    def circles(c: Any) -> None:
        for x, y in places():
            c.arc(x, y, 9, 0, 2 * math.pi)
            c.fill()

    def lines(c: Any) -> None:
        for x, y in places():
            c.move_to(x, y)
            c.line_to(x + 40, y + 25)
            c.stroke()

    def curves(c: Any) -> None:
        for x, y in places():
            c.move_to(x, y)
            c.curve_to(x + 20, y - 30, x + 40, y + 30, x + 60, y)
            c.stroke()

    return {"rectangle": rects, "circle": circles, "line": lines, "curve": curves}[shape]


def timed(draw: Callable[[Any], None], target: Any) -> float:
    begin = time.perf_counter()
    draw(target)
    return time.perf_counter() - begin


def record_ours(shape: str) -> float:
    taken = []
    canvas.render(lambda painter: taken.append(timed(ours(shape), painter)), SIZE)
    return taken[0]


def record_theirs(shape: str) -> float:
    surface = cairo.RecordingSurface(cairo.Content.COLOR_ALPHA, cairo.Rectangle(0, 0, *SIZE))
    return timed(theirs(shape), cairo.Context(surface))


def draw_theirs(shape: str) -> float:
    surface = cairo.ImageSurface(cairo.Format.ARGB32, *SIZE)
    return timed(theirs(shape), cairo.Context(surface))


def main() -> None:
    sides = {"canvas records": record_ours}
    if cairo:
        sides |= {"pycairo records": record_theirs, "pycairo draws": draw_theirs}
    print(f"one shape, µs of Python time: {', '.join(sides)}")
    for shape in ("rectangle", "circle", "line", "curve"):
        # Interleaved, so that other load of the machine affects all sides.
        rounds = [{name: side(shape) for name, side in sides.items()} for _ in range(ROUNDS)]
        values = [1e6 * statistics.median(each[name] for each in rounds) / CALLS for name in sides]
        print(f"  {shape:12}" + "".join(f"{value:9.2f}" for value in values), flush=True)


if __name__ == "__main__":
    main()
