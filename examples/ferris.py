"""An SVG, drawn path by path, so that it stays sharp: turn the wheel to zoom, drag to move it, double-click to fit it.

Usage: ferris.py [FILE.svg]
"""

import pathlib
import sys

import canvas

DEFAULT = pathlib.Path(__file__).parent / "data" / "ferris.svg"


class Viewer(canvas.Canvas):
    def __init__(self, path):
        super().__init__(f"{path.name}", size=(640, 440), background="#f6f3ec")
        self.source = path.read_bytes()
        self.moved, self.zoom, self.held = (0.0, 0.0), 1.0, None

    def on_draw(self, painter):
        painter.translate(*self.moved)
        painter.scale(self.zoom, self.zoom)
        margin = 20
        painter.draw_svg(self.source, margin, margin, painter.width - 2 * margin, painter.height - 2 * margin)

    def on_wheel(self, event):
        zoom = min(max(self.zoom * 1.0015**-event.dy, 0.1), 200)
        # The point of the image under the pointer stays there.
        x, y = self.moved
        ratio = zoom / self.zoom
        self.moved, self.zoom = (event.x - (event.x - x) * ratio, event.y - (event.y - y) * ratio), zoom
        self.request_draw()

    def on_pointer_down(self, event):
        self.held = event.x - self.moved[0], event.y - self.moved[1]

    def on_pointer_move(self, event):
        if event.buttons and self.held:
            self.moved = event.x - self.held[0], event.y - self.held[1]
            self.request_draw()

    def on_double_click(self, event):
        self.moved, self.zoom = (0.0, 0.0), 1.0
        self.request_draw()


Viewer(pathlib.Path(sys.argv[1]) if len(sys.argv) > 1 else DEFAULT).show()
canvas.run()
