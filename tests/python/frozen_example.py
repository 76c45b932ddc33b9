"""Runs an example in a world that stands still, and prints a hash of what each of its windows shows.

Usage: frozen_example.py [--stay] EXAMPLE [ARGUMENTS…]. Time, the figures of /proc and the load are those of one moment, and what a
window would do later it never does: the images depend on nothing but the example and the display. With `--stay` one
window after the other is alone on the screen until a line is read.
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


class Still:
    """A painter whose time stands still."""

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

    def show_still(self):
        draw = self.on_draw
        if _loop.draws(self):  # one that presents pixels would draw nothing over them
            self.on_draw = lambda painter: draw(Still(painter))
        show(self)

    canvas.Canvas.show = show_still


def on_screen(data: bytes) -> bytes:
    """What a display shows of straight RGBA: it knows no alpha, and was given colours that are multiplied with theirs."""
    seen = bytearray(data)
    for number, alpha in enumerate(data[3::4]):
        if alpha != 255:
            for at in range(4 * number, 4 * number + 3):
                seen[at] = (data[at] * alpha + 127) // 255
            seen[4 * number + 3] = 255
    return bytes(seen)


def tell_and_close() -> None:
    windows = canvas.windows()
    for window in windows:
        if STAY:  # the others would be in the way
            for other in windows:
                other.hide() if other is not window else other.show()
        wanted = window.window.size
        for _ in range(3):  # a display may have another size for it at first
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
    canvas.run = tell_and_close
    sys.argv = sys.argv[2 if STAY else 1 :]
    runpy.run_path(sys.argv[0], run_name="__main__")
    if canvas.windows():  # it leaves the waiting to the end of the script
        tell_and_close()
