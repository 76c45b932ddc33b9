"""Hostile and dying X servers, and other clients that meddle: what is lost is said, and everything else goes on."""

import os
import signal
import struct
import sys
import time

import pytest

import oracle
from scripts import Script, eventually, run_script
from xclient import CLIENT_MESSAGE, Geometry

GREEN, RED, WHITE = (0, 128, 0), (255, 0, 0), (255, 255, 255)

# A window that is told what to do, a line at a time, and says when it has closed and why.
OBEDIENT = """
import sys, threading, time, canvas
def print(*words, flush=True):  # in one piece, whatever other threads say
    sys.stdout.write(" ".join(map(str, words)) + "\\n")
    sys.stdout.flush()
class Window(canvas.Canvas):
    color = "green"
    def on_draw(self, painter):
        painter.clear("white")
        painter.fill_style = self.color
        painter.fill_rect(0, 0, 2000, 100)
    def on_key_down(self, event):
        print("key", event.key, event.synthetic, flush=True)
    def on_pointer_down(self, event):
        print("button", event.button, event.synthetic, flush=True)
    def on_close(self, event):
        print("closed", self.title, event.reason, flush=True)
    def __init__(self, title, **options):
        super().__init__(title, size=(300, 200), **options)
        self.title = title
window = Window("first")
window.show()
window.snapshot()
print("open", flush=True)
for line in sys.stdin:
    exec(line)
"""


def is_painted(x, window, color=GREEN):
    return x.pixel(window, 5, 5) == color and x.pixel(window, 5, 150) == WHITE


@pytest.fixture
def obedient(servers):
    """A server of the test's own, the program on it, a peer, and the program's window."""
    scripts, peers = [], []

    def begin(*arguments, code=OBEDIENT, env=None, **options):
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


def finish_after_a_loss(script):
    """The program ends well. Its end may say that a display was lost, since nobody asked in `run()`. Returns its closes."""
    ended = script.finish()
    assert ended.code == 0, ended
    assert ended.err.count("display is lost") <= 1 and "Traceback" not in ended.err, ended
    return closes(ended)


def closes(ended):
    """Which windows have closed and why, in order."""
    return [line.removeprefix("closed ") for line in ended.out.splitlines() if line.startswith("closed ")]


def test_server_killed(obedient, servers):
    server, script, _, _ = obedient()
    script.tell("second = Window('second'); second.show(); second.snapshot(); print('two', flush=True)")
    script.expect("two")
    server.kill()
    assert {script.expect("closed") for _ in range(2)} == {"first display_lost", "second display_lost"}
    script.tell("print('left', canvas.windows(), window.closed, window.close_reason, second.close_reason, flush=True)")
    assert script.expect("left") == "() True display_lost display_lost"
    script.tell(
        "shot = canvas.render(lambda painter: painter.clear('red'), (4, 4)); print('rendered', shot.width, flush=True)"
    )
    assert script.expect("rendered") == "4"
    again = servers(number=server.number)
    script.tell("window = Window('third'); window.show(); window.snapshot(); print('again', flush=True)")
    script.expect("again")
    with again.client() as peer:
        window = peer.find("third")
        eventually(lambda: is_painted(peer, window))
    script.tell("window.close()")
    assert script.expect("closed") == "third program"
    script.process.stdin.close()
    closed = finish_after_a_loss(script)
    assert sorted(closed) == ["first display_lost", "second display_lost", "third program"], "each closes once"


def test_server_killed_during_run(servers):
    server = servers()
    script = Script(
        """
        import canvas
        window = canvas.Canvas("first", update_mode="continuous")
        window.show()
        window.snapshot()
        print("open", flush=True)
        try:
            canvas.run()
        except canvas.DisplayLost as error:
            print("lost", error, flush=True)
            canvas.run()
        """,
        env=server.environment(),
    )
    script.expect("open")
    server.kill()
    assert "connection" in script.expect("lost")
    script.finish().assert_clean()


