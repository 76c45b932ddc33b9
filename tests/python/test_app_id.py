"""The application id: the default for every way to start a program, and the one that a display receives."""

import subprocess
import sys
import zipfile

import pytest

import canvas

from scripts import environment

PRINT = "from canvas import _app_id; print(_app_id.default_app_id())"
SHOW = """
import sys, canvas
window = canvas.Canvas("named")
window.show()
print("open", flush=True)
sys.stdin.readline()
"""


@pytest.fixture
def programs(tmp_path):
    """A folder with a program of each kind."""
    package = tmp_path / "tools"
    package.mkdir()
    for path in ("paint.v2.py", "__main__.py", "tools/__init__.py", "tools/__main__.py", "tools/sub.py", "noending"):
        (tmp_path / path).write_text("" if path.endswith("__init__.py") else PRINT)
    early = tmp_path / "early"
    early.mkdir()
    (early / "__init__.py").write_text(PRINT)
    (early / "__main__.py").write_text("")
    with zipfile.ZipFile(tmp_path / "zipped.pyz", "w") as archive:
        archive.writestr("__main__.py", PRINT)
    return tmp_path


def printed(folder, *arguments, text=""):
    """The last line that the interpreter prints with these arguments."""
    ended = subprocess.run(
        [sys.executable, *arguments],
        cwd=folder,
        env=environment(),
        input=text,
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert ended.returncode == 0, ended
    return ended.stdout.splitlines()[-1].removeprefix(">>> ")


@pytest.mark.parametrize(
    ("arguments", "name"),
    [
        (["paint.v2.py"], "paint.v2"),
        (["./tools/sub.py", "argument"], "sub"),
        (["noending"], "noending"),
        (["-m", "tools"], "tools"),
        (["-mtools", "argument"], "tools"),
        (["-m", "tools.__main__"], "tools"),
        (["-m", "tools.sub"], "sub"),
        (["-m", "early"], "early"),
        (["-I", "-c", PRINT], "canvas"),
        (["tools"], "tools"),
        (["tools/"], "tools"),
        (["tools/__main__.py"], "tools"),
        (["zipped.pyz"], "zipped"),
        (["-c", PRINT, "argument"], "canvas"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else value,
)
def test_the_default_is_the_name_of_the_program(programs, arguments, name):
    assert printed(programs, *arguments) == name


def test_a_main_script_has_the_name_of_its_folder(programs):
    assert printed(programs / "tools", "__main__.py") == "tools"


@pytest.mark.parametrize("arguments", [["-"], [], ["-i"], ["-q", "-i"]], ids=str)
def test_the_repl_and_standard_input_have_none(programs, arguments):
    assert printed(programs, *arguments, text=PRINT + "\n") == "canvas"


@pytest.mark.parametrize("argv", [[], [""], ["-c"], ["-"], [None], ["/"]], ids=repr)
def test_a_program_may_change_its_arguments(monkeypatch, argv):
    from canvas import _app_id

    monkeypatch.setattr(sys, "argv", argv)
    assert _app_id.default_app_id() == "canvas"


@pytest.mark.parametrize(
    ("name", "error"),
    [
        ("", ValueError),
        ("a\0b", ValueError),
        ("a\n", ValueError),
        ("a" * 256, ValueError),
        (b"a", TypeError),
        (5, TypeError),
    ],
)
def test_a_bad_name_is_refused(name, error):
    with pytest.raises(error, match=r"app_id|^name: expected a str"):
        canvas.set_app_id(name)
    with pytest.raises(error, match="app_id"):
        canvas.Canvas(app_id=name)


def wm_class(start, x, code):
    """`WM_CLASS` of the window that a program shows."""
    script = start(code)
    script.expect("open")
    value = x.property(x.find("named"), "WM_CLASS")
    script.send()
    return value.decode("latin-1").split("\0")


def test_windows_of_c_programs_are_named_after_the_library(start, x):
    assert wm_class(start, x, SHOW) == ["canvas", "canvas", ""]


def test_a_script_names_its_windows(start, x, tmp_path):
    assert wm_class(start, x, f"import sys; sys.argv = ['/usr/bin/sketch.py']\n{SHOW}") == ["sketch", "sketch", ""]


def test_a_program_names_the_windows_that_it_opens_later(start, x):
    code = """
        import sys, canvas
        first = canvas.Canvas("first")
        first.show()
        canvas.set_app_id("org.example.Sketch")
        canvas.Canvas("second").show()
        canvas.Canvas("third", app_id="own").show()
        print("open", flush=True)
        sys.stdin.readline()
        """
    script = start(code)
    script.expect("open")
    assert x.property(x.find("first"), "WM_CLASS") == b"canvas\0canvas\0"
    assert x.property(x.find("second"), "WM_CLASS") == b"org.example.Sketch\0org.example.Sketch\0"
    assert x.property(x.find("third"), "WM_CLASS") == b"own\0own\0"
    script.send()


def test_it_has_no_effect_on_headless_windows():
    canvas.set_app_id("tests")
    window = canvas.Canvas("headless", app_id="own")
    window.show()
    window.close()
    assert window.wait(20)
