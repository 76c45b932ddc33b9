"""The pictures of `tests/pictures`, drawn from Python as the Rust tests draw them."""

import math
import pathlib

import canvas

TAU = math.tau
FONTS = pathlib.Path(__file__).resolve().parents[1] / "fonts"
FEATURES = pathlib.Path(__file__).resolve().parents[1] / "data/features.svg"
COMPOSITE = [
    "source-over", "source-in", "source-out", "source-atop", "destination-over", "destination-in", "destination-out",
    "destination-atop", "lighter", "copy", "xor",
]  # fmt: skip
BLEND = [
    "multiply", "screen", "overlay", "darken", "lighten", "color-dodge", "color-burn", "hard-light", "soft-light",
    "difference", "exclusion", "hue", "saturation", "color", "luminosity",
]  # fmt: skip


def rects(p):
    p.clear("#eef")
    p.fill_style = "tomato"
    p.fill_rect(10, 10, 50, 40)
    p.fill_style = "rgb(0 128 0 / 50%)"
    p.fill_rect(40.5, 30.5, 60, 40)
    p.fill_style = "navy"
    p.fill_rect(190, 140, -60, -40)
    p.clear_rect(20, 20, 20, 20)
    p.line_width = 3
    p.stroke_rect(120, 15, 60, 30)
    p.stroke_rect(120, 60, 60, 0)


def circles_and_polygons(p):
    p.fill_style = "gold"
    p.fill_circle(50, 50, 40)
    p.line_width = 4
    p.stroke_style = "purple"
    p.stroke_circle(50, 50, 40)
    angles = [i * TAU * 2 / 5 - math.pi / 2 for i in range(5)]
    p.fill_style = "teal"
    p.fill_polygon([(145 + 45 * math.cos(a), 55 + 45 * math.sin(a)) for a in angles])
    p.line_width = 2
    p.stroke_polyline([(10 + 3 * i, 125 + 12 * math.sin(i / 4)) for i in range(60)])
    p.stroke_line(10, 145, 190, 145)
    p.stroke_line(10, 100, 190, 110)


def fill_rules(p):
    for x, rule in ((0, "nonzero"), (100, "evenodd")):
        p.begin_path()
        p.rect(x + 10, 10, 80, 80)
        p.rect(x + 25, 25, 50, 50)
        p.move_to(x + 10, 140)
        p.line_to(x + 90, 110)
        p.line_to(x + 10, 110)
        p.line_to(x + 90, 140)
        p.fill(rule)


def curves(p):
    p.line_width = 3
    p.begin_path()
    p.move_to(10, 40)
    p.quadratic_curve_to(40, -20, 70, 40)
    p.bezier_curve_to(90, 80, 110, 0, 130, 40)
    p.stroke()
    p.begin_path()
    p.move_to(10, 70)
    p.arc_to(60, 70, 60, 120, 30)
    p.line_to(60, 140)
    p.stroke()
    p.begin_path()
    p.ellipse(120, 100, 50, 20, 0.4, 0, TAU)
    p.fill()
    p.fill_style = "orange"
    p.fill(canvas.Path("M150 20 h30 a10 10 0 0 1 0 20 q-15 15 -30 0 z"))


def arcs(p):
    p.line_width = 2
    sweeps = [(0, math.pi), (math.pi, 0), (0, 7), (0, -7), (math.pi, 9), (1, 1)]
    for row, ccw in ((0, False), (1, True)):
        for i, (start, end) in enumerate(sweeps):
            x, y = 18 + 33 * i, 30 + row * 40
            p.begin_path()
            p.arc(x, y, 13, start, end, ccw)
            p.stroke()
            p.begin_path()
            p.move_to(x, y + 80)
            p.arc(x, y + 80, 13, start, end, counterclockwise=ccw)
            p.fill_style = "steelblue"
            p.fill()


def round_rects(p):
    p.fill_style = "lightgreen"
    p.begin_path()
    p.round_rect(10, 10, 80, 50, 12)
    p.round_rect(110, 10, 80, 50, [5, 25])
    p.round_rect(10, 80, 80, 50, [0, (40, 10), (5, 25), 60])
    p.round_rect(190, 130, -80, -50, [(20, 5)])
    p.fill()
    p.stroke()


