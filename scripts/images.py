"""Takes screenshots of the examples and the demo on an X11 screen with a window manager.

Usage: images.py            renders the images of the README and of docs again (docs/images)
       images.py FOLDER     screenshots of the demo and of every example
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
# The titles of the windows, or their beginnings; and the arguments.
EXAMPLES = {
    "hello": ["Hello"],
    "clock": ["Clock"],
    "system_wall": METERS,
    "view_image": ["astronaut.png"],
    "stuck_python": ["Python is stuck"],
    "particles": ["Particles"],
    "typography": ["Typography"],
    "gallery": ["Gallery"],
    "plot": ["Carbon dioxide"],
    "ferris": ["ferris.svg"],
    "fractal": ["Fractal"],
    "earthquakes": ["Earthquakes"],
}
ARGUMENTS = {"stuck_python": ["20"]}
# How many seconds an animation runs before its screenshot is taken. A fixed time: this is not a test.
LATER = {"demo": 3, "system_wall": 10, "particles": 3, "fractal": 3, "overlay": 4}
SCREEN, LARGE_SCREEN = "1100x760x24", "1240x1000x24"


IN_DOCS = ["demo", "system_wall", "stuck_python", "overlay"]


def main(folder: pathlib.Path, names: list[str]) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for name in names:
        server = XServer(size=LARGE_SCREEN if name == "typography" else SCREEN)
        path = folder / f"{name.replace('_', '-')}.png"
        try:
            with server.client() as x:
                take(x, server, name).save(path)
        finally:
            server.close()
        print(path)


def every_example() -> list[str]:
    """The names of all examples. A new one must be added to `EXAMPLES`."""
    names = sorted(path.stem for path in (TOP / "examples").glob("*.py"))
    if names != sorted(EXAMPLES):
        raise SystemExit(f"EXAMPLES in {__file__} lacks {set(names) ^ set(EXAMPLES)}")
    return names


def take(x: RawXClient, server: XServer, name: str) -> canvas.Image:
    """Starts an example ("overlay" is one with the statistics over it), waits until it has drawn, and takes a screenshot of its
    windows with their frames."""
    x.checked(2, 0, struct.pack("<III", x.root, 2, DESK))
    x.checked(61, 0, struct.pack("<IhhHH", x.root, 0, 0, 0, 0))
    overlay, name = name == "overlay", "stuck_python" if name == "overlay" else name
    command = ["-m", "canvas", "demo"] if name == "demo" else [f"examples/{name}.py", *ARGUMENTS.get(name, [])]
    titles = ["canvas demo"] if name == "demo" else EXAMPLES[name]
    env = environment({**server.environment(), "CANVAS_OVERLAY": "1" if overlay else None})
    process = subprocess.Popen([sys.executable, *command], cwd=TOP, env=env)
    try:
        windows = [find(x, title) for title in titles]
        for window in windows:
            eventually(lambda window=window: len(x.screenshot(window).colors()) > 2, f"{name} has drawn")
        if name == "stuck_python":
            x.configure(windows[0], width=640, height=420)
            eventually(lambda: x.geometry(windows[0]).width == 640 and x.pixel(windows[0], 600, 400) != (255, 255, 255))
        time.sleep(LATER.get("overlay" if overlay else name, 0))
        frames = [frame_of(x, window) for window in windows]
        left, top = (max(0, min(getattr(frame, side) for frame in frames) - 16) for side in ("x", "y"))
        right = min(x.width, max(frame.x + frame.width for frame in frames) + 16)
        bottom = min(x.height, max(frame.y + frame.height for frame in frames) + 16)
        shot = x.screenshot(x.root, left, top, right - left, bottom - top)
        return canvas.Image(memoryview(shot.rgba()).cast("B", (shot.height, shot.width, 4)))
    finally:
        process.kill()
        process.wait()


def frame_of(x: RawXClient, window: int) -> Geometry:
    """The geometry of a window with the frame of the window manager."""
    while (parent := x.parent(window)) != x.root:
        window = parent
    return x.geometry(window)


def find(x: RawXClient, title: str) -> int:
    """The window whose title begins with `title`, once it is on the screen."""
    return eventually(lambda: next((w for w in x.windows_titled(title) if x.is_viewable(w)), None), title)


if __name__ == "__main__":
    if len(sys.argv) > 1:
        main(pathlib.Path(sys.argv[1]), ["demo", *every_example()])
    else:
        main(TOP / "docs" / "images", IN_DOCS)
