"""The loop on a window's own thread: Python code around one native call, so that no native frame lies under a handler."""

from __future__ import annotations

from canvas import _canvas, _registry
from canvas._errors import report_error
from canvas._handlers import draws
from canvas._lazy import LazyModule

TYPE_CHECKING = False
if TYPE_CHECKING:
    import typing

    from canvas import _types
else:
    typing, _types = LazyModule("typing"), LazyModule("canvas._types")


def run_loop(canvas: _types.Canvas, native: _canvas.Window) -> None:
    """Runs all handlers of one opening of a window, from the first to `on_close`."""
    ui = native.start_ui()
    try:
        while True:
            events, tasks, closing = ui.turn()
            if closing is not None:
                break
            for event in events:
                _dispatch(canvas, ui, event)
            if tasks is not None:
                canvas._canvas_.tasks.run(canvas, ui, tasks)
            painter = ui.begin_draw()
            if painter is not None:
                _draw(canvas, ui, painter)
        if closing:
            _dispatch(canvas, ui, closing)
    finally:
        canvas._canvas_.tasks.clear()
        _registry.remove(canvas)
        canvas._canvas_.end_opening(ui.ended)


def _dispatch(canvas: _types.Canvas, ui: _canvas.UiThread, event: typing.Any) -> None:
    name = "on_" + event.type
    if not ui.enter(name):
        return
    reply = None
    try:
        if canvas.on_event(event) is True:
            reply = False  # The handler that stops a close request answers it: the window stays open.
        else:
            for reference in canvas._canvas_.streams:
                stream = reference()
                if stream is not None:
                    stream.put(event)
            reply = getattr(canvas, name)(event)
    except BaseException as error:
        report_error(canvas, error)
    finally:
        ui.leave()
    if name == "on_close_request":
        ui.answer_close(reply is False)


def _draw(canvas: _types.Canvas, ui: _canvas.UiThread, painter: _canvas.Painter) -> None:
    if not ui.enter("on_draw"):
        ui.fail_draw(painter)
        return
    try:
        if draws(canvas):
            canvas.on_draw(painter)
            ui.end_draw(painter)
        else:
            ui.skip_draw(painter)
    except BaseException as error:
        ui.fail_draw(painter)
        report_error(canvas, error)
    finally:
        ui.leave()


def run_task(
    canvas: _types.Canvas, ui: _canvas.UiThread, name: str, function: typing.Any, arguments: tuple[typing.Any, ...]
) -> None:
    """Runs a posted function as a handler: its exceptions go to `on_error`."""
    if not ui.enter(name):
        return
    try:
        function(*arguments)
    except BaseException as error:
        report_error(canvas, error)
    finally:
        ui.leave()
