"""The state of a painter, and its queries."""

import math

import canvas


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
        angle = i * math.tau * 2 / 5
        (star.line_to if i else star.move_to)(50 + 40 * math.sin(angle), 75 - 40 * math.cos(angle))
    star.close_path()

    def dot(x, y, inside, on_line):
        p.fill_style = "teal" if inside else "orange" if on_line else "lightgray"
        p.fill_rect(x - 1, y - 1, 2, 2)

    p.line_width = 8
    p.begin_path()
    p.ellipse(50, 75, 40, 25, 0.5, 0, math.tau)
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
