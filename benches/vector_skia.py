"""The scenes of `scenes.py` in skia-python, on its CPU surface."""

import math
from collections.abc import Callable
from typing import Any

import numpy
import skia
from scenes import SIZE, Scene

Paint = skia.Paint


def filled(color: tuple[int, int, int, int]) -> Any:
    return Paint(Color=skia.Color(*color), AntiAlias=True)


def stroked(color: tuple[int, int, int, int], width: float) -> Any:
    return Paint(Color=skia.Color(*color), AntiAlias=True, Style=Paint.kStroke_Style, StrokeWidth=width)


def circles(c: Any, scene: Scene) -> None:
    for x, y, radius, color in scene.items:
        c.drawCircle(x, y, radius, filled(color))


def rects(c: Any, scene: Scene) -> None:
    for x, y, width, height, color in scene.items:
        c.drawRect(skia.Rect.MakeXYWH(x, y, width, height), filled(color))


def rrects(c: Any, scene: Scene) -> None:
    for x, y, width, height, radius, color in scene.items:
        c.drawRoundRect(skia.Rect.MakeXYWH(x, y, width, height), radius, radius, filled(color))


def beziers(c: Any, scene: Scene) -> None:
    for (p0, p1, p2, p3), width, color in scene.items:
        path = skia.Path()
        path.moveTo(*p0)
        path.cubicTo(*p1, *p2, *p3)
        c.drawPath(path, stroked(color, width))


def chart(c: Any, scene: Scene) -> None:
    for points, width, color in scene.items:
        path = skia.Path()
        path.moveTo(*points[0])
        for point in points[1:]:
            path.lineTo(*point)
        c.drawPath(path, stroked(color, width))


def lines(c: Any, scene: Scene) -> None:
    for x1, y1, x2, y2, width, color in scene.items:
        c.drawLine(x1, y1, x2, y2, stroked(color, width))


def text(c: Any, scene: Scene) -> None:
    font = skia.Font(skia.Typeface("sans-serif"), 14)
    for x, y, words, color in scene.items:
        c.drawString(words, x, y, font, filled(color))


def gradients(c: Any, scene: Scene) -> None:
    for kind, x, y, width, height, first, last in scene.items:
        colors = [skia.Color(*first), skia.Color(*last)]
        if kind == "linear":
            ends = [skia.Point(x, y), skia.Point(x + width, y + height)]
            shader = skia.GradientShader.MakeLinear(ends, colors)
        else:
            centre = skia.Point(x + width / 2, y + height / 2)
            shader = skia.GradientShader.MakeRadial(centre, width / 2, colors)
        c.drawRect(skia.Rect.MakeXYWH(x, y, width, height), Paint(Shader=shader, AntiAlias=True))


def images(c: Any, scene: Scene) -> None:
    size = scene.extra["size"]
    image = scene.extra.get("skia")
    if image is None:
        array = numpy.frombuffer(scene.extra["pixels"], numpy.uint8).reshape(size, size, 4)
        image = scene.extra["skia"] = skia.Image.fromarray(array, skia.kRGBA_8888_ColorType)
    smooth = skia.SamplingOptions(skia.FilterMode.kLinear)
    for x, y, angle, scale in scene.items:
        c.save()
        c.translate(x, y)
        c.rotate(math.degrees(angle))
        c.scale(scale, scale)
        c.drawImage(image, -size / 2, -size / 2, smooth)
        c.restore()


def layers(c: Any, scene: Scene) -> None:
    for x, y, radius, alpha, inner in scene.items:
        path = skia.Path()
        path.addCircle(x, y, radius)
        c.save()
        c.clipPath(path, doAntiAlias=True)
        c.saveLayerAlpha(None, round(alpha * 255))
        circles(c, Scene("circles", inner))
        c.restore()
        c.restore()


CALLS: dict[str, Callable[[Any, Scene], None]] = {
    "circles": circles, "rects": rects, "rrects": rrects, "beziers": beziers, "chart": chart, "lines": lines,
    "text": text, "gradients": gradients, "images": images, "layers": layers, "points": circles,
}  # fmt: skip


def frame() -> Callable[[Scene], None]:
    surface = skia.Surface(*SIZE)
    context = surface.getCanvas()

    def one(scene: Scene) -> None:
        context.clear(skia.ColorWHITE)
        CALLS[scene.kind](context, scene)

    return one
