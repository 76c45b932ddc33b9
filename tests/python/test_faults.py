"""X servers that die or stop responding, and a process without free file descriptors: the loss is reported, and
everything else continues."""

import os
import signal
import time

import pytest

from scripts import Script, eventually, run_script
from wm_client import GREEN, RED, finish_after_a_loss, is_painted


def test_server_killed(wm_client, servers):
    server, script, _, _ = wm_client()
    script.send("second = Window('second'); second.show(); second.snapshot(); print('two', flush=True)")
    script.expect("two")
    server.kill()
    assert {script.expect("closed") for _ in range(2)} == {"first display_lost", "second display_lost"}
    script.send("print('left', canvas.windows(), window.closed, window.close_reason, second.close_reason, flush=True)")
    assert script.expect("left") == "() True display_lost display_lost"
    script.send(
        "shot = canvas.render(lambda painter: painter.clear('red'), (4, 4)); print('rendered', shot.width, flush=True)"
    )
    assert script.expect("rendered") == "4"
    again = servers(number=server.number)
    script.send("window = Window('third'); window.show(); window.snapshot(); print('again', flush=True)")
    script.expect("again")
    with again.client() as peer:
        window = peer.find("third")
        eventually(lambda: is_painted(peer, window))
    script.send("window.close()")
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


# The error that a repeated call finally raises when the server dies; None: it returns as usual.
UNDER_A_LOSS = {
    "show()": {"DisplayError"},  # ClosedError while the window closes; after that there is no server to open it on
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
        if call == "close()":  # it may be called before the loss
            assert reason in ("program", "display_lost")
        else:
            # A show() that fails is a new opening, with a close reason of its own.
            assert reason == ("program" if call == "show()" else "display_lost")
        closed = "program" if call == "close()" and reason == "program" else "display_lost"
        assert finish_after_a_loss(script) == [f"first {closed}"]


def test_server_stopped_and_continued(wm_client):
    server, script, peer, window = wm_client()
    server.pause()
    script.send("window.color = 'red'; window.request_draw(); window.call(lambda: None); print('asked', flush=True)")
    script.expect("asked")
    script.send("window.window.title = 'first'; window.request_draw(); print('python lives', flush=True)")
    script.expect("python lives")
    server.resume()
    eventually(lambda: is_painted(peer, window, RED), "the window is updated again")
    peer.ping(window, 7)
    peer.press_close_button(window)
    script.expect("closed first")
    script.process.stdin.close()
    script.finish().assert_clean()


def test_the_last_request_wins_on_a_stopped_server(wm_client):
    server, script, peer, window = wm_client()
    server.pause()
    script.send("w = window.window; w.fullscreen = True; w.fullscreen = False; w.size = 400, 300; w.size = 300, 200")
    script.send("print('asked', flush=True)")
    script.expect("asked")
    server.resume()
    # A fullscreen window would refuse another size.
    script.send("w.size = 320, 240")
    eventually(lambda: (peer.geometry(window).width, peer.geometry(window).height) == (320, 240), "the last size")
    script.send("window.close()")
    script.process.stdin.close()
    script.finish().assert_clean()


def test_closing_while_the_server_is_stopped(wm_client):
    server, script, _, _ = wm_client()
    server.pause()
    script.send("window.close(); print('returned', window.wait(20), flush=True)")
    script.expect("returned")
    script.process.stdin.close()
    assert script.finish().code == 0


def test_the_program_ends_while_the_server_is_stopped(wm_client):
    server, script, _, _ = wm_client(env={"CANVAS_AT_EXIT": "close"})
    server.pause()
    script.process.stdin.close()
    begin = time.monotonic()
    ended = script.finish()
    assert ended.code == 0
    assert time.monotonic() - begin < 20


def test_show_on_a_stopped_server(servers):
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
        print("continued", flush=True)
        """,
        env=server.environment(),
    )
    ended.assert_clean()
    assert ended.out == "continued\n"


def test_signals_do_not_disturb_native_threads(wm_client):
    _, script, peer, window = wm_client()
    script.send(
        "import signal; count = []; signal.signal(signal.SIGALRM, lambda *_: count.append(1)); signal.setitimer(signal.ITIMER_REAL, 0.001, 0.001); print('set', flush=True)"
    )
    script.expect("set")
    for step in range(10):
        peer.configure(window, width=310 + 10 * step, height=200)
        eventually(lambda step=step: peer.pixel(window, 305 + 10 * step, 50) == GREEN)
    script.send("signal.setitimer(signal.ITIMER_REAL, 0); print('signals', len(count), flush=True)")
    assert int(script.expect("signals")) > 10
    os.kill(script.pid, signal.SIGWINCH)
    peer.press_close_button(window)
    script.expect("closed first")
    script.process.stdin.close()
    script.finish().assert_clean()
