"""The same scene at the same physical size gives the same bytes on every display: that of the tests against headless. And
what a user sees there is what the window says it shows."""

import hashlib
import pathlib

import pytest

from scripts import Script, eventually

HERE = pathlib.Path(__file__).parent
EXAMPLES = sorted((HERE.parents[1] / "examples").glob("*.py"))
ARGUMENTS = {"stuck_python.py": ["0"]}


def pictures(example, env):
    script = Script.file(HERE / "frozen.py", str(example), *ARGUMENTS.get(example.name, []), env=env)
    lines = script.finish().out.splitlines()
    return [line for line in lines if line.count("\t") == 2]


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda path: path.name)
def test_examples_look_the_same_everywhere(shared_display, example, record_property):
    here = pictures(example, shared_display.environment())
    there = pictures(example, {"CANVAS_BACKEND": "headless", "CANVAS_HEADLESS_SECONDS": "60"})
    assert here == there
    assert here, "it shows something"
    for line in here:
        title, size, digest = line.split("\t")
        record_property(f"{example.name}: {title}", f"{size} {digest}")


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda path: path.name)
def test_what_is_on_the_screen_is_what_was_drawn(shared_display, user, example):
    arguments = ["--stay", str(example), *ARGUMENTS.get(example.name, [])]

    def seen(title):
        picture = user.picture(title)
        return picture and [f"{picture.width}x{picture.height}", hashlib.sha256(picture.rgba()).hexdigest()]

    with Script.file(HERE / "frozen.py", *arguments, env=shared_display.environment()) as script:
        while (line := script.line()) != "all shown":
            if line.count("\t") == 2:
                title, *wanted = line.split("\t")
                eventually(lambda title=title, wanted=wanted: seen(title) == wanted, f"{title} is on the screen")
                script.tell()
