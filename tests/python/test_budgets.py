"""No script can exhaust the process: beyond each budget the call raises a ResourceError, and everything else
continues."""

import contextlib

import numpy
import pytest

import canvas

import process_probe
from scripts import eventually

# Draw functions that exceed a budget.


def too_deep(painter):
    for _ in range(300):
        painter.begin_path()
        painter.rect(0, 0, 50, 50)
        painter.clip()
        painter.save()


def too_long(painter):
    points = [(i % 90, i % 70) for i in range(100_000)]
    for _ in range(1000):
        painter.stroke_polyline(points)


def too_dashed(painter):
    painter.line_dash = [0.0005, 0.0005]
    painter.stroke_line(0, 20, 200, 20)


def deep_states(painter):
    for _ in range(10_000_000):
        painter.save()


BUDGETS = [too_deep, too_long, too_dashed, deep_states]


@pytest.mark.parametrize("draw", BUDGETS)
def test_render_raises(draw):
    with pytest.raises(canvas.ResourceError):
        canvas.render(draw, (200, 100))
    assert canvas.render(lambda painter: painter.clear("red"), (4, 4)).width == 4


@pytest.mark.parametrize("draw", BUDGETS)
def test_a_window_over_budget_keeps_its_frame_and_the_others_continue(draw):
    errors = []
    other = canvas.Canvas("other", size=(40, 30), on_draw=filled("red"))
    window = canvas.Canvas("greedy", size=(200, 100), on_draw=filled("green"))
    window.on_error = errors.append
    for each in (other, window):
        each.show()
        each.force_draw()
    window.on_draw = draw
    window.request_draw()
    eventually(lambda: errors)
    assert isinstance(errors[0], canvas.ResourceError)
    assert colors(window) == {(0, 128, 0, 255)}, "nothing of the failed frame is shown"
    other.on_draw = filled("blue")
    other.force_draw()
    assert colors(other) == {(0, 0, 255, 255)}
    window.on_draw = filled("yellow")
    window.force_draw()
    assert colors(window) == {(255, 255, 0, 255)}
    assert len(errors) == 1
    for each in (window, other):
        each.close()
        assert each.wait(20)


def filled(color):
    return lambda painter: painter.clear(color)


def colors(window):
    pixels = bytes(memoryview(window.snapshot()))
    return set(zip(*(pixels[channel::4] for channel in range(4)), strict=True))


def dashed_lines(count):
    """A path of `count` lines with 200 dashes each."""

    def draw(painter):
        painter.line_dash = [1, 1]
        for row in range(count):
            painter.move_to(0, row / 10)
            painter.line_to(399.5, row / 10)
        painter.stroke()

    return draw


def test_100_000_dashes_are_drawn_and_more_are_not():
    image = canvas.render(dashed_lines(500), (400, 50), background="white")
    assert set(bytes(memoryview(image))) != {255}
    with pytest.raises(canvas.ResourceError, match="dashes"):
        canvas.render(dashed_lines(501), (400, 50))


def test_a_scene_of_256_mb_is_drawn_and_a_larger_one_is_not():
    def image(width, height):
        return canvas.Image(numpy.zeros((height, width, 4), "uint8"))

    large = [image(4096, 4095) for _ in range(4)]  # 64 KB are left

    def draw(painter):
        for each in large:
            painter.draw_image(each, 0, 0)
        painter.draw_image(image(64, 64), 0, 0)
        with pytest.raises(canvas.ResourceError, match="256 MB"):
            painter.draw_image(image(128, 128), 0, 0)
        painter.fill_style = "red"
        painter.fill_rect(0, 0, 1, 1)

    assert bytes(memoryview(canvas.render(draw, (1, 1)))) == bytes([255, 0, 0, 255])


