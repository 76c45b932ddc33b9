"""The same scenes by other renderers: Skia for the features of HTML's canvas, cairo for lines. Edges may differ, shapes
may not."""

import math
import pathlib

import numpy
import pytest

import canvas

import reference_scenes as scenes

try:
    import skia
except ImportError:
    skia = None
try:
    import cairo
except ImportError:
    cairo = None
needs_skia = pytest.mark.skipif(skia is None, reason="skia-python is not installed, or lacks its libraries")
needs_cairo = pytest.mark.skipif(cairo is None, reason="pycairo is not installed")

SIZE = 120


def ours(draw, background="white"):
    image = canvas.render(draw, (SIZE, SIZE), background=background)
    return on_white(numpy.asarray(image))


def with_skia(draw, background="white"):
    surface = skia.Surface(SIZE, SIZE)
    surface.getCanvas().clear(skia.ColorWHITE if background else skia.ColorTRANSPARENT)
    draw(surface.getCanvas())
    pixels = surface.makeImageSnapshot().toarray(
        colorType=skia.kRGBA_8888_ColorType, alphaType=skia.kUnpremul_AlphaType
    )
    return on_white(pixels)


def on_white(pixels):
    """The colours of straight-alpha pixels composited over white."""
    color, alpha = pixels[..., :3].astype(float), pixels[..., 3:] / 255
    return color * alpha + 255 * (1 - alpha)


def with_cairo(draw):
    surface = cairo.ImageSurface(cairo.FORMAT_RGB24, SIZE, SIZE)
    context = cairo.Context(surface)
    context.set_source_rgb(1, 1, 1)
    context.paint()
    context.set_source_rgb(0, 0, 0)
    draw(context)
    return numpy.ndarray((SIZE, SIZE, 4), "uint8", surface.get_data())[..., 2::-1].astype(float)


def alike(a, b, far=12, share=0.02, mean=1.5):
    """A few pixels may differ much (edges); the mean difference must be small."""
    difference = numpy.abs(a - b).max(axis=2)
    assert (difference > far).mean() <= share, f"{(difference > far).mean():.2%} of the pixels differ"
    assert difference.mean() <= mean, f"{difference.mean():.2f} levels on average"


def skia_image(pixels):
    """The premultiplied pixels, since filters interpolate those."""
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


@needs_skia
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


@needs_skia
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
    assert set(SKIA_MODES) == {*scenes.COMPOSITE, *scenes.BLEND}


@needs_skia
@pytest.mark.parametrize("mode", SKIA_MODES)
def test_modes_under_two_clips(mode):
    """In a layer, under two round clips; modes that HTML applies to the whole clip region do so here."""

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


@needs_skia
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


@needs_skia
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


@needs_skia
@pytest.mark.parametrize("repetition", ["repeat", "repeat-x", "repeat-y", "no-repeat"])
@pytest.mark.parametrize("smooth", [True, False])
def test_patterns(repetition, smooth):
    pixels = numpy.asarray(scenes.tile())

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
        return  # dashes without length and caps draw nothing; cairo agrees, but draws hairlines where they touch corners
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


@needs_skia
def test_images_and_parts():
    pixels = numpy.asarray(scenes.tile())

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


FONT = pathlib.Path(__file__).resolve().parents[2] / "crates/canvas-draw/fonts/DejaVuSans.ttf"


@needs_skia
@pytest.mark.parametrize("size", [13, 28, 60])
@pytest.mark.parametrize("turn", [0, 0.4])
def test_text(size, turn):
    """The outlines of the bundled font by Skia, whose own glyph masks are lighter. Ours are placed at quarters of a
    pixel."""
    words = {13: "The quick brown", 28: "Hamburg", 60: "Ag"}[size]

    def draw(p):
        p.translate(6, 75)
        p.rotate(-turn)
        p.font = f"{size}px sans-serif"
        p.fill_text(words, 0, 0)

    def other(c):
        font = skia.Font(skia.Typeface.MakeFromFile(str(FONT)), size)
        font.setSubpixel(True)
        font.setHinting(skia.FontHinting.kNone)
        c.translate(6, 75)
        c.rotate(math.degrees(-turn))
        glyphs = font.textToGlyphs(words)
        for glyph, width in zip(glyphs, font.getWidths(glyphs), strict=True):
            if outline := font.getPath(glyph):
                c.drawPath(outline, paint())
            c.translate(width, 0)

    drawn, expected = ours(draw), with_skia(other)
    alike(drawn, expected, far=90, share=0.01, mean=2)
    ink = [(255 - image).sum() for image in (drawn, expected)]
    assert 0.95 < ink[0] / ink[1] < 1.05, ink