def transforms(p):
    p.translate(60, 75)
    for i in range(8):
        with p.saved():
            p.rotate(i * TAU / 8)
            p.scale(1 + 0.1 * i, 0.5)
            p.fill_style = ["red", "green", "blue", "orange"][i % 4]
            p.alpha = 0.6
            p.fill_rect(15, -10, 30, 20)
    p.set_transform(1, 0.3, -0.4, 1, 140, 40)
    p.line_width = 6
    p.stroke_rect(0, 0, 40, 40)
    p.fill_circle(20, 20, 8)
    p.reset_transform()
    p.fill_rect(0, 0, 5, 5)


def clips(p):
    with p.saved():
        p.begin_path()
        p.arc(60, 75, 55, 0, TAU)
        p.clip()
        p.fill_style = "skyblue"
        p.fill_rect(0, 0, 200, 150)
        p.begin_path()
        p.rect(40, 20, 100, 60)
        p.rect(60, 40, 20, 20)
        p.clip("evenodd")
        p.fill_style = "crimson"
        p.fill_rect(0, 0, 200, 150)
    with p.saved():
        p.translate(150, 75)
        p.rotate(0.5)
        square = canvas.Path()
        square.rect(-25, -25, 50, 50)
        p.clip(square)
        p.fill_circle(10, 10, 30)
    p.fill_rect(195, 0, 5, 150)


def ratio_two(p):
    p.fill_style = "tomato"
    p.fill_circle(60, 60, 40)
    p.stroke_rect(20.5, 20.5, 100, 80)
    p.font = "20px sans-serif"
    p.fill_text("ratio 2", 90, 130)


def caps(p):
    for i, cap in enumerate(("butt", "round", "square")):
        y = 25 + 50 * i
        p.line_cap = cap
        p.line_width = 20
        p.stroke_style = "slategray"
        p.stroke_line(30, y, 110, y)
        p.begin_path()
        p.move_to(140, y + 10)
        p.line_to(170, y - 10)
        p.stroke()
        p.line_width = 1
        p.stroke_style = "white"
        p.stroke_line(30, y, 110, y)


def blank(p):
    p.line_width = 20
    for cap in ("butt", "round", "square"):
        p.line_cap = cap
        p.stroke_line(50, 50, 50, 50)
        p.begin_path()
        p.move_to(100, 50)
        p.line_to(100, 50)
        p.move_to(150, 50)
        p.stroke()
    p.fill_style = "transparent"
    p.fill_rect(0, 0, 100, 100)


def joins(p):
    p.line_width = 12
    for i, (join, limit) in enumerate((("miter", 10), ("round", 10), ("bevel", 10), ("miter", 2))):
        x = 10 + 48 * i
        p.line_join = join
        p.miter_limit = limit
        p.begin_path()
        p.move_to(x, 60)
        p.line_to(x + 18, 20)
        p.line_to(x + 36, 60)
        p.stroke()
        p.begin_path()
        p.move_to(x, 90)
        p.line_to(x + 30, 90)
        p.line_to(x + 30, 130)
        p.close_path()
        p.stroke()


def dashes(p):
    p.line_width = 6
    rows = [([15, 5], 0), ([15, 5], 7), ([10], 0), ([20, 5, 5, 5], -10), ([0, 12], 0)]
    for i, (dash, offset) in enumerate(rows):
        p.line_dash = dash
        p.line_dash_offset = offset
        p.line_cap = "round" if dash[0] == 0 else "butt"
        p.stroke_line(10, 12 + 14 * i, 190, 12 + 14 * i)
    p.line_cap = "butt"
    p.line_width = 3
    p.line_dash = (8, 4)
    p.line_dash_offset = 0
    p.stroke_circle(50, 112, 30)
    p.transform(1, 0.2, 0, 0.6, 0, 0)
    p.stroke_rect(110, 120, 70, 60)


def widths_under_transforms(p):
    for i, width in enumerate((0.25, 0.5, 1, 2, 5)):
        p.line_width = width
        p.stroke_line(10, 10.5 + 8 * i, 90, 10.5 + 8 * i)
        p.stroke_line(110, 10 + 8 * i, 190, 15 + 8 * i)
    p.line_width = 1
    p.translate(50, 100)
    with p.saved():
        p.scale(40, 10)
        p.line_width = 0.3
        p.stroke_circle(0, 0, 1)
    p.translate(100, 0)
    p.rotate(math.pi / 2)
    p.scale(30, 30)
    p.line_width = 0.1
    p.stroke_circle(0, 0, 1)


def _cells(p, modes, isolated):
    for i, mode in enumerate(modes):
        x, y = i % 5 * 40, i // 5 * 50
        with p.saved():
            p.begin_path()
            p.rect(x + 2, y + 2, 36, 46)
            p.clip()
            with p.layer() if isolated else p.saved():
                p.fill_style = "rgb(240 80 20 / 80%)"
                p.fill_rect(x + 5, y + 5, 22, 28)
                p.blend_mode = mode
                p.fill_style = "rgb(30 120 240 / 70%)"
                p.fill_circle(x + 24, y + 30, 12)


