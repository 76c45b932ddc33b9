"""Shows an image: drag to move it, turn the wheel to zoom at the pointer, double-click to fit it again.

Usage: view_image.py [FILE.png]
"""

import pathlib
import sys

import canvas

DEFAULT = pathlib.Path(__file__).parent / "data" / "astronaut.png"


class Viewer(canvas.Canvas):
    def __init__(self, path):
        super().__init__(f"{path.name}", size=(640, 640), background="#181818")
        self.image = canvas.Image.open(path)
        self.view = None  # the position of the image's corner, and its scale; None until it is fitted

    def fit(self):
        width, height = self.window.size
        scale = min(width / self.image.width, height / self.image.height)
        self.view = (width - self.image.width * scale) / 2, (height - self.image.height * scale) / 2, scale
        self.request_draw()

    def on_show(self, event):
        self.fit()

    def on_double_click(self, event):
        self.fit()

    def on_wheel(self, event):
        x, y, scale = self.view
        new = min(max(scale * 1.0015**-event.dy, 0.05), 50)
        # The point of the image under the pointer stays there.
        self.view = event.x - (event.x - x) * new / scale, event.y - (event.y - y) * new / scale, new
        self.request_draw()

    def on_pointer_down(self, event):
        self.held = event.x, event.y

    def on_pointer_move(self, event):
        if event.buttons:
            x, y, scale = self.view
            self.view = x + event.x - self.held[0], y + event.y - self.held[1], scale
            self.held = event.x, event.y
            self.request_draw()

    def on_draw(self, painter):
        if self.view is None:
            return
        x, y, scale = self.view
        painter.image_smoothing = scale < 4  # enlarged, the pixels stay sharp
        painter.draw_image(self.image, x, y, self.image.width * scale, self.image.height * scale)


Viewer(pathlib.Path(sys.argv[1]) if len(sys.argv) > 1 else DEFAULT).show()
canvas.run()
