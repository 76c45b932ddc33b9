"""Every public call, from every thread and every handler, in every state of a window: its outcome, and that it
returns."""

import contextlib
import inspect
import pathlib
import threading

import pytest

import canvas

import process_probe
from scripts import eventually, in_threads

PIXELS = memoryview(bytes(20 * 30 * 4)).cast("B", (20, 30, 4))
KEY = {"type": "key_down", "key": "a", "code": "KeyA"}
FONT = pathlib.Path(__file__).resolve().parents[1] / "fonts" / "pictures.ttf"
# Seconds for a blocking call to end on a window that closes (the goal is 0.2 s); only catches hangs.
PROMPT = 20.0

# A valid value for each property of a window.
SETTABLE = dict(
    title="new",
    size=(90, 70),
    position=(10, 20),
    min_size=(10, 10),
    max_size=(500, 400),
    resizable=True,
    background="teal",
    update_mode="ondemand",
    max_fps=50,
    key_repeat=True,
    decorated=False,
    fullscreen=False,
    maximized=False,
    minimized=False,
    always_on_top=True,
    urgent=False,
    opacity=0.5,
    icon=PIXELS,
    cursor="grab",
)
PROPERTIES = [name for name, kind in inspect.getmembers(canvas.WindowProperties) if isinstance(kind, property)]


@pytest.fixture(autouse=True)
def in_a_folder_of_its_own(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)


def set_all(window):
    """The outcomes of setting each property."""
    outcomes = set()
    for name, value in SETTABLE.items():
        try:
            outcomes.add(setattr(window.window, name, value))
        except Exception as error:
            outcomes.add(type(error))
    return outcomes


def another_window(window):
    other = canvas.Canvas("inner", size=(20, 20))
    other.show()
    assert other.call(lambda: 1) == 1
    other.snapshot()
    other.close()
    return other.wait(20)


def shown_image(window):
    other = canvas.show_image(PIXELS)
    other.close()
    return other.wait(20)


def recorded(window):
    with window.record_video("video.png") as recording:
        # Before the first frame there is nothing to record.
        if window.window.state != "new":
            eventually(lambda: recording.frames)
    return recording.frames


def clipboard(window):
    canvas.clipboard.text = "copied"
    text = canvas.clipboard.text
    canvas.clipboard.image = PIXELS
    return text, canvas.clipboard.image


def anywhere(outcome):
    """One outcome for every state of the window."""
    return outcome, outcome, outcome, outcome


def while_open(outcome):
    """The outcome until the window closes; before the window is shown, the call is kept for its opening."""
    return outcome, outcome, canvas.ClosedError, canvas.ClosedError


