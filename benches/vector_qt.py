"""The scenes of `scenes.py` in QPainter (PySide6), on a QImage."""

import math
import os
from collections.abc import Callable
from typing import Any

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import (
    QBrush,
    QColor,
    QFont,
    QGuiApplication,
    QImage,
    QLinearGradient,
    QPainter,
    QPainterPath,
    QPen,
    QPolygonF,
    QRadialGradient,
)
from scenes import SIZE, Scene


def fill(p: Any, color: tuple[int, int, int, int]) -> None:
    p.setBrush(QBrush(QColor(*color)))


def pen(p: Any, color: tuple[int, int, int, int], width: float) -> None:
    p.setPen(QPen(QColor(*color), width))


def circles(p: Any, scene: Scene) -> None:
    for x, y, radius, color in scene.items:
        fill(p, color)
        p.drawEllipse(QPointF(x, y), radius, radius)


def rects(p: Any, scene: Scene) -> None:
    for x, y, width, height, color in scene.items:
        fill(p, color)
        p.drawRect(QRectF(x, y, width, height))


def rrects(p: Any, scene: Scene) -> None:
    for x, y, width, height, radius, color in scene.items:
        fill(p, color)
        p.drawRoundedRect(QRectF(x, y, width, height), radius, radius)


def beziers(p: Any, scene: Scene) -> None:
    for (p0, p1, p2, p3), width, color in scene.items:
        pen(p, color, width)
        path = QPainterPath(QPointF(*p0))
        path.cubicTo(QPointF(*p1), QPointF(*p2), QPointF(*p3))
        p.drawPath(path)


def chart(p: Any, scene: Scene) -> None:
    for points, width, color in scene.items:
        pen(p, color, width)
        p.drawPolyline(QPolygonF([QPointF(*point) for point in points]))


def lines(p: Any, scene: Scene) -> None:
    for x1, y1, x2, y2, width, color in scene.items:
        pen(p, color, width)
        p.drawLine(QPointF(x1, y1), QPointF(x2, y2))


def text(p: Any, scene: Scene) -> None:
    font = QFont("sans-serif")
    font.setPixelSize(14)
    p.setFont(font)
    for x, y, words, color in scene.items:
        p.setPen(QColor(*color))
        p.drawText(QPointF(x, y), words)


def gradients(p: Any, scene: Scene) -> None:
    for kind, x, y, width, height, first, last in scene.items:
        if kind == "linear":
            gradient: Any = QLinearGradient(x, y, x + width, y + height)
        else:
            gradient = QRadialGradient(x + width / 2, y + height / 2, width / 2)
        gradient.setColorAt(0, QColor(*first))
        gradient.setColorAt(1, QColor(*last))
        p.fillRect(QRectF(x, y, width, height), QBrush(gradient))


def images(p: Any, scene: Scene) -> None:
    size = scene.extra["size"]
    image = QImage(scene.extra["pixels"], size, size, QImage.Format.Format_RGBA8888)
    p.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
    for x, y, angle, scale in scene.items:
        p.save()
        p.translate(x, y)
        p.rotate(math.degrees(angle))
        p.scale(scale, scale)
        p.drawImage(QPointF(-size / 2, -size / 2), image)
        p.restore()


def layers(p: Any, scene: Scene) -> None:
    """QPainter has no layers: each group is drawn in an image of its own."""
    for x, y, radius, alpha, inner in scene.items:
        side = math.ceil(2 * radius) + 2
        group = QImage(side, side, QImage.Format.Format_ARGB32_Premultiplied)
        group.fill(0)
        left, top = math.floor(x - radius), math.floor(y - radius)
        q = QPainter(group)
        q.setRenderHint(QPainter.RenderHint.Antialiasing)
        q.setPen(Qt.PenStyle.NoPen)
        q.translate(-left, -top)
        circles(q, Scene("circles", inner))
        q.end()
        path = QPainterPath()
        path.addEllipse(QPointF(x, y), radius, radius)
        p.save()
        p.setClipPath(path)
        p.setOpacity(alpha)
        p.drawImage(QPointF(left, top), group)
        p.restore()


CALLS: dict[str, Callable[[Any, Scene], None]] = {
    "circles": circles, "rects": rects, "rrects": rrects, "beziers": beziers, "chart": chart, "lines": lines,
    "text": text, "gradients": gradients, "images": images, "layers": layers, "points": circles,
}  # fmt: skip
LINED = (beziers, chart, lines, text)


def frame() -> Callable[[Scene], None]:
    application = QGuiApplication.instance() or QGuiApplication([])
    image = QImage(*SIZE, QImage.Format.Format_RGB32)

    def one(scene: Scene) -> None:
        assert application is not None
        image.fill(0xFFFFFFFF)
        p = QPainter(image)
        p.setRenderHint(QPainter.RenderHint.Antialiasing)
        draw = CALLS[scene.kind]
        if draw in LINED:
            p.setBrush(Qt.BrushStyle.NoBrush)
        else:
            p.setPen(Qt.PenStyle.NoPen)
        draw(p, scene)
        p.end()

    return one
