"""Text: measurements match the drawing, with only the bundled font."""

import math
import pathlib
import subprocess
import sys

import numpy
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import canvas

TEXT = "Häm♥ ΩЖ fj"


def ink(draw, size=(300, 120)):
    """The bounds of the pixels that are not white: left, top, right, bottom."""
    dark = numpy.asarray(canvas.render(draw, size, background="white"))[..., 0] < 200
    rows, columns = numpy.flatnonzero(dark.any(1)), numpy.flatnonzero(dark.any(0))
    return columns[0], rows[0], columns[-1] + 1, rows[-1] + 1


@pytest.mark.parametrize("align", ["start", "end", "left", "right", "center"])
@pytest.mark.parametrize("baseline", ["top", "hanging", "middle", "alphabetic", "ideographic", "bottom"])
def test_the_measured_box_is_where_the_ink_is(align, baseline):
    found = []

    def draw(painter):
        painter.font = "30px sans-serif"
        painter.text_align, painter.text_baseline = align, baseline
        found.append(painter.measure_text(TEXT))
        painter.fill_text(TEXT, 250, 60)

    left, top, right, bottom = ink(draw, (500, 120))
    box = found[0]
    assert abs(250 - box.actual_bounding_box_left - left) <= 1.5
    assert abs(250 + box.actual_bounding_box_right - right) <= 1.5
    assert abs(60 - box.actual_bounding_box_ascent - top) <= 1.5
    assert abs(60 + box.actual_bounding_box_descent - bottom) <= 1.5


def metrics(text, **properties):
    found = []

    def draw(painter):
        for name, value in properties.items():
            setattr(painter, name, value)
        found.append(painter.measure_text(text))

    canvas.render(draw, (5, 5))
    return found[0]


def test_widths():
    one = metrics("m", font="20px serif").width
    assert metrics("mm", font="20px serif").width == pytest.approx(2 * one, rel=1e-3)
    assert metrics("m", font="40px serif").width == pytest.approx(2 * one, rel=1e-3)
    assert metrics("mm", font="20px serif", letter_spacing=5).width == pytest.approx(2 * one + 10, rel=1e-3)
    assert metrics("m m", font="20px serif", word_spacing="1em").width == pytest.approx(
        metrics("m m", font="20px serif").width + 20, rel=1e-3
    )
    empty = metrics("", font="20px serif")
    assert empty.width == 0 and empty.font_bounding_box_ascent > 10
    assert metrics("a\nb") == metrics("a b")


def test_bold_is_bolder():
    def darkness(font):
        def draw(painter):
            painter.font = font
            painter.fill_text("bold", 5, 50)

        return 255 - numpy.asarray(canvas.render(draw, (150, 70), background="white"))[..., 0].mean()

    assert darkness("bold 40px sans-serif") > 1.2 * darkness("40px sans-serif")


def test_max_width_condenses():
    def draw(width):
        def draw(painter):
            painter.font = "40px sans-serif"
            painter.fill_text("condensed", 5, 50, width)

        return draw

    left, _, right, _ = ink(draw(100))
    assert right - left <= 101
    assert ink(draw(1000)) == ink(draw(None))
    for nothing in (0, -1, float("nan")):
        assert (numpy.asarray(canvas.render(draw(nothing), (50, 50), background="white")) == 255).all()


def test_text_of_any_kind_is_drawn():
    def draw(painter):
        for size in ("0px", "0.01px", "13px", "99999px"):
            painter.font = f"{size} sans-serif"
            for text in ("", " ", "\0\x01\ufeff", "👍🏽👨‍👩‍👧", "\U0010fffd", "ا" * 1000, "a\u0301" * 500):
                painter.fill_text(text, 10, 10)
                painter.stroke_text(text, 10, 10)
                painter.measure_text(text)

    assert canvas.render(draw, (50, 50)).width == 50


def test_a_lone_surrogate_is_refused():
    def draw(painter):
        with pytest.raises((UnicodeEncodeError, ValueError)):
            painter.fill_text("\ud800", 0, 0)

    canvas.render(draw, (5, 5))


def test_finding_the_system_fonts_blocks_nothing():
    program = """
import threading, canvas
widths = []
def measure():
    canvas.render(lambda p: widths.append(p.measure_text("hello").width), (5, 5))
threads = [threading.Thread(target=measure) for _ in range(8)]
for thread in threads: thread.start()
for thread in threads: thread.join()
assert len(widths) == 8 and len(set(widths)) == 1 and widths[0] > 5, widths
"""
    for fonts in ("bundled", "system"):
        subprocess.run([sys.executable, "-c", program], env={"CANVAS_FONTS": fonts}, check=True, timeout=120)


FONTS = pathlib.Path(__file__).resolve().parents[1] / "fonts"


