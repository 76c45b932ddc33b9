"""The life cycle of a window, its properties and its content: states, update modes, present and snapshot."""

import threading

import numpy
import pytest

import canvas

from scripts import eventually, run_script

RED, GREEN, BLUE = (255, 0, 0, 255), (0, 128, 0, 255), (0, 0, 255, 255)


@pytest.fixture
def opened():
    """Creates windows, and closes them at the end."""
    made = []

    def make(*arguments, **options):
        window = canvas.Canvas(*arguments, **{"size": (40, 30), **options})
        made.append(window)
        return window

    yield make
    for window in made:
        window.close()
        assert window.wait(20)


def pixel(window, x=0, y=0):
    return tuple(memoryview(window.snapshot())[y, x, channel] for channel in range(4))


def test_the_states(opened):
    events = []

    class Window(canvas.Canvas):
        def on_event(self, event):
            events.append(event.type)

    window = Window("states", size=(40, 30))
    assert (window.window.state, window.closed, window.close_reason) == ("new", False, None)
    assert window not in canvas.windows()
    window.show()
    eventually(lambda: window.window.state == "open")
    assert window in canvas.windows()
    window.show()
    assert window.window.state == "open", "showing a shown window raises it"
    window.hide()
    eventually(lambda: window.window.state == "hidden")
    window.hide()
    assert window in canvas.windows(), "a hidden window is not closed"
    assert window.call(len, "four") == 4, "a hidden window still works"
    window.show()
    eventually(lambda: window.window.state == "open")
    window.close()
    assert window.wait(20)
    assert (window.window.state, window.closed) == ("closed", True)
    assert window not in canvas.windows()
    assert events.count("close") == 1 and events[-1] == "close"


def test_a_closed_window_can_be_opened_again(opened):
    window = opened("again", on_draw=lambda painter: painter.clear("red"))
    for _ in range(5):
        window.show()
        assert pixel(window) == RED
        window.close()
        assert window.wait(20)


def test_the_close_button_can_be_refused(opened):
    asked = []
    window = opened("refuses")
    window.on_close_request = lambda event: asked.append(event) or False
    window.show()
    window.request_close()
    eventually(lambda: asked)
    window.call(lambda: None)
    assert window.window.state == "open"
    window.on_close_request = lambda event: None
    window.request_close()
    assert window.wait(20)
    assert window.close_reason == "user"


def test_close_reasons(opened):
    reasons = []
    window = opened("reasons")
    window.on_close = lambda event: reasons.append(event.reason)
    window.show()
    window.close()
    assert window.wait(20)
    assert reasons == [window.close_reason] and window.close_reason


def test_wait_with_a_timeout(opened):
    window = opened("waits")
    window.show()
    assert window.wait(0) is False
    assert window.wait(0.01) is False


def test_many_requests_give_one_frame(opened):
    drawn = []
    window = opened("once", on_draw=lambda painter: drawn.append(painter.frame))
    window.show()
    window.snapshot()
    count = len(drawn)

    def ask():
        for _ in range(100):
            window.request_draw()

    window.call(ask)
    eventually(lambda: len(drawn) > count)
    window.call(lambda: None)
    window.call(lambda: None)
    assert len(drawn) == count + 1


def test_an_ondemand_window_draws_only_on_demand(opened):
    drawn = []
    window = opened("demand", on_draw=lambda painter: drawn.append(1))
    window.show()
    window.snapshot()
    for _ in range(20):
        window.call(lambda: None)
    assert len(drawn) == 1
    window.window.size = (60, 50)
    eventually(lambda: len(drawn) == 2)


def test_a_continuous_window_keeps_max_fps():
    run_script(
        """
        import time, canvas
        times = []
        window = canvas.Canvas("pace", size=(40, 30), on_draw=lambda p: times.append(time.monotonic()), update_mode="continuous", max_fps=20)
        begin = time.monotonic()
        window.show()
        while len(times) < 21: window.call(lambda: None)
        # From the beginning, since the first frame may be late, and later ones make up for it.
        assert times[20] - begin >= 0.95, times[20] - begin
        window.window.update_mode = "ondemand"
        window.call(lambda: None); window.call(lambda: None)
        count = len(times)
        time.sleep(0.3)  # nothing may happen: six frames would have been drawn
        assert len(times) <= count + 1
        window.close()
        """,
        env={"CANVAS_BACKEND": "headless", "CANVAS_HEADLESS_SECONDS": "60"},
    ).assert_clean()


