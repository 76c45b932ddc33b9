"""Many shapes in one call."""

import math

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


def batches_many_paths(p):
    for i, (x, y) in enumerate(_lattice(20, 15, 9.7)):
        p.fill_style = COLORS[i % 4]
        size = 2.5 + i // 20
        p.begin_path()
        if i % 3 == 0:
            p.arc(x, y, size / 2, 0, 2 * math.pi)
        elif i % 3 == 1:
            p.round_rect(x, y, size, 1.3 * size, size / 2)
        else:
            p.round_rect(x, y, 2 * size, size, 2.2)
        p.fill()


def batches_transformed(p):
    p.translate(100, 75)
    p.rotate(0.4)
    p.scale(0.8, 0.8)
    p.translate(-100, -75)
    batches_many(p)
