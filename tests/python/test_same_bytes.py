"""The same scene at the same physical size gives the same bytes on every display (each is compared with headless), and
the screen shows the bytes of the snapshot."""

import hashlib
import inspect
import os
import pathlib

import numpy
import pytest

import canvas

import reference_scenes as scenes
from scripts import Script, eventually

HERE = pathlib.Path(__file__).parent
EXAMPLES = sorted((HERE.parents[1] / "examples").glob("*.py"))
ARGUMENTS = {"stuck_python.py": ["0"]}


def shown(example, env):
    script = Script.file(HERE / "frozen_example.py", str(example), *ARGUMENTS.get(example.name, []), env=env)
    lines = script.finish().out.splitlines()
    return [line for line in lines if line.count("\t") == 2]


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda path: path.name)
def test_examples_look_the_same_everywhere(shared_display, example, record_property):
    here = shown(example, shared_display.environment())
    there = shown(example, {"CANVAS_BACKEND": "headless", "CANVAS_HEADLESS_SECONDS": "60"})
    assert here == there
    assert here, "it has a window"
    for line in here:
        title, size, digest = line.split("\t")
        record_property(f"{example.name}: {title}", f"{size} {digest}")


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda path: path.name)
def test_the_screen_shows_the_snapshot(shared_display, user, example):
    arguments = ["--stay", str(example), *ARGUMENTS.get(example.name, [])]

    def seen(title):
        shot = user.screenshot(title)
        return shot and [f"{shot.width}x{shot.height}", hashlib.sha256(shot.rgba()).hexdigest()]

    with Script.file(HERE / "frozen_example.py", *arguments, env=shared_display.environment()) as script:
        while (line := script.line()) != "all shown":
            if line.count("\t") == 2:
                title, *wanted = line.split("\t")
                eventually(lambda title=title, wanted=wanted: seen(title) == wanted, f"{title} is on the screen")
                script.send()


RUST = os.environ.get("CANVAS_TEST_RUST_EXAMPLES")


@pytest.mark.skipif(not RUST, reason="the Rust examples were not built")
@pytest.mark.parametrize("name", ["hello", "earthquakes", "fractal"])
def test_examples_in_rust_look_the_same_everywhere(shared_display, user, name, record_property):
    """Seen from outside, on displays with a user. Not `system_wall`, which shows the load of the machine."""
    env = shared_display.environment()
    [line] = shown(HERE.parents[1] / "examples" / f"{name}.py", env)
    title, *in_python = line.split("\t")
    beginning = title.partition(":")[0]  # the fractal's title has the time that it took

    def seen():
        shot = next((user.screenshot(own) for own in user.titles() if own.startswith(beginning)), None)
        if shot is None or len(set(memoryview(shot.data).cast("I"))) == 1:
            return None  # nothing is drawn yet
        return [f"{shot.width}x{shot.height}", hashlib.sha256(shot.rgba()).hexdigest()]

    with Script.program(f"{RUST}/{name}", env=env):
        if name == "fractal":  # numpy adds in another order: the same on every display, but not the same as in Python
            in_rust = eventually(lambda: (there := seen()) and there == seen() and there, f"{name} is on the screen")
            assert in_rust[0] == in_python[0]
        else:
            in_rust = eventually(lambda: (there := seen()) == in_python and there, f"{name} looks as in Python")
    size, digest = in_rust
    record_property(f"{name} in Rust, {size}", f"{size} {digest}")


# In a window no pixels can be read back while recording, and time passes.
IN_RENDER_ONLY = {"pixels_read_and_written", "facts"}
SCENES = [
    name
    for name, draw in vars(scenes).items()
    if inspect.isfunction(draw) and [*inspect.signature(draw).parameters] == ["p"] and name not in IN_RENDER_ONLY
]
SHOW = """
    import sys, canvas, reference_scenes as scenes
    def gray(painter):
        painter.clear("gray")
    current = [gray]
    window = canvas.Canvas(
        "scenes", size=(200, 150), background="white", update_mode="manual", on_draw=lambda p: current[0](p)
    )
    window.show()
    window.snapshot()
    print("open", flush=True)
    for name in map(str.strip, sys.stdin):
        # Everything changes, so that the whole frame is drawn: a partial redraw may differ by one level.
        current[0] = gray
        window.force_draw(timeout=20)
        current[0] = getattr(scenes, name)
        window.force_draw(timeout=20)
        rendered = canvas.render(current[0], (200, 150), background="white")
        print(name, window.snapshot() == rendered, flush=True)
    window.close()
"""


def test_every_scene_looks_the_same_in_a_window_as_rendered(start, x):
    """The snapshot and the pixels on the X server are the bytes of `render`."""
    script = start(SHOW, env={"CANVAS_FONTS": "bundled"})
    script.expect("open")
    window = x.find("scenes")
    for name in SCENES:
        script.send(name)
        assert script.line() == f"{name} True"
        expected = numpy.asarray(canvas.render(getattr(scenes, name), (200, 150), background="white")).astype(int)
        assert (expected[..., 3] == 255).all()

        def is_shown(expected=expected):
            shown = numpy.frombuffer(x.screenshot(window).rgba(), "uint8").reshape(150, 200, 4)
            return (shown[..., :3] == expected[..., :3]).all()

        eventually(is_shown, f"the pixels of {name}")
    script.process.stdin.close()
    script.finish().assert_clean()
