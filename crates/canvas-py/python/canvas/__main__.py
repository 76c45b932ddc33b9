"""The command line: `python -m canvas demo`, `view`, `bench` and `info`."""

import argparse
import functools
import os
import pathlib
import platform
import sys

import canvas
from canvas import _canvas, _demo


def main(arguments: list[str] | None = None) -> int:
    """Runs a command and returns the exit status."""
    parser = argparse.ArgumentParser(prog="python -m canvas", description="Windows to draw in that never freeze.")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    demo = commands.add_parser("demo", help="shows what the library can draw; without a display, renders it to files")
    demo.add_argument(
        "--frames",
        type=pathlib.Path,
        default=pathlib.Path("demo-frames"),
        metavar="FOLDER",
        help="the folder for the frames without a display (default: ./demo-frames)",
    )
    commands.add_parser("info", help="backends, display and versions, to paste into a bug report")
    view = commands.add_parser("view", help="shows images: drag, wheel, arrow keys, Escape")
    view.add_argument("files", nargs="+", type=pathlib.Path, metavar="FILE", help="PNG, JPEG, WebP or GIF")
    commands.add_parser("bench", help="measures how fast windows are drawn on this machine and display")
    options = parser.parse_args(arguments)
    try:
        if options.command == "demo":
            return show_demo(options.frames)
        if options.command == "view":
            return show_images(options.files)
        return run_bench() if options.command == "bench" else show_info()
    except canvas.CanvasError as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130


def show_demo(folder: pathlib.Path) -> int:
    """Opens the demo's window, or renders its frames into `folder` where there is no display."""
    if has_screen():
        print("Close the window, or press Ctrl-C here, to end the demo.", flush=True)
        _demo.Demo().show()
        canvas.run()
        return 0
    folder.mkdir(parents=True, exist_ok=True)
    for number, time in enumerate(_demo.MOMENTS):
        frame = canvas.render(functools.partial(_demo.draw, time=time), _demo.SIZE)
        frame.save(folder / f"frame-{number}.png")
    print(f"There is no display here: {len(_demo.MOMENTS)} frames of the demo are in {folder.resolve()}")
    return 0


def has_screen() -> bool:
    """Whether windows are shown on a screen."""
    return os.environ.get("CANVAS_BACKEND", "" if _canvas.has_display() else "headless") != "headless"


def show_images(files: list[pathlib.Path]) -> int:
    """Shows images in a window, after printing the names of missing files. Returns the exit status."""
    if not has_screen():
        raise canvas.DisplayError("there is no display to show images on: set DISPLAY or WAYLAND_DISPLAY")
    from canvas import _view

    missing = [file for file in files if not file.is_file()]
    for file in missing:
        print(f"error: {file}: there is no such file", file=sys.stderr)
    found = [file for file in files if file not in missing]
    if found:
        _view.Viewer(found).show()
        canvas.run()
    return 1 if missing else 0


def run_bench() -> int:
    """Prints how long the frames of a few scenes take here. Returns the exit status."""
    from canvas import _bench

    if not has_screen():
        os.environ["CANVAS_BACKEND"] = "headless"  # explicit, so that no warning repeats the last line
    _bench.run()
    return 0


def show_info() -> int:
    """Prints the facts that a bug report needs. Returns the exit status."""
    print(f"canvas {canvas.__version__} on Python {platform.python_version()}, {platform.platform()}")
    backends = canvas.backends()
    facts = dict(_canvas.connected())  # `backends()` has connected those that work
    for backend in backends:
        print(f"backend {backend.name}: {'works here' if backend.available else backend.reason}")
        for name, value in facts.get(backend.name, {}).items():
            print(f"  {name}: {value}")
    for name in ("DISPLAY", "XAUTHORITY", "WAYLAND_DISPLAY", "XDG_SESSION_TYPE"):
        print(f"{name}={os.environ.get(name, '')}")
    for name in sorted(name for name in os.environ if name.startswith("CANVAS_")):
        print(f"{name}={os.environ[name]}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