def test_256_layers_inside_each_other_are_drawn_and_more_are_not():
    def draw(painter):
        with contextlib.ExitStack() as layers:
            for _ in range(256):
                layers.enter_context(painter.layer(alpha=1.0))
            with pytest.raises(canvas.ResourceError, match="256 layers"), painter.layer():
                pass
            painter.fill_style = "red"
            painter.fill_rect(0, 0, 1, 1)
        with painter.layer():
            painter.fill_rect(1, 0, 1, 1)

    red = bytes([255, 0, 0, 255])
    assert bytes(memoryview(canvas.render(draw, (2, 1)))) == red + bytes([0, 0, 0, 255])


HUGE = {
    "fill_polygon": lambda painter: painter.fill_polygon(numpy.broadcast_to(numpy.zeros(2), (2**40, 2))),
    "fill_rects": lambda painter: painter.fill_rects(numpy.broadcast_to(numpy.zeros(4), (2**40, 4))),
    "stroke_lines": lambda painter: painter.stroke_lines(numpy.zeros((2**50, 0, 2), "uint8")),
    "line_dash": lambda painter: setattr(painter, "line_dash", range(2**40)),
    "round_rect": lambda painter: painter.round_rect(0, 0, 1, 1, range(2**40)),
    "fill_style": lambda painter: setattr(painter, "fill_style", range(2**40)),
    "rows": lambda painter: painter.fill_rects([range(2**40)]),
    "decode": lambda painter: canvas.Image.decode(numpy.broadcast_to(numpy.uint8(0), (2**40,))),
    "fonts": lambda painter: canvas.fonts.add(numpy.broadcast_to(numpy.uint8(0), (2**40,))),
    "svg": lambda painter: painter.draw_svg(numpy.broadcast_to(numpy.uint8(0), (2**40,)), 0, 0),
    "image": lambda painter: painter.draw_image(numpy.broadcast_to(numpy.uint8(0), (2**20, 2**20, 4)), 0, 0),
    "render": lambda painter: canvas.render(len, range(2**40)),
    "size": lambda painter: canvas.Canvas(size=range(2**40)),
}


@pytest.mark.parametrize("name", HUGE)
def test_arguments_larger_than_memory(name):
    """Broadcast views and ranges take no memory themselves, but a copy of them would exhaust it."""

    def draw(painter):
        with pytest.raises(canvas.ResourceError):
            HUGE[name](painter)

    canvas.render(draw, (4, 4))


def test_a_long_dashed_line_costs_only_what_is_visible():
    def draw(painter):
        painter.line_dash = [0.1, 0.1]
        painter.line_width = 2
        painter.stroke_line(-1e6, 20, 1e6, 20)

    image = canvas.render(draw, (200, 40), background="white")
    middle = bytes(memoryview(image))[4 * (200 * 20 + 100) :][:3]
    assert 0 < middle[0] < 255, "dashes finer than a pixel look like a grey line"


@pytest.mark.parametrize("size", [(100_000, 10), (10, 100_000), (32_767, 32_767)])
def test_images_that_are_too_large(size):
    with pytest.raises((canvas.ResourceError, ValueError)):
        canvas.render(lambda painter: None, size)


def test_ten_thousand_shapes_a_frame_leak_no_memory():
    """Each recording, text included, reuses the memory of earlier frames."""

    def draw(painter):
        for i in range(2400):
            x, y = (i * 37 + painter.frame) % 64, i * 53 % 48
            painter.fill_style = "teal" if i % 2 else "gold"
            painter.fill_rect(x, y, 3, 2)
            painter.fill_circle(x, y, 2)
            painter.stroke_line(x, y, x + 4, y)
            painter.fill_rect(y, x, 2, 2)
        for i in range(400):
            painter.fill_text(f"text {i % 50}", i % 64, i % 48)

    window = canvas.Canvas("many", size=(64, 48), backend="headless", update_mode="manual", on_draw=draw)
    window.show()

    def frames(count):
        for _ in range(count):
            window.force_draw(timeout=20)
        return process_probe.resident()

    before = frames(60)
    grown = frames(200) - before
    window.close()
    assert window.wait(20)
    # Recorded once, this takes about a megabyte.
    assert grown < 8 << 20, f"{grown} bytes in 200 frames"
