"""Windows to draw in that never freeze, whatever the program does.

Subclass `Canvas`, override `on_draw` and call `show()`, which returns at once.

    import canvas

    class Hello(canvas.Canvas):
        def on_draw(self, painter):
            painter.fill_style = "tomato"
            painter.fill_circle(200, 150, 80)

    Hello("Hello", size=(400, 300)).show()
"""

from canvas import _canvas, fonts
from canvas._app_id import set_app_id
from canvas._canvas import (
    BackendUnavailable,
    CanvasError,
    ClosedError,
    CloseEvent,
    Color,
    DisplayError,
    DisplayLost,
    DropEvent,
    FocusEvent,
    Gradient,
    Image,
    KeyEvent,
    MoveEvent,
    Painter,
    Path,
    Pattern,
    PointerEvent,
    Recording,
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
from canvas._properties import WindowProperties
from canvas._window import Canvas, show_image, windows

TYPE_CHECKING = False
if TYPE_CHECKING:
    from canvas._desktop import Button, Clipboard, Monitor, clipboard, monitors
    from canvas._info import Backend, Pointer, Stats, Times, backends, report
    from canvas._streams import EventStream

__version__: str = _canvas.__version__

__all__ = [
    "Backend",
    "BackendUnavailable",
    "Button",
    "Canvas",
    "CanvasError",
    "Clipboard",
    "CloseEvent",
    "ClosedError",
    "Color",
    "DisplayError",
    "DisplayLost",
    "DropEvent",
    "EventStream",
    "FocusEvent",
    "Gradient",
    "Image",
    "KeyEvent",
    "Monitor",
    "MoveEvent",
    "Painter",
    "Path",
    "Pattern",
    "Pointer",
    "PointerEvent",
    "Recording",
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
    "clipboard",
    "close_all",
    "fonts",
    "monitors",
    "render",
    "report",
    "run",
    "set_app_id",
    "show_image",
    "windows",
]

# Names that few programs need are imported on first use: `typing` and `enum` take longer to import than the whole package.
_LAZY = {
    "_desktop": ("Button", "Clipboard", "Monitor", "clipboard", "monitors"),
    "_info": ("Backend", "Pointer", "Stats", "Times", "backends", "report"),
    "_streams": ("EventStream",),
}


def __getattr__(name: str) -> object:
    import importlib

    for module, names in _LAZY.items():
        if name in names:
            value: object = getattr(importlib.import_module(f"canvas.{module}"), name)
            globals()[name] = value
            return value
    raise AttributeError(f"module 'canvas' has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted({*__all__, *(name for name in globals() if name.startswith("_"))})