def test_painter_facts(opened):
    facts = []

    def draw(painter):
        facts.append((painter.width, painter.height, painter.ratio, painter.frame, painter.time, painter.dt))

    window = opened("facts", on_draw=draw, size=(50, 35))
    window.show()
    window.snapshot()
    window.request_draw()
    eventually(lambda: len(facts) == 2)
    first, second = facts
    assert first[:3] == (50, 35, 1)
    assert second[3] == first[3] + 1
    assert second[4] >= first[4] and second[5] == pytest.approx(second[4] - first[4], abs=0.01)


def test_each_frame_begins_with_the_background(opened):
    window = opened("background", background="blue", on_draw=lambda painter: None)
    window.show()
    assert pixel(window) == BLUE
    window.window.background = "green"
    eventually(lambda: pixel(window) == GREEN)

    def erase(painter):
        painter.clear("red")
        painter.clear_rect(0, 0, 10, 10)

    window.on_draw = erase
    window.request_draw()
    eventually(lambda: pixel(window, 20, 20) == RED)
    assert pixel(window) == GREEN


def test_properties(opened):
    window = opened("old", min_size=(10, 10), max_size=(500, 400))
    assert window.window.title == "old"
    window.window.title = "new before the show"
    window.show()
    assert window.window.title == "new before the show"
    window.window.title = "a ☃ in the title"
    eventually(lambda: window.window.title == "a ☃ in the title")
    window.window.size = (70, 60)
    eventually(lambda: window.window.size == (70, 60))
    assert window.window.physical_size == (70, 60)
    assert (window.window.min_size, window.window.max_size) == ((10, 10), (500, 400))
    assert window.window.ratio == 1
    assert window.window.backend == "headless"
    assert window.window.visible is True
    window.window.max_fps = 30
    assert window.window.max_fps == 30


@pytest.mark.parametrize(
    ("pixels", "color"),
    [
        (numpy.full((30, 40), 77, numpy.uint8), (77, 77, 77, 255)),
        (numpy.full((30, 40, 1), 77, numpy.uint8), (77, 77, 77, 255)),
        (numpy.full((30, 40, 3), (10, 20, 30), numpy.uint8), (10, 20, 30, 255)),
        (numpy.full((30, 40, 4), (10, 20, 30, 255), numpy.uint8), (10, 20, 30, 255)),
        (numpy.full((30, 40, 4), (30, 20, 10, 255), numpy.uint8)[..., [2, 1, 0, 3]], (10, 20, 30, 255)),
        (numpy.full((60, 80, 3), (10, 20, 30), numpy.uint8)[::2, ::2], (10, 20, 30, 255)),
        (numpy.full((30, 40, 3), (30, 20, 10), numpy.uint8)[::-1, :, ::-1], (10, 20, 30, 255)),
        (numpy.full((40, 30, 3), (10, 20, 30), numpy.uint8).transpose(1, 0, 2), (10, 20, 30, 255)),
        (numpy.full((15, 20, 3), (10, 20, 30), numpy.uint8), (10, 20, 30, 255)),
        (numpy.full((90, 120, 3), (10, 20, 30), numpy.uint8), (10, 20, 30, 255)),
    ],
    ids=["grey", "grey 1", "rgb", "rgba", "copied", "every second", "reversed", "transposed", "smaller", "larger"],
)
def test_present_takes_any_array(opened, pixels, color):
    window = opened("arrays")
    window.show()
    window.present(pixels)
    eventually(lambda: pixel(window, 20, 15) == color)
    assert {pixel(window, x, y) for x in (0, 39) for y in (0, 29)} == {color}


def test_the_array_is_released_at_once(opened):
    window = opened("free")
    window.show()
    pixels = numpy.full((30, 40, 3), (255, 0, 0), numpy.uint8)
    window.present(pixels)
    pixels[:] = 7
    eventually(lambda: pixel(window) == RED)
    pixels.resize((60, 20, 3))  # which numpy refuses while anyone holds the buffer


def test_the_newest_array_wins(opened):
    window = opened("newest")
    window.show()
    for level in range(200):
        window.present(numpy.full((30, 40), level, numpy.uint8))
    eventually(lambda: pixel(window) == (199, 199, 199, 255))


def test_how_an_array_fits(opened):
    window = opened("fits", size=(60, 30), background="blue")
    window.show()
    window.present(numpy.full((30, 30, 3), (255, 0, 0), numpy.uint8), fit="contain")
    eventually(lambda: pixel(window, 30, 15) == RED)
    assert pixel(window, 2, 15) == pixel(window, 57, 15) == BLUE


