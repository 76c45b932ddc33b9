"""Handlers that fail: reported once, and the window lives on."""

import threading

import pytest

import canvas

from scripts import eventually, run_script

HEADLESS = {"CANVAS_BACKEND": "headless"}


FAILURES = {
    "ValueError": "raise ValueError('mine')",
    "KeyboardInterrupt": "raise KeyboardInterrupt('mine')",
    "RecursionError": "self.recurse()",
    "Unprintable": "raise Unprintable()",
}


@pytest.mark.parametrize("handler", ["on_draw", "on_show", "on_resize"])
@pytest.mark.parametrize("failure", FAILURES)
def test_a_failing_handler_is_reported_once_and_the_window_lives_on(failure, handler):  # F23
    ended = run_script(
        f"""
        import threading, canvas
        class Unprintable(Exception):
            def __str__(self):
                raise RuntimeError("no")
        seen = []
        threading.excepthook = lambda args: seen.append(args)
        class Window(canvas.Canvas):
            def recurse(self):
                self.recurse()
            def {handler}(self, event):
                {FAILURES[failure]}
        import warnings; warnings.simplefilter("ignore")
        other = canvas.Canvas("other", size=(40, 30), on_draw=lambda painter: painter.clear("red"))
        window = Window("fails", size=(60, 40))
        other.show(); window.show()
        window.window.size = (70, 50)
        while not seen: threading.Event().wait(0.005)
        window.call(lambda: None)
        for _ in range(5):
            window.request_draw()
            window.call(lambda: None)
        args, = seen
        assert args.exc_type.__name__ == {failure!r}, args
        assert args.thread.name.endswith("fails"), args.thread
        frames, tb = [], args.exc_traceback
        while tb: frames.append(tb.tb_frame.f_code.co_name); tb = tb.tb_next
        assert {handler!r} in frames, frames
        assert bytes(memoryview(other.snapshot()))[:4] == bytes([255, 0, 0, 255])
        assert set(canvas.windows()) == {{other, window}}
        canvas.close_all()
        """,
        env=HEADLESS,
    )
    ended.assert_clean()


def test_on_error_takes_the_place_of_the_hook():  # F23
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


def test_a_frame_that_fails_leaves_the_one_before(start, x):
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
    script.tell("fail")
    script.expect("reported")
    eventually(lambda: x.picture(window).colors() != {(0, 128, 0)}, "the band with the message")
    assert x.pixel(window, 150, 190) == (0, 128, 0), "the frame before stays below it"
    script.tell("work")
    eventually(lambda: x.picture(window).colors() == {(0, 128, 0)}, "a draw that succeeds takes the band away")
    script.process.stdin.close()
    script.finish().assert_clean()
