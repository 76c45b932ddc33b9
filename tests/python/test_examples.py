"""Every example runs, headless and under an X server with a window manager, shows the expected pixels, and prints
nothing to stderr."""

import os
import pathlib
import runpy
import signal

import pytest

import canvas

from scripts import Script, eventually, run_script
from xclient import Geometry

TOP = pathlib.Path(__file__).resolve().parents[2]
EXAMPLES = TOP / "examples"
PHOTO = EXAMPLES / "data" / "astronaut.png"
TOMATO, WHITE = (255, 99, 71), (255, 255, 255)
METERS = {
    "Processor": (76, 201, 240),
    "Memory": (184, 146, 255),
    "Load": (255, 209, 102),
    "Context switches": (6, 214, 160),
    "New processes": (255, 143, 171),
    "Network": (248, 150, 30),
}
WINDOWS = {
    "hello.py": 1,
    "clock.py": 1,
    "system_wall.py": 6,
    "view_image.py": 1,
    "stuck_python.py": 1,
    "particles.py": 1,
    "typography.py": 1,
    "gallery.py": 1,
    "plot.py": 1,
    "ferris.py": 1,
    "fractal.py": 1,
    "earthquakes.py": 1,
}

# Runs an example, and saves its windows to files before it waits for their end.
SAVE = """
    import runpy, sys, canvas
    folder, path = sys.argv[1], sys.argv[2]
    sys.argv = sys.argv[2:]
    run = canvas.run
    def save_and_run():
        for number, window in enumerate(canvas.windows()):
            window.save(f"{folder}/{number}.png")
        run()
    canvas.run = save_and_run
    runpy.run_path(path, run_name="__main__")
    canvas.run()
"""


class Shot:
    """The pixels of a saved image, read like those of an X window."""

    def __init__(self, path):
        image = canvas.Image.open(path)
        self.width, self.height, self.view = image.width, image.height, memoryview(image)

    def pixel(self, x, y):
        return tuple(self.view[y, x, channel] for channel in range(3))

    def colors(self):
        return {self.pixel(x, y) for y in range(self.height) for x in range(self.width)}


def is_near(color, other, tolerance=6):
    return all(abs(a - b) <= tolerance for a, b in zip(color, other, strict=True))


def check_hello(shot):
    assert (shot.width, shot.height) == (400, 300)
    assert shot.pixel(200, 130) == TOMATO
    assert shot.pixel(5, 5) == WHITE
    word = {shot.pixel(x, y) for x in range(170, 240) for y in range(238, 262)}
    assert TOMATO in word and WHITE in word


def check_clock(shot):
    assert is_near(shot.pixel(180, 180), (255, 107, 94))
    assert shot.pixel(2, 2) == (16, 20, 31)


def check_meter(shot, color):
    colors = shot.colors()
    assert color in colors
    assert (18, 22, 31) in colors
    assert WHITE in colors


def check_viewer(shot):
    photo = Shot(PHOTO)
    for x, y in [(100, 100), (320, 200), (500, 450)]:
        there = [photo.pixel(int(x / 1.25) + dx, int(y / 1.25) + dy) for dx in (-1, 0, 1) for dy in (-1, 0, 1)]
        for channel in range(3):
            values = [color[channel] for color in there]
            assert min(values) - 8 <= shot.pixel(x, y)[channel] <= max(values) + 8


def check_stuck(shot):
    assert shot.pixel(200, 150 + 50) == (209, 73, 91)
    assert shot.pixel(200, 150 + 90) == (244, 241, 234)


def check_typography(shot):
    paper, accent = (251, 248, 241), (181, 68, 46)
    assert (shot.width, shot.height) == (1080, 900)
    assert shot.pixel(2, 2) == paper
    for column in range(3):
        left = 28 + column * (shot.width - 28) // 3
        heading = {shot.pixel(x, y) for x in range(left, left + 300) for y in range(72, 90)}
        assert any(is_near(color, accent, 40) for color in heading)
        text = {shot.pixel(x, y) for x in range(left, left + 300) for y in range(90, 140)}
        assert any(is_near(color, (35, 33, 30), 40) for color in text)


def check_particles(shot):
    assert (shot.width, shot.height) == (900, 600)
    assert WHITE in {shot.pixel(x, y) for x in range(12, 200) for y in range(12, 26)}
    dark = sum(shot.pixel(x, y) == (5, 6, 13) for x in range(0, 900, 7) for y in range(40, 600, 7))
    assert 0.3 < dark / (129 * 80) < 0.95


