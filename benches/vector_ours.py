"""The scenes of `scenes.py` in canvas: one call a shape (CALLS), and one call for all of them (BATCHES)."""

from collections.abc import Callable
from functools import cache
from typing import Any

import numpy
from scenes import Scene

from canvas import Image, Path


def circles(p: Any, scene: Scene) -> None:
    for x, y, radius, color in scene.items:
        p.fill_style = color
        p.fill_circle(x, y, radius)


def rects(p: Any, scene: Scene) -> None:
    for x, y, width, height, color in scene.items:
        p.fill_style = color
        p.fill_rect(x, y, width, height)


def rrects(p: Any, scene: Scene) -> None:
    for x, y, width, height, radius, color in scene.items:
        p.fill_style = color
        p.begin_path()
        p.round_rect(x, y, width, height, radius)
        p.fill()


def beziers(p: Any, scene: Scene) -> None:
    for (a, b, c, d), width, color in scene.items:
        p.stroke_style = color
        p.line_width = width
        p.begin_path()
        p.move_to(*a)
        p.bezier_curve_to(*b, *c, *d)
        p.stroke()


def chart(p: Any, scene: Scene) -> None:
    for points, width, color in scene.items:
        p.stroke_style = color
        p.line_width = width
        p.begin_path()
        p.move_to(*points[0])
        for point in points[1:]:
            p.line_to(*point)
        p.stroke()


def lines(p: Any, scene: Scene) -> None:
    for x1, y1, x2, y2, width, color in scene.items:
        p.stroke_style = color
        p.line_width = width
        p.stroke_line(x1, y1, x2, y2)


def text(p: Any, scene: Scene) -> None:
    p.font = "14px sans-serif"
    for x, y, words, color in scene.items:
        p.fill_style = color
        p.fill_text(words, x, y)


def gradients(p: Any, scene: Scene) -> None:
    for kind, x, y, width, height, first, last in scene.items:
        if kind == "linear":
            gradient = p.create_linear_gradient(x, y, x + width, y + height)
        else:
            cx, cy = x + width / 2, y + height / 2
            gradient = p.create_radial_gradient(cx, cy, 0, cx, cy, width / 2)
        gradient.add_color_stop(0, first)
        gradient.add_color_stop(1, last)
        p.fill_style = gradient
        p.fill_rect(x, y, width, height)


@cache
def pattern_image(pixels: bytes, size: int) -> Image:
    return Image(numpy.frombuffer(pixels, numpy.uint8).reshape(size, size, 4))


def images(p: Any, scene: Scene) -> None:
    size = scene.extra["size"]
    image = pattern_image(scene.extra["pixels"], size)
    for x, y, angle, scale in scene.items:
        p.save()
        p.translate(x, y)
        p.rotate(angle)
        p.scale(scale, scale)
        p.draw_image(image, -size / 2, -size / 2)
        p.restore()


def layers(p: Any, scene: Scene) -> None:
    for x, y, radius, alpha, inner in scene.items:
        clip = Path()
        clip.arc(x, y, radius, 0, 6.283185307179586)
        with p.layer(alpha=alpha, clip=clip):
            for cx, cy, r, color in inner:
                p.fill_style = color
                p.fill_circle(cx, cy, r)


def points(p: Any, scene: Scene) -> None:
    p.fill_style = scene.items[0][3]
    for x, y, radius, _ in scene.items:
        p.fill_circle(x, y, radius)


CALLS: dict[str, Callable[[Any, Scene], None]] = {
    "circles": circles,
    "rects": rects,
    "rrects": rrects,
    "beziers": beziers,
    "chart": chart,
    "lines": lines,
    "text": text,
    "gradients": gradients,
    "images": images,
    "layers": layers,
    "points": points,
}

Arrays = tuple[Any, Any]


def arrays(scene: Scene, count: int) -> Arrays:
    """The first numbers of each item, and its colour, as arrays. Not measured: a program has its arrays before it
    draws."""
    known = scene.extra.get("arrays")
    if known is None:
        numbers = numpy.array([item[:count] for item in scene.items], numpy.float32)
        colors = numpy.array([item[-1] for item in scene.items], numpy.uint8)
        known = scene.extra["arrays"] = (numbers, colors)
    return known


def many_circles(p: Any, scene: Scene) -> None:
    p.fill_circles(*arrays(scene, 3))


def many_rects(p: Any, scene: Scene) -> None:
    p.fill_rects(*arrays(scene, 4))


def many_lines(p: Any, scene: Scene) -> None:
    p.line_width = scene.items[0][4]
    p.stroke_segments(*arrays(scene, 4))


def many_charts(p: Any, scene: Scene) -> None:
    known = scene.extra.get("arrays")
    if known is None:
        series = [numpy.array(points, numpy.float32) for points, _, _ in scene.items]
        colors = numpy.array([item[-1] for item in scene.items], numpy.uint8)
        known = scene.extra["arrays"] = (numpy.stack(series), colors)
    p.line_width = scene.items[0][1]
    p.stroke_lines(*known)


def many_points(p: Any, scene: Scene) -> None:
    numbers, _ = arrays(scene, 3)
    p.draw_points(numbers[:, :2], 2 * scene.items[0][2], scene.items[0][3])


BATCHES: dict[str, Callable[[Any, Scene], None]] = {
    "circles": many_circles,
    "rects": many_rects,
    "chart": many_charts,
    "lines": many_lines,
    "points": many_points,
}
