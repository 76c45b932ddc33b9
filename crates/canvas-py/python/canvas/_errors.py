"""Exceptions of handlers: who receives them, and the default."""

from __future__ import annotations

import sys
import threading

from canvas import _canvas, _exit
from canvas._lazy import LazyModule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from canvas import _types
else:
    _types = LazyModule("canvas._types")

#: The most failing source lines that are remembered for one opening of a window.
_MAX_REPORTED = 1000


def report_error(canvas: _types.Canvas, error: BaseException) -> None:
    """Passes an exception of a handler to `on_error`, and `SystemExit` to `run()`. The window's own thread."""
    if isinstance(error, SystemExit):
        _exit.request_exit(error)
        return
    try:
        canvas.on_error(error)
    except BaseException as second:
        if isinstance(second, SystemExit):
            _exit.request_exit(second)
            return
        _unraisable(second, canvas)


def _unraisable(error: BaseException, canvas: _types.Canvas) -> None:
    class Unraisable:
        exc_type = type(error)
        exc_value = error
        exc_traceback = error.__traceback__
        err_msg = "Exception ignored in on_error of"
        object = canvas

    sys.unraisablehook(Unraisable)  # type: ignore[arg-type]


def default_on_error(canvas: _types.Canvas, error: BaseException) -> None:
    """Prints the traceback through `threading.excepthook`, once for each source line, and shows a red band."""
    state = canvas._canvas_
    traceback = error.__traceback__
    while traceback is not None and traceback.tb_next is not None:
        traceback = traceback.tb_next
    place = None
    if traceback is not None:
        place = (type(error), traceback.tb_frame.f_code.co_filename, traceback.tb_lineno)
    try:
        message = f"{type(error).__name__}: {error}"
    except BaseException:
        message = type(error).__name__
    try:
        state.native.show_banner(message)
    except _canvas.CanvasError:
        pass  # The window is closing: the band would not be seen.
    if place in state.reported and place is not None:
        return
    if len(state.reported) < _MAX_REPORTED:
        state.reported.add(place)
    arguments = (type(error), error, error.__traceback__, threading.current_thread())
    threading.excepthook(threading.ExceptHookArgs(arguments))
