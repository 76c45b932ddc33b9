"""The libraries that `vector.py` compares: each is a process that draws one frame whenever a line asks for it.

    vector_sides.py SIDE [MOST]     then lines "SCENE VARIANT" on stdin; answers "TOTAL RECORDING" in seconds, or "-"

MOST is how many items of each scene are drawn; all of them if left out.

TOTAL is the whole frame, from the first call to finished pixels; RECORDING is the part in which Python cannot run anything
else. For a library that draws at once both are the same.
"""

import sys
import time
from collections.abc import Callable
from functools import cache
from typing import Any

import scenes
from scenes import SIZE, Scene

Frame = Callable[[Scene], tuple[float, float]]
Calls = dict[str, Callable[[Any, Scene], None]]
W, H = SIZE


class Missing(Exception):
    """This library cannot draw this scene."""


def whole(calls: Calls, draw: Callable[[Scene], None]) -> Frame:
    def frame(scene: Scene) -> tuple[float, float]:
        if scene.kind not in calls:
            raise Missing
        begin = time.perf_counter()
        draw(scene)
        seconds = time.perf_counter() - begin
        return seconds, seconds

    return frame


def ours(shapes: Calls) -> Frame:
    """A headless window: recorded by its own thread, drawn by the workers, shown."""
    import canvas

    taken, current = [0.0], []

    def on_draw(painter: Any) -> None:
        begin = time.perf_counter()
        painter.clear("white")
        shapes[current[0].kind](painter, current[0])
        taken[0] = time.perf_counter() - begin

    window = canvas.Canvas("bench", size=SIZE, update_mode="manual", on_draw=on_draw, backend="headless")

    def frame(scene: Scene) -> tuple[float, float]:
        if scene.kind not in shapes:
            raise Missing
        current[:] = [scene]
        if window.window.state != "open":
            window.show()
        begin = time.perf_counter()
        window.force_draw(timeout=60)
        return time.perf_counter() - begin, taken[0]

    return frame


def canvas_calls() -> Frame:
    import vector_ours

    return ours(vector_ours.CALLS)


def canvas_batches() -> Frame:
    import vector_ours

    return ours(vector_ours.BATCHES)


def canvas_render() -> Frame:
    import vector_ours

    import canvas

    taken = [0.0]

    def frame(scene: Scene) -> tuple[float, float]:
        if scene.kind not in vector_ours.CALLS:
            raise Missing

        def draw(painter: Any) -> None:
            begin = time.perf_counter()
            vector_ours.CALLS[scene.kind](painter, scene)
            taken[0] = time.perf_counter() - begin

        begin = time.perf_counter()
        canvas.render(draw, SIZE, background="white")
        return time.perf_counter() - begin, taken[0]

    return frame


def cairo() -> Frame:
    import vector_cairo

    return whole(vector_cairo.CALLS, vector_cairo.frame())


def skia() -> Frame:
    import vector_skia

    return whole(vector_skia.CALLS, vector_skia.frame())


def qpainter() -> Frame:
    import vector_qt

    return whole(vector_qt.CALLS, vector_qt.frame())


SIDES: dict[str, Callable[[], Frame]] = {
    "canvas": canvas_calls,
    "batches": canvas_batches,
    "render": canvas_render,
    "cairo": cairo,
    "skia": skia,
    "qpainter": qpainter,
}


def main(side: str, most: int | None = None) -> None:
    made = cache(lambda name, variant: scenes.make(name, variant, most))
    try:
        frame = SIDES[side]()
    except ImportError as error:
        print("missing", error, flush=True)
        return
    print("ready", flush=True)
    for line in sys.stdin:
        name, variant = line.split()
        scene = made(name, int(variant))
        try:
            total, recording = frame(scene)
        except Missing:
            print("-", flush=True)
        else:
            print(total, recording, flush=True)


if __name__ == "__main__":
    main(sys.argv[1], *map(int, sys.argv[2:]))
