"""No script can hurt the process: each budget ends in a ResourceError at the call, and everything else goes on."""

import pytest

import canvas

import oracle

# name: (a draw function that goes beyond the budget)


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
def test_a_window_that_goes_beyond_lives_on_beside_the_others(draw):
    errors = []
    other = canvas.Canvas("other", size=(40, 30), on_draw=lambda painter: painter.clear("red"))
    window = canvas.Canvas("greedy", size=(200, 100), on_draw=draw)
    window.on_error = errors.append
    other.show()
    window.show()
    window.call(lambda: None)
    window.on_draw = lambda painter: painter.clear("blue")
    while not errors:
        window.call(lambda: None)
    assert isinstance(errors[0], canvas.ResourceError)
    window.request_draw()
    window.call(lambda: None)
    assert other.call(lambda: 5) == 5
    assert bytes(memoryview(other.snapshot()))[:4] == bytes([255, 0, 0, 255])
    for each in (window, other):
        each.close()
        assert each.wait(20)


def test_a_long_dashed_line_costs_only_what_is_visible():
    def draw(painter):
        painter.line_dash = [0.1, 0.1]
        painter.line_width = 2
        painter.stroke_line(-1e6, 20, 1e6, 20)

    image = canvas.render(draw, (200, 40), background="white")
    middle = bytes(memoryview(image))[4 * (200 * 20 + 100) :][:3]
    assert 0 < middle[0] < 255, "dashes finer than a pixel are a grey line"


@pytest.mark.parametrize("size", [(100_000, 10), (10, 100_000), (32_767, 32_767)])
def test_pictures_that_are_too_large(size):
    with pytest.raises((canvas.ResourceError, ValueError)):
        canvas.render(lambda painter: None, size)


def test_ten_thousand_shapes_a_frame_keep_no_memory():
    """What is recorded frame after frame, text included, goes into the memory of the frames before."""

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
        return oracle.resident()

    before = frames(60)
    grown = frames(200) - before
    window.close()
    assert window.wait(20)
    # Recorded once, this takes about a megabyte.
    assert grown < 8 << 20, f"{grown} bytes in 200 frames"
