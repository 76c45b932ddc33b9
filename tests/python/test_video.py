"""Recordings of windows: their frames, their files, and the handle."""

import itertools
import os

import numpy
import pytest
from PIL import Image

import canvas

from scripts import eventually, run_script

COLORS = [(255, 0, 0), (0, 160, 0), (0, 0, 255), (250, 250, 250)]
NAMES = ["video.gif", "video.png", "VIDEO.APNG", "frames", "frames.d/"]
# A program that records frames of noise, which no format compresses.
NOISE = """
import sys, numpy, canvas
numbers = numpy.random.default_rng(1)
def noise():
    return numbers.integers(0, 256, (60, 80, 3), dtype="uint8")
window = canvas.Canvas("noise", size=(80, 60))
window.show()
"""


class Colored(canvas.Canvas):
    """The left half is black, the right half has a colour."""

    color = (9, 9, 9)

    def on_draw(self, painter):
        painter.fill_rect(0, 0, 20, 20)
        painter.fill_style = self.color
        painter.fill_rect(20, 0, 20, 20)


@pytest.fixture
def window():
    window = Colored("recorded", size=(40, 20))
    window.show()
    window.snapshot()
    yield window
    window.close()
    assert window.wait(20)


def draw(window, recording, color):
    """Shows a colour, and waits until it is recorded, so that the next one does not replace it."""
    before = recording.frames
    window.color = color
    window.force_draw(20)
    eventually(lambda: recording.frames == before + 1)


def read_frames(path):
    """The frames of a recording as arrays, and the durations in milliseconds."""
    if path.is_dir():
        lines = (path / "frames.ffconcat").read_text().splitlines()
        assert lines[0] == "ffconcat version 1.0"
        files = [line.removeprefix("file ") for line in lines[1::2]]
        assert files == sorted(file.name for file in path.glob("*.png"))
        times = [float(line.removeprefix("duration ")) * 1000 for line in lines[2::2]]
        return [numpy.array(Image.open(path / file).convert("RGB")) for file in files], times
    found, times = [], []
    with Image.open(path) as image:
        for number in itertools.count():
            try:
                image.seek(number)
            except EOFError:
                return found, times
            found.append(numpy.array(image.convert("RGB")))
            times.append(image.info["duration"])


@pytest.mark.parametrize("name", NAMES)
def test_a_recording_has_the_frames_that_were_shown(window, tmp_path, name):
    path = tmp_path / name
    recording = window.record_video(f"{tmp_path}/{name}", max_fps=200)
    eventually(lambda: recording.frames == 1)
    for color in COLORS:
        draw(window, recording, color)
    assert recording.recording
    recording.stop()
    assert (recording.frames, recording.dropped, recording.recording) == (5, 0, False)
    found, times = read_frames(path)
    assert len(times) == 5 and min(times) > 0
    for frame, color in zip(found, [Colored.color, *COLORS], strict=True):
        assert frame.shape == (20, 40, 3)
        assert (frame[:, :20] == 0).all() and (frame[:, 20:] == color).all()


def test_the_handle(window, tmp_path):
    path = tmp_path / "video.gif"
    with window.record_video(path) as recording:
        assert isinstance(recording, canvas.Recording) and recording.recording
        assert recording.path == str(path)
        assert repr(recording) == f'<canvas.Recording "{path}", recording>'
        other = window.record_video(tmp_path / "other.png")
    assert repr(recording) == f'<canvas.Recording "{path}", stopped>'
    for _ in range(2):
        recording.stop()
    assert other.recording, "two recordings of a window are independent"
    window.call(other.stop)
    assert len(read_frames(path)[0]) == len(read_frames(tmp_path / "other.png")[0]) == 1
    with pytest.raises(ZeroDivisionError), window.record_video(path) as again:
        1 / 0  # noqa: B018
    assert not again.recording
    with pytest.raises(AttributeError):
        recording.frames = 1
    with pytest.raises(TypeError):
        canvas.Recording()


def test_it_ends_with_the_window(tmp_path):
    window = Colored("closes", size=(40, 20))
    recording = window.record_video(tmp_path / "video.png")
    assert recording.recording and recording.frames == 0, "it waits for the first frame"
    window.show()
    eventually(lambda: recording.frames == 1)
    window.close()
    assert window.wait(20)
    assert not recording.recording
    recording.stop()
    assert len(read_frames(tmp_path / "video.png")[0]) == 1
    with pytest.raises(canvas.ClosedError):
        window.record_video(tmp_path / "late.png")
    assert not (tmp_path / "late.png").exists()


