"""The exit of a program, on every Python found: scripts that return, exit, raise, get Ctrl-C, or leave handlers
stuck."""

import concurrent.futures
import random
import signal
import time

import pytest

from scripts import Script, eventually, run_script

RUNS = 30
# Deadlines in seconds, which only catch hangs. The goals, which `make bench` prints: Ctrl-C interrupts a wait within 0.2 s; a
# program ends within 3 s; at its end it waits at most 2 s for handlers that are stuck.
INTERRUPT = 20.0
END = 30.0
STUCK_END = 30.0
# Words that a process prints only when it crashes.
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


def assert_ends_within(script, limit):
    """Waits for the end of the program; the limit counts from now on."""
    begin = time.monotonic()
    ended = script.finish()
    assert time.monotonic() - begin < limit, ended
    return ended


def at_once(jobs):
    """Runs the jobs two at a time and returns their results."""
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
        assert ended.seconds < END, ended
        clean += 1
    with capsys.disabled():
        print(f"\n{python}: {clean} of {RUNS} scripts ended clean with three windows open")


@pytest.mark.parametrize(
    "keep",
    ["loop = [window]; loop.append(loop); del loop", "module_global = window; import builtins; builtins.kept = window"],
)
def test_a_window_that_is_not_closed_does_not_delay_the_exit(python, start, keep):  # F12
    script = start(
        f"""
        import canvas
        window = canvas.Canvas("leaked", size=(100, 80))
        window.show()
        {keep}
        del window
        print("end of script", flush=True)
        """,
        env={"CANVAS_AT_EXIT": "close"},
        python=python,
    )
    script.expect("end of script")
    assert_ends_within(script, END).assert_clean()


def test_a_script_runs_until_its_windows_are_closed(python, start, x):  # F13
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
    assert_ends_within(script, END).assert_clean()


def test_sys_exit_waits_for_the_windows_and_keeps_its_status(python, start, x):  # F13
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
    ended = assert_ends_within(script, END)
    assert (ended.code, ended.err) == (3, "")


def test_a_script_that_raises_closes_its_windows(python, start, x):  # F13
    script = start(
        """
        import canvas
        window = canvas.Canvas("dies", size=(100, 80))
        window.show()
        print("end of script", flush=True)
        raise ValueError("the script's own")
        """,
        python=python,
    )
    script.expect("end of script")
    ended = assert_ends_within(script, END)
    assert ended.code == 1
    assert ended.err.rstrip().endswith("ValueError: the script's own")
    assert not x.windows_named("dies")


def test_close_all_ends_the_program(python, start):
    start(THREE_WINDOWS + "canvas.close_all()\n", python=python).finish().assert_clean()


def test_handlers_that_write_to_stderr_at_exit(python, start):  # F14
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
def test_a_stuck_handler_does_not_prevent_the_exit(python, start, stuck):  # F15
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
    ended = assert_ends_within(script, STUCK_END)
    assert ended.code == 0
    assert_not_deadly(ended)
    assert ended.err.count("is still busy at the end of the program") == 1, "it is reported once"
    assert ended.err.count("in on_draw") == 1, "the stuck handler is named"


# Ways for the main thread to wait, with the names of the functions that make the native call.
WAITS = {
    "run": ("canvas.run()", "run"),
    "wait": ("window.wait()", "wait"),
    "call": ("window.call(threading.Event().wait, 1e6)", "call"),
    "end": ("raise SystemExit", "_wait_at_exit"),
    "join": ("other.join()", "join", "_wait_for_tstate_lock"),  # the first from Python 3.13 on, the second before
    "event": ("threading.Event().wait()", "wait"),
    "input": ("input()", "<module>"),
    "asyncio": ("asyncio.run(asyncio.sleep(1e6))", "select"),
}


