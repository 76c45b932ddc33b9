"""Fixtures: X servers, a peer client, and where the interpreters are. Windows of the tests' own process are headless."""

import os
import pathlib
import signal
import sys

import pytest

# Chosen before canvas is imported: the tests' own process must end whatever is left open.
os.environ["CANVAS_AT_EXIT"] = "close"
os.environ["CANVAS_BACKEND"] = "headless"
os.environ["CANVAS_FONTS"] = "bundled"
os.environ.pop("DISPLAY", None)
os.environ.pop("WAYLAND_DISPLAY", None)

import canvas

from scripts import Script, environment
from xserver import XServer

TOP = pathlib.Path(__file__).resolve().parents[2]


def pytest_configure(config):
    # A shell's background job ignores Ctrl-C, and so would every program that it starts.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    if TOP in pathlib.Path(canvas.__file__).resolve().parents and "site-packages" not in canvas.__file__:
        raise pytest.UsageError(f"these tests are for the installed package, not for {canvas.__file__}")


def pytest_report_header():
    return [f"canvas {canvas.__version__} from {pathlib.Path(canvas.__file__).parent}", f"Pythons: {pythons()}"]


def pythons():
    """The interpreters that have the wheel installed."""
    return [path for path in os.environ.get("CANVAS_TEST_PYTHONS", "").split(":") if path] or [sys.executable]


def pytest_generate_tests(metafunc):
    if "python" in metafunc.fixturenames:
        names = [pathlib.Path(path).parents[1].name.removeprefix(".venv-") for path in pythons()]
        metafunc.parametrize("python", pythons(), ids=names)


@pytest.fixture(scope="session")
def shared_server():
    server = XServer()
    yield server
    server.close()


@pytest.fixture
def x(shared_server):
    """A peer on the server that most tests share."""
    with shared_server.client() as client:
        yield client


@pytest.fixture
def servers():
    """Makes servers of the test's own, to be stopped and killed: `servers(*arguments, **options)`."""
    made = []

    def make(*arguments, **options):
        made.append(XServer(*arguments, **options))
        return made[-1]

    yield make
    for server in made:
        server.close()


@pytest.fixture
def start(shared_server):
    """Starts programs on the shared server: `start(code, *arguments, env=…)`. What still runs at the end is killed."""
    started = []

    def begin(code, *arguments, env=None, **options):
        script = Script(code, *arguments, env={**shared_server.environment(), **(env or {})}, **options)
        started.append(script)
        return script

    yield begin
    for script in started:
        script.kill()
        script.finish(check=False)


@pytest.fixture
def headless_env():
    """The environment of a program that shows its windows nowhere."""
    return environment({"CANVAS_BACKEND": "headless"})


@pytest.fixture(autouse=True)
def no_window_left():
    """Each test closes what it opened in this process; a window that is left over fails it."""
    yield
    # One that is closing is on its way.
    left = [window for window in canvas.windows() if window.window.state != "closing" or not window.wait(20)]
    canvas.close_all()
    assert not left, f"left open: {left}"
