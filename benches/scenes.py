"""The scenes that `vector.py` draws: plain numbers, the same for every library, in two variants each.

A scene is a list of items `(kind, geometry…, color)`. Two frames that follow each other draw different variants, so that
no library draws the same frame twice.
"""

import random
from dataclasses import dataclass, field, replace
from typing import Any

SIZE = (1280, 720)
WORDS = "the quick brown fox jumps over the lazy dog and goes its way through 1,234 fields of wheat".split()


@dataclass(frozen=True)
class Scene:
    """The items to draw. `batch` names the arrays of the same items, where one call can draw them all."""

    kind: str
    items: list[Any]
    extra: dict[str, Any] = field(default_factory=dict)


def color(r: random.Random, alpha: int) -> tuple[int, int, int, int]:
    return (r.randrange(256), r.randrange(256), r.randrange(256), alpha)


def place(r: random.Random) -> tuple[float, float]:
    return r.random() * SIZE[0], r.random() * SIZE[1]


def circles(r: random.Random) -> Scene:
    return Scene("circles", [(*place(r), r.uniform(5, 25), color(r, 200)) for _ in range(2000)])


def rects(r: random.Random) -> Scene:
    return Scene("rects", [(*place(r), r.uniform(10, 70), r.uniform(10, 70), color(r, 255)) for _ in range(2000)])


def rrects(r: random.Random) -> Scene:
    items = [(*place(r), r.uniform(20, 80), r.uniform(20, 80), 8.0, color(r, 200)) for _ in range(2000)]
    return Scene("rrects", items)


def beziers(r: random.Random) -> Scene:
    return Scene("beziers", [([place(r) for _ in range(4)], 2.0, color(r, 255)) for _ in range(1000)])


def chart(r: random.Random) -> Scene:
    items = []
    for series in range(10):
        y, points = SIZE[1] * (series + 0.5) / 10, []
        for i in range(5000):
            y += (r.random() - 0.5) * 6
            points.append((i * SIZE[0] / 5000, y))
        items.append((points, 1.5, color(r, 255)))
    return Scene("chart", items)


def lines(r: random.Random) -> Scene:
    items = []
    for _ in range(5000):
        x, y = place(r)
        items.append((x, y, x + r.uniform(-100, 100), y + r.uniform(-100, 100), 1.0, color(r, 255)))
    return Scene("lines", items)


def text(r: random.Random) -> Scene:
    items = []
    for row in range(200):
        words = " ".join(r.choice(WORDS) for _ in range(8))
        items.append((10 + 420 * (row % 3), 12 + 10.5 * (row // 3), words, color(r, 255)))
    return Scene("text", items)


def gradients(r: random.Random) -> Scene:
    items = []
    for i in range(300):
        kind = "linear" if i % 2 else "radial"
        items.append((kind, *place(r), r.uniform(60, 160), r.uniform(60, 160), color(r, 255), color(r, 255)))
    return Scene("gradients", items)


def images(r: random.Random) -> Scene:
    items = [(*place(r), r.uniform(0, 6.28), r.uniform(0.4, 2)) for _ in range(200)]
    pixels = bytes(v for y in range(64) for x in range(64) for v in (4 * x, 4 * y, (x ^ y) * 4, 255))
    return Scene("images", items, {"pixels": pixels, "size": 64})


def layers(r: random.Random) -> Scene:
    """Groups of ten circles: clipped to a larger circle, mixed in at half alpha."""
    items = []
    for _ in range(60):
        x, y = place(r)
        inner = [(x + r.uniform(-60, 60), y + r.uniform(-60, 60), r.uniform(10, 30), color(r, 255)) for _ in range(10)]
        items.append((x, y, 60.0, 0.5, inner))
    return Scene("layers", items)


def points(r: random.Random) -> Scene:
    return Scene("points", [(*place(r), 1.5, (40, 90, 200, 160)) for _ in range(100_000)])


MAKERS = [circles, rects, rrects, beziers, chart, lines, text, gradients, images, layers, points]
NAMES = [maker.__name__ for maker in MAKERS]
#: The scenes that the goals are set for.
SHAPES = ("circles", "rects", "rrects", "beziers", "chart", "lines")


def make(name: str, variant: int, most: int | None = None) -> Scene:
    scene = MAKERS[NAMES.index(name)](random.Random(f"{name} {variant}"))
    return replace(scene, items=scene.items[:most])
