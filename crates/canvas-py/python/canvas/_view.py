"""`python -m canvas view FILE…`: an image viewer."""

import pathlib
from collections.abc import Sequence

import canvas

SIZE = (800, 600)
MIN_SCALE, MAX_SCALE = 0.02, 64.0  # logical pixels per pixel of the image


class Viewer(canvas.Canvas):
    """Dragging moves the image, the wheel zooms at the pointer, a double click fits the image to the window. The arrow keys,
    space and backspace go through the files; Escape and `q` close the window. Dropped files are added."""

    def __init__(self, paths: Sequence[pathlib.Path]) -> None:
        super().__init__("view", size=SIZE, background="#181818")
        self.paths = list(paths)
        self.index = 0
        self.image: canvas.Image | None = None
        self.problem = ""
        #: The position of the image's top left corner, and its scale; None fits it to the window.
        self.view: tuple[float, float, float] | None = None
        self.drag_from = (0.0, 0.0)
        self.go(0)

    def go(self, step: int) -> None:
        """Opens the file that is `step` files after this one."""
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

    def placement(self) -> tuple[float, float, float]:
        """The position of the image's top left corner in the window, and its scale."""
        if self.view is not None or self.image is None:
            return self.view or (0, 0, 1)
        width, height = self.window.size
        scale = min(width / self.image.width, height / self.image.height)
        return (width - self.image.width * scale) / 2, (height - self.image.height * scale) / 2, scale

    def on_double_click(self, event: canvas.PointerEvent) -> None:
        self.view = None
        self.request_draw()

    def on_wheel(self, event: canvas.WheelEvent) -> None:
        x, y, scale = self.placement()
        new = min(max(scale * 1.0015**-event.dy, MIN_SCALE), MAX_SCALE)
        # The point of the image under the pointer stays there.
        self.view = event.x - (event.x - x) * new / scale, event.y - (event.y - y) * new / scale, new
        self.request_draw()

    def on_pointer_down(self, event: canvas.PointerEvent) -> None:
        self.drag_from = event.x, event.y

    def on_pointer_move(self, event: canvas.PointerEvent) -> None:
        if event.buttons:
            x, y, scale = self.placement()
            self.view = x + event.x - self.drag_from[0], y + event.y - self.drag_from[1], scale
            self.drag_from = event.x, event.y
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
        x, y, scale = self.placement()
        painter.image_smoothing = scale < 4  # enlarged, the single pixels matter
        painter.draw_image(self.image, x, y, self.image.width * scale, self.image.height * scale)
