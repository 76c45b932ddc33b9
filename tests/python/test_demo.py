"""The command line: `python -m canvas demo`, `view`, `bench` and `info`."""

import itertools
import pathlib
import subprocess
import sys

import canvas

from scripts import environment, eventually

DEMO = [sys.executable, "-m", "canvas", "demo"]


def run(command, **options):
    return subprocess.run(command, capture_output=True, text=True, timeout=90, check=False, **options)


def test_demo_without_a_display_renders_frames(tmp_path):
    env = environment({"DISPLAY": None})
    ended = run([*DEMO, "--frames", "shots"], cwd=tmp_path, env=env)
    assert (ended.returncode, ended.stderr) == (0, "")
    assert str(tmp_path / "shots") in ended.stdout
    frames = sorted((tmp_path / "shots").iterdir())
    assert len(frames) == 8
    images = [canvas.Image.open(frame) for frame in frames]
    assert {(image.width, image.height) for image in images} == {(960, 620)}
    assert len({bytes(memoryview(image)) for image in images}) == 8, "each moment looks different"


def test_demo_on_a_display(shared_server, x, tmp_path):
    env = environment(shared_server.environment())
    process = subprocess.Popen(DEMO, env=env, cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    try:
        window = x.find("canvas demo")
        first = eventually(lambda: len((shot := x.screenshot(window)).colors()) > 100 and shot, "the demo is drawn")
        eventually(lambda: x.screenshot(window).data != first.data, "the demo moves")
        x.press_close_button(window)
        _, errors = process.communicate(timeout=60)
    finally:
        process.kill()
    assert (process.returncode, errors) == (0, "")
    assert not list(tmp_path.iterdir())


def test_demo_on_a_display_that_refuses(tmp_path):
    ended = run(DEMO, cwd=tmp_path, env=environment({"DISPLAY": ":9876"}))
    assert ended.returncode == 1
    assert ended.stderr.startswith("error: ") and "DISPLAY" in ended.stderr and ":9876" in ended.stderr
    assert "Traceback" not in ended.stderr


def test_info(shared_server):
    ended = run([sys.executable, "-m", "canvas", "info"], env=environment(shared_server.environment()))
    assert (ended.returncode, ended.stderr) == (0, "")
    assert f"canvas {canvas.__version__} on Python" in ended.stdout
    assert f"DISPLAY={shared_server.display}" in ended.stdout
    x11 = facts(ended.stdout, "x11")
    assert x11["display"] == shared_server.display
    assert {"MIT-SHM", "RANDR", "BIG-REQUESTS"} <= set(x11["extensions"].split())
    assert x11["server"].split()[-1].isdigit(), "the vendor and its release"
    assert x11["transport"] == "memfd"
    assert {"position", "clipboard", "drop"} <= set(x11["can"].split())
    assert facts(ended.stdout, "headless")["display"] == "memory"


def facts(printed, backend):
    """What `info` prints about a backend that works."""
    lines = iter(printed.splitlines())
    assert f"backend {backend}: works here" in lines
    indented = itertools.takewhile(lambda line: line.startswith("  "), lines)
    return dict(line.strip().split(": ", 1) for line in indented)


def test_info_without_a_display():
    ended = run([sys.executable, "-m", "canvas", "info"], env=environment({"DISPLAY": None, "CANVAS_FONTS": "bundled"}))
    assert (ended.returncode, ended.stderr) == (0, "")
    assert facts(ended.stdout, "headless")["display"] == "memory"
    assert "CANVAS_FONTS=bundled" in ended.stdout.splitlines()


def test_info_says_why_a_backend_does_not_work():
    ended = run([sys.executable, "-m", "canvas", "info"], env=environment({"DISPLAY": None}))
    assert (ended.returncode, ended.stderr) == (0, "")
    line = next(line for line in ended.stdout.splitlines() if line.startswith("backend x11: "))
    assert "DISPLAY" in line


VIEW = [sys.executable, "-m", "canvas", "view"]
RIGHT, ESCAPE = 114, 9  # keys of the X server


def plain(path, color, size=(40, 30)):
    canvas.render(lambda painter: painter.clear(color), size).save(path)


def test_view_shows_one_image_after_another(shared_server, x, tmp_path):
    plain(tmp_path / "red.png", "red")
    (tmp_path / "broken.png").write_bytes(b"not an image")
    env = environment(shared_server.environment())
    files = ["red.png", "broken.png"]
    process = subprocess.Popen([*VIEW, *files], env=env, cwd=tmp_path, stderr=subprocess.PIPE, text=True)
    try:
        window = x.find("red.png, 40 × 30 (1 of 2)")
        eventually(lambda: x.screenshot(window).pixel(400, 300) == (255, 0, 0), "the image fills the window")
        place = x.geometry(window)
        x.move_pointer(place.x + 400, place.y + 300)
        x.click()
        eventually(lambda: x.has_focus(window), "the window has the focus")
        x.type_key(RIGHT)
        window = x.find("broken.png (2 of 2)")
        eventually(lambda: (208, 208, 208) in x.screenshot(window).colors(), "the window says what is wrong")
        x.type_key(RIGHT)
        window = x.find("red.png, 40 × 30 (1 of 2)")
        x.type_key(ESCAPE)
        _, errors = process.communicate(timeout=60)
    finally:
        process.kill()
    assert (process.returncode, errors) == (0, "")


def test_view_names_missing_files(shared_server, tmp_path):
    ended = run([*VIEW, "nothing.png"], cwd=tmp_path, env=environment(shared_server.environment()))
    assert ended.returncode == 1
    assert ended.stderr.startswith("error: nothing.png: ")


def test_view_without_a_display_says_so(tmp_path):
    plain(tmp_path / "red.png", "red")
    ended = run([*VIEW, "red.png"], cwd=tmp_path, env=environment({"DISPLAY": None}))
    assert ended.returncode == 1
    assert ended.stderr.startswith("error: ") and "DISPLAY" in ended.stderr


def test_bench_prints_a_row_for_each_scene(capsys):
    from canvas import _bench

    _bench.run(seconds=0.05)
    rows = capsys.readouterr().out.splitlines()
    assert len(rows) == len(_bench.SCENES) + 3 and rows[-1].endswith("backend headless")
    for row in rows[1:-1]:
        frames, median, *others = map(float, row[34:].split())
        # A scene can be drawn in less than the 0.005 ms that are printed as 0.00.
        assert frames >= 0 and len(others) == 2 and 0 <= median, row


def test_an_unknown_command_is_refused():
    ended = run([sys.executable, "-m", "canvas", "paint"])
    assert ended.returncode == 2
    assert "invalid choice" in ended.stderr


def test_help_names_every_command():
    ended = run([sys.executable, "-m", "canvas", "--help"])
    assert ended.returncode == 0
    for command in ("demo", "view", "bench", "info"):
        assert command in ended.stdout


def test_the_package_runs_from_anywhere():
    assert "site-packages" in str(pathlib.Path(canvas.__file__))
