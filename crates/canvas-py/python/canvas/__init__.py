"""Windows to draw in that stay alive whatever the program does.

Subclass `Canvas`, override `on_draw`, call `show()`: it returns at once.

    import canvas

    class Hello(canvas.Canvas):
        def on_draw(self, painter):
            painter.fill_style = "tomato"
            painter.fill_circle(200, 150, 80)

    Hello("Hello", size=(400, 300)).show()
"""

from canvas import _canvas
from canvas._canvas import (
    BackendUnavailable,
    CanvasError,
    ClosedError,
    CloseEvent,
    Color,
    DisplayError,
    DisplayLost,
    FocusEvent,
    Gradient,
    Image,
    KeyEvent,
    MoveEvent,
    Painter,
    Path,
    Pattern,
    PointerEvent,
    ResizeEvent,
    ResourceError,
    TextEvent,
    TextMetrics,
    Transform,
    UnsupportedError,
    VisibilityEvent,
    WheelEvent,
    render,
)
from canvas._exit import close_all, run
from canvas._info import Backend, Pointer, Stats, Times, backends, report
from canvas._window import Button, Canvas, WindowProperties, show_image, windows

__version__: str = _canvas.__version__

__all__ = [
    "Backend",
    "BackendUnavailable",
    "Button",
    "Canvas",
    "CanvasError",
    "CloseEvent",
    "ClosedError",
    "Color",
    "DisplayError",
    "DisplayLost",
    "FocusEvent",
    "Gradient",
    "Image",
    "KeyEvent",
    "MoveEvent",
    "Painter",
    "Path",
    "Pattern",
    "Pointer",
    "PointerEvent",
    "ResizeEvent",
    "ResourceError",
    "Stats",
    "TextEvent",
    "TextMetrics",
    "Times",
    "Transform",
    "UnsupportedError",
    "VisibilityEvent",
    "WheelEvent",
    "WindowProperties",
    "backends",
    "close_all",
    "render",
    "report",
    "run",
    "show_image",
    "windows",
]