def composite_modes(p):
    _cells(p, COMPOSITE, True)


def composite_modes_on_the_background(p):
    _cells(p, COMPOSITE, False)


def blend_modes(p):
    _cells(p, BLEND, False)


def layers(p):
    p.fill_style = "black"
    for i in range(8):
        p.fill_rect(i * 25, 0, 12, 150)

    def two(x):
        p.fill_style = "red"
        p.fill_circle(x, 50, 30)
        p.fill_style = "lime"
        p.fill_circle(x + 20, 70, 30)

    with p.layer(alpha=0.5):
        two(40)
    clip = canvas.Path()
    clip.rect(110, 30, 80, 50)
    with p.layer(alpha=0.9, blend_mode="multiply", clip=clip):
        two(140)
        p.clear_rect(140, 40, 20, 20)
    p.global_alpha = 0.5
    two(90)


def copy_inside_clips(p):
    p.fill_style = "gold"
    p.fill_rect(0, 0, 200, 150)
    for x in (80, 120):
        p.begin_path()
        p.arc(x, 75, 60, 0, 7)
        p.clip()
    p.global_composite_operation = "copy"
    p.fill_style = "rgb(0 0 128 / 60%)"
    p.fill_rect(70, 50, 60, 50)


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
    p.fill_style = conic(9 * TAU + 1, 30, 123, pie)
    p.fill_circle(30, 123, 24)
    p.stroke_style = conic(2, 90, 123, [(0.2, "red"), (0.8, "blue")])
    p.line_width = 12
    p.stroke_circle(90, 123, 16)
    p.translate(160, 123)
    p.scale(1.6, 1)
    p.fill_style = conic(0.5, 0, 0, RAINBOW)
    p.begin_path()
    p.arc(0, 0, 22, 0, TAU)
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


def _shadow(p, color, blur, x, y):
    p.shadow_color = color
    p.shadow_blur = blur
    p.shadow_offset_x = x
    p.shadow_offset_y = y


def shadows(p):
    p.fill_style = "tomato"
    _shadow(p, "black", 0, 4, 4)
    p.fill_rect(8, 8, 30, 25)
    _shadow(p, "rgb(0 0 0 / 60%)", 8, 4, 4)
    p.fill_rect(58, 8, 30, 25)
    _shadow(p, "blue", 12, 0, 0)
    p.fill_circle(125, 22, 14)
    _shadow(p, "black", 6, 3, 5)
    p.stroke_style = "teal"
    p.line_width = 5
    p.stroke_rect(157, 10, 30, 22)
    p.alpha = 0.5
    p.fill_rect(8, 48, 30, 25)
    p.alpha = 1
    p.fill_style = "rgb(255 99 71 / 40%)"
    p.fill_rect(58, 48, 30, 25)
    fading = [(0, "red"), (1, "rgb(255 0 0 / 0%)")]
    p.fill_style = _stops(p.create_linear_gradient(105, 0, 145, 0), fading)
    p.fill_rect(105, 48, 40, 25)
    p.draw_image(tile(), 157, 48, 32, 24)
    with p.saved():
        p.fill_style = "gold"
        p.translate(25, 105)
        p.rotate(0.8)
        p.scale(2, 1)
        p.fill_rect(-8, -8, 16, 16)
    p.font = "bold 24px sans-serif"
    p.fill_style = "purple"
    p.fill_text("Shadow", 55, 112)
    _shadow(p, "green", 4, 1000, 0)
    p.fill_circle(-825, 105, 12)
    _shadow(p, "green", 0, 0, 0)
    p.fill_rect(8, 132, 20, 10)
    _shadow(p, "transparent", 5, 5, 5)
    p.fill_rect(38, 132, 20, 10)
    _shadow(p, "black", 8, 5, 5)
    p.begin_path()
    p.arc(120, 135, 14, 0, 7)
    p.clip()
    p.fill_rect(100, 125, 18, 8)


def shadows_in_modes(p):
    for i, mode in enumerate(COMPOSITE):
        x, y = i % 5 * 40, i // 5 * 50
        with p.saved():
            p.begin_path()
            p.rect(x + 2, y + 2, 36, 46)
            p.clip()
            with p.layer():
                p.fill_style = "rgb(240 80 20 / 80%)"
                p.fill_rect(x + 5, y + 5, 22, 28)
                p.blend_mode = mode
                _shadow(p, "rgb(0 0 0 / 80%)", 4, -6, 6)
                p.fill_style = "rgb(30 120 240 / 70%)"
                p.fill_circle(x + 26, y + 26, 9)