def in_painter(call):
    """What `call(painter)` returns."""
    results = []
    canvas.render(lambda painter: results.append(call(painter)), (200, 200))
    return results[0]


@pytest.mark.parametrize(
    ("given", "read"),
    [
        ("bold 12pt/1.5 'Times New Roman', SERIF", 'bold 16px "Times New Roman", serif'),
        ("ITALIC small-caps 600 2em Arial", "italic small-caps 600 32px Arial"),
        ("oblique 10deg condensed 50% monospace", "oblique 10deg condensed 8px monospace"),
        ("0px x", "0px x"),
        ("1e9px x", "100000px x"),
    ],
)
def test_fonts_read_back_as_html_writes_them(given, read):
    def draw(painter):
        painter.font = given
        assert painter.font == read
        painter.font = painter.font
        assert painter.font == read

    in_painter(draw)


PROPERTIES = {
    "font": (["", "16px", "serif", "16 serif", "-1px serif", "16px inherit", "16px a;b"], "10px sans-serif"),
    "text_align": (["", "middle", "START", "justify"], "start"),
    "text_baseline": (["", "center", "Top"], "alphabetic"),
    "direction": (["", "auto", "LTR"], "inherit"),
    "letter_spacing": (["", "1", "px", "1 px", "nanpx", "1vw"], "0px"),
    "word_spacing": (["", "normal", "2%"], "0px"),
}


@pytest.mark.parametrize("name", PROPERTIES)
def test_invalid_values_raise_and_change_nothing(name):
    values, initial = PROPERTIES[name]

    def draw(painter):
        assert getattr(painter, name) == initial
        for value in values:
            with pytest.raises(ValueError, match=f"^{name}: expected"):
                setattr(painter, name, value)
        for value in (None, [], b"16px serif", object()):
            with pytest.raises(TypeError, match=f"^{name}: expected"):
                setattr(painter, name, value)
        if name not in ("letter_spacing", "word_spacing"):
            with pytest.raises(TypeError, match=f"^{name}: expected"):
                setattr(painter, name, 3)
        assert getattr(painter, name) == initial

    in_painter(draw)


def test_spacing_follows_the_font_and_reads_back_as_css():
    def draw(painter):
        painter.font = "10px serif"
        plain = painter.measure_text("a b").width
        painter.letter_spacing, painter.word_spacing = "0.5EM", 3
        assert (painter.letter_spacing, painter.word_spacing) == ("0.5em", "3px")
        assert painter.measure_text("a b").width == pytest.approx(plain + 3 * 5 + 3, abs=0.01)
        painter.font = "20px serif"
        assert painter.measure_text("a b").width == pytest.approx(2 * plain + 3 * 10 + 3, abs=0.01)
        for bad in (math.nan, math.inf):
            painter.letter_spacing = bad
        assert painter.letter_spacing == "0.5em"

    in_painter(draw)


def test_metrics_are_measured_from_the_point():
    def draw(painter):
        painter.font = "20px serif"
        first = painter.measure_text("Äg")
        assert first.alphabetic_baseline == 0
        assert first.em_height_ascent + first.em_height_descent == pytest.approx(20)
        assert first.hanging_baseline > 0 > first.ideographic_baseline
        painter.text_baseline = "bottom"
        second = painter.measure_text("Äg")
        assert second.em_height_descent == pytest.approx(0)
        moved = second.alphabetic_baseline
        assert moved > 0
        for name in ("actual_bounding_box", "font_bounding_box", "em_height"):
            up, down = f"{name}_ascent", f"{name}_descent"
            assert getattr(second, up) == pytest.approx(getattr(first, up) + moved)
            assert getattr(second, down) == pytest.approx(getattr(first, down) - moved)
        painter.text_align = "right"
        right = painter.measure_text("Äg")
        assert right.actual_bounding_box_left == pytest.approx(first.actual_bounding_box_left + first.width)

    in_painter(draw)


def test_text_boxes_return_their_height():
    def draw(painter):
        painter.font = "10px serif"
        box = painter.fill_text_box
        assert box("one", 0, 0, 100, line_height=2) == 20
        assert box("one\ntwo", 0, 0, 100, line_height="12px") == 24
        assert box("one\r\ntwo", 0, 0, 100, line_height="150%") == 30
        assert box("one two", 0, 0, 20, line_height=1) == 20
        assert box("a\nb\nc", 0, 0, 100, 25, line_height=1) == 20
        assert box("", 0, 0, 100) == 0
        assert box("a", 0, 0, 100) == pytest.approx(box("a", 0, 0, 100, line_height="normal"))
        for x, width in ((math.nan, 10), (0, math.inf), (0, 0), (0, -5)):
            assert box("a", x, 0, width) == 0
        for wrong in (-1, math.nan, "-2px", "tall"):
            with pytest.raises(ValueError, match=r"^line_height: expected"):
                box("a", 0, 0, 100, line_height=wrong)
        with pytest.raises(ValueError, match=r"^align: expected 'start'"):
            box("a", 0, 0, 100, align="middle")
        for options in ({"align": 1}, {"line_height": []}):
            with pytest.raises(TypeError, match=f"^{next(iter(options))}: expected"):
                box("a", 0, 0, 100, **options)

    in_painter(draw)


