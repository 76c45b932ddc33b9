"""Bad arguments: every call raises a TypeError or ValueError that names the argument and the expected type, and changes
nothing.
"""

import math
import warnings

import numpy
import pytest

import canvas

NAN, INF = math.nan, math.inf
PIXELS = memoryview(bytes(4 * 3 * 4)).cast("B", (3, 4, 4))


def shaped(*shape, kind="uint8"):
    return numpy.zeros(shape, dtype=kind)


# (arguments of Canvas, the error, a word that the message must contain)
CONSTRUCTOR = [
    (dict(title=3), TypeError, "title"),
    (dict(title=b"bytes"), TypeError, "title"),
    (dict(size=300), TypeError, "size"),
    (dict(size=(300,)), (TypeError, ValueError), "size"),
    (dict(size=(300, 200, 100)), (TypeError, ValueError), "size"),
    (dict(size=("wide", 200)), TypeError, "size"),
    (dict(size=(0, 200)), ValueError, "size"),
    (dict(size=(300, -1)), ValueError, "size"),
    (dict(size=(NAN, 200)), ValueError, "size"),
    (dict(size=(INF, 200)), ValueError, "size"),
    (dict(position=5), TypeError, "position"),
    (dict(position=(NAN, 0)), ValueError, "position"),
    (dict(min_size=(-1, 5)), ValueError, "min_size"),
    (dict(max_size=(0, 5)), ValueError, "max_size"),
    (dict(min_size=(50, 50), max_size=(40, 60)), ValueError, "min_size"),
    (dict(on_draw=5), TypeError, "on_draw"),
    (dict(background="no colour"), ValueError, "background"),
    (dict(background=5), TypeError, "background"),
    (dict(background=(1.0, 0.5, 0.2)), TypeError, "background"),
    (dict(background=(300, 0, 0)), ValueError, "background"),
    (dict(update_mode="sometimes"), ValueError, "update_mode"),
    (dict(update_mode=5), TypeError, "update_mode"),
    (dict(max_fps=0), ValueError, "max_fps"),
    (dict(max_fps=-5), ValueError, "max_fps"),
    (dict(max_fps=NAN), ValueError, "max_fps"),
    (dict(max_fps="fast"), TypeError, "max_fps"),
    (dict(backend="wayland"), (ValueError, canvas.BackendUnavailable), "backend"),
    (dict(backend=5), TypeError, "backend"),
    (dict(colour="red"), TypeError, "colour"),
]


@pytest.mark.parametrize(("options", "error", "word"), CONSTRUCTOR, ids=str)
def test_constructor(options, error, word):
    with pytest.raises(error, match=word):
        canvas.Canvas(**options).show()
    assert canvas.windows() == ()


@pytest.fixture
def window():
    window = canvas.Canvas("test", size=(40, 30), on_draw=lambda painter: painter.clear("red"))
    window.show()
    yield window
    window.close()
    assert window.wait(20)


CALLS = [
    (lambda w: w.wait("long"), TypeError, "timeout"),
    (lambda w: w.wait(NAN), ValueError, "timeout"),
    (lambda w: w.wait(-1), ValueError, "timeout"),
    (lambda w: w.call(5), TypeError, "function"),
    (lambda w: w.call(len, "four", timeout="soon"), TypeError, "timeout"),
    (lambda w: w.call(len, "four", timeout=-1), ValueError, "timeout"),
    (lambda w: w.post(None), TypeError, "function"),
    (lambda w: w.call_later("soon", len), TypeError, "seconds"),
    (lambda w: w.call_later(-1, len), ValueError, "seconds"),
    (lambda w: w.call_later(NAN, len), ValueError, "seconds"),
    (lambda w: w.call_later(1, None), TypeError, "function"),
    (lambda w: w.present(None), TypeError, "pixels"),
    (lambda w: w.present("pixels"), TypeError, "pixels"),
    (lambda w: w.present(b"flat"), ValueError, "pixels"),
    (lambda w: w.present(shaped(2, 2, 5)), ValueError, "pixels"),
    (lambda w: w.present(shaped(2, 2, 2)), ValueError, "pixels"),
    (lambda w: w.present(shaped(2, 2, 4, 1)), ValueError, "pixels"),
    (lambda w: w.present(shaped(2, 3, kind="float64")), (TypeError, ValueError), "uint8"),
    (lambda w: w.present(PIXELS, fit="stretchy"), ValueError, "fit"),
    (lambda w: w.present(PIXELS, fit=3), TypeError, "fit"),
    (lambda w: w.present(PIXELS, "cover"), TypeError, None),
    (lambda w: w.save(5), TypeError, "path"),
    (lambda w: w.save("shot.unknown"), ValueError, "unknown"),
    (lambda w: w.save("shot"), ValueError, "shot"),
    (lambda w: setattr(w.window, "title", 5), TypeError, "title"),
    (lambda w: setattr(w.window, "size", (0, 5)), ValueError, "size"),
    (lambda w: setattr(w.window, "size", None), TypeError, "size"),
    (lambda w: setattr(w.window, "max_fps", 0), ValueError, "max_fps"),
    (lambda w: setattr(w.window, "update_mode", "now and then"), ValueError, "update_mode"),
    (lambda w: setattr(w.window, "background", "no colour"), ValueError, "background"),
    (lambda w: setattr(w.window, "titel", "typing error"), AttributeError, "titel"),
    (lambda w: setattr(w.window, "state", "open"), AttributeError, "state"),
    (lambda w: w.__init__("again"), RuntimeError, "__init__"),
    (lambda w: canvas.render(None, (10, 10)), TypeError, "draw"),
    (lambda w: canvas.render(len, (0, 10)), ValueError, "size"),
    (lambda w: canvas.render(len, "large"), TypeError, "size"),
    (lambda w: canvas.render(len, (10, 10), ratio=0), ValueError, "ratio"),
    (lambda w: canvas.render(len, (10, 10), ratio=NAN), ValueError, "ratio"),
    (lambda w: canvas.render(len, (10, 10), background="no colour"), ValueError, "background"),
    (lambda w: canvas.show_image("text"), TypeError, "pixels"),
    (lambda w: canvas.Image("text"), TypeError, "pixels"),
    (lambda w: canvas.Image(shaped(3, 0, 4)), ValueError, "pixels"),
    (lambda w: canvas.Image.open(5), TypeError, "path"),
    (lambda w: canvas.Image.open("/nonexistent/image.png"), FileNotFoundError, "/nonexistent/image.png"),
    (lambda w: canvas.Image.decode(b"not an image"), ValueError, None),
    (lambda w: canvas.Image.decode("text"), TypeError, None),
    (lambda w: canvas.Image(PIXELS).encode("bmp"), ValueError, "bmp"),
    (lambda w: canvas.Image(PIXELS).save("/nonexistent/folder/image.png"), OSError, "/nonexistent"),
    (lambda w: canvas.Color.from_float(2.0, 0, 0), ValueError, None),
]