def filters(p):
    p.fill_style = "crimson"
    p.filter = "blur(3px)"
    p.fill_rect(12, 12, 30, 25)
    p.filter = "drop-shadow(5px 4px 3px rgb(0 0 255 / 80%))"
    p.fill_circle(75, 25, 14)
    p.filter = "blur(1px) drop-shadow(6px 6px 0 gray)"
    p.fill_rect(107, 12, 30, 25)
    p.filter = "drop-shadow(4px 4px 0 gold) drop-shadow(4px 4px 2px navy)"
    p.fill_rect(155, 10, 28, 22)
    _shadow(p, "rgb(0 0 0 / 70%)", 0, 14, 0)
    p.filter = "blur(2px)"
    p.fill_circle(22, 70, 10)
    p.shadow_color = "transparent"
    p.fill_style = "black"
    p.filter = "none"
    p.fill_rect(60, 50, 15, 40)
    p.filter = "blur(3px)"
    p.blend_mode = "difference"
    p.fill_style = "lime"
    p.fill_rect(66, 60, 30, 20)
    p.blend_mode = "source-over"
    with p.saved():
        p.begin_path()
        p.rect(110, 50, 30, 40)
        p.clip()
        p.begin_path()
        p.arc(130, 70, 18, 0, 7)
        p.clip()
        p.fill_rect(100, 60, 30, 40)
    p.filter = "drop-shadow(2px 2px 1px black)"
    p.draw_image(tile(), 155, 55, 32, 24)
    p.font = "bold 28px sans-serif"
    p.fill_text("filter", 8, 128)
    p.stroke_style = "purple"
    p.stroke_text("none", 105, 128)


def layers_through_filters(p):
    p.fill_style = "#eee"
    for i in range(5):
        p.fill_rect(i * 40, 0, 20, 150)

    def two(x, y):
        p.fill_style = "red"
        p.fill_circle(x, y, 15)
        p.fill_style = "blue"
        p.fill_circle(x + 14, y + 8, 15)

    with p.layer(filter="blur(2px)"):
        two(25, 25)
    with p.layer(alpha=0.6, filter="drop-shadow(4px 6px 3px rgb(0 0 0 / 70%))"):
        two(90, 25)
    clip = canvas.Path()
    clip.rect(145, 10, 30, 35)
    with p.layer(blend_mode="multiply", clip=clip, filter="blur(4px)"):
        two(155, 25)
    p.begin_path()
    p.arc(60, 100, 42, 0, 7)
    p.clip()
    with p.layer(filter="blur(1.5px) drop-shadow(8px 0 0 gray)"):
        with p.saved():
            p.begin_path()
            p.rect(20, 60, 60, 40)
            p.clip()
            two(40, 90)
        with p.layer(alpha=0.5):
            _shadow(p, "black", 4, 0, 8)
            two(70, 115)
        p.clear_rect(30, 80, 8, 40)