def test_boxed_text_stays_in_its_box():
    def draw(painter):
        painter.font = "12px serif"
        painter.fill_text_box("some words that are wrapped, andonethatismuchtoolong", 50, 20, 60, 70)

    left, top, right, bottom = ink(draw, (200, 200))
    assert 49 <= left and right <= 111 and 20 <= top and bottom <= 91


def test_fonts_are_added_from_paths_and_bytes():
    path = FONTS / "colours.ttf"
    assert canvas.fonts.add(path) == ["Canvas Colours"]
    assert canvas.fonts.add(str(path)) == ["Canvas Colours"]
    for data in (path.read_bytes(), bytearray(path.read_bytes()), memoryview(path.read_bytes())):
        assert canvas.fonts.add(data) == ["Canvas Colours"]
    assert "Canvas Colours" in canvas.fonts.families()
    assert canvas.fonts.families() == sorted(set(canvas.fonts.families()), key=str.lower)
    assert metrics("A", font="20px 'Canvas Colours'").width == 20


def test_a_file_that_is_not_a_font_is_an_error(tmp_path):
    with pytest.raises(FileNotFoundError):
        canvas.fonts.add(tmp_path / "missing.ttf")
    with pytest.raises(IsADirectoryError):
        canvas.fonts.add(tmp_path)
    whole = (FONTS / "colours.ttf").read_bytes()
    for bad in (b"", b"no font", whole[:300], whole[:-200], b"\0\x01\0\0" + bytes(1000)):
        with pytest.raises(ValueError, match=r"^font: "):
            canvas.fonts.add(bad)
    broken = tmp_path / "broken.ttf"
    broken.write_bytes(whole[:100])
    with pytest.raises(ValueError, match=r"broken\.ttf"):
        canvas.fonts.add(broken)
    for wrong in (None, 3, [1, 2]):
        with pytest.raises(TypeError, match=r"^source: expected"):
            canvas.fonts.add(wrong)


@settings(max_examples=60, deadline=None)
@given(
    text=st.text(max_size=200) | st.text(alphabet="aא\u0301\u202e\u200d😀🏽\n\t\0 ", max_size=80),
    size=st.sampled_from([0, 0.3, 1, 14, 97, 1e9]),
    x=st.floats(),
    y=st.floats(),
    width=st.none() | st.floats(),
)
def test_any_text_is_drawn_and_measured(text, size, x, y, width):
    def draw(painter):
        painter.font = f"{size:f}px serif"
        painter.fill_text(text, x, y, width)
        painter.stroke_text(text, x, y, width)
        assert math.isfinite(painter.measure_text(text).width)
        assert painter.fill_text_box(text, 0, 0, 50, width) >= 0

    canvas.render(draw, (60, 40))


def test_a_text_that_is_too_long_is_an_error():
    text = "a" * ((1 << 20) + 1)

    def draw(painter):
        calls = [
            lambda: painter.fill_text(text, 0, 0),
            lambda: painter.stroke_text(text, 0, 0),
            lambda: painter.measure_text(text),
            lambda: painter.fill_text_box(text, 0, 0, 10),
        ]
        for call in calls:
            with pytest.raises(canvas.ResourceError, match=r"^text: more than"):
                call()

    in_painter(draw)


def test_a_forked_child_draws_the_same_text_with_the_added_fonts():
    program = f"""
import os, sys, canvas
canvas.fonts.add({str(FONTS / "colours.ttf")!r})
def draw(painter):
    painter.font = "20px 'Canvas Colours', serif"
    painter.fill_text("A text", 5, 30)
before = canvas.render(draw, (100, 40)).encode()
child = os.fork()
if child == 0:
    os._exit(0 if canvas.render(draw, (100, 40)).encode() == before else 3)
sys.exit(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
"""
    for fonts in ("bundled", "system"):
        subprocess.run([sys.executable, "-c", program], env={"CANVAS_FONTS": fonts}, check=True, timeout=120)


def test_small_capitals_do_not_change_letters_without_capitals():
    def widths(painter):
        for style in ("", "small-caps "):
            painter.font = f"{style}16px sans-serif"
            seen.append([painter.measure_text(text).width for text in ("ქართული", "latin")])

    seen = []
    canvas.render(widths, (4, 4))
    (georgian, latin), (small_georgian, small_latin) = seen
    assert small_georgian == georgian > 0, "Georgian capitals are only for words in capitals"
    assert small_latin != latin