# What a call that is made again and again raises at last, when the server dies; None: it returns, as if nothing was.
UNDER_A_LOSS = {
    "show()": {"DisplayError"},  # while the window closes, ClosedError; and then there is no server to open it on
    "snapshot()": {"ClosedError"},
    "request_draw()": {"ClosedError"},
    "force_draw()": {"ClosedError"},
    "present(PIXELS)": {"ClosedError"},
    "call(lambda: None)": {"ClosedError"},
    "post(lambda: None)": {"ClosedError"},
    "call_later(0, lambda: None)": {"ClosedError"},
    "submit_event({'type': 'focus_in'})": {"ClosedError"},
    "request_close()": {"ClosedError"},
    "hide()": None,
    "close()": None,
    "wait()": None,
}


@pytest.mark.parametrize("call", UNDER_A_LOSS)
def test_server_killed_under_every_call(servers, call):
    server = servers(manager=False)
    code = f"""
        import canvas
        PIXELS = memoryview(bytes(16)).cast("B", (2, 2, 4))
        class Window(canvas.Canvas):
            def on_draw(self, painter):
                painter.clear("green")
            def on_close_request(self, event):
                return False
            def on_close(self, event):
                print("closed first", event.reason, flush=True)
        window = Window("first", update_mode="continuous")
        window.show()
        window.snapshot()
        print("open", flush=True)
        raised = None
        while raised is None and not (window.closed and {UNDER_A_LOSS[call] is None}):
            try:
                window.{call}
            except canvas.CanvasError as error:
                raised = type(error).__name__
                if "{call}" == "show()" and raised == "ClosedError":
                    raised = None  # it is closing
        window.wait()
        print("raised", raised, window.close_reason, flush=True)
        """
    with Script(code, env=server.environment()) as script:
        script.expect("open")
        server.kill()
        raised, reason = script.expect("raised").split()
        assert raised in (UNDER_A_LOSS[call] or {"None"})
        if call == "close()":  # it may come before the loss
            assert reason in ("program", "display_lost")
        else:
            # A show() that fails is another opening, which ends for another reason.
            assert reason == ("program" if call == "show()" else "display_lost")
        closed = "program" if call == "close()" and reason == "program" else "display_lost"
        assert finish_after_a_loss(script) == [f"first {closed}"]


def test_server_stopped_and_continued(obedient):
    server, script, peer, window = obedient()
    server.pause()
    script.tell("window.color = 'red'; window.request_draw(); window.call(lambda: None); print('asked', flush=True)")
    script.expect("asked")
    script.tell("window.window.title = 'first'; window.request_draw(); print('python lives', flush=True)")
    script.expect("python lives")
    server.go_on()
    eventually(lambda: is_painted(peer, window, RED), "the window is served again")
    peer.ping(window, 7)
    peer.press_close_button(window)
    script.expect("closed first")
    script.process.stdin.close()
    script.finish().assert_clean()


def test_closing_while_the_server_stands_still(obedient):
    server, script, _, _ = obedient()
    server.pause()
    script.tell("window.close(); print('returned', window.wait(20), flush=True)")
    script.expect("returned")
    script.process.stdin.close()
    assert script.finish().code == 0


def test_the_program_ends_while_the_server_stands_still(obedient):
    server, script, _, _ = obedient(env={"CANVAS_AT_EXIT": "close"})
    server.pause()
    script.process.stdin.close()
    begin = time.monotonic()
    ended = script.finish()
    assert ended.code == 0
    assert time.monotonic() - begin < 20


def test_show_on_a_server_that_stands_still(servers):
    server = servers(manager=False)
    server.pause()
    ended = run_script(
        """
        import time, canvas
        begin = time.monotonic()
        try:
            canvas.Canvas("first").show()
        except canvas.DisplayError as error:
            assert time.monotonic() - begin < 30
            print(error)
        """,
        env=server.environment(),
    ).assert_clean()
    assert server.display in ended.out


