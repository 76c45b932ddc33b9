"""The program's end, on every Python found: scripts that return, exit, raise, get Ctrl-C, or leave handlers stuck."""

import concurrent.futures
import random
import signal
import time

import pytest

from scripts import Script, eventually, run_script

RUNS = 30
# Words that a process says only when it dies badly.
DEADLY = ("Fatal Python error", "panicked", "core dumped", "FATAL", "Segmentation")

THREE_WINDOWS = """
import sys, threading, time, canvas
class Awkward:
    def __float__(self):  # Python code that runs under a call of ours
        return 10.0
class Window(canvas.Canvas):
    def on_draw(self, painter):
        painter.fill_rect(Awkward(), 0, 10, 10)
        time.sleep(0.001)
        print("drawn", end="", file=devnull)
        self.call(painter.fill_circle, 20, 20, 10)
devnull = open("/dev/null", "w")
windows = [Window(f"window {i}", size=(120, 90), update_mode="continuous") for i in range(3)]
for window in windows:
    window.show()
"""


def assert_not_deadly(ended):
    if ended.err.startswith("Fatal Python error: init_"):
        return  # Python itself was interrupted, before it ran anything
    assert not [word for word in DEADLY if word in ended.err], ended


def at_once(jobs):
    """Runs the jobs two at a time and returns what they return."""
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        return [future.result() for future in [pool.submit(job) for job in jobs]]


def test_the_script_ends_at_any_moment(python, shared_server, capsys):  # F9
    code = THREE_WINDOWS + "time.sleep(float(sys.argv[1]))\n"
    env = {**shared_server.environment(), "CANVAS_AT_EXIT": "close", "RUST_BACKTRACE": "1"}
    moments = [random.Random(number).uniform(0, 0.3) for number in range(RUNS)]
    jobs = [lambda moment=moment: run_script(code, str(moment), env=env, python=python) for moment in moments]
    clean = 0
    for ended in at_once(jobs):
        assert (ended.code, ended.err) == (0, ""), ended
        clean += 1
    with capsys.disabled():
        print(f"\n{python}: {clean} of {RUNS} scripts ended clean with three windows open")


@pytest.mark.parametrize(
    "keep",
    ["loop = [window]; loop.append(loop); del loop", "module_global = window; import builtins; builtins.kept = window"],
)
def test_a_window_that_nobody_closes_holds_up_no_end(python, start, keep):  # F12
    script = start(
        f"""
        import canvas
        window = canvas.Canvas("leaked", size=(100, 80))
        window.show()
        {keep}
        del window
        """,
        env={"CANVAS_AT_EXIT": "close"},
        python=python,
    )
    script.finish().assert_clean()


def test_a_script_goes_on_until_its_windows_are_closed(python, start, x):  # F13
    script = start(
        """
        import canvas
        canvas.Canvas("stays", size=(100, 80)).show()
        print("end of script", flush=True)
        """,
        python=python,
    )
    window = x.find("stays")
    script.expect("end of script")
    x.ping(window, 1)
    assert script.is_running()
    x.press_close_button(window)
    script.finish().assert_clean()


def test_exit_is_an_end_too_and_keeps_its_status(python, start, x):  # F13
    script = start(
        """
        import sys, canvas
        canvas.Canvas("stays", size=(100, 80)).show()
        sys.exit(3)
        """,
        python=python,
    )
    window = x.find("stays")
    x.ping(window, 1)
    x.press_close_button(window)
    ended = script.finish()
    assert (ended.code, ended.err) == (3, "")


def test_a_script_that_dies_takes_its_windows_with_it(python, start, x):  # F13
    script = start(
        """
        import canvas
        window = canvas.Canvas("dies", size=(100, 80))
        window.show()
        raise ValueError("the script's own")
        """,
        python=python,
    )
    ended = script.finish()
    assert ended.code == 1
    assert ended.err.rstrip().endswith("ValueError: the script's own")
    assert not x.windows_named("dies")


def test_close_all_leaves_at_once(python, start):
    start(THREE_WINDOWS + "canvas.close_all()\n", python=python).finish().assert_clean()


def test_handlers_that_write_to_stderr_at_the_end(python, start):  # F14
    script = start(
        """
        import sys, canvas
        class Window(canvas.Canvas):
            def on_draw(self, painter):
                for _ in range(100):
                    print("noise " * 20, file=sys.stderr)
        for i in range(3):
            Window(f"noisy {i}", size=(100, 80), update_mode="continuous").show()
        """,
        env={"CANVAS_AT_EXIT": "close"},
        python=python,
    )
    ended = script.finish()
    assert ended.code == 0
    assert_not_deadly(ended)


@pytest.mark.parametrize("stuck", ["while True: pass", "time.sleep(1e9)"])
def test_a_stuck_handler_holds_up_no_end(python, start, stuck):  # F15
    script = start(
        f"""
        import threading, time, canvas
        entered = threading.Event()
        class Window(canvas.Canvas):
            def on_draw(self, painter):
                entered.set()
                {stuck}
        Window("stuck", size=(100, 80)).show()
        entered.wait()
        print("entered", flush=True)
        """,
        env={"CANVAS_AT_EXIT": "close"},
        python=python,
    )
    script.expect("entered")
    ended = script.finish()
    assert ended.code == 0
    assert_not_deadly(ended)
    assert "on_draw" in ended.err, "the stuck handler is named"


