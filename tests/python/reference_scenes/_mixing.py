"""Compositing operators, blend modes and layers."""

import canvas

COMPOSITE = [
    "source-over", "source-in", "source-out", "source-atop", "destination-over", "destination-in", "destination-out",
    "destination-atop", "lighter", "copy", "xor",
]  # fmt: skip
BLEND = [
    "multiply", "screen", "overlay", "darken", "lighten", "color-dodge", "color-burn", "hard-light", "soft-light",
    "difference", "exclusion", "hue", "saturation", "color", "luminosity",
]  # fmt: skip


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
