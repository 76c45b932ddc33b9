"""The same scenes by other renderers: Skia for what HTML's canvas draws, cairo for lines. Edges may differ, shapes not."""

import math

import numpy
import pytest

import canvas

import pictures

skia = pytest.importorskip("skia", exc_type=ImportError)
try:
    import cairo
except ImportError:
    cairo = None
needs_cairo = pytest.mark.skipif(cairo is None, reason="pycairo is not installed")

SIZE = 120


def ours(draw):
    image = canvas.render(draw, (SIZE, SIZE), background="white")
    return numpy.asarray(image)[..., :3].astype(float)


def with_skia(draw):
    surface = skia.Surface(SIZE, SIZE)
    surface.getCanvas().clear(skia.ColorWHITE)
    draw(surface.getCanvas())
    return surface.makeImageSnapshot().toarray(colorType=skia.kRGBA_8888_ColorType)[..., :3].astype(float)


def with_cairo(draw):
    surface = cairo.ImageSurface(cairo.FORMAT_RGB24, SIZE, SIZE)
    context = cairo.Context(surface)
    context.set_source_rgb(1, 1, 1)
    context.paint()
    context.set_source_rgb(0, 0, 0)
    draw(context)
    return numpy.ndarray((SIZE, SIZE, 4), "uint8", surface.get_data())[..., 2::-1].astype(float)


def alike(a, b, far=12, share=0.02, mean=1.5):
    """Few pixels may be far apart (edges), and all together must be near."""
    difference = numpy.abs(a - b).max(axis=2)
    assert (difference > far).mean() <= share, f"{(difference > far).mean():.2%} of the pixels differ"
    assert difference.mean() <= mean, f"{difference.mean():.2f} levels in the mean"


def skia_image(pixels):
    """The same pixels with the alpha in the colours, since what is between them is mixed so."""
    mixed = pixels.astype(float)
    mixed[..., :3] *= mixed[..., 3:] / 255
    premultiplied = mixed.round().astype("uint8")
    return skia.Image.fromarray(premultiplied, skia.kRGBA_8888_ColorType, skia.kPremul_AlphaType)


def paint(**values):
    return skia.Paint(AntiAlias=True, **values)


STOPS = [(0, "gold", 0xFFFFD700), (0.6, "crimson", 0xFFDC143C), (1, "midnightblue", 0xFF191970)]
CIRCLES = [
    (60, 60, 0, 60, 60, 50),
    (60, 60, 45, 60, 60, 10),
    (35, 60, 12, 70, 60, 40),
    (25, 60, 10, 90, 60, 24),
    (95, 60, 20, 25, 60, 20),
    (25, 60, 0, 80, 60, 25),
    (40, 60, 25, 60, 60, 45),
]


@pytest.mark.parametrize("circles", CIRCLES)
def test_radial_gradients(circles):
    def draw(p):
        gradient = p.create_radial_gradient(*circles)
        for offset, name, _ in STOPS:
            gradient.add_color_stop(offset, name)
        p.fill_style = gradient
        p.fill_rect(5, 5, 110, 110)

    def other(c):
        x0, y0, r0, x1, y1, r1 = circles
        colors, positions = [color for *_, color in STOPS], [offset for offset, *_ in STOPS]
        shader = skia.GradientShader.MakeTwoPointConical((x0, y0), r0, (x1, y1), r1, colors, positions)
        c.drawRect(skia.Rect.MakeXYWH(5, 5, 110, 110), paint(Shader=shader))

    alike(ours(draw), with_skia(other))


def test_linear_and_conic_gradients():
    def draw(p):
        for gradient, x in ((p.create_linear_gradient(10, 0, 60, 40), 0), (p.create_conic_gradient(1, 90, 60), 60)):
            for offset, name, _ in STOPS:
                gradient.add_color_stop(offset, name)
            p.fill_style = gradient
            p.fill_rect(x, 0, 60, 120)

    def other(c):
        colors, positions = [color for *_, color in STOPS], [offset for offset, *_ in STOPS]
        linear = skia.GradientShader.MakeLinear([(10, 0), (60, 40)], colors, positions)
        c.drawRect(skia.Rect.MakeXYWH(0, 0, 60, 120), paint(Shader=linear))
        turn = skia.Matrix()
        turn.setRotate(math.degrees(1), 90, 60)
        conic = skia.GradientShader.MakeSweep(90, 60, colors, positions, localMatrix=turn)
        c.drawRect(skia.Rect.MakeXYWH(60, 0, 60, 120), paint(Shader=conic))

    alike(ours(draw), with_skia(other))


