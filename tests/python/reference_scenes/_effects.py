"""Shadows and filters."""

import canvas

from reference_scenes._mixing import COMPOSITE
from reference_scenes._paints import _stops, tile


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
