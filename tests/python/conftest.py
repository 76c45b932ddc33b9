"""Fixtures: displays, X servers, peer clients and interpreters. Windows of the test process itself are headless."""

import os
import pathlib
import signal
import sys

import pytest

# Set before canvas is imported: the test process must end even if windows are left open.
os.environ["CANVAS_AT_EXIT"] = "close"
os.environ["CANVAS_BACKEND"] = "headless"
os.environ["CANVAS_FONTS"] = "bundled"
os.environ.pop("DISPLAY", None)
os.environ.pop("WAYLAND_DISPLAY", None)

import canvas

import displays
from scripts import Script, environment, eventually
from wm_client import CLIENT_PROGRAM, is_painted
from xserver import XServer

TOP = pathlib.Path(__file__).resolve().parents[2]
# Where windows of other processes are shown: one of displays.KINDS.
DISPLAY = os.environ.get("CANVAS_TEST_DISPLAY", "x11-xvfb")
# The tests of tests/quarantine.toml, as "file.py::function", where the run has to leave them out.
QUARANTINED = set(filter(None, os.environ.get("CANVAS_TEST_QUARANTINED", "").split(",")))


def pytest_configure(config):
    # A background job of a shell ignores SIGINT, and so do the programs that it starts.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    if TOP / "crates" in pathlib.Path(canvas.__file__).resolve().parents:
        raise pytest.UsageError(f"these tests are for the installed package, not for {canvas.__file__}")


def pytest_collection_modifyitems(config, items):
    """Leaves out the quarantined tests and those that do not run on this display. Every display but the default one runs
    only tests that show windows on the shared display and need nothing that it lacks; `headless` runs those that show none."""
    kept, left = [], []
    for item in items:
        (kept if name_of(item) not in QUARANTINED and runs_on(DISPLAY, item) else left).append(item)
    config.hook.pytest_deselected(items=left)
    items[:] = kept


def name_of(item):
    """The test's file and function, without its parameters."""
    return item.nodeid.split("/")[-1].partition("[")[0]


def runs_on(kind, item):
    if kind == "x11-xvfb":
        return True
    needs = set(item.fixturenames)
    if kind == "headless":
        return not needs & {"shared_display", "servers"}
    if "shared_display" not in needs or "servers" in needs:
        return False
    if "shared_server" in needs and kind in displays.NOT_X:
        return False
    if "user" in needs and kind in displays.NO_USER:
        return False
    return name_of(item) not in displays.LACKING[kind]


def pytest_report_header():
    return [
        f"display: {DISPLAY}",
        f"canvas {canvas.__version__} from {pathlib.Path(canvas.__file__).parent}",
        f"Pythons: {pythons()}",
    ]


def pythons():
    """The interpreters that have the wheel installed."""
    return [path for path in os.environ.get("CANVAS_TEST_PYTHONS", "").split(":") if path] or [sys.executable]


def pytest_generate_tests(metafunc):
    if "python" in metafunc.fixturenames:
        names = [pathlib.Path(path).parents[1].name.removeprefix(".venv-") for path in pythons()]
        metafunc.parametrize("python", pythons(), ids=names)


@pytest.fixture(scope="session")
def shared_display():
    """The display that most tests share, of the kind that CANVAS_TEST_DISPLAY names."""
    display = displays.KINDS[DISPLAY]()
    yield display
    display.close()


@pytest.fixture
def display_kind():
    return DISPLAY


@pytest.fixture(scope="session")
def shared_server(shared_display):
    """The shared display, where it is an X server."""
    return shared_display


@pytest.fixture
def x(shared_server):
    """A peer on the server that most tests share."""
    with shared_server.client() as client:
        yield client


@pytest.fixture
def user(shared_display):
    """A user of the shared display: sees windows and acts on them from outside."""
    user = shared_display.user()
    yield user
    user.end()


@pytest.fixture
def servers():
    """Starts X servers for one test, which may stop and kill them: `servers(*arguments, **options)`."""
    made = []

    def make(*arguments, **options):
        made.append(XServer(*arguments, **options))
        return made[-1]

    yield make
    for server in made:
        server.close()


@pytest.fixture
def start(shared_display):
    """Starts programs on the shared display: `start(code, *arguments, env=…)`. What still runs at the end is killed."""
    started = []

    def begin(code, *arguments, env=None, **options):
        script = Script(code, *arguments, env={**shared_display.environment(), **(env or {})}, **options)
        started.append(script)
        return script

    yield begin
    for script in started:
        script.kill()
        script.finish(check=False)


@pytest.fixture
def wm_client(servers):
    """Starts the program that executes lines: returns a server for this test, the program on it, a peer, and the
    program's window."""
    scripts, peers = [], []

    def begin(*arguments, code=CLIENT_PROGRAM, env=None, **options):
        server = servers(*arguments, **options)
        script = Script(code, env={**server.environment(), **(env or {})})
        scripts.append(script)
        script.expect("open")
        peer = server.client()
        peers.append(peer)
        window = peer.find("first")
        eventually(lambda: is_painted(peer, window))
        return server, script, peer, window

    yield begin
    for peer in peers:
        peer.close()
    for script in scripts:
        script.kill()
        script.finish(check=False)


@pytest.fixture
def headless_env():
    """The environment of a program whose windows are headless."""
    return environment({"CANVAS_BACKEND": "headless"})


@pytest.fixture(autouse=True)
def no_window_left():
    """Each test closes the windows that it opened in this process; one that is left open fails it."""
    yield
    # A window that is closing counts as closed.
    left = [window for window in canvas.windows() if window.window.state != "closing" or not window.wait(20)]
    canvas.close_all()
    assert not left, f"left open: {left}"
