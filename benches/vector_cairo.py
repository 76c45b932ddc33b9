"""The scenes of `scenes.py` in pycairo."""

import math
from collections.abc import Callable
from typing import Any

import cairo
from scenes import SIZE, Scene


def circles(c: Any, scene: Scene) -> None:
    for x, y, radius, (r, g, b, a) in scene.items:
        c.set_source_rgba(r / 255, g / 255, b / 255, a / 255)
        c.arc(x, y, radius, 0, 2 * math.pi)
        c.fill()


def rects(c: Any, scene: Scene) -> None:
    for x, y, width, height, (r, g, b, a) in scene.items:
        c.set_source_rgba(r / 255, g / 255, b / 255, a / 255)
        c.rectangle(x, y, width, height)
        c.fill()


def rrects(c: Any, scene: Scene) -> None:
    quarter = math.pi / 2
    for x, y, width, height, radius, (r, g, b, a) in scene.items:
        c.set_source_rgba(r / 255, g / 255, b / 255, a / 255)
        left, top, right, bottom = x + radius, y + radius, x + width - radius, y + height - radius
        c.new_sub_path()
        c.arc(right, top, radius, -quarter, 0)
        c.arc(right, bottom, radius, 0, quarter)
        c.arc(left, bottom, radius, quarter, 2 * quarter)
        c.arc(left, top, radius, 2 * quarter, 3 * quarter)
        c.close_path()
        c.fill()


def beziers(c: Any, scene: Scene) -> None:
    for (p0, p1, p2, p3), width, (r, g, b, a) in scene.items:
        c.set_source_rgba(r / 255, g / 255, b / 255, a / 255)
        c.set_line_width(width)
        c.move_to(*p0)
        c.curve_to(*p1, *p2, *p3)
        c.stroke()


def chart(c: Any, scene: Scene) -> None:
    for points, width, (r, g, b, a) in scene.items:
        c.set_source_rgba(r / 255, g / 255, b / 255, a / 255)
        c.set_line_width(width)
        c.move_to(*points[0])
        for point in points[1:]:
            c.line_to(*point)
        c.stroke()


def lines(c: Any, scene: Scene) -> None:
    for x1, y1, x2, y2, width, (r, g, b, a) in scene.items:
        c.set_source_rgba(r / 255, g / 255, b / 255, a / 255)
        c.set_line_width(width)
        c.move_to(x1, y1)
        c.line_to(x2, y2)
        c.stroke()


def text(c: Any, scene: Scene) -> None:
    c.select_font_face("sans-serif")
    c.set_font_size(14)
    for x, y, words, (r, g, b, a) in scene.items:
        c.set_source_rgba(r / 255, g / 255, b / 255, a / 255)
        c.move_to(x, y)
        c.show_text(words)


def gradients(c: Any, scene: Scene) -> None:
    for kind, x, y, width, height, first, last in scene.items:
        if kind == "linear":
            gradient = cairo.LinearGradient(x, y, x + width, y + height)
        else:
            cx, cy = x + width / 2, y + height / 2
            gradient = cairo.RadialGradient(cx, cy, 0, cx, cy, width / 2)
        gradient.add_color_stop_rgba(0, *(v / 255 for v in first))
        gradient.add_color_stop_rgba(1, *(v / 255 for v in last))
        c.set_source(gradient)
        c.rectangle(x, y, width, height)
        c.fill()


def images(c: Any, scene: Scene) -> None:
    size = scene.extra["size"]
    image = scene.extra.get("cairo")
    if image is None:
        bgra = bytearray(scene.extra["pixels"])
        bgra[0::4], bgra[2::4] = bgra[2::4], bgra[0::4]
        image = cairo.ImageSurface.create_for_data(bgra, cairo.Format.ARGB32, size, size)
        scene.extra["cairo"] = image
    for x, y, angle, scale in scene.items:
        c.save()
        c.translate(x, y)
        c.rotate(angle)
        c.scale(scale, scale)
        c.set_source_surface(image, -size / 2, -size / 2)
        c.paint()
        c.restore()


def layers(c: Any, scene: Scene) -> None:
    for x, y, radius, alpha, inner in scene.items:
        c.save()
        c.arc(x, y, radius, 0, 2 * math.pi)
        c.clip()
        c.push_group()
        circles(c, Scene("circles", inner))
        c.pop_group_to_source()
        c.paint_with_alpha(alpha)
        c.restore()


CALLS: dict[str, Callable[[Any, Scene], None]] = {
    "circles": circles, "rects": rects, "rrects": rrects, "beziers": beziers, "chart": chart, "lines": lines,
    "text": text, "gradients": gradients, "images": images, "layers": layers, "points": circles,
}  # fmt: skip


def frame() -> Callable[[Scene], None]:
    surface = cairo.ImageSurface(cairo.Format.RGB24, *SIZE)
    context = cairo.Context(surface)

    def one(scene: Scene) -> None:
        context.set_source_rgb(1, 1, 1)
        context.paint()
        CALLS[scene.kind](context, scene)
        surface.flush()

    return one
