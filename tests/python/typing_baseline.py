"""Checked by mypy, never run: the types that a user's program relies on."""

from typing import assert_type

import canvas


class Window(canvas.Canvas):
    def __init__(self, name: str) -> None:
        super().__init__(name, size=(300, 200), update_mode="continuous", max_fps=30)

    def on_draw(self, painter: canvas.Painter) -> None:
        painter.fill_style = "tomato"
        painter.fill_style = (255, 99, 71)
        painter.fill_circle(painter.width / 2, 20, 5)
        with painter.saved():
            painter.translate(1, 2)
            painter.line_dash = [1, 2.5]

    def on_pointer_down(self, event: canvas.PointerEvent) -> None:
        assert_type(event.x, float)
        assert_type(event.type, str)

    def on_close_request(self, event: canvas.CloseEvent) -> bool | None:
        return False


window = Window("typed")
window.show()
assert_type(window.wait(1.5), bool)
assert_type(window.snapshot(), canvas.Image)
assert_type(window.call(len, "four"), int)
assert_type(window.closed, bool)
assert_type(canvas.render(lambda painter: painter.clear("red"), (10, 10)), canvas.Image)
assert_type(canvas.windows(), tuple[canvas.Canvas, ...])
assert_type(window.window.title, str)
assert_type(window.window.size, tuple[float, float])
assert_type(window.window.position, tuple[float, float] | None)
assert_type(window.window.icon, canvas.Image | None)
window.window.size = (300, 200)
window.window.background = (255, 99, 71)
window.window.resizable = "yes"  # type: ignore[assignment]
