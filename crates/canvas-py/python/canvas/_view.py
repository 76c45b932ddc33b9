"""What `python -m canvas view FILE…` shows: pictures, one at a time, to look at closely."""

import pathlib
from collections.abc import Sequence

import canvas

SIZE = (800, 600)
LEAST, MOST = 0.02, 64.0  # how far one can zoom


class Viewer(canvas.Canvas):
    """Drag moves the picture, the wheel zooms at the pointer, a double click fits it; the arrow keys, space and backspace go
    through the files, Escape and `q` end it. Dropped files are looked at, too."""

    def __init__(self, paths: Sequence[pathlib.Path]) -> None:
        super().__init__("view", size=SIZE, background="#181818")
        self.paths = list(paths)
        self.index = 0
        self.image: canvas.Image | None = None
        self.problem = ""
        #: Where the picture's corner is, and its scale; None fits it.
        self.view: tuple[float, float, float] | None = None
        self.held = (0.0, 0.0)
        self.go(0)

    def go(self, step: int) -> None:
        """Opens the file so many steps on."""
        self.index = (self.index + step) % len(self.paths)
        path = self.paths[self.index]
        self.image, self.problem, self.view = None, "", None
        try:
            self.image = canvas.Image.open(path)
        except (OSError, ValueError, canvas.CanvasError) as error:
            self.problem = f"{path.name}: {error}"
        size = f", {self.image.width} × {self.image.height}" if self.image else ""
        place = f" ({self.index + 1} of {len(self.paths)})" if len(self.paths) > 1 else ""
        self.window.title = f"{path.name}{size}{place}"
        if not self.closed:
            self.request_draw()

    def placed(self) -> tuple[float, float, float]:
        """Where the picture is."""
        if self.view is not None or self.image is None:
            return self.view or (0, 0, 1)
        width, height = self.window.size
        scale = min(width / self.image.width, height / self.image.height)
        return (width - self.image.width * scale) / 2, (height - self.image.height * scale) / 2, scale

    def on_double_click(self, event: canvas.PointerEvent) -> None:
        self.view = None
        self.request_draw()

    def on_wheel(self, event: canvas.WheelEvent) -> None:
        x, y, scale = self.placed()
        new = min(max(scale * 1.0015**-event.dy, LEAST), MOST)
        # The point of the picture under the pointer stays there.
        self.view = event.x - (event.x - x) * new / scale, event.y - (event.y - y) * new / scale, new
        self.request_draw()

    def on_pointer_down(self, event: canvas.PointerEvent) -> None:
        self.held = event.x, event.y

    def on_pointer_move(self, event: canvas.PointerEvent) -> None:
        if event.buttons:
            x, y, scale = self.placed()
            self.view = x + event.x - self.held[0], y + event.y - self.held[1], scale
            self.held = event.x, event.y
            self.request_draw()

    def on_key_down(self, event: canvas.KeyEvent) -> None:
        if event.key in ("Escape", "q"):
            self.close()
        elif event.key in ("ArrowRight", "ArrowDown", " ", "PageDown"):
            self.go(1)
        elif event.key in ("ArrowLeft", "ArrowUp", "Backspace", "PageUp"):
            self.go(-1)

    def on_drop(self, event: canvas.DropEvent) -> None:
        if event.paths:
            self.paths[self.index + 1 : self.index + 1] = [pathlib.Path(path) for path in event.paths]
            self.go(1)

    def on_draw(self, painter: canvas.Painter) -> None:
        if self.image is None:
            painter.fill_style = "#d0d0d0"
            painter.font = "16px sans-serif"
            painter.fill_text_box(self.problem, 20, 20, max(painter.width - 40, 1))
            return
        x, y, scale = self.placed()
        painter.image_smoothing = scale < 4  # close up, the pixels are what one wants to see
        painter.draw_image(self.image, x, y, self.image.width * scale, self.image.height * scale)
