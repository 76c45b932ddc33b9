"""Takes pictures of the examples and the demo as they look on an X11 screen with a window manager.

Usage: images.py            draws the pictures of the README again (docs/images)
       images.py FOLDER     pictures of every example, to look at
"""

import pathlib
import struct
import subprocess
import sys
import time

TOP = pathlib.Path(__file__).resolve().parents[1]
sys.path.insert(0, str(TOP / "tests" / "python"))

import canvas  # noqa: E402

from scripts import environment, eventually  # noqa: E402
from xclient import Geometry, RawXClient  # noqa: E402
from xserver import XServer  # noqa: E402

DESK = 0xC9D1DB
METERS = ["Processor", "Memory", "Load", "Context switches", "New processes", "Network"]
PICTURES = {
    "hello": (["examples/hello.py"], ["Hello"]),
    "clock": (["examples/clock.py"], ["Clock"]),
    "system-wall": (["examples/system_wall.py"], METERS),
    "view-image": (["examples/view_image.py"], ["astronaut.png"]),
    "stuck-python": (["examples/stuck_python.py", "20"], ["Python is stuck"]),
    "demo": (["-m", "canvas", "demo"], ["canvas demo"]),
}
IN_README = ["demo", "system-wall", "stuck-python"]


def main(folder: pathlib.Path, names: list[str]) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for name in names:
        server = XServer(size="1100x760x24")
        try:
            with server.client() as x:
                take(x, server, name).save(folder / f"{name}.png")
        finally:
            server.close()
        print(folder / f"{name}.png")


def take(x: RawXClient, server: XServer, name: str) -> canvas.Image:
    """Starts an example, waits until it looks as it should, and takes its picture with the frames around it."""
    x.checked(2, 0, struct.pack("<III", x.root, 2, DESK))
    x.checked(61, 0, struct.pack("<IhhHH", x.root, 0, 0, 0, 0))
    command, titles = PICTURES[name]
    process = subprocess.Popen([sys.executable, *command], cwd=TOP, env=environment(server.environment()))
    try:
        windows = [x.find(title) for title in titles]
        for window in windows:
            eventually(lambda window=window: len(x.picture(window).colors()) > 2, f"{name} has drawn")
        if name == "stuck-python":
            x.configure(windows[0], width=640, height=420)
            eventually(lambda: x.geometry(windows[0]).width == 640 and x.pixel(windows[0], 600, 400) != (255, 255, 255))
        if name in ("system-wall", "demo"):
            wait(10 if name == "system-wall" else 3)
        frames = [frame_of(x, window) for window in windows]
        left, top = (max(0, min(getattr(frame, side) for frame in frames) - 16) for side in ("x", "y"))
        right = min(x.width, max(frame.x + frame.width for frame in frames) + 16)
        bottom = min(x.height, max(frame.y + frame.height for frame in frames) + 16)
        shot = x.picture(x.root, left, top, right - left, bottom - top)
        return canvas.Image(memoryview(shot.rgba()).cast("B", (shot.height, shot.width, 4)))
    finally:
        process.kill()
        process.wait()


def frame_of(x: RawXClient, window: int) -> Geometry:
    """The place of a window with what the window manager put around it."""
    while (parent := x.parent(window)) != x.root:
        window = parent
    return x.geometry(window)


def wait(seconds: float) -> None:
    """Lets an animation go on."""
    time.sleep(seconds)


if __name__ == "__main__":
    if len(sys.argv) > 1:
        main(pathlib.Path(sys.argv[1]), list(PICTURES))
    else:
        main(TOP / "docs" / "images", IN_README)