def check_gallery(shot):
    assert (shot.width, shot.height) == (1076, 720)
    steelblue = (70, 130, 180)
    assert shot.pixel(75, 75) == steelblue and shot.pixel(5, 5) == WHITE
    colors = shot.colors()
    assert (255, 255, 0) in colors, "the cell of blend_mode"
    assert len(colors) > 1000, "gradients and patterns"


def check_plot(shot):
    colors = shot.colors()
    assert {(42, 157, 143), (231, 111, 81), WHITE} <= colors
    assert shot.pixel(2, 2) == WHITE


def check_ferris(shot):
    assert is_near(shot.pixel(320, 240), (227, 61, 39)), "in the middle is the crab"
    assert shot.pixel(3, 3) == (246, 243, 236)


def check_fractal(shot):
    assert (shot.width, shot.height) == (800, 450)
    assert shot.pixel(400, 225) == (0, 0, 0), "the middle is in the set"
    red, green, blue = shot.pixel(10, 10)
    assert 0 < red <= green < blue, "outside it glows"
    assert len(shot.colors()) > 40


def check_earthquakes(shot):
    assert (shot.width, shot.height) == (960, 500)
    assert shot.pixel(2, 2) == (11, 29, 51)
    assert shot.pixel(480 + 270, 250 - 160) == (29, 59, 92), "there is land at 60° N, 101° E"
    assert WHITE not in shot.colors()


def test_every_example_is_tested():
    assert {path.name for path in EXAMPLES.glob("*.py")} == set(WINDOWS)


def test_hello_has_twelve_lines():
    assert len((EXAMPLES / "hello.py").read_text().splitlines()) == 12


@pytest.mark.parametrize("name", WINDOWS)
def test_headless(name, tmp_path):
    env = {"CANVAS_BACKEND": "headless", "CANVAS_HEADLESS_SECONDS": "0.2"}
    arguments = ["0"] if name == "stuck_python.py" else []
    run_script(SAVE, str(tmp_path), str(EXAMPLES / name), *arguments, env=env).assert_clean()
    shots = [Shot(path) for path in sorted(tmp_path.iterdir())]
    assert len(shots) == WINDOWS[name]
    if name == "system_wall.py":
        for shot, color in zip(shots, METERS.values(), strict=True):
            check_meter(shot, color)
    else:
        CHECKS[name](shots[0])


CHECKS = {
    "hello.py": check_hello,
    "typography.py": check_typography,
    "clock.py": check_clock,
    "view_image.py": check_viewer,
    "stuck_python.py": check_stuck,
    "gallery.py": check_gallery,
    "plot.py": check_plot,
    "ferris.py": check_ferris,
    "particles.py": check_particles,
    "fractal.py": check_fractal,
    "earthquakes.py": check_earthquakes,
}


@pytest.fixture
def example(shared_server):
    """Starts an example on the X server. The test must close it."""
    started = []

    def begin(name, *arguments):
        started.append(Script.file(EXAMPLES / name, *arguments, env=shared_server.environment()))
        return started[-1]

    yield begin
    for script in started:
        script.kill()
        script.finish(check=False)


def close_and_check(x, script, *windows):
    for window in windows:
        x.press_close_button(window)
    return script.finish().assert_clean()


def settles(x, window, check):
    """The screenshot that passes `check`, once the window shows it."""

    def passes():
        shot = x.screenshot(window)
        try:
            check(shot)
        except AssertionError:
            return None
        return shot

    return eventually(passes, f"{check.__name__} passes")


def test_hello(example, x):
    script = example("hello.py")
    window = x.find("Hello")
    settles(x, window, check_hello)
    close_and_check(x, script, window)


def test_clock(example, x):
    script = example("clock.py")
    window = x.find("Clock")
    first = settles(x, window, check_clock).data
    eventually(lambda: x.screenshot(window).data != first, "the second hand moves")
    close_and_check(x, script, window)


def test_system_wall(example, x):
    script = example("system_wall.py")
    windows = {title: x.find(title) for title in METERS}
    for title, window in windows.items():
        settles(x, window, lambda shot, title=title: check_meter(shot, METERS[title]))
    before = {title: x.screenshot(window).data for title, window in windows.items()}
    for title in ("Processor", "Context switches"):
        eventually(lambda title=title: x.screenshot(windows[title]).data != before[title], f"{title} changes")
    close_and_check(x, script, *windows.values())