def test_window_destroyed_by_another_client(obedient):
    _, script, peer, window = obedient()
    script.tell("second = Window('second'); second.show(); second.snapshot(); print('two', flush=True)")
    script.expect("two")
    other = peer.find("second")
    peer.destroy(window)
    assert script.expect("closed") == "first destroyed"
    script.tell(
        "print('state', window.wait(20), window.closed, window.close_reason, len(canvas.windows()), flush=True)"
    )
    assert script.expect("state") == "True True destroyed 1"
    script.tell("second.color = 'red'; second.request_draw()")
    eventually(lambda: is_painted(peer, other, RED), "the other window lives on")
    script.tell("window.show(); window.snapshot(); print('again', flush=True)")
    script.expect("again")
    eventually(lambda: is_painted(peer, peer.find("first")), "the same object opens a new window")
    script.tell("canvas.close_all()")
    script.process.stdin.close()
    closed = closes(script.finish().assert_clean())
    assert (closed[0], sorted(closed[1:])) == ("first destroyed", ["first program", "second program"])


def test_connection_cut_by_another_client(obedient):
    _, script, peer, window = obedient()
    peer.kill_client(window)
    assert script.expect("closed") == "first display_lost"
    script.tell("window.show(); window.snapshot(); print('again', flush=True)")
    script.expect("again")
    eventually(lambda: is_painted(peer, peer.find("first")), "a new connection")
    script.tell("window.close()")
    script.process.stdin.close()
    assert finish_after_a_loss(script) == ["first display_lost", "first program"]


def forgeries(peer, window):
    """Events that a server would never send like this."""
    yield "DestroyNotify", struct.pack("<BxHII20x", 17, 0, window, window)
    yield "UnmapNotify", struct.pack("<BxHIIB19x", 18, 0, window, window, 0)
    yield (
        "ConfigureNotify of 65535 x 65535",
        struct.pack("<BxHIIIhhHHHBx4x", 22, 0, window, window, 0, 0, 0, 65535, 65535, 0, 0),
    )
    yield "ConfigureNotify of 0 x 0", struct.pack("<BxHIIIhhHHHBx4x", 22, 0, window, window, 0, 0, 0, 0, 0, 0, 0)
    yield "Expose", struct.pack("<BxHIHHHHH14x", 12, 0, window, 0, 0, 65535, 65535, 0)
    yield "ReparentNotify", struct.pack("<BxHIIIhhB11x", 21, 0, window, window, peer.root, 0, 0, 0)
    yield "MappingNotify", struct.pack("<BxHBBB25x", 34, 0, 0, 8, 255)
    yield "PropertyNotify", struct.pack("<BxHIIIB15x", 28, 0, window, 0xFFFFFFFF, 0, 0)
    yield "SelectionRequest", struct.pack("<BxHIIIIII4x", 30, 0, 0, window, 0xDEAD, 1, 31, 0)
    for kind in range(64, 128):  # the extensions' events, whatever they are here
        yield f"event {kind}", struct.pack("<BBHII20x", kind, 1, 0, window, window)
    for form in (8, 16):
        protocols = peer.atom("WM_PROTOCOLS")
        yield (
            f"close request of format {form}",
            struct.pack("<BBHIII16x", CLIENT_MESSAGE, form, 0, window, protocols, peer.atom("WM_DELETE_WINDOW")),
        )
    yield (
        "close request of another window",
        struct.pack(
            "<BBHIII16x", CLIENT_MESSAGE, 32, 0, peer.root, peer.atom("WM_PROTOCOLS"), peer.atom("WM_DELETE_WINDOW")
        ),
    )
    yield (
        "close request of another type",
        struct.pack("<BBHIII16x", CLIENT_MESSAGE, 32, 0, window, peer.atom("STRING"), peer.atom("WM_DELETE_WINDOW")),
    )


def test_forged_events_are_not_believed(obedient):
    _, script, peer, window = obedient()
    for _, event in forgeries(peer, window):
        peer.send_event(window, event)
    peer.ping(window, 5)
    script.tell("print('state', window.closed, *map(int, window.window.size), len(canvas.windows()), flush=True)")
    assert script.expect("state") == "False 300 200 1"
    script.tell("window.color = 'red'; window.request_draw()")
    eventually(lambda: is_painted(peer, window, RED))
    peer.press_close_button(window)
    script.expect("closed first")
    script.process.stdin.close()
    script.finish().assert_clean()