@pytest.mark.parametrize("busy", [False, True], ids=["idle", "busy"])
@pytest.mark.parametrize("wait", WAITS)
def test_ctrl_c(python, start, x, wait, busy):  # F16
    code, *functions = WAITS[wait]
    script = start(
        f"""
        import asyncio, threading, canvas, process_probe
        class Window(canvas.Canvas):
            def on_draw(self, painter):
                painter.clear("navy")
        window = Window("interrupted", size=(100, 80), update_mode={"continuous" if busy else "ondemand"!r})
        window.show()
        window.snapshot()
        other = threading.Thread(target=threading.Event().wait, daemon=True)
        other.start()
        process_probe.say_when_the_main_thread_waits(*{functions})
        try:
            {code}
        except KeyboardInterrupt:
            print("interrupted", flush=True)
            raise
        """,
        python=python,
    )
    window = x.find("interrupted")
    script.expect("waiting")
    sent = time.monotonic()
    script.interrupt()
    if wait == "end":
        eventually(lambda: not script.is_running(), "the end")
    else:
        script.expect("interrupted")
    assert time.monotonic() - sent < INTERRUPT
    # The exit waits for a handler that is stuck.
    ended = assert_ends_within(script, STUCK_END)
    assert ended.code == -signal.SIGINT, ended
    assert_not_deadly(ended)
    assert not x.exists(window)


def test_ctrl_c_is_raised_by_run(python, start):  # F16
    script = start(
        """
        import signal, canvas, process_probe
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
        process_probe.say_when_the_main_thread_waits("run")
        try:
            canvas.run()
        except KeyboardInterrupt:
            window.wait()
            after = signal.getsignal(signal.SIGINT), signal.set_wakeup_fd(-1)
            print("caught", canvas.windows(), len(reasons), before == after, flush=True)
        """,
        python=python,
    )
    script.expect("waiting")
    script.interrupt()
    assert script.expect("caught") == "() 1 True"
    script.finish().assert_clean()


def test_the_program_s_signal_handlers_and_wakeup_fd_are_kept(python, start, x):  # F17
    script = start(
        """
        import os, signal, canvas, process_probe
        woken, wakes = os.pipe()
        for end in (woken, wakes):
            os.set_blocking(end, False)
        signal.signal(signal.SIGUSR1, lambda *_: print("usr1", flush=True))
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        signal.set_wakeup_fd(wakes)
        def now():
            fd = signal.set_wakeup_fd(-1)
            signal.set_wakeup_fd(fd)
            return [signal.getsignal(number) for number in signal.Signals], fd
        before = now()
        window = canvas.Canvas("own handlers", size=(100, 80))
        window.show()
        process_probe.say_when_the_main_thread_waits("run")
        canvas.run()
        print("run", now() == before, list(os.read(woken, 100)), flush=True)
        window.show()
        process_probe.say_when_the_main_thread_waits("wait")
        window.wait()
        print("wait", now() == before, list(os.read(woken, 100)), flush=True)
        """,
        python=python,
    )
    usr1 = int(signal.SIGUSR1)
    for call in ("run", "wait"):
        window = x.find("own handlers")
        script.expect("waiting")
        for _ in range(2):
            script.process.send_signal(signal.SIGUSR1)
            script.expect("usr1")
        script.interrupt()
        x.ping(window, 5)
        assert script.is_running(), "Ctrl-C is ignored"
        x.press_close_button(window)
        assert script.expect(call) == f"True [{usr1}, {usr1}]", (
            "the handlers are restored, and the descriptor received its bytes"
        )
    script.finish().assert_clean()


def test_ctrl_c_at_any_moment_between_start_and_exit(python, shared_server, x):  # F19
    code = THREE_WINDOWS + "time.sleep(0.15)\ncanvas.close_all()\n"

    def interrupted(milliseconds):
        with Script(code, env=shared_server.environment(), python=python) as script:
            try:
                script.process.wait(milliseconds / 1000)
            except Exception:
                script.interrupt()
            return script.finish()

    for ended in at_once([lambda ms=ms: interrupted(ms) for ms in range(0, 500, 10)]):
        # Python itself may be interrupted while it starts, with a message of its own.
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


def test_system_exit_in_a_handler_closes_all_windows_and_is_raised_by_run(python, start):
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