SKIA_MODES = {
    "source-over": "SrcOver", "source-in": "SrcIn", "source-out": "SrcOut", "source-atop": "SrcATop",
    "destination-over": "DstOver", "destination-in": "DstIn", "destination-out": "DstOut",
    "destination-atop": "DstATop", "lighter": "Plus", "copy": "Src", "xor": "Xor", "multiply": "Multiply",
    "screen": "Screen", "overlay": "Overlay", "darken": "Darken", "lighten": "Lighten", "color-dodge": "ColorDodge",
    "color-burn": "ColorBurn", "hard-light": "HardLight", "soft-light": "SoftLight", "difference": "Difference",
    "exclusion": "Exclusion", "hue": "Hue", "saturation": "Saturation", "color": "Color", "luminosity": "Luminosity",
}  # fmt: skip


def test_every_mode_is_compared():
    assert set(SKIA_MODES) == {*pictures.COMPOSITE, *pictures.BLEND}


@pytest.mark.parametrize("mode", SKIA_MODES)
def test_modes_under_two_clips(mode):
    """In a layer, under two round clips; what HTML composites with everything inside the clip does so here."""

    def draw(p):
        with p.layer():
            p.fill_style = "rgb(240 80 20 / 80%)"
            p.fill_rect(10, 10, 70, 60)
            for x in (50, 70):
                p.begin_path()
                p.arc(x, 60, 48, 0, math.tau)
                p.clip()
            p.blend_mode = mode
            p.fill_style = "rgb(30 120 240 / 70%)"
            p.fill_circle(70, 70, 30)

    def other(c):
        c.saveLayer()
        c.drawRect(skia.Rect.MakeXYWH(10, 10, 70, 60), paint(Color=skia.Color(240, 80, 20, 204)))
        for x in (50, 70):
            c.clipPath(skia.Path().addCircle(x, 60, 48), doAntiAlias=True)
        c.saveLayer(None, paint(BlendMode=getattr(skia.BlendMode, "k" + SKIA_MODES[mode])))
        c.drawCircle(70, 70, 30, paint(Color=skia.Color(30, 120, 240, 178)))
        c.restore()
        c.restore()

    alike(ours(draw), with_skia(other))


@pytest.mark.parametrize(("blur", "x", "y"), [(0, 6, 6), (4, 5, 8), (12, 0, 0), (30, -10, 10)])
def test_shadows(blur, x, y):
    def draw(p):
        p.translate(60, 60)
        p.rotate(0.4)
        p.shadow_color, p.shadow_blur, p.shadow_offset_x, p.shadow_offset_y = "rgb(0 0 160 / 70%)", blur, x, y
        p.fill_style = "gold"
        p.fill_rect(-25, -20, 50, 40)

    def other(c):
        shadow = skia.ImageFilters.DropShadow(x, y, blur / 2, blur / 2, skia.Color(0, 0, 160, 178))
        c.saveLayer(None, paint(ImageFilter=shadow))
        c.translate(60, 60)
        c.rotate(math.degrees(0.4))
        c.drawRect(skia.Rect.MakeXYWH(-25, -20, 50, 40), paint(Color=skia.Color(255, 215, 0)))
        c.restore()

    alike(ours(draw), with_skia(other))


@pytest.mark.parametrize("deviation", [0.5, 1, 2, 5, 15])
def test_blurs(deviation):
    def draw(p):
        p.filter = f"blur({deviation}px)"
        p.fill_style = "crimson"
        p.fill_circle(60, 60, 30)

    def other(c):
        blur = skia.ImageFilters.Blur(deviation, deviation)
        c.drawCircle(60, 60, 30, paint(Color=0xFFDC143C, ImageFilter=blur))

    alike(ours(draw), with_skia(other), mean=2.5)


