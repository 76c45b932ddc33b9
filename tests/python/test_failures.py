"""Handlers that raise: the error is reported once, and the window stays open."""

import gc
import threading

import pytest

import canvas

from scripts import eventually, run_script

HEADLESS = {"CANVAS_BACKEND": "headless"}


class Unprintable(Exception):
    def __str__(self):
        raise RuntimeError("no")


def recurse():
    recurse()


def fail(error):
    raise error


FAILURES = {
    "ValueError": lambda: fail(ValueError("mine")),
    "KeyboardInterrupt": lambda: fail(KeyboardInterrupt("mine")),
    "RecursionError": recurse,
    "Unprintable": lambda: fail(Unprintable()),
}


def submits(kind, **fields):
    return lambda window, n: window.submit_event({"type": kind, **fields})


def hide_and_show(window, n):
    window.hide()
    window.show()


def resize(window, n):
    window.window.size = (60 + n, 40)


def move(window, n):
    window.window.position = (n, n)


# Calls that trigger each handler of a window; `n` differs each time.
CAUSES = {
    "on_draw": lambda window, n: window.request_draw(),
    "on_event": submits("pointer_move"),
    "on_pointer_down": submits("pointer_down", button=1),
    "on_pointer_move": submits("pointer_move"),
    "on_pointer_up": submits("pointer_up", button=1),
    "on_pointer_enter": submits("pointer_enter"),
    "on_pointer_leave": submits("pointer_leave"),
    "on_pointer_cancel": submits("pointer_cancel"),
    "on_double_click": submits("double_click", button=1),
    "on_wheel": submits("wheel", dy=100),
    "on_key_down": lambda window, n: window.submit_event({"type": "key_down", "key": str(n)}),
    "on_key_up": submits("key_up", key="a"),
    "on_text_input": submits("text_input", text="a"),
    "on_text_compose": submits("text_compose", text="a"),
    "on_drop": submits("drop", paths=["/a"]),
    "on_drag_over": submits("drag_over", paths=["/a"]),
    "on_resize": resize,
    "on_move": move,
    "on_show": hide_and_show,
    "on_hide": hide_and_show,
    "on_focus_in": submits("focus_in"),
    "on_focus_out": submits("focus_out"),
    "post": lambda window, n: window.post(window.task),
    "call_later": lambda window, n: window.call_later(0, window.task),
}
# These close the window.
LAST_CAUSES = {
    "on_close_request": lambda window, n: window.request_close(),
    "on_close": lambda window, n: window.close(),
}


def test_every_handler_has_a_trigger():
    tasks = {"post", "call_later"}
    handlers = {name for name in dir(canvas.Canvas) if name.startswith("on_")} - {"on_error"}
    assert {*CAUSES, *LAST_CAUSES} == handlers | tasks


def failing_window(handler, fails):
    """A window whose `handler` calls `fails` once it is `armed`, and a second window."""

    def run(self, event=None):
        if self.armed:
            fails()

    name = handler if handler.startswith("on_") else "task"
    run.__name__ = name
    run.__code__ = run.__code__.replace(co_name=name)
    window = type("Window", (canvas.Canvas,), {"armed": False, name: run})("fails", size=(60, 40))
    other = canvas.Canvas("other", size=(40, 30), on_draw=lambda painter: painter.clear("red"))
    other.show()
    window.show()
    window.call(lambda: None)
    window.armed = True
    return window, other


def close(*windows):
    for window in windows:
        window.close()
        assert window.wait(20)


@pytest.mark.parametrize("handler", CAUSES | LAST_CAUSES)
@pytest.mark.parametrize("failure", FAILURES)
def test_a_failing_handler_is_reported_once_and_the_windows_stay_open(failure, handler, monkeypatch):  # F23
    reports = []
    monkeypatch.setattr(threading, "excepthook", reports.append)
    window, other = failing_window(handler, FAILURES[failure])
    thread = window.call(threading.current_thread)
    if handler in LAST_CAUSES:
        LAST_CAUSES[handler](window, 0)
        assert window.wait(20), "a failing handler does not keep the window open"
        assert window.close_reason == ("user" if handler == "on_close_request" else "program")
    else:
        for n in range(1, 4):
            CAUSES[handler](window, n)
            window.call(lambda: None)
        eventually(lambda: reports)
        window.call(lambda: None)
        assert window in canvas.windows()
    (report,) = reports
    assert report.exc_type.__name__ == failure
    assert report.thread is thread
    frames, traceback = [], report.exc_traceback
    while traceback:
        frames.append(traceback.tb_frame.f_code.co_name)
        traceback = traceback.tb_next
    assert (handler if handler.startswith("on_") else "task") in frames
    other.request_draw()
    assert bytes(memoryview(other.snapshot()))[:4] == bytes([255, 0, 0, 255])
    close(window, other)