def test_a_window_that_shows_nothing(tmp_path):
    window = canvas.Canvas("never shown")
    with pytest.raises(RuntimeError, match="shown nothing"), window.record_video(tmp_path / "video.gif"):
        pass
    assert not list(tmp_path.iterdir())


def test_invalid_recordings(window, tmp_path):
    (tmp_path / "file").write_text("")
    (tmp_path / "folder.gif").mkdir()
    with window.record_video(tmp_path / "frames"):
        pass
    for name, error in {
        "a.mp4": ValueError,
        "missing/a.gif": FileNotFoundError,
        "missing/frames": FileNotFoundError,
        "file/": FileExistsError,
        "folder.gif": IsADirectoryError,
        "frames": FileExistsError,
    }.items():
        with pytest.raises(error) as raised:
            window.record_video(f"{tmp_path}/{name}")
        assert f"{tmp_path}/{name}" in str(raised.value)
    with pytest.raises(ValueError, match=r"\.gif, \.png or \.apng, or that of a folder"):
        window.record_video("a.webm")
    with pytest.raises(OSError, match="not a file"):
        window.record_video(pipe(tmp_path / "pipe.gif"))
    for bad in (0, -1, 1001, float("nan")):
        with pytest.raises(ValueError, match="max_fps"):
            window.record_video(tmp_path / "a.gif", max_fps=bad)
    with pytest.raises(TypeError, match="max_fps"):
        window.record_video(tmp_path / "a.gif", max_fps="fast")
    with pytest.raises(TypeError, match="path"):
        window.record_video(3)
    assert not (tmp_path / "a.gif").exists()


def pipe(path):
    os.mkfifo(path)
    return path


@pytest.mark.parametrize("end", ["", "window.close()", "sys.exit(3)"])
def test_the_exit_of_a_program_completes_the_file(tmp_path, headless_env, end):
    path = tmp_path / "video.png"
    ended = run_script(
        NOISE
        + f"""
recording = window.record_video({str(path)!r}, max_fps=1000)
for number in range(1, 4):
    window.present(noise())
    while recording.frames < number:
        window.wait(0.002)
{end}
        """,
        env={**headless_env, "CANVAS_HEADLESS_SECONDS": "0.1"},
    )
    assert (ended.code, ended.err) == (3 if "exit" in end else 0, "")
    assert len(read_frames(path)[0]) >= 3


@pytest.mark.parametrize("name", ["video.gif", "video.png", "frames"])
def test_a_full_disk_ends_only_the_recording(tmp_path, headless_env, name):
    path = tmp_path / name
    ended = run_script(
        NOISE
        + f"""
import resource
recording = window.record_video({str(path)!r}, max_fps=1000)
window.present(noise())
while recording.frames < 1:
    window.wait(0.002)
# Python ignores the signal that goes with it. A frame has about 14 kB.
limit = 10_000 if recording.path.endswith("frames") else 50_000
resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
while recording.recording:
    window.present(noise())
for _ in range(2):
    try:
        recording.stop()
    except OSError as error:
        print(error.strerror, error.filename)
window.present(noise())
window.snapshot()
        """,
        env=headless_env,
    )
    assert ended.code == 0
    assert ended.out == f"File too large {path}\n" * 2
    assert ended.err.count("\n") == 1 and "recording has stopped" in ended.err and str(path) in ended.err
    if not path.is_dir():
        found, times = read_frames(path)
        assert found and len(found) == len(times), "the frames before it can be read"
        for frame in found:
            assert frame.shape == (60, 80, 3)


def test_the_last_frame_of_a_window_on_a_display_is_the_snapshot(start, tmp_path):
    script = start(
        f"""
        import canvas
        class Moving(canvas.Canvas):
            def on_draw(self, painter):
                painter.fill_style = "teal"
                painter.fill_circle(10 + painter.frame % 60, 30, 9.5)
        window = Moving("recorded", size=(80, 60), update_mode="continuous")
        window.show()
        with window.record_video({str(tmp_path / "video.png")!r}, max_fps=1000) as recording:
            while recording.frames < 20:
                window.wait(0.002)
            window.window.update_mode = "manual"
            window.call(lambda: None)
            window.force_draw(20)
        window.save({str(tmp_path / "last.png")!r})
        print(recording.frames)
        window.close()
        """
    )
    ended = script.finish().assert_clean()
    found, _ = read_frames(tmp_path / "video.png")
    assert len(found) == int(ended.out) >= 20
    with Image.open(tmp_path / "last.png") as last:
        assert (found[-1] == numpy.array(last.convert("RGB"))).all()