def test_forged_input_is_dropped_or_marked(obedient):
    _, script, peer, window = obedient()
    body = struct.pack("<IIIIhhhhHBx", 0, peer.root, window, 0, 5, 5, 5, 5, 0, 1)
    peer.send_event(window, struct.pack("<BBH", 2, 38, 0) + body)
    peer.send_event(window, struct.pack("<BBH", 4, 1, 0) + body)
    place = peer.geometry(window)
    peer.move_pointer(place.x + 20, place.y + 20)
    peer.click(3)
    while (line := script.line()) != "button 2 False":
        assert line in ("button 1 True", "key a True"), "nothing forged passes for real"
    script.tell("window.close()")
    script.process.stdin.close()
    script.finish().assert_clean()


def test_a_flood_of_messages(obedient):
    _, script, peer, window = obedient()
    before = oracle.resident(script.pid)
    message = struct.pack("<BBHII20x", CLIENT_MESSAGE, 32, 0, window, peer.atom("STRING"))
    for _ in range(200_000):
        peer.request(25, 0, struct.pack("<II", window, 0) + message)
    peer.sync()
    peer.ping(window, 3, timeout=60)
    assert oracle.resident(script.pid) - before < 20 << 20
    peer.press_close_button(window)
    script.expect("closed first")
    script.process.stdin.close()
    script.finish().assert_clean()


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


def test_a_server_that_wants_a_cookie(servers):
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
    """What every window must stand, however its pixels come to the screen."""
    peer.uncover(peer.cover(Geometry(0, 0, peer.width, peer.height)))
    eventually(lambda: is_painted(peer, window), "painted again")
    peer.configure(window, width=500, height=300)
    eventually(lambda: peer.geometry(window).width == 500)
    eventually(lambda: peer.pixel(window, 490, 50) == GREEN and peer.pixel(window, 490, 290) == WHITE, "painted larger")
    script.tell("window.color = 'red'; window.request_draw()")
    eventually(lambda: peer.pixel(window, 490, 50) == RED, "painted anew")
    if ping:
        peer.ping(window, 1)
    peer.press_close_button(window)
    script.expect("closed first")
    script.process.stdin.close()
    script.finish().assert_clean()


@pytest.mark.parametrize("missing", ["MIT-SHM", "RANDR", "RENDER", "DAMAGE", "Composite"])
def test_without_an_extension(obedient, missing):
    _, script, peer, window = obedient("-extension", missing)
    disturb_and_close(script, peer, window)


def test_with_small_requests_only(obedient):
    _, script, peer, window = obedient("-extension", "MIT-SHM", "-maxbigreqsize", "1")
    disturb_and_close(script, peer, window)


def test_untrusted(servers):
    server = servers(cookie=True)
    env = {**server.environment(), "XAUTHORITY": str(server.untrusted_authority())}
    with Script(OBEDIENT, env=env) as script, server.client() as peer:
        script.expect("open")
        window = peer.find("first")
        eventually(lambda: is_painted(peer, window))
        disturb_and_close(script, peer, window, ping=False)  # it may send the root no events


@pytest.mark.parametrize("fault", ["memfd_create:error=EMFILE", "memfd_create:error=ENOSYS"])
def test_without_memory_files(servers, fault):
    server = servers()
    strace = ["strace", "-f", "-o", os.devnull, "-e", f"inject={fault}", sys.executable]
    with Script(OBEDIENT, env=server.environment(), python=strace) as script:
        script.expect("open")
        with server.client() as peer:
            window = peer.find("first")
            eventually(lambda: is_painted(peer, window))
            disturb_and_close(script, peer, window)


