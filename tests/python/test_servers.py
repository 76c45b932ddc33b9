"""X servers that are missing, refuse the connection, or lack an extension."""

import os
import sys

import pytest

from scripts import Script, eventually, run_script
from wm_client import CLIENT_PROGRAM, GREEN, RED, WHITE, is_painted
from xclient import Geometry

DISPLAYS = {
    "junk": ("nonsense", "nonsense"),
    "empty": ("", "DISPLAY"),
    "no server": (":9876", ":9876"),
    "bad number": (":abc", ":abc"),
    "bad screen": ("{}.7", ".7"),
}


@pytest.mark.parametrize("display", DISPLAYS)
def test_displays_that_do_not_work(display, shared_server):
    value, named = DISPLAYS[display]
    ended = run_script(
        """
        import canvas
        try:
            canvas.Canvas("first", backend="x11").show()
        except canvas.DisplayError as error:
            assert not isinstance(error, canvas.DisplayLost)
            print(error)
        canvas.render(lambda painter: painter.clear("red"), (4, 4))
        """,
        env={"DISPLAY": value.format(shared_server.display)},
    ).assert_clean()
    assert named in ended.out and "DISPLAY" in ended.out


def test_no_display_at_all():
    code = """
        import canvas
        try:
            canvas.Canvas("first", backend="x11").show()
        except canvas.DisplayError as error:
            print(error)
        """
    ended = run_script(code, env={"DISPLAY": None}).assert_clean()
    assert "DISPLAY" in ended.out
    ended = run_script(
        "import canvas; canvas.Canvas('first').show()", env={"DISPLAY": None, "CANVAS_HEADLESS_SECONDS": "0"}
    )
    assert ended.code == 0
    assert ended.err.count("headless, nothing is shown") == 1, "without a display, one warning says so"


def test_a_server_that_requires_a_cookie(servers):
    server = servers(manager=False, cookie=True)
    code = """
        import canvas
        try:
            window = canvas.Canvas("first")
            window.show()
            window.snapshot()
            window.close()
            print("let in")
        except canvas.DisplayError as error:
            print(error)
        """
    assert run_script(code, env=server.environment()).assert_clean().out == "let in\n"
    wrong = server.folder / "wrong"
    for name, path in {
        "empty": os.devnull,
        "a folder": str(server.folder),
        "missing": "/nonexistent/authority",
    }.items():
        ended = run_script(code, env={"DISPLAY": server.display, "XAUTHORITY": path}).assert_clean()
        assert server.display in ended.out, name
        assert server.cookie.hex() not in ended.out
    server._write_cookie(wrong, b"0123456789abcdef", server.display)
    ended = run_script(code, env={"DISPLAY": server.display, "XAUTHORITY": str(wrong)}).assert_clean()
    assert "refuses" in ended.out and b"0123456789abcdef".hex() not in ended.out


def disturb_and_close(script, peer, window, ping=True):
    """What every window must survive, however its pixels reach the screen."""
    peer.uncover(peer.cover(Geometry(0, 0, peer.width, peer.height)))
    eventually(lambda: is_painted(peer, window), "painted again")
    peer.configure(window, width=500, height=300)
    eventually(lambda: peer.geometry(window).width == 500)
    eventually(lambda: peer.pixel(window, 490, 50) == GREEN and peer.pixel(window, 490, 290) == WHITE, "painted larger")
    script.send("window.color = 'red'; window.request_draw()")
    eventually(lambda: peer.pixel(window, 490, 50) == RED, "painted in red")
    if ping:
        peer.ping(window, 1)
    peer.press_close_button(window)
    script.expect("closed first")
    script.process.stdin.close()
    script.finish().assert_clean()


@pytest.mark.parametrize("missing", ["MIT-SHM", "RANDR", "RENDER", "DAMAGE", "Composite"])
def test_without_an_extension(wm_client, missing):
    _, script, peer, window = wm_client("-extension", missing)
    disturb_and_close(script, peer, window)


def test_with_small_requests_only(wm_client):
    _, script, peer, window = wm_client("-extension", "MIT-SHM", "-maxbigreqsize", "1")
    disturb_and_close(script, peer, window)


def test_an_untrusted_client(servers):
    server = servers(cookie=True)
    env = {**server.environment(), "XAUTHORITY": str(server.untrusted_authority())}
    with Script(CLIENT_PROGRAM, env=env) as script, server.client() as peer:
        script.expect("open")
        window = peer.find("first")
        eventually(lambda: is_painted(peer, window))
        disturb_and_close(script, peer, window, ping=False)  # it may not send events to the root window


@pytest.mark.parametrize("fault", ["memfd_create:error=EMFILE", "memfd_create:error=ENOSYS"])
def test_without_memory_files(servers, fault):
    server = servers()
    strace = ["strace", "-f", "-o", os.devnull, "-e", f"inject={fault}", sys.executable]
    with Script(CLIENT_PROGRAM, env=server.environment(), python=strace) as script:
        script.expect("open")
        with server.client() as peer:
            window = peer.find("first")
            eventually(lambda: is_painted(peer, window))
            disturb_and_close(script, peer, window)