def double_click_brings_back(x, window, first):
    def is_back():
        # Openbox sometimes drops a click that follows another one at once.
        x.click()
        x.click()
        return x.screenshot(window).data == first

    eventually(is_back, "a double click resets the view")


def test_view_image(example, x):
    script = example("view_image.py")
    window = x.find("astronaut.png")
    first = settles(x, window, check_viewer).data
    place = x.geometry(window)

    x.move_pointer(place.x + 320, place.y + 320)
    for _ in range(3):
        x.click(4)
    eventually(lambda: x.screenshot(window).data != first, "the wheel zooms")
    x.fake_input(4, 1)
    x.move_pointer(place.x + 520, place.y + 320)
    x.move_pointer(place.x + 630, place.y + 320)
    x.fake_input(5, 1)
    eventually(lambda: x.pixel(window, 40, 320) == (24, 24, 24), "dragging uncovers the background")
    double_click_brings_back(x, window, first)
    close_and_check(x, script, window)


def test_typography(example, x):
    script = example("typography.py")
    window = x.find("Typography")
    first = settles(x, window, check_typography).data
    place = x.geometry(window)
    x.move_pointer(place.x + 320, place.y + 320)
    x.click(5)
    eventually(lambda: x.screenshot(window).data != first, "the wheel scrolls")
    x.click(4)
    eventually(lambda: x.screenshot(window).data == first, "and scrolls back")
    close_and_check(x, script, window)


def test_the_gallery_has_every_member():
    """All but aliases and read-only numbers."""
    others = {"global_alpha", "global_composite_operation", "width", "height", "ratio", "time", "dt", "frame"}
    gallery = runpy.run_path(str(EXAMPLES / "gallery.py"), run_name="gallery")
    shown = {name for name, _ in gallery["CELLS"]}
    members = {name for name in dir(canvas.Painter) if not name.startswith("_")}
    assert shown == members - others


def test_gallery_scrolls(example, x):
    script = example("gallery.py")
    window = x.find("Gallery")
    first = settles(x, window, check_gallery).data
    place = x.geometry(window)
    x.move_pointer(place.x + 400, place.y + 300)
    x.click(5)
    eventually(lambda: x.screenshot(window).data != first, "the wheel scrolls")
    close_and_check(x, script, window)


def test_plot_zooms_and_moves(example, x):
    script = example("plot.py")
    window = x.find("Carbon dioxide")
    first = settles(x, window, check_plot).data
    place = x.geometry(window)
    x.move_pointer(place.x + 400, place.y + 250)
    for _ in range(3):
        x.click(4)
    eventually(lambda: x.screenshot(window).data != first, "the wheel zooms")
    double_click_brings_back(x, window, first)
    close_and_check(x, script, window)


def test_ferris_zooms(example, x):
    script = example("ferris.py")
    window = x.find("ferris.svg")
    first = settles(x, window, check_ferris).data
    place = x.geometry(window)
    x.move_pointer(place.x + 320, place.y + 220)
    x.click(4)
    eventually(lambda: x.screenshot(window).data != first, "the wheel zooms")
    double_click_brings_back(x, window, first)
    close_and_check(x, script, window)


# Python is stuck for a minute, or until a signal: sleep() in C returns early when a handler has run.
STUCK = """
    import runpy, signal, sys
    signal.signal(signal.SIGUSR1, lambda *_: None)
    sys.argv = [sys.argv[1], "60"]
    runpy.run_path(sys.argv[0], run_name="__main__")
"""


@pytest.fixture
def stuck(start):
    """`stuck_python.py` while Python is stuck."""
    script = start(STUCK, str(EXAMPLES / "stuck_python.py"))
    assert script.expect("stuck for") == "60 seconds"
    return script


def go_on(script):
    """Ends the sleep in C; returns the counts that the example prints."""
    assert script.is_silent(), "Python is still stuck"
    script.process.send_signal(signal.SIGUSR1)
    return script.expect("meanwhile answered without Python: ")