@pytest.mark.parametrize("handler", [*CAUSES, *LAST_CAUSES, "on_error"])
def test_system_exit_in_a_handler_closes_all_windows_and_run_raises_it(handler):  # F23
    window, other = failing_window(handler, lambda: fail(SystemExit(7)))
    if handler == "on_error":
        window.post(fail, ValueError("mine"))
    else:
        (CAUSES | LAST_CAUSES)[handler](window, 1)
    assert window.wait(20) and other.wait(20)
    assert other.close_reason == "exit"
    with pytest.raises(SystemExit) as raised:
        canvas.run()
    assert raised.value.code == 7
    canvas.run()


def test_a_panic_in_native_code_is_reported_like_any_failure(monkeypatch, capfd):  # F23
    """The only argument that makes the library panic is a value that changes the dict of the call's own arguments: PyO3
    panics when a dict changes during its iteration."""

    class Hostile:
        def __float__(self):
            for owner in gc.get_referrers(self):
                if isinstance(owner, dict) and "max_fps" in owner:
                    owner.clear()
            return 60.0

    def panic():
        window.window.max_fps = Hostile()

    reports = []
    monkeypatch.setattr(threading, "excepthook", reports.append)
    window, other = failing_window("on_key_down", panic)
    thread = window.call(threading.current_thread)
    window.submit_event({"type": "key_down", "key": "a"})
    window.call(lambda: None)
    (report,) = reports
    assert report.exc_type.__name__ == "PanicException" and not issubclass(report.exc_type, Exception)
    assert report.thread is thread
    assert "panicked at" in capfd.readouterr().err
    assert window.window.max_fps == 60
    window.window.max_fps = 30
    assert (window.window.max_fps, other.call(lambda: 5)) == (30, 5)
    close(window, other)


def test_on_error_replaces_the_excepthook():  # F23
    seen = []

    class Window(canvas.Canvas):
        def on_draw(self, painter):
            raise ValueError("mine")

        def on_error(self, error):
            seen.append((threading.current_thread().name, error))

    window = Window("fails", size=(60, 40))
    window.show()
    eventually(lambda: seen)
    assert "fails" in seen[0][0]
    assert str(seen[0][1]) == "mine"
    window.close()
    assert window.wait(20)


def test_a_failing_on_error_goes_to_the_unraisable_hook():
    ended = run_script(
        """
        import sys, threading, canvas
        seen = []
        sys.unraisablehook = lambda args: seen.append(args.exc_type.__name__)
        class Window(canvas.Canvas):
            def on_draw(self, painter):
                raise ValueError("mine")
            def on_error(self, error):
                raise KeyError("hook")
        window = Window("fails", size=(60, 40))
        window.show()
        while not seen: threading.Event().wait(0.005)
        assert window.call(lambda: 5) == 5
        window.close()
        window.wait()
        assert set(seen) == {"KeyError"}, seen
        """,
        env=HEADLESS,
    )
    ended.assert_clean()


def test_a_failing_frame_keeps_the_previous_one(start, x):
    script = start(
        """
        import sys, threading, canvas
        class Window(canvas.Canvas):
            fails = False
            def on_draw(self, painter):
                painter.clear("green")
                if self.fails:
                    painter.clear("red")
                    raise ValueError("mine")
        threading.excepthook = lambda args: print("reported", flush=True)
        window = Window("fails", size=(300, 200))
        window.show()
        window.snapshot()
        print("open", flush=True)
        for line in sys.stdin:
            window.fails = line.strip() == "fail"
            window.request_draw()
        window.close()
        """
    )
    window = x.find("fails")
    script.expect("open")
    eventually(lambda: x.pixel(window, 150, 190) == (0, 128, 0))
    script.send("fail")
    script.expect("reported")
    eventually(lambda: x.screenshot(window).colors() != {(0, 128, 0)}, "the band with the message")
    assert x.pixel(window, 150, 190) == (0, 128, 0), "the previous frame stays below it"
    script.send("work")
    eventually(lambda: x.screenshot(window).colors() == {(0, 128, 0)}, "the next successful draw removes the band")
    script.process.stdin.close()
    script.finish().assert_clean()