@needs_skia
@pytest.mark.parametrize("place", [(10, 20, 90, 60), (30.4, 10.7, 45.5, 77.25), (100, 90, -80, -60)])
def test_images_that_are_not_smoothed(place):
    pixels = numpy.asarray(scenes.tile())

    def draw(p):
        p.image_smoothing = False
        p.draw_image(pixels, *place)

    def other(c):
        x, y, width, height = place
        c.translate(x, y)
        c.scale(math.copysign(1, width), math.copysign(1, height))
        nearest = skia.SamplingOptions(skia.FilterMode.kNearest)
        c.drawImageRect(skia_image(pixels), skia.Rect.MakeWH(abs(width), abs(height)), nearest, paint())

    alike(ours(draw), with_skia(other), share=0.03)


@needs_skia
def test_transforms():
    def draw(p):
        p.translate(60, 60)
        for i in range(6):
            p.save()
            p.rotate(i)
            p.scale(1 + i / 8, 0.6)
            p.transform(1, 0.2, -0.3, 1, 4, -2)
            p.fill_style = ["teal", "gold", "crimson"][i % 3]
            p.fill_rect(10, -6, 26, 12)
            p.line_width = 3
            p.stroke_circle(10, 10, 8)
            p.restore()
        p.set_transform(0.5, 0, 0.2, 0.5, 5, 90)
        p.fill_rect(0, 0, 50, 40)

    def other(c):
        c.translate(60, 60)
        fills = [0xFF008080, 0xFFFFD700, 0xFFDC143C]
        for i in range(6):
            c.save()
            c.rotate(math.degrees(i))
            c.scale(1 + i / 8, 0.6)
            c.concat(skia.Matrix.MakeAll(1, -0.3, 4, 0.2, 1, -2, 0, 0, 1))
            c.drawRect(skia.Rect.MakeXYWH(10, -6, 26, 12), paint(Color=fills[i % 3]))
            c.drawCircle(10, 10, 8, paint(Style=skia.Paint.kStroke_Style, StrokeWidth=3))
            c.restore()
        c.setMatrix(skia.Matrix.MakeAll(0.5, 0.2, 5, 0, 0.5, 90, 0, 0, 1))
        # The last style set outside a saved state is black.
        c.drawRect(skia.Rect.MakeXYWH(0, 0, 50, 40), paint())

    alike(ours(draw), with_skia(other), far=40)


@needs_skia
@pytest.mark.parametrize("kind", ["linear", "radial"])
def test_translucent_gradients_are_mixed_without_their_alpha(kind):
    """From transparent red to blue: the middle is half-transparent purple, not the darker colour of premultiplied
    interpolation."""

    def draw(p):
        gradient = p.create_linear_gradient(10, 0, 110, 0)
        if kind == "radial":
            gradient = p.create_radial_gradient(60, 60, 0, 60, 60, 60)
        gradient.add_color_stop(0, "rgb(255 0 0 / 0%)")
        gradient.add_color_stop(1, "blue")
        p.fill_style = gradient
        p.fill_rect(5, 5, 110, 110)

    def other(c, flags=0):
        colors = [skia.Color(255, 0, 0, 0), skia.Color(0, 0, 255)]
        if kind == "linear":
            shader = skia.GradientShader.MakeLinear([(10, 0), (110, 0)], colors, flags=flags)
        else:
            shader = skia.GradientShader.MakeRadial((60, 60), 60, colors, flags=flags)
        c.drawRect(skia.Rect.MakeXYWH(5, 5, 110, 110), paint(Shader=shader))

    alike(ours(draw), with_skia(other))
    premultiplied = with_skia(lambda c: other(c, skia.GradientShader.kInterpolateColorsInPremul_Flag))
    with pytest.raises(AssertionError):
        alike(ours(draw), premultiplied)


@needs_skia
@pytest.mark.parametrize("mode", ["source-over", "multiply", "screen", "destination-out", "xor"])
@pytest.mark.parametrize("alpha", [0.3, 0.8])
def test_layers(mode, alpha):
    def shapes(circle):
        circle(45, 55, 30, (200, 40, 40, 255))
        circle(75, 65, 30, (40, 160, 60, 160))

    def draw(p):
        p.fill_style = "gold"
        p.fill_rect(0, 40, 120, 40)

        def circle(x, y, radius, color):
            p.fill_style = color
            p.fill_circle(x, y, radius)

        with p.layer(), p.layer(alpha=alpha, blend_mode="source-over"):
            shapes(circle)
        with p.layer(alpha=alpha, blend_mode=mode):
            shapes(lambda x, y, radius, color: circle(x, y + 20, radius, color))

    def other(c):
        c.drawRect(skia.Rect.MakeXYWH(0, 40, 120, 40), paint(Color=0xFFFFD700))
        for blend, moved in (("source-over", 0), (mode, 20)):
            c.saveLayer(None, paint(Alphaf=alpha, BlendMode=getattr(skia.BlendMode, "k" + SKIA_MODES[blend])))
            shapes(lambda x, y, r, color, m=moved: c.drawCircle(x, y + m, r, paint(Color=skia.Color(*color))))
            c.restore()

    got, expected = ours(draw, background=None), with_skia(other, background=None)
    alike(got, expected)