def test_arrays_by_their_interface(opened):
    class Foreign:
        def __init__(self, array):
            self.kept, self.__array_interface__ = array, array.__array_interface__

    window = opened("interface")
    window.show()
    window.present(Foreign(numpy.full((30, 40, 3), (10, 20, 30), numpy.uint8)))
    eventually(lambda: pixel(window) == (10, 20, 30, 255))


def test_snapshot_and_save(opened, tmp_path):
    window = opened("shot", on_draw=lambda painter: painter.clear("red"))
    window.show()
    shot = window.snapshot()
    assert (shot.width, shot.height) == (40, 30)
    array = numpy.asarray(shot)
    assert array.shape == (30, 40, 4) and (array == RED).all() and not array.flags.writeable
    window.save(tmp_path / "shot.png")
    assert bytes(memoryview(canvas.Image.open(tmp_path / "shot.png"))) == bytes(memoryview(shot))
    assert shot._repr_png_() == shot.encode("png") == (tmp_path / "shot.png").read_bytes()


def test_image_round_trip(tmp_path):
    generator = numpy.random.default_rng(1)
    pixels = generator.integers(0, 256, (23, 17, 4), numpy.uint8)
    image = canvas.Image(pixels)
    assert (numpy.asarray(image) == pixels).all()
    image.save(str(tmp_path / "image.png"))
    assert (numpy.asarray(canvas.Image.open(tmp_path / "image.png")) == pixels).all()
    assert (numpy.asarray(canvas.Image.decode(image.encode("png"))) == pixels).all()
    assert (numpy.asarray(canvas.Image(image)) == pixels).all()


def test_show_image():
    window = canvas.show_image(numpy.full((30, 40, 3), (255, 0, 0), numpy.uint8), title="image")
    assert window.window.title == "image"
    assert window.window.size == (40, 30)
    assert pixel(window) == RED
    window.close()
    assert window.wait(20)


def test_render():
    calls = []

    def draw(painter):
        calls.append(threading.current_thread())
        painter.fill_style = "red"
        painter.fill_rect(0, 0, 5, 5)

    image = canvas.render(draw, (10, 8), ratio=2.0, background="blue")
    assert calls == [threading.current_thread()]
    assert (image.width, image.height) == (20, 16)
    array = numpy.asarray(image)
    assert tuple(array[0, 0]) == RED and tuple(array[15, 19]) == BLUE
    transparent = canvas.render(lambda painter: None, (4, 4))
    assert not numpy.asarray(transparent).any()


def test_render_releases_the_gil():
    def draw(painter):
        for i in range(3000):
            painter.fill_circle(600, 400, 400 - i / 10)

        recorded.append(len(ticks))

    ticks, recorded, stop = [], [], threading.Event()

    def tick():
        while not stop.wait(0.001):
            ticks.append(1)

    thread = threading.Thread(target=tick)
    thread.start()
    eventually(lambda: ticks)
    canvas.render(draw, (1200, 800))
    rastered = len(ticks)
    stop.set()
    thread.join()
    # One tick can be due to the switch of threads between two lines.
    assert rastered - recorded[0] > 1, "the thread ran while the scene was rasterised"


def test_render_inside_a_draw_function(opened):
    def draw(painter):
        inner = canvas.render(lambda p: p.clear("red"), (10, 10))
        painter.draw_image(inner, 0, 0, 40, 30)

    window = opened("nested", on_draw=draw)
    window.show()
    assert pixel(window, 20, 15) == RED


def test_report_and_stats(opened):
    window = opened("counted", on_draw=lambda painter: painter.clear("red"))
    window.show()
    window.snapshot()
    assert window.stats.frames_shown >= 1
    assert window.stats.turns >= 1
    assert "counted" in canvas.report()
    assert canvas.report().count("\n") >= 1


def test_stats_name_the_stuck_handler(opened):
    inside, go_on = threading.Event(), threading.Event()
    window = opened("stuck", on_draw=lambda painter: (inside.set(), go_on.wait()))
    window.show()
    assert inside.wait(20)
    eventually(lambda: window.stats.stuck and "on_draw" in str(window.stats.stuck))
    go_on.set()


def test_backends():
    found = {backend.name: backend for backend in canvas.backends()}
    assert found["headless"].available
    assert not found["x11"].available and "DISPLAY" in found["x11"].reason
