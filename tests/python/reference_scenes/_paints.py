"""Gradients and patterns."""

import math

import canvas


def tile():
    pixels = bytearray()
    for y in range(6):
        for x in range(8):
            pixels += bytes([x * 36, y * 51, 255 if (x + y) % 2 == 0 else 40, 128 if x == 7 else 255])
    return canvas.Image(memoryview(pixels).cast("B", (6, 8, 4)))


RAINBOW = [(0, "red"), (0.25, "gold"), (0.5, "limegreen"), (0.75, "dodgerblue"), (1, "purple")]


def _stops(gradient, stops):
    for offset, color in stops:
        gradient.add_color_stop(offset, color)
    return gradient


def linear_gradients(p):
    def linear(x0, y0, x1, y1, stops):
        return _stops(p.create_linear_gradient(x0, y0, x1, y1), stops)

    p.fill_style = linear(20, 0, 90, 0, RAINBOW)
    p.fill_rect(5, 5, 100, 20)
    edges = [(0.3, "navy"), (0.3, "lime"), (0.3, "orange"), (0.7, "orange"), (0.7, "crimson")]
    p.fill_style = linear(5, 0, 105, 0, edges)
    p.fill_rect(5, 30, 100, 15)
    p.fill_style = linear(5, 0, 105, 0, [(0, "rgb(255 0 0 / 0%)"), (1, "blue")])
    p.fill_rect(5, 50, 100, 15)
    p.fill_style = linear(5, 0, 105, 0, [(0.4, "teal")])
    p.fill_rect(5, 70, 30, 15)
    p.fill_style = linear(5, 0, 105, 0, [])
    p.fill_rect(40, 70, 30, 15)
    p.fill_style = linear(80, 75, 80, 75, RAINBOW)
    p.fill_rect(75, 70, 30, 15)
    across = linear(110, 0, 195, 85, RAINBOW)
    p.fill_style = across
    p.alpha = 0.4
    p.fill_circle(150, 45, 38)
    p.alpha = 1
    p.stroke_style = across
    p.line_width = 6
    p.stroke_rect(115, 10, 72, 70)
    p.stroke_line(110, 88, 195, 88)
    late = p.create_linear_gradient(5, 0, 110, 0)
    p.fill_style = late
    _stops(late, RAINBOW)
    p.font = "bold 30px sans-serif"
    p.fill_text("Gradient", 5, 120)
    p.translate(130, 100)
    p.rotate(0.3)
    p.scale(0.5, 1)
    p.fill_rect(0, 0, 110, 30)


def radial_gradients(p):
    circles = [
        (25, 25, 0, 25, 25, 22), (25, 25, 20, 25, 25, 5), (15, 25, 5, 30, 25, 18), (10, 25, 4, 38, 25, 10),
        (40, 25, 8, 10, 25, 8), (10, 25, 0, 35, 25, 10), (15, 25, 10, 25, 25, 20), (38, 10, 10, 12, 40, 3),
        (25, 25, 15, 25, 25, 15), (25, 25, 0, 30, 25, 0), (25, 25, 0, 25, 25, 1e-6), (25, 25, 1e6, 25, 25, 0),
    ]  # fmt: skip
    for i, circle in enumerate(circles):
        with p.saved():
            p.translate(i % 4 * 50, i // 4 * 50)
            stops = [(0, "gold"), (0.6, "crimson"), (1, "midnightblue")]
            p.fill_style = _stops(p.create_radial_gradient(*circle), stops)
            p.fill_rect(1, 1, 48, 48)


def conic_gradients(p):
    def conic(angle, x, y, stops):
        return _stops(p.create_conic_gradient(angle, x, y), stops)

    p.fill_style = conic(0, 50, 50, RAINBOW)
    p.fill_circle(50, 50, 45)
    p.fill_style = conic(-math.pi / 2, 150, 50, RAINBOW)
    p.fill_rect(105, 5, 90, 90)
    pie = [(0, "teal"), (0.4, "teal"), (0.4, "orange"), (0.7, "orange"), (0.7, "navy"), (1, "navy")]
    p.fill_style = conic(9 * math.tau + 1, 30, 123, pie)
    p.fill_circle(30, 123, 24)
    p.stroke_style = conic(2, 90, 123, [(0.2, "red"), (0.8, "blue")])
    p.line_width = 12
    p.stroke_circle(90, 123, 16)
    p.translate(160, 123)
    p.scale(1.6, 1)
    p.fill_style = conic(0.5, 0, 0, RAINBOW)
    p.begin_path()
    p.arc(0, 0, 22, 0, math.tau)
    p.fill()


def patterns(p):
    for i, repetition in enumerate(("repeat", "repeat-x", "repeat-y", "no-repeat")):
        x = 3 + 50 * i
        pattern = p.create_pattern(tile(), repetition)
        pattern.set_transform(1, 0, 0, 1, x + 20, 18)
        p.fill_style = pattern
        p.fill_rect(x, 3, 44, 40)
        with p.saved():
            p.translate(x, 48)
            p.image_smoothing = i % 2 == 0
            pattern.set_transform(canvas.Transform(e=20, f=15).rotate(0.4).scale(2.5))
            p.fill_rect(0, 0, 44, 40)
    pattern = p.create_pattern(tile())
    p.stroke_style = pattern
    p.line_width = 9
    p.stroke_circle(25, 120, 20)
    p.fill_style = pattern
    p.alpha = 0.5
    p.fill_circle(75, 120, 24)
    p.alpha = 1
    p.font = "bold 40px sans-serif"
    p.fill_text("Pat", 110, 125)
    pattern.set_transform(0, 0, 0, 0, 0, 0)
    p.fill_rect(110, 130, 80, 15)