WAITS = {
    "run": "canvas.run()",
    "wait": "window.wait()",
    "call": "window.call(threading.Event().wait, 1e6)",
    "end": "raise SystemExit",
    "join": "threading.Thread(target=threading.Event().wait, daemon=True, args=(1e6,)).start() or threading.enumerate()[-1].join()",
    "event": "threading.Event().wait()",
    "input": "input()",
    "asyncio": "import asyncio; asyncio.run(asyncio.sleep(1e6))",
}


@pytest.mark.parametrize("busy", [False, True], ids=["idle", "busy"])
@pytest.mark.parametrize("wait", WAITS)
def test_ctrl_c(python, start, x, wait, busy):  # F16
    script = start(
        f"""
        import threading, time, canvas
        class Window(canvas.Canvas):
            def on_draw(self, painter):
                painter.clear("navy")
        window = Window("interrupted", size=(100, 80), update_mode={"continuous" if busy else "ondemand"!r})
        window.show()
        window.snapshot()
        print("open", flush=True)
        {WAITS[wait]}
        """,
        python=python,
    )
    window = x.find("interrupted")
    script.expect("open")
    # The main thread needs a moment to enter its wait; a SIGINT before that is as good a test.
    script.interrupt()
    sent = time.monotonic()
    ended = script.finish()
    assert time.monotonic() - sent < 5
    assert ended.code == -signal.SIGINT, ended
    assert_not_deadly(ended)
    assert not x.exists(window)


def test_ctrl_c_comes_out_of_run_as_an_exception(python, start):  # F16
    script = start(
        """
        import signal, sys, threading, time, canvas
        reasons = []
        class Window(canvas.Canvas):
            def on_close_request(self, event):
                return False
            def on_close(self, event):
                reasons.append(event.reason)
        window = Window("refuses", size=(100, 80))
        window.show()
        before = signal.getsignal(signal.SIGINT), signal.set_wakeup_fd(-1)
        signal.set_wakeup_fd(before[1])
        def say_when_it_waits():
            main = threading.main_thread().ident
            while sys._current_frames()[main].f_code is not canvas.run.__code__:
                time.sleep(0.001)
            print("open", flush=True)
        threading.Thread(target=say_when_it_waits).start()
        try:
            canvas.run()
        except KeyboardInterrupt:
            window.wait()
            after = signal.getsignal(signal.SIGINT), signal.set_wakeup_fd(-1)
            print("caught", canvas.windows(), len(reasons), before == after, flush=True)
        """,
        python=python,
    )
    script.expect("open")
    script.interrupt()
    assert script.expect("caught") == "() 1 True"
    script.finish().assert_clean()


def test_a_users_own_handler_and_ignored_signals_stay(python, start):  # F17
    script = start(
        """
        import signal, sys, canvas
        seen = []
        signal.signal(signal.SIGUSR1, lambda *_: (seen.append("usr1"), print("usr1", flush=True)))
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        window = canvas.Canvas("own handlers", size=(100, 80))
        window.show()
        print("open", flush=True)
        canvas.run()
        print("after", seen, signal.getsignal(signal.SIGINT) == signal.SIG_IGN, flush=True)
        """,
        python=python,
    )
    script.expect("open")
    script.interrupt()
    script.process.send_signal(signal.SIGUSR1)
    script.expect("usr1")
    assert script.is_running()
    script.process.send_signal(signal.SIGUSR1)
    script.expect("usr1")


def test_ctrl_c_at_any_moment_of_start_and_end(python, shared_server, x):  # F19
    code = THREE_WINDOWS + "time.sleep(0.15)\ncanvas.close_all()\n"

    def interrupted(milliseconds):
        with Script(code, env=shared_server.environment(), python=python) as script:
            try:
                script.process.wait(milliseconds / 1000)
            except Exception:
                script.interrupt()
            return script.finish()

    for ended in at_once([lambda ms=ms: interrupted(ms) for ms in range(0, 500, 10)]):
        # Python itself may be interrupted while it starts, and says so in its own way.
        if "init_import_site" not in ended.err:
            assert_not_deadly(ended)
        assert ended.code in (0, -signal.SIGINT) or "KeyboardInterrupt" in ended.err, ended
    eventually(lambda: not any(x.windows_named(f"window {i}") for i in range(3)), "no window is left on the screen")


def test_interactive_sessions_close_their_windows(python, start, x):
    script = start(
        """
        import subprocess, sys
        lines = "import canvas\\nwindow = canvas.Canvas('session', size=(100, 80))\\nwindow.show()\\nwindow.snapshot() and None\\n"
        ended = subprocess.run([sys.executable, "-i", "-q"], input=lines, capture_output=True, text=True, timeout=60)
        print("ended", ended.returncode, "Error" in ended.stderr, flush=True)
        """,
        python=python,
    )
    assert script.expect("ended") == "0 False"
    script.finish().assert_clean()
    assert not x.windows_named("session")


def test_system_exit_in_a_handler_closes_all_and_comes_out_of_run(python, start):
    script = start(
        """
        import sys, canvas
        class Window(canvas.Canvas):
            def on_draw(self, painter):
                sys.exit(7)
        canvas.Canvas("other", size=(100, 80)).show()
        Window("leaves", size=(100, 80)).show()
        canvas.run()
        """,
        python=python,
    )
    ended = script.finish()
    assert (ended.code, ended.err) == (7, "")
