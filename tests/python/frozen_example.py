"""Runs an example with a frozen clock, and prints a hash of the content of each of its windows.

Usage: frozen_example.py [--stay] EXAMPLE [ARGUMENTS…]. The time, /proc and the load have fixed values, and delayed calls
never run, so that the pixels depend only on the example and the display. With `--stay` one window after the other is shown
alone until a line is read from stdin.
"""

import builtins
import datetime
import hashlib
import io
import os
import runpy
import sys
import time

import canvas
from canvas import _loop

PROC = {
    "/proc/stat": "cpu 100 5 50 9000 30 1 2 0 0 0\nctxt 123456\nprocesses 789\n",
    "/proc/meminfo": "MemTotal: 16000000 kB\nMemAvailable: 9000000 kB\n",
    "/proc/net/dev": "Inter-\n face\n lo: 1000 1 0 0 0 0 0 0 1000 1 0 0 0 0 0 0\n",
}


class FrozenDate(datetime.datetime):
    @classmethod
    def now(cls, tz=None):
        return cls(2024, 2, 29, 10, 9, 36, 250000, tz)


class FrozenPainter:
    """A painter whose time is always 0."""

    def __init__(self, painter):
        object.__setattr__(self, "painter", painter)

    def __getattr__(self, name):
        return 0.0 if name in ("time", "dt") else 0 if name == "frame" else getattr(self.painter, name)

    def __setattr__(self, name, value):
        setattr(self.painter, name, value)


STAY = "--stay" in sys.argv[1:2]


def freeze() -> None:
    real = builtins.open

    def frozen_open(path, *arguments, **options):
        return io.StringIO(PROC[path]) if path in PROC else real(path, *arguments, **options)

    builtins.open = frozen_open
    datetime.datetime = FrozenDate
    os.getloadavg = lambda: (0.5, 0.4, 0.3)
    os.cpu_count = lambda: 4
    clock = time.monotonic()
    time.monotonic = lambda: clock
    canvas.Canvas.call_later = lambda self, *_arguments: None
    show = canvas.Canvas.show

    def show_frozen(self):
        draw = self.on_draw
        if _loop.draws(self):  # a window that presents pixels would draw an empty frame over them
            self.on_draw = lambda painter: draw(FrozenPainter(painter))
        show(self)

    canvas.Canvas.show = show_frozen


def on_screen(data: bytes) -> bytes:
    """Straight-alpha RGBA as a display shows it: the premultiplied colours, opaque."""
    seen = bytearray(data)
    for number, alpha in enumerate(data[3::4]):
        if alpha != 255:
            for at in range(4 * number, 4 * number + 3):
                seen[at] = (data[at] * alpha + 127) // 255
            seen[4 * number + 3] = 255
    return bytes(seen)


def print_and_close() -> None:
    windows = canvas.windows()
    for window in windows:
        if STAY:  # the others would cover it
            for other in windows:
                other.hide() if other is not window else other.show()
        wanted = window.window.size
        for _ in range(3):  # a display may give it another size at first
            window.force_draw(timeout=30)
        image = window.snapshot()
        data = bytes(memoryview(image).cast("B"))
        assert (image.width, image.height) == window.window.physical_size, wanted
        digest = hashlib.sha256(on_screen(data) if STAY else data).hexdigest()
        print(window.window.title, f"{image.width}x{image.height}", digest, sep="\t", flush=True)
        if STAY:
            sys.stdin.readline()
            window.hide()
    if STAY:
        print("all shown", flush=True)
    canvas.close_all()
    run()


if __name__ == "__main__":
    freeze()
    run = canvas.run
    canvas.run = print_and_close
    sys.argv = sys.argv[2 if STAY else 1 :]
    runpy.run_path(sys.argv[0], run_name="__main__")
    if canvas.windows():  # it waits only at the end of the script
        print_and_close()
