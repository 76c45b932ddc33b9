"""`python -m canvas demo`: six small animated scenes, one of which the user draws.

`draw(painter, time)` draws everything, so a window and `canvas.render` show the same frames.
"""

import collections
import ctypes
import math
from collections.abc import Iterable

import canvas

SIZE = (960, 620)
# The times, in seconds, of the frames that are rendered where there is no display.
MOMENTS = [0.0, 0.5, 1.0, 1.5, 2.0, 2.5, 3.0, 3.5]
HOLD_SECONDS = 3

TURN = 2 * math.pi
PANEL = (300, 270)
INK, PAPER, CARD, FAINT = "#edf2f4", "#11141c", "#1a1f2b", "#7d8aa5"
COLORS = ["#ff6b6b", "#ffd166", "#06d6a0", "#4cc9f0", "#b892ff", "#ff8fab"]


class Demo(canvas.Canvas):
    """The window. The pointer draws a trail; the key `g` blocks Python for a few seconds."""

    def __init__(self) -> None:
        super().__init__("canvas demo", size=SIZE, background=PAPER, update_mode="continuous")
        self.trail: collections.deque[tuple[float, float]] = collections.deque(maxlen=120)
        self.typed = ""

    def on_pointer_move(self, event: canvas.PointerEvent) -> None:
        self.trail.append((event.x, event.y))

    def on_text_input(self, event: canvas.TextEvent) -> None:
        self.typed = (self.typed + event.text)[-24:]

    def on_key_down(self, event: canvas.KeyEvent) -> None:
        if event.key == "g":
            # PyDLL keeps the GIL during the call: no Python runs, yet the window can be moved, resized and closed.
            ctypes.PyDLL(None).sleep(HOLD_SECONDS)

    def on_draw(self, painter: canvas.Painter) -> None:
        draw(painter, painter.time, list(self.trail), self.typed)


def draw(painter: canvas.Painter, time: float, trail: Iterable[tuple[float, float]] = (), typed: str = "") -> None:
    """Draws the demo at `time` seconds after its start."""
    painter.clear(PAPER)
    painter.scale(painter.width / SIZE[0], painter.height / SIZE[1])
    scenes = [shapes, paths, transforms, clips, images, input_scene]
    for index, scene in enumerate(scenes):
        column, row = index % 3, index // 3
        with painter.saved():
            painter.translate(15 + column * (PANEL[0] + 15), 15 + row * (PANEL[1] + 15))
            panel(painter, (scene.__doc__ or "").rstrip("."))
            scene(painter, time)
    if typed:
        write(painter, f"typed: {typed}", 660, 544, 16, COLORS[2])
    painter.stroke_style = COLORS[3]
    painter.line_width = 3
    painter.line_join = painter.line_cap = "round"
    if points := list(trail):
        painter.stroke_polyline([(x * SIZE[0] / painter.width, y * SIZE[1] / painter.height) for x, y in points])
    write(painter, f"{time:6.1f} s", 15, 606, 14, FAINT)
    write(painter, f"frame {painter.frame}", 110, 606, 14, FAINT)
    write(painter, "drawn on a thread of its own; the main thread waits", 560, 606, 14, FAINT)


def panel(painter: canvas.Painter, title: str) -> None:
    """Draws the card behind a scene, and clips the scene to it."""
    painter.begin_path()
    painter.round_rect(0, 0, *PANEL, 14)
    painter.clip()
    painter.fill_style = CARD
    painter.fill_rect(0, 0, *PANEL)
    write(painter, title, 16, 28, 15, FAINT)


def write(painter: canvas.Painter, text: str, x: float, y: float, size: int, color: str) -> None:
    """Draws a line of text; `size` is in pixels."""
    painter.font = f"{size}px sans-serif"
    painter.fill_style = color
    painter.fill_text(text, x, y)