@pytest.mark.parametrize("repetition", ["repeat", "repeat-x", "repeat-y", "no-repeat"])
@pytest.mark.parametrize("smooth", [True, False])
def test_patterns(repetition, smooth):
    pixels = numpy.asarray(pictures.tile())

    def draw(p):
        p.translate(60, 60)
        p.rotate(0.5)
        p.scale(5, 5)
        p.image_smoothing = smooth
        p.fill_style = p.create_pattern(pixels, repetition)
        p.fill_rect(-30, -30, 60, 60)

    def other(c):
        image = skia_image(pixels)
        modes = [
            skia.TileMode.kRepeat if repeats else skia.TileMode.kDecal
            for repeats in (repetition in ("repeat", "repeat-x"), repetition in ("repeat", "repeat-y"))
        ]
        sampling = skia.SamplingOptions(skia.FilterMode.kLinear if smooth else skia.FilterMode.kNearest)
        c.translate(60, 60)
        c.rotate(math.degrees(0.5))
        c.scale(5, 5)
        c.drawRect(skia.Rect.MakeXYWH(-30, -30, 60, 60), paint(Shader=image.makeShader(*modes, sampling)))

    alike(ours(draw), with_skia(other), share=0.04)


CAPS = {"butt": 0, "round": 1, "square": 2}
JOINS = {"miter": 0, "round": 1, "bevel": 2}


@needs_cairo
@pytest.mark.parametrize("cap", CAPS)
@pytest.mark.parametrize("join", JOINS)
@pytest.mark.parametrize(("limit", "dash", "offset"), [(10, [], 0), (1.5, [], 0), (10, [15, 8], 4), (3, [0, 14], -5)])
def test_lines(cap, join, limit, dash, offset):
    points = [(15, 90), (40, 20), (60, 95), (100, 60), (105, 25)]

    def draw(p):
        p.line_width, p.line_cap, p.line_join, p.miter_limit = 9, cap, join, limit
        p.line_dash, p.line_dash_offset = dash, offset
        p.stroke_polyline(points)

    def other(c):
        c.set_line_width(9)
        c.set_line_cap(CAPS[cap])
        c.set_line_join(JOINS[join])
        c.set_miter_limit(limit)
        c.set_dash(dash, offset)
        for point in points:
            c.line_to(*point)
        c.stroke()

    if cap == "butt" and dash and dash[0] == 0:
        return  # dashes without length and caps are nothing; cairo agrees, but draws hairs where they touch corners
    alike(ours(draw), with_cairo(other), far=70, share=0.01, mean=2)


@needs_cairo
@pytest.mark.parametrize("rule", ["nonzero", "evenodd"])
def test_fill_rules_and_arcs(rule):
    def draw(p):
        p.translate(60, 60)
        p.scale(1.2, 0.8)
        p.begin_path()
        p.arc(0, 0, 45, 0.3, 5)
        p.close_path()
        p.arc(5, 0, 20, 0, 9)
        p.rect(-20, -10, 30, 60)
        p.fill(rule)

    def other(c):
        c.set_fill_rule(cairo.FILL_RULE_EVEN_ODD if rule == "evenodd" else cairo.FILL_RULE_WINDING)
        c.translate(60, 60)
        c.scale(1.2, 0.8)
        c.arc(0, 0, 45, 0.3, 5)
        c.close_path()
        c.arc(5, 0, 20, 0, math.tau)
        c.rectangle(-20, -10, 30, 60)
        c.fill()

    alike(ours(draw), with_cairo(other), far=70, share=0.01, mean=2)


def test_images_and_parts():
    pixels = numpy.asarray(pictures.tile())

    def draw(p):
        p.translate(10, 40)
        p.rotate(-0.2)
        p.draw_image(pixels, 2, 1, 4, 4, 0, 0, 90, 60)

    def other(c):
        image = skia_image(pixels)
        c.translate(10, 40)
        c.rotate(math.degrees(-0.2))
        linear = skia.SamplingOptions(skia.FilterMode.kLinear)
        strict = skia.Canvas.SrcRectConstraint.kStrict_SrcRectConstraint
        c.drawImageRect(image, skia.Rect(2, 1, 6, 5), skia.Rect(0, 0, 90, 60), linear, paint(), strict)

    alike(ours(draw), with_skia(other), share=0.03)