# Each call with its outcomes: before `show()`, in a handler, in `on_close`, and after the close. An exception class is
# raised; another class is the type of the result; anything else is the result.
CALLS = {
    "show": (lambda w: w.show(), None, None, canvas.ClosedError, None),
    "hide": (lambda w: w.hide(), *anywhere(None)),
    "close": (lambda w: w.close(), *anywhere(None)),
    "request_close": (lambda w: w.request_close(), *while_open(None)),
    "wait": (lambda w: w.wait(), RuntimeError, RuntimeError, RuntimeError, True),
    "wait 0": (lambda w: w.wait(0), RuntimeError, RuntimeError, RuntimeError, True),
    "request_draw": (lambda w: w.request_draw(), *while_open(None)),
    "request_draw rect": (lambda w: w.request_draw((1, 2, 3, 4)), *while_open(None)),
    "force_draw": (lambda w: w.force_draw(), RuntimeError, RuntimeError, canvas.ClosedError, canvas.ClosedError),
    "present": (lambda w: w.present(PIXELS), *while_open(None)),
    "snapshot": (lambda w: w.snapshot(), RuntimeError, canvas.Image, RuntimeError, canvas.ClosedError),
    "save": (lambda w: w.save("saved.png"), RuntimeError, None, RuntimeError, canvas.ClosedError),
    "record_video": (lambda w: w.record_video("video.gif"), *while_open(canvas.Recording)),
    "record_video stop": (recorded, RuntimeError, 1, canvas.ClosedError, canvas.ClosedError),
    "call": (lambda w: w.call(lambda: 1), RuntimeError, 1, 1, canvas.ClosedError),
    "post": (lambda w: w.post(lambda: None), *while_open(None)),
    "call_later": (lambda w: w.call_later(1000, print).cancel(), *while_open(None)),
    "submit_event": (lambda w: w.submit_event(KEY), *while_open(None)),
    "events": (lambda w: w.events("key_down").pending(), *anywhere([])),
    "next_event": (lambda w: w.next_event().close(), *anywhere(None)),
    "wait_closed": (lambda w: w.wait_closed().close(), *anywhere(None)),
    "closed": (lambda w: w.closed, False, False, False, True),
    "close_reason": (lambda w: w.close_reason, None, None, "program", "program"),
    "keys": (lambda w: w.keys, *anywhere(tuple)),
    "pointer": (lambda w: w.pointer, *anywhere(tuple)),
    "stats": (lambda w: w.stats, *anywhere(tuple)),
    "overlay": (lambda w: w.overlay, *anywhere(False)),
    "overlay set": (lambda w: setattr(w, "overlay", True), *anywhere(None)),
    "window": (lambda w: len([getattr(w.window, name) for name in PROPERTIES]), *anywhere(len(PROPERTIES))),
    "window set": (set_all, {None}, {None}, {canvas.ClosedError}, {canvas.ClosedError}),
    "init": (lambda w: w.__init__(), *anywhere(RuntimeError)),
    "another window": (another_window, *anywhere(True)),
    "run": (lambda w: canvas.run(), None, RuntimeError, RuntimeError, None),
    "close_all": (lambda w: canvas.close_all(), *anywhere(None)),
    "windows": (lambda w: len(canvas.windows()), 0, 1, 1, 0),
    "report": (lambda w: canvas.report(), *anywhere(str)),
    "render": (lambda w: canvas.render(lambda painter: painter.clear("red"), (10, 10)), *anywhere(canvas.Image)),
    "show_image": (shown_image, *anywhere(True)),
    "backends": (lambda w: canvas.backends(), *anywhere(tuple)),
    "monitors": (lambda w: canvas.monitors(), *anywhere(tuple)),
    "clipboard": (clipboard, *anywhere(("copied", canvas.Image(PIXELS)))),
    "set_app_id": (lambda w: canvas.set_app_id("tests"), *anywhere(None)),
    "fonts": (lambda w: canvas.fonts.families(), *anywhere(list)),
    "fonts add": (lambda w: canvas.fonts.add(FONT), *anywhere(list)),
}

# The handlers, and a call that triggers each in an open window.
HANDLERS = {
    "on_draw": lambda w: w.request_draw(),
    "on_show": lambda w: (w.hide(), w.show()),
    "on_resize": lambda w: setattr(w.window, "size", (100, 80)),
    "on_event": lambda w: w.submit_event(KEY),
    "on_key_down": lambda w: w.submit_event(KEY),
    "on_key_up": lambda w: w.submit_event({**KEY, "type": "key_up"}),
    "on_text_input": lambda w: w.submit_event({"type": "text_input", "text": "a"}),
    "on_pointer_down": lambda w: w.submit_event({"type": "pointer_down", "x": 5, "y": 5, "button": 1}),
    "on_wheel": lambda w: w.submit_event({"type": "wheel", "x": 5, "y": 5, "dy": 100}),
    "on_error": lambda w: w.post(lambda: 1 / 0),
    "on_close_request": lambda w: w.request_close(),
    "on_close": lambda w: w.close(),
}


def test_no_call_is_missing():
    methods = {name for name in dir(canvas.Canvas) if not name.startswith(("_", "on_"))}
    functions = {name for name in canvas.__all__ if not inspect.isclass(getattr(canvas, name))}
    assert {name.split()[0] for name in CALLS} == methods | functions | {"init", "another"}
    assert set(SETTABLE) == {name for name in PROPERTIES if getattr(canvas.WindowProperties, name).fset}


def outcome_of(call, window):
    try:
        return call(window)
    except Exception as error:
        assert str(error)
        return type(error)