def test_stuck_python(stuck, x):
    script = stuck
    window = x.find("Python is stuck")
    settles(x, window, check_stuck)
    before = x.screenshot(window).data
    place = x.geometry(window)
    for _ in range(3):
        x.uncover(x.cover(place))
        eventually(lambda: x.screenshot(window).data == before, "the window is painted again")
    x.configure(window, width=700, height=300)
    eventually(lambda: x.geometry(window).width == 700, "the window has grown")
    eventually(lambda: x.pixel(window, 200 + 450, 150) == (244, 241, 234), "the new area shows the scene")
    go_on(script)
    close_and_check(x, script, window)


def test_stuck_python_counts(stuck, x):
    script = stuck
    window = x.find("Python is stuck")
    before = settles(x, window, check_stuck).data
    for _ in range(5):
        x.uncover(x.cover(Geometry(0, 0, x.width, x.height)))
        eventually(lambda: x.screenshot(window).data == before, "painted again")
    words = go_on(script).split()
    assert int(words[0]) >= 5 and words[1] == "exposes,"
    close_and_check(x, script, window)


def test_stuck_python_is_hidden_by_its_close_button(example, x):
    script = example("stuck_python.py", "50")
    window = x.find("Python is stuck")
    script.expect("stuck for")
    settles(x, window, check_stuck)
    x.press_close_button(window)
    eventually(lambda: not x.is_viewable(window), "the window is hidden")
    assert script.is_silent() and script.is_running(), "Python is still stuck"


RUST = os.environ.get("CANVAS_TEST_RUST_EXAMPLES")
built = pytest.mark.skipif(not RUST, reason="the Rust examples were not built")
twins = pytest.mark.parametrize("language", ["python", pytest.param("rust", marks=built)])


@pytest.fixture
def twin(shared_server):
    """Starts an example, or its version in Rust, on the X server."""
    started = []

    def begin(name, language):
        env = shared_server.environment()
        if language == "rust":
            started.append(Script.program(f"{RUST}/{name}", env=env))
        else:
            started.append(Script.file(EXAMPLES / f"{name}.py", env=env))
        return started[-1]

    yield begin
    for script in started:
        script.kill()
        script.finish(check=False)


@built
@pytest.mark.parametrize("name", ["hello", "system_wall", "fractal", "earthquakes"])
def test_rust_examples_headless(name):
    env = {"CANVAS_BACKEND": "headless", "CANVAS_HEADLESS_SECONDS": "0.2"}
    Script.program(f"{RUST}/{name}", env=env).finish().assert_clean()


@twins
def test_hello_in_both_languages(twin, x, language):
    script = twin("hello", language)
    window = x.find("Hello")
    settles(x, window, check_hello)
    close_and_check(x, script, window)


@twins
def test_system_wall_in_both_languages(twin, x, language):
    script = twin("system_wall", language)
    windows = {title: x.find(title) for title in METERS}
    for title, window in windows.items():
        settles(x, window, lambda shot, title=title: check_meter(shot, METERS[title]))
    before = x.screenshot(windows["Processor"]).data
    eventually(lambda: x.screenshot(windows["Processor"]).data != before, "it changes")
    close_and_check(x, script, *windows.values())


@twins
def test_fractal_in_both_languages(twin, x, language):
    script = twin("fractal", language)
    window = eventually(lambda: next((w for w in x.windows_titled("Fractal") if x.is_viewable(w)), None), "the window")
    before = settles(x, window, check_fractal).data
    place = x.geometry(window)
    x.move_pointer(place.x + 100, place.y + 225)
    x.click(4)
    eventually(lambda: x.screenshot(window).data != before, "the wheel zooms")
    close_and_check(x, script, window)


@twins
def test_earthquakes_in_both_languages(twin, x, language):
    script = twin("earthquakes", language)
    window = x.find("Earthquakes")
    settles(x, window, check_earthquakes)
    place = x.geometry(window)
    east, north, *_ = (EXAMPLES / "data" / "earthquakes.csv").read_text().splitlines()[-1].split(",")
    at_x, at_y = 480 + float(east) * 960 / 360, 250 - float(north) * 960 / 360
    x.move_pointer(place.x + round(at_x), place.y + round(at_y))
    eventually(lambda: WHITE in x.screenshot(window).colors(), "the strongest earthquake has a label")
    x.move_pointer(place.x + 2, place.y + 2)
    before = settles(x, window, check_earthquakes).data
    x.click(4)
    eventually(lambda: x.screenshot(window).data != before, "the wheel zooms")
    close_and_check(x, script, window)
