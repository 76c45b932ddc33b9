"""Text: what is measured is what is drawn, with the bundled font alone."""

import subprocess
import sys

import numpy
import pytest

import canvas

TEXT = "Häm♥ ΩЖ fj"


def ink(draw, size=(300, 120)):
    """The rectangle of what is not white: left, top, right, bottom."""
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


def test_the_system_s_fonts_are_found_without_holding_anything_up():
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
