"""The loop on a window's own thread: Python code around one native call, so that no native frame lies under a handler."""

from __future__ import annotations

import sys
import threading

from canvas import _canvas, _exit, _registry

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from canvas._window import Canvas


def run_loop(canvas: Canvas, native: _canvas.Window) -> None:
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


def _dispatch(canvas: Canvas, ui: _canvas.UiThread, event: Any) -> None:
    name = "on_" + event.type
    if not ui.enter(name):
        return
    reply = None
    try:
        if canvas.on_event(event) is True:
            reply = False  # Whoever stops the event answers it: a stopped close request is refused.
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


def _draw(canvas: Canvas, ui: _canvas.UiThread, painter: _canvas.Painter) -> None:
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


def draws(canvas: Canvas) -> bool:
    """Whether the program draws by itself: by a handler of its class, or one assigned to the instance."""
    return getattr(canvas.on_draw, "__func__", None) is not type(canvas)._canvas_default_draw


def run_task(canvas: Canvas, ui: _canvas.UiThread, name: str, function: Any, arguments: tuple[Any, ...]) -> None:
    """Runs a posted function as a handler."""
    if not ui.enter(name):
        return
    try:
        function(*arguments)
    except BaseException as error:
        report_error(canvas, error)
    finally:
        ui.leave()


def report_error(canvas: Canvas, error: BaseException) -> None:
    """Takes an exception of a handler to where the documentation says."""
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


def _unraisable(error: BaseException, canvas: Canvas) -> None:
    class Unraisable:
        exc_type = type(error)
        exc_value = error
        exc_traceback = error.__traceback__
        err_msg = "Exception ignored in on_error of"
        object = canvas

    sys.unraisablehook(Unraisable)  # type: ignore[arg-type]


def default_on_error(canvas: Canvas, error: BaseException) -> None:
    """Prints the traceback through `threading.excepthook`, once for each place, and shows a red band."""
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
        pass  # It is closing: nobody would see it.
    if place in state.reported and place is not None:
        return
    if len(state.reported) < 1000:
        state.reported.add(place)
    arguments = (type(error), error, error.__traceback__, threading.current_thread())
    threading.excepthook(threading.ExceptHookArgs(arguments))
