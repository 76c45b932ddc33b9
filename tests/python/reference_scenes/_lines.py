"""Lines: caps, joins, dashes, widths."""

import math


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