def test_resize_storm(obedient):
    _, script, peer, window = obedient(manager=False)

    def buffers():
        """How many pixel buffers the program has mapped, once it holds as many as it ever needs at one size."""
        script.tell("for _ in range(10): window.force_draw()")
        script.tell("print('drawn', flush=True)")
        script.expect("drawn")
        return sum("canvas-frame" in line for line in oracle.mappings(script.pid))

    before = buffers()
    for step in range(3000):
        width, height = 100 + step * 37 % 900, 120 + step * 53 % 700
        peer.request(12, 0, struct.pack("<IHHII", window, 4 | 8, 0, width, height))
    peer.sync()
    eventually(lambda: is_painted(peer, window), "painted after the storm")
    peer.configure(window, width=300, height=200)
    eventually(lambda: is_painted(peer, window))

    def says_the_size():
        script.tell("window.call(lambda: None); print('size', *map(int, window.window.size), flush=True)")
        return script.expect("size") == "300 200"

    eventually(says_the_size)
    eventually(lambda: buffers() == before, "the buffers are as many as before")
    peer.press_close_button(window)
    script.expect("closed first")
    script.process.stdin.close()
    script.finish().assert_clean()


@pytest.mark.parametrize("size", [(32767, 32767), (40000, 10), (65535, 65535), (1, 1)])
def test_sizes_that_another_client_sets(obedient, size):
    _, script, peer, window = obedient(manager=False)
    before = oracle.resident(script.pid)
    peer.request(12, 0, struct.pack("<IHHII", window, 4 | 8, 0, *size))
    peer.sync()
    script.tell("print('lives', window.call(lambda: 5), flush=True)")
    assert script.expect("lives") == "5"
    peer.ping(window, 1)
    peer.configure(window, width=300, height=200)
    eventually(lambda: is_painted(peer, window), "painted again at a sane size")
    assert oracle.resident(script.pid) - before < 600 << 20
    script.tell("window.close()")
    script.expect("closed first")
    script.process.stdin.close()
    script.finish().assert_clean()


def test_out_of_descriptors(servers):
    server = servers(manager=False)
    ended = run_script(
        """
        import os, resource, canvas
        first = canvas.Canvas("first", size=(100, 80), on_draw=lambda painter: painter.clear("red"))
        first.show()
        first.snapshot()
        used = max(int(name) for name in os.listdir("/proc/self/fd"))
        limits = resource.getrlimit(resource.RLIMIT_NOFILE)
        resource.setrlimit(resource.RLIMIT_NOFILE, (used + 1, limits[1]))
        # The display's memory files have no descriptor: a window that cannot have one says so, or shows its frames
        # through the connection.
        others = [canvas.Canvas(f"other {i}", size=(100, 80), on_draw=lambda painter: painter.clear("red")) for i in range(40)]
        for window in others:
            window.show()
        resource.setrlimit(resource.RLIMIT_NOFILE, limits)
        for window in others:
            window.request_draw()
            assert window.snapshot().width == 100
        assert first.call(lambda: 5) == 5
        first.request_draw()
        assert bytes(memoryview(first.snapshot()))[:4] == bytes([255, 0, 0, 255])
        canvas.close_all()
        print("went on", flush=True)
        """,
        env=server.environment(),
    )
    ended.assert_clean()
    assert ended.out == "went on\n"


def test_signals_do_not_disturb_native_threads(obedient):
    _, script, peer, window = obedient()
    script.tell(
        "import signal; count = []; signal.signal(signal.SIGALRM, lambda *_: count.append(1)); signal.setitimer(signal.ITIMER_REAL, 0.001, 0.001); print('set', flush=True)"
    )
    script.expect("set")
    for step in range(10):
        peer.configure(window, width=310 + 10 * step, height=200)
        eventually(lambda step=step: peer.pixel(window, 305 + 10 * step, 50) == GREEN)
    script.tell("signal.setitimer(signal.ITIMER_REAL, 0); print('signals', len(count), flush=True)")
    assert int(script.expect("signals")) > 10
    os.kill(script.pid, signal.SIGWINCH)
    peer.press_close_button(window)
    script.expect("closed first")
    script.process.stdin.close()
    script.finish().assert_clean()