def assert_outcome(got, expected, what):
    if isinstance(expected, type) and not issubclass(expected, BaseException):
        assert isinstance(got, expected), (what, got)
    else:
        assert got == expected, (what, got)


def end(window):
    if window.window.state not in ("new", "closed"):
        window.close()
        assert window.wait(20)


@pytest.mark.parametrize("name", CALLS)
def test_every_call_from_every_handler(name):  # F6
    call, _, in_handler, in_on_close, _ = CALLS[name]
    for handler, trigger in HANDLERS.items():
        done, outcomes = threading.Event(), []

        window = canvas.Canvas("acts", size=(80, 60))

        def act(event, window=window, done=done, outcomes=outcomes):
            if not done.is_set():
                outcomes.append(outcome_of(call, window))
                done.set()

        window.show()
        window.snapshot()
        setattr(window, handler, act)
        trigger(window)
        assert done.wait(20), f"{name} did not return in {handler}"
        end(window)
        assert_outcome(outcomes[0], in_on_close if handler == "on_close" else in_handler, handler)


@pytest.mark.parametrize("name", CALLS)
def test_every_call_before_the_opening_and_after_the_close(name):  # F4
    call, before, _, _, after = CALLS[name]
    window = canvas.Canvas("not shown", size=(80, 60))
    assert_outcome(outcome_of(call, window), before, "before show()")
    end(window)
    window = canvas.Canvas("closed", size=(80, 60))
    window.show()
    end(window)
    assert_outcome(outcome_of(call, window), after, "after the close")
    end(window)


class CallsFromHandlers(canvas.Canvas):
    """Calls its window from its handlers, and refuses to be closed."""

    def on_draw(self, painter):
        painter.clear("red")
        with contextlib.suppress(canvas.ClosedError):
            self.window.cursor = "pointer"

    def on_event(self, event):
        with contextlib.suppress(canvas.ClosedError):
            self.request_draw()

    def on_close_request(self, event):
        return False


@contextlib.contextmanager
def busy_thread():
    """A Python thread that never waits."""
    stop = threading.Event()

    def spin():
        while not stop.is_set():
            pass

    thread = threading.Thread(target=spin)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join()


def test_every_call_from_eight_threads_beside_a_busy_one():  # F3
    window = CallsFromHandlers("hammered", size=(80, 60))
    window.show()

    def hammer(number, i):
        window.request_draw()
        window.request_draw((i, i, 10, 10))
        window.present(PIXELS)
        window.window.title = f"{number} {i}"
        window.window.size = (80 + i, 60)
        window.post(lambda: None)
        assert window.call(lambda: i) == i
        window.call_later(0.001, lambda: None)
        window.submit_event({**KEY, "type": ("key_down", "key_up")[i % 2]})
        window.submit_event({"type": "pointer_move", "x": i, "y": 5})
        window.request_close()
        assert not window.closed and not window.wait(0)
        assert None not in (window.keys, window.pointer, canvas.report(), canvas.windows())

    def hammer_hard(number, i):
        assert set_all(window) == {None}
        assert len([getattr(window.window, name) for name in PROPERTIES]) == len(PROPERTIES)
        window.hide()
        window.show()
        window.save(f"{number}.png")
        # Another thread may have hidden it meanwhile.
        assert outcome_of(lambda w: w.force_draw(20), window) in (None, RuntimeError)

    def work(number):
        for i in range(120):
            hammer(number, i)
            if i % 8 == number:
                hammer_hard(number, i)

    with busy_thread():
        try:
            assert in_threads(8, work) == []
        finally:
            end(window)


FLOODED = {
    "snapshot": "window.snapshot()",
    "save": "window.save('flood.png')",
    "call": "window.call(lambda: None, timeout=20)",
    "wait": "window.wait(0.001)",
    "force_draw": "window.force_draw(20)",
    "present": "window.present(pixels)",
    "size": "window.window.size = (100 + window.keys_seen % 7, 80)",
}