def modes_inside_clips(p):
    modes = ["source-in", "source-out", "destination-in", "destination-atop", "copy", "xor"]
    for i, mode in enumerate(modes):
        with p.saved():
            p.translate(i % 3 * 66, i // 3 * 75)
            with p.layer():
                p.fill_style = "gold"
                p.fill_rect(3, 3, 60, 69)
                for x in (26, 40):
                    p.begin_path()
                    p.arc(x, 37, 24, 0, 7)
                    p.clip()
                p.begin_path()
                p.move_to(33, 5)
                p.line_to(60, 70)
                p.line_to(6, 70)
                p.clip()
                p.blend_mode = mode
                p.fill_style = "rgb(0 0 128 / 60%)"
                p.fill_rect(25, 30, 40, 20)


def images(p):
    image = tile()
    p.draw_image(image, 5, 5)
    p.draw_image(image, 20, 5, 64, 48)
    p.image_smoothing = False
    p.draw_image(image, 90, 5, 64, 48)
    p.draw_image(image, 195, 53, -32, -24)
    p.draw_image(image, 2, 1, 3, 3, 5, 60, 48, 48)
    p.image_smoothing = True
    p.draw_image(image, 2, 1, 3, 3, 60, 60, 48, 48)
    p.draw_image(image, -4, 0, 8, 6, 115, 60, 80, 48)
    p.alpha = 0.4
    p.draw_image(image, 5, 115, 40, 30)
    p.alpha = 1
    p.translate(120, 130)
    p.rotate(-0.3)
    p.draw_image(image, 0, 0, 56, 24)
    p.fill_style = "black"
    p.fill_circle(0, 0, 2)


def large_images_drawn_small(p):
    rings = [[255 * (int(math.hypot(x - 300, y - 225)) // 12 % 2 == 0) for x in range(600)] for y in range(450)]
    image = canvas.Image(memoryview(b"".join(map(bytes, rings))).cast("B", (450, 600)))
    p.draw_image(image, 0, 0, 100, 75)
    p.draw_image(image, 100, 75, 50, 37.5)
    p.draw_image(image, 0, 0, 300, 225, 100, 0, 50, 37.5)


def svg_pictures(p):
    source = FEATURES.read_bytes()
    p.draw_svg(source, 0, 0, 200, 150)
    p.fill_style = "#eee"
    p.fill_rect(150, 110, 50, 40)
    p.alpha = 0.5
    p.draw_svg(FEATURES, 150, 110, 50, 40)


def pixels_read_and_written(p):
    p.fill_style = "tomato"
    p.fill_circle(40, 40, 30)
    p.begin_path()
    p.rect(0, 0, 100, 150)
    p.clip()
    p.translate(3, 3)
    p.alpha = 0.5
    ball = p.get_image_data(10, 10, 60, 60)
    p.put_image_data(ball, 90, 10)
    p.put_image_data(ball, 120, 80, 15, 15, 60, 30)
    p.put_image_data(tile(), 20, 90)


def text(p):
    p.font = "24px sans-serif"
    p.fill_text("Hello, wörld ΩЖ", 5, 28)
    p.font = "italic bold 18px sans-serif"
    p.fill_style = "darkred"
    p.fill_text("bold italic", 5, 55)
    p.font = "40px sans-serif"
    p.line_width = 1.5
    p.stroke_style = "navy"
    p.stroke_text("Ring", 5, 98)
    p.font = "16px sans-serif"
    p.fill_text("squeezed into a hundred", 5, 120, 100)
    p.letter_spacing = "4px"
    p.fill_text("spaced", 5, 142)
    p.letter_spacing = 0
    p.word_spacing = 12
    p.fill_text("two\twords", 100, 142)
    p.translate(150, 100)
    p.rotate(-0.5)
    p.fill_text("turned", -20, 0)


def text_positions(p):
    p.font = "14px sans-serif"
    p.stroke_style = "red"
    p.stroke_line(60.5, 0, 60.5, 150)
    for i, align in enumerate(("start", "end", "left", "right", "center")):
        p.text_align = align
        p.fill_text(align, 60, 15 + 14 * i)
    p.direction = "rtl"
    for i, align in enumerate(("start", "end")):
        p.text_align = align
        p.fill_text("שלום rtl!", 60, 90 + 16 * i)
    p.direction = "ltr"
    p.text_align = "left"
    p.stroke_line(110, 100.5, 200, 100.5)
    for i, baseline in enumerate(("top", "hanging", "middle", "alphabetic", "ideographic", "bottom")):
        p.text_baseline = baseline
        p.fill_text("xg", 112 + 14 * i, 100)


def text_metrics_box(p):
    p.font = "48px sans-serif"
    m = p.measure_text("fjQ")
    x, y = 30, 80
    p.fill_style = "#cde"
    p.fill_rect(x, y - m.font_bounding_box_ascent, m.width, m.font_bounding_box_ascent + m.font_bounding_box_descent)
    p.stroke_style = "red"
    p.stroke_rect(
        x - m.actual_bounding_box_left,
        y - m.actual_bounding_box_ascent,
        m.actual_bounding_box_left + m.actual_bounding_box_right,
        m.actual_bounding_box_ascent + m.actual_bounding_box_descent,
    )
    p.fill_style = "black"
    p.fill_text("fjQ", x, y)


ALIGNS = ["start", "end", "left", "right", "center"]
BASELINES = ["top", "hanging", "middle", "alphabetic", "ideographic", "bottom"]
PARAGRAPH = "The quick brown fox jumps over the lazy dog.\nאבגד abc 12."


def _guide(p, x0, y0, x1, y1):
    p.stroke_style = "red"
    p.line_width = 1
    p.stroke_line(x0, y0, x1, y1)


def text_baselines(p):
    for i, baseline in enumerate(BASELINES):
        y = 20.5 + 23 * i
        _guide(p, 0, y, 200, y)
        p.text_baseline = baseline
        p.font = "20px sans-serif"
        p.fill_text("Ågxא", 4, y)
        p.font = "11px serif"
        p.fill_text(baseline, 80, y)


def text_aligns(p):
    p.font = "12px sans-serif"
    for column, direction in enumerate(["ltr", "rtl"]):
        x = 50.5 + 100 * column
        _guide(p, x, 0, x, 150)
        p.direction = direction
        for i, align in enumerate(ALIGNS):
            y = 13 + 28 * i
            p.text_align = align
            p.fill_text("ab (c) ", x, y)
            p.fill_text("condensed!", x, y + 13, 40)


def text_spacing(p):
    p.font = "14px sans-serif"
    spacings = [(0, "0"), ("3px", 0), (-1, 0), ("0", 20), ("0.5em", "-0.3em")]
    for i, (letters, words) in enumerate(spacings):
        p.letter_spacing, p.word_spacing = letters, words
        y = 16 + 20 * i
        p.fill_text("office fi שלום x", 4, y)
        width = p.measure_text("office fi שלום x").width
        _guide(p, 4 + width, y - 12, 4 + width, y)
    p.font = "24px sans-serif"
    p.fill_text("a b", 4, 130)
    p.text_align = "right"
    p.fill_text("c d", 196, 130)


def text_fonts(p):
    fonts = [
        "8px sans-serif",
        "13.5px sans-serif",
        "bold 16px serif",
        "italic 16px monospace",
        "oblique 30deg 16px cursive",
        "small-caps 16px fantasy",
        "italic small-caps bold 16px 'No Such Font', system-ui",
        "100px sans-serif",
    ]
    for i, font in enumerate(fonts):
        p.font = font
        p.fill_text("Fonts 123 ß", 4, 10 + 17 * i)


def text_scripts(p):
    p.font = "15px sans-serif"
    lines = [
        "Ελληνικά Кириллица",
        "Հայերեն ქართული",
        "abc אבגד 123 (def)",
        "العربية 456 abc",
        "e\u0301a\u0308\u0304 w\u0302\u0301 fi ffl",
        "← ☺ ♥ ∑ \U0010fffd \x07",
    ]
    for i, line in enumerate(lines):
        p.fill_text(line, 4, 18 + 24 * i)
    p.direction = "rtl"
    p.text_align = "right"
    p.fill_style = "steelblue"
    p.fill_text("abc אבגד!", 196, 66)
    p.fill_text("العربية (x).", 196, 90)


def text_strokes(p):
    p.font = "bold 44px sans-serif"
    p.fill_style = "rgb(255 200 0 / 60%)"
    p.fill_text("Fill", 4, 44)
    p.stroke_style = "navy"
    p.line_width = 2
    p.stroke_text("Fill", 4, 44)
    p.line_width = 1
    p.line_dash = [3, 2]
    p.stroke_text("Dash", 100, 44, max_width=95)
    p.line_dash = []
    p.font = "40px sans-serif"
    p.line_width = 6
    p.line_join = "round"
    p.alpha = 0.5
    p.stroke_text("round", 4, 90)
    p.alpha = 1
    p.translate(120, 140)
    p.rotate(-0.4)
    p.line_width = 1
    p.font = "italic 30px sans-serif"
    p.stroke_text("slant", 0, 0)


def text_box(p):
    p.font = "9px sans-serif"
    places = [
        {"align": "start"},
        {"align": "end"},
        {"align": "center", "line_height": 1.5},
        {"align": "justify", "line_height": "normal"},
        {"align": "right", "height": 40, "line_height": "12px"},
    ]
    for i, place in enumerate(places):
        x, y = 4 + 66 * (i % 3), 4 + 84 * (i // 3)
        height = p.fill_text_box(PARAGRAPH, x, y, 60, **place)
        _guide(p, x, y + height, x + 60, y + height)
    p.direction = "rtl"
    p.text_align = "start"
    p.fill_text_box("שלום עולם abcdefghijklmnopqrstuvwxyz", 136, 88, 60)


def text_among_shapes(p):
    def scene():
        p.font = "bold 16px sans-serif"
        p.fill_style = "navy"
        p.fill_text("below", 4, 16)
        p.fill_text("apart", 100, 16)
        p.fill_style = "gold"
        p.fill_rect(20, 8, 20, 20)
        p.fill_style = "darkred"
        p.fill_text("above", 24, 26)
        p.stroke_style = "green"
        p.line_width = 4
        p.stroke_line(60, 0, 75, 40)

    scene()
    with p.saved():
        p.translate(0, 40)
        for x, y, width, height in ((10, 4, 80, 16), (110.3, 4.5, 160.7 - 110.3, 15.5)):
            with p.saved():
                p.begin_path()
                p.rect(x, y, width, height)
                p.clip()
                scene()
        p.translate(0, 35)
        with p.layer(alpha=0.5):
            scene()
        p.translate(0.25, 35.125)
        p.scale(1.2, 0.8)
        scene()


def text_in_a_mixed_scene(p):
    p.font = "13px sans-serif"
    p.fill_text("Over black on white", 4.3, 20.6)
    p.blend_mode = "multiply"
    p.fill_style = "rgb(255 0 0 / 70%)"
    p.fill_text("Multiplied", 4.3, 40.6)
    p.fill_rect(40, 25, 30, 30)
    p.blend_mode = "source-over"
    p.fill_style = "rgb(0 0 255 / 50%)"
    p.fill_text("Translucent", 4.3, 60.6)


def text_colours(p):
    for name in ("colours", "pictures"):
        canvas.fonts.add(FONTS / f"{name}.ttf")
    for row, family in enumerate(["Canvas Colours", "Canvas Pictures"]):
        y = 36 + 70 * row
        p.font = f"32px '{family}'"
        m = p.measure_text("😀A😁")
        p.stroke_style = "red"
        p.stroke_rect(
            4 - m.actual_bounding_box_left,
            y - m.actual_bounding_box_ascent,
            m.actual_bounding_box_left + m.actual_bounding_box_right,
            m.actual_bounding_box_ascent + m.actual_bounding_box_descent,
        )
        p.fill_style = "black"
        p.fill_text("😀A😁", 4, y)
        p.fill_style = "rgb(0 0 0 / 40%)"
        p.fill_text("😀A😁", 104, y)
        with p.saved():
            p.translate(20, y + 26)
            p.rotate(0.3)
            p.font = f"18px '{family}'"
            p.fill_text("😀A😁", 0, 0)
        p.font = f"14px '{family}'"
        p.stroke_text("😀A😁", 104, y + 26)


COLORS = [(255, 99, 71, 255), (0, 128, 128, 255), (75, 0, 130, 128), (255, 215, 0, 255)]


def _lattice(columns, rows, step):
    return [(i % columns * step + 4.25, i // columns * step + 4.5) for i in range(columns * rows)]


def _many_colors(count):
    return [COLORS[i % len(COLORS)] for i in range(count)]


def batches(p):
    rects = [(10, 10, 30, 20), (45.5, 10, 30, 20), (110, 30, -30, -20)]
    p.fill_rects(rects, COLORS[:3])
    p.line_width = 3
    p.stroke_rects([(x, y + 35, w, h) for x, y, w, h in rects], COLORS[:3])
    p.fill_style = "navy"
    p.fill_circles([(140, 30, 20), (170, 30, 15)])
    p.stroke_style = "crimson"
    p.stroke_circles([(140, 30, 20), (170, 60, 15)])
    p.line_cap = "round"
    p.stroke_segments([(10, 90, 60, 110), (10, 110, 60, 90)], "teal")
    p.draw_points([(80, 90), (90, 100), (100, 90)], 6, COLORS[:3])
    waves = [[(start + 3 * i, 130 + 8 * math.sin(i)) for i in range(20)] for start in (10, 75)]
    p.line_width = 1.5
    p.stroke_lines(waves, COLORS[:2])
    p.stroke_lines([[(140, 85), (150, 95), (math.nan, 0), (160, 85), (170, 95)]], closed=True)
    triangles = [[(x, 140), (x + 20, 140), (x + 10, 110)] for x in (145, 170)]
    p.fill_polygons(triangles, COLORS[1:3])


def batches_many(p):
    p.fill_rects([(x, y, 3.7, 2.5) for x, y in _lattice(20, 10, 5.3)], _many_colors(200))
    p.line_width = 0.75
    p.stroke_style = "black"
    p.stroke_rects([(x + 108, y, 3.7, 4) for x, y in _lattice(16, 8, 5.3)])
    p.fill_circles([(x, y + 55, 0.5 + x / 40) for x, y in _lattice(20, 8, 5.3)], _many_colors(160))
    p.stroke_circles([(x + 108, y + 48, 0.5 + y / 20) for x, y in _lattice(16, 8, 5.3)], "teal")
    ends = [(x, y + 98, x + 30 * math.cos(x / 9), y + 98 + 30 * math.sin(x / 9)) for x, y in _lattice(20, 8, 5.3)]
    p.stroke_segments(ends, _many_colors(160))
    p.draw_points([(x + 108, y + 90) for x, y in _lattice(30, 20, 3)], 1.5, (20, 60, 200, 160))


def batches_many_calls(p):
    for i, (x, y) in enumerate(_lattice(40, 28, 5)):
        r, g, b, a = COLORS[i % 4]
        p.fill_style, p.stroke_style = (r, g, b, a), (b, g, r, a)
        if i % 3 == 0:
            p.fill_rect(x, y, 3, 4.5)
        elif i % 3 == 1:
            p.fill_circle(x, y, 2.6)
        else:
            p.stroke_line(x, y, x + 9, y + 7)


def batches_transformed(p):
    p.translate(100, 75)
    p.rotate(0.4)
    p.scale(0.8, 0.8)
    p.translate(-100, -75)
    batches_many(p)


def saved_states(p):
    p.fill_style = "tomato"
    p.save()
    p.fill_style, p.alpha, p.line_width = "navy", 0.5, 6
    p.translate(20, 20)
    p.save()
    p.begin_path()
    p.rect(0, 0, 60, 60)
    p.clip()
    p.rotate(0.3)
    p.font = "bold 20px sans-serif"
    p.line_dash = [8, 4]
    p.blend_mode = "multiply"
    p.fill_rect(10, 10, 80, 80)
    p.stroke_rect(10, 10, 80, 80)
    p.fill_text("inner", 15, 40)
    p.restore()
    p.fill_rect(80, 0, 40, 40)
    p.stroke_rect(80, 50, 40, 40)
    p.fill_text("middle", 80, 110)
    p.restore()
    p.restore()
    p.fill_rect(150, 20, 40, 40)
    p.stroke_rect(150, 70, 40, 40)
    p.fill_text("outer", 150, 130)
    p.begin_path()
    p.move_to(10, 140)
    with p.saved():
        p.line_to(100, 130)
    p.line_to(190, 145)
    p.stroke()


def reset(p):
    p.fill_style = "red"
    p.fill_rect(0, 0, 200, 150)
    p.save()
    p.translate(50, 50)
    p.font, p.alpha, p.line_width = "40px serif", 0.3, 20
    p.begin_path()
    p.rect(0, 0, 20, 20)
    p.clip()
    p.reset()
    p.fill_rect(20, 20, 60, 40)
    p.fill()
    p.stroke_rect(100, 20, 60, 40)
    p.fill_text("after", 20, 100)
    p.restore()
    p.fill_circle(150, 110, 25)


def layers_with_rules(p):
    clip = canvas.Path()
    clip.rect(10, 10, 80, 80)
    clip.rect(30, 30, 40, 40)
    p.fill_style = "silver"
    p.fill_rect(0, 45, 200, 60)
    for x, rule in ((0, "nonzero"), (100, "evenodd")):
        with p.saved():
            p.translate(x, 10)
            with p.layer(alpha=0.7, clip=clip, rule=rule):
                p.fill_style = "teal"
                p.fill_rect(0, 0, 100, 100)
                p.fill_style = "gold"
                p.fill_circle(50, 50, 30)


def hit_tests(p):
    star = canvas.Path()
    for i in range(5):
        angle = i * TAU * 2 / 5
        (star.line_to if i else star.move_to)(50 + 40 * math.sin(angle), 75 - 40 * math.cos(angle))
    star.close_path()

    def dot(x, y, inside, on_line):
        p.fill_style = "teal" if inside else "orange" if on_line else "lightgray"
        p.fill_rect(x - 1, y - 1, 2, 2)

    p.line_width = 8
    p.begin_path()
    p.ellipse(50, 75, 40, 25, 0.5, 0, TAU)
    for y in range(5, 150, 5):
        for x in range(5, 100, 5):
            dot(x, y, p.is_point_in_path(x, y), p.is_point_in_stroke(x, y))
            p.translate(100, 0)
            hits = p.is_point_in_path(star, x + 100, y, "evenodd"), p.is_point_in_stroke(star, x + 100, y)
            p.reset_transform()
            dot(x + 100, y, *hits)


def facts(p):
    p.line_width = 2 * p.ratio
    p.stroke_rect(5, 5, p.width - 10, p.height - 10)
    p.translate(100, 75)
    p.rotate(0.5)
    kept = p.get_transform()
    p.reset_transform()
    p.fill_rect(20 + p.time + p.dt, 20 + p.frame, 40, 30)
    p.set_transform(kept)
    p.fill_rect(0, 0, 40, 30)