def shapes(painter: canvas.Painter, time: float) -> None:
    """Shapes and colours"""
    for index, color in enumerate(COLORS):
        angle = time * 0.8 + index * TURN / len(COLORS)
        painter.fill_style = color
        painter.fill_circle(150 + 78 * math.cos(angle), 150 + 78 * math.sin(angle), 20 + 8 * math.sin(3 * time + index))
    painter.stroke_style = INK
    painter.line_width = 2 + math.sin(2 * time)
    painter.stroke_circle(150, 150, 78)
    painter.fill_style = "rgb(237 242 244 / 85%)"
    side = 30 + 6 * math.sin(4 * time)
    painter.begin_path()
    painter.round_rect(150 - side, 150 - side, 2 * side, 2 * side, 12)
    painter.fill()


def paths(painter: canvas.Painter, time: float) -> None:
    """Curves, caps, joins and dashes"""
    painter.line_width = 10
    rows = [("butt", "miter"), ("round", "round"), ("square", "bevel")]
    for index, (cap, join) in enumerate(rows):
        painter.line_cap, painter.line_join, painter.stroke_style = cap, join, COLORS[index]
        y = 70 + 42 * index
        painter.stroke_polyline([(30, y + 16), (90, y - 14), (150, y + 16), (210, y - 14), (270, y + 16)])
    painter.line_width = 4
    painter.line_cap = "round"
    painter.stroke_style = INK
    painter.line_dash = [14, 10]
    painter.line_dash_offset = -40 * time
    painter.begin_path()
    painter.move_to(24, 220)
    painter.bezier_curve_to(100, 220 - 60 * math.cos(time), 200, 220 + 60 * math.cos(time), 276, 220)
    painter.stroke()


def transforms(painter: canvas.Painter, time: float) -> None:
    """Transforms and transparency"""
    painter.translate(150, 150)
    painter.rotate(time * 0.3)
    painter.alpha = 0.35
    petals = 24
    for index in range(petals):
        painter.rotate(TURN / petals)
        painter.fill_style = COLORS[index % len(COLORS)]
        painter.begin_path()
        painter.ellipse(52 + 10 * math.sin(2 * time), 0, 48, 13, 0, 0, TURN)
        painter.fill()


def clips(painter: canvas.Painter, time: float) -> None:
    """Clipping to any path"""
    painter.translate(150, 152)
    painter.begin_path()
    for corner in range(10):
        radius = 105 if corner % 2 == 0 else 46
        angle = corner * TURN / 10 - TURN / 4 + 0.2 * math.sin(time)
        painter.line_to(radius * math.cos(angle), radius * math.sin(angle))
    painter.close_path()
    painter.clip()
    painter.line_width = 14
    for index in range(-12, 13):
        painter.stroke_style = COLORS[index % len(COLORS)]
        x = index * 20 + 20 * (time % len(COLORS))
        painter.stroke_line(x - 60, -120, x + 60, 120)


def images(painter: canvas.Painter, time: float) -> None:
    """Images and text"""
    painter.image_smoothing = False
    with painter.saved():
        painter.translate(92, 150)
        painter.rotate(0.25 * math.sin(time))
        painter.draw_image(SPRITE, -60, -60, 120, 120)
    for index, (text, size) in enumerate([("Text in any size", 14), ("Жук ΔΩ", 20), ("Smørrebrød", 19), ("Grüße", 38)]):
        write(painter, text, 170, 84 + index * 42 + size / 3, size, COLORS[index])


def input_scene(painter: canvas.Painter, time: float) -> None:
    """Yours: draw with the pointer, type"""
    for index, line in enumerate(
        ["press g, and Python stands still", f"for {HOLD_SECONDS} s, held in C:", "move and resize me then"]
    ):
        write(painter, line, 24, 74 + 26 * index, 15, INK)
    painter.fill_style = COLORS[1]
    painter.fill_circle(150 + 110 * math.sin(1.7 * time), 180, 10)


def sprite() -> canvas.Image:
    """A small image, pixel by pixel."""
    rows = [
        "..4444..",
        ".433334.",
        "43033034",
        "43333334",
        "43033034",
        "43300334",
        ".433334.",
        "..4444..",
    ]
    colors = {".": (0, 0, 0, 0), "0": (17, 20, 28, 255), "3": (255, 209, 102, 255), "4": (255, 143, 171, 255)}
    pixels = bytes(channel for row in rows for cell in row for channel in colors[cell])
    return canvas.Image(memoryview(pixels).cast("B", (8, 8, 4)))


SPRITE = sprite()