@pytest.mark.parametrize(("call", "error", "word"), CALLS, ids=[str(index) for index in range(len(CALLS))])
def test_calls(window, call, error, word):
    before = (
        window.window.title,
        window.window.size,
        window.window.update_mode,
        window.window.max_fps,
        window.window.background,
    )
    with pytest.raises(error, match=word):
        call(window)
    assert before == (
        window.window.title,
        window.window.size,
        window.window.update_mode,
        window.window.max_fps,
        window.window.background,
    )
    assert bytes(memoryview(window.snapshot()))[:4] == bytes([255, 0, 0, 255])


def test_numbers_that_are_not_finite_are_ignored_as_in_html():
    def draw(painter):
        painter.fill_rect(NAN, 0, 10, 10)
        painter.fill_rect(0, 0, INF, 10)
        painter.line_width = NAN
        assert painter.line_width == 1
        painter.alpha = 2
        assert painter.alpha == 1
        painter.move_to(INF, 0)
        painter.stroke()

    assert set(bytes(memoryview(canvas.render(draw, (8, 8), background="white")))) == {255}


def test_a_painter_is_valid_only_in_its_frame_and_thread(window):
    kept = []
    canvas.render(kept.append, (4, 4))
    with pytest.raises(RuntimeError):
        kept[0].clear("red")
    kept.clear()
    window.on_draw = lambda painter: kept.append(painter)
    window.request_draw()
    while not kept:
        window.call(lambda: None)
    with pytest.raises(RuntimeError):
        kept[0].fill_rect(0, 0, 1, 1)


def test_unbalanced_restores_are_ignored_as_in_html():
    def draw(painter, restores):
        painter.fill_style = "red"
        painter.translate(1, 0)
        for _ in range(restores):
            painter.restore()
        painter.fill_rect(0, 0, 2, 2)

    plain = canvas.render(lambda painter: draw(painter, 0), (4, 4))
    assert canvas.render(lambda painter: draw(painter, 5), (4, 4)) == plain


def test_calls_on_a_window_that_is_not_open_yet():
    window = canvas.Canvas("new")
    assert not window.closed
    assert window.window.state == "new"
    window.request_draw()
    window.present(PIXELS)
    with pytest.raises((RuntimeError, canvas.CanvasError)):
        window.call(len, "four")
    window.close()
    assert window.closed and window.wait(0)


def test_calls_on_a_closed_window():
    window = canvas.Canvas("closed", size=(40, 30))
    window.show()
    window.close()
    assert window.wait(20)
    assert window.closed and window.window.state == "closed"
    window.close()
    for call in (
        window.request_close,
        window.request_draw,
        window.snapshot,
        lambda: window.present(PIXELS),
        lambda: window.call(len, "four"),
        lambda: window.post(len, "four"),
        lambda: window.call_later(1, len, "four"),
    ):
        with pytest.raises(canvas.ClosedError):
            call()
    window.show()
    assert window.call(len, "four") == 4, "the same object opens a new window"
    window.close()
    assert window.wait(20)


def test_a_subclass_may_forget_the_constructor():
    class Forgetful(canvas.Canvas):
        def __init__(self, something):
            self.something = something

    window = Forgetful("mine")
    window.show()
    assert window.window.title == "canvas"
    assert window.window.size == (640, 480)
    window.close()
    assert window.wait(20)


def test_a_handler_that_is_misspelt_warns_with_the_right_name():
    with pytest.warns(UserWarning, match="on_pointer_down"):

        class Misspelt(canvas.Canvas):
            def on_pointer_dwon(self, event): ...


@pytest.mark.parametrize("name", ["window", "stats", "keys", "pointer", "overlay", "closed", "close_reason"])
def test_an_attribute_that_hides_one_of_canvas_raises(name):
    with pytest.raises(TypeError, match=name):
        type("Hiding", (canvas.Canvas,), {name: 5})


def test_methods_and_handlers_may_be_overridden():
    with warnings.catch_warnings():
        warnings.simplefilter("error")

        class Fine(canvas.Canvas):
            def on_draw(self, painter): ...
            def close(self):
                super().close()

    Fine("fine").close()


def test_init_after_show_raises(window):
    with pytest.raises(RuntimeError):
        window.__init__("again")
    assert window.window.title == "test"
