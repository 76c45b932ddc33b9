"""Rectangles, circles, paths, transforms and clips."""

import math

import canvas

TAU = math.tau


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