@pytest.mark.parametrize("call", FLOODED)
def test_blocking_calls_return_during_a_flood_of_keys(start, x, call):  # F4
    script = start(
        f"""
        import contextlib, canvas
        pixels = memoryview(bytes(20 * 30 * 4)).cast("B", (20, 30, 4))
        class Window(canvas.Canvas):
            keys_seen = 0
            def on_key_down(self, event):
                self.keys_seen += 1
                with contextlib.suppress(canvas.ClosedError):  # keys still arrive while the window closes
                    self.request_draw()
        window = Window("flood", size=(100, 80))
        window.show()
        window.snapshot()
        print("open", flush=True)
        while window.keys_seen < 50:
            {FLOODED[call]}
        print("done", flush=True)
        window.close()
        """
    )
    window = x.find("flood")
    script.expect("open")
    place = x.geometry(window)
    x.move_pointer(place.x + 20, place.y + 20)
    x.click()
    eventually(lambda: x.has_focus(window), "the window has the focus")
    while script.is_silent():
        x.type_key(38)
    script.expect("done")
    script.finish().assert_clean()


@pytest.mark.parametrize("closer", ["close", "request_close"])
@pytest.mark.parametrize("call", ["snapshot", "call", "wait", "force_draw"])
def test_closing_a_window_ends_the_calls_that_wait_for_it(call, closer):  # F5
    for _ in range(20):
        window = canvas.Canvas("closes", size=(40, 30))
        window.show()
        entered = threading.Event()
        calls = {
            "snapshot": window.snapshot,
            "call": lambda window=window: window.call(lambda: None),
            "wait": lambda window=window: window.wait(0.001),
            "force_draw": window.force_draw,
        }
        ended = []

        def repeat(call=calls[call], name=call, entered=entered, ended=ended):
            try:
                while True:
                    answer = call()
                    entered.set()
                    if name == "wait" and answer:
                        ended.append("True")
                        break
            except canvas.ClosedError:
                ended.append("ClosedError")

        thread = threading.Thread(target=repeat)
        thread.start()
        assert entered.wait(20)
        getattr(window, closer)()
        thread.join(20)
        assert not thread.is_alive()
        assert ended == ["True" if call == "wait" else "ClosedError"]
        assert window.wait(20)


# Calls that wait, with the name of the function that makes the native call.
PENDING = {
    "snapshot": (lambda w: w.snapshot(), "snapshot"),
    "save": (lambda w: w.save("never.png"), "snapshot"),
    "call": (lambda w: w.call(print), "call"),
    "force_draw": (lambda w: w.force_draw(1000), "force_draw"),
    "wait": (lambda w: w.wait(), "wait"),
}


@pytest.mark.parametrize("closer", ["close", "close_all"])
@pytest.mark.parametrize("name", PENDING)
def test_a_call_that_waits_for_a_stuck_window_ends_when_another_thread_closes_the_window(name, closer):  # F5
    call, function = PENDING[name]
    go_on, outcomes = threading.Event(), []
    window = canvas.Canvas("stuck", size=(40, 30), on_draw=lambda painter: go_on.wait())
    window.show()
    eventually(lambda: window.stats.stuck, "its first frame is stuck")
    waiting = threading.Thread(target=lambda: outcomes.append(outcome_of(call, window)))
    waiting.start()
    process_probe.until_it_waits(waiting.ident, function)
    closing = threading.Thread(target=window.close if closer == "close" else canvas.close_all)
    closing.start()
    if name == "wait":
        # The window is closed when its last handler has returned.
        assert not go_on.wait(0) and waiting.is_alive()
        go_on.set()
    waiting.join(PROMPT)
    assert outcomes == [True if name == "wait" else canvas.ClosedError]
    assert not go_on.is_set() or name == "wait", "the handler is stuck all the time"
    go_on.set()
    closing.join()
    assert window.wait(20)


def test_options_that_are_set_during_a_change_are_kept():
    window = canvas.Canvas("first")

    class Rate:
        def __float__(self):  # runs in the middle of the change of max_fps
            window.window.title = "second"
            return 30.0

    window.window.max_fps = Rate()
    assert (window.window.title, window.window.max_fps) == ("second", 30)
