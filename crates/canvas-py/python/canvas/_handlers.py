"""The handlers of a canvas, and their defaults."""

from __future__ import annotations

from canvas import _canvas, _errors
from canvas._lazy import LazyModule

TYPE_CHECKING = False
if TYPE_CHECKING:
    import typing

    from canvas import _types
else:
    typing, _types = LazyModule("typing"), LazyModule("canvas._types")


class Handlers:
    """The handlers of `Canvas`: override them in a subclass, or assign functions to an instance.

    All are optional. They run one at a time, on the window's own thread. Exceptions go to `on_error`. Names and units of
    events are those of W3C UI Events and Pointer Events in snake_case; positions and lengths are logical pixels.
    """

    __slots__ = ()

    def on_draw(self, painter: _canvas.Painter) -> object:
        """Draws a frame. Each frame starts from the background; `painter` is valid during this call only.

        If it raises, the previous frame stays. Without an `on_draw` of its own a window shows what `present()` gave it, or
        its background.
        """

    def on_event(self, event: typing.Any) -> object:
        """Receives every event before its own handler does. Returning True stops the event: neither its handler nor an
        event stream receives it, and a stopped close request is refused."""

    def on_pointer_down(self, event: _canvas.PointerEvent) -> object:
        """A mouse button was pressed (`event.button`), or a finger or pen touched (W3C `pointerdown`; unlike there, each
        further button of a mouse is reported too)."""

    def on_pointer_move(self, event: _canvas.PointerEvent) -> object:
        """The pointer moved (W3C `pointermove`). Moves that arrive while a handler runs are coalesced into the newest;
        `event.coalesced` holds the others."""

    def on_pointer_up(self, event: _canvas.PointerEvent) -> object:
        """A mouse button was released (`event.button`), or a finger or pen was lifted (W3C `pointerup`)."""

    def on_pointer_enter(self, event: _canvas.PointerEvent) -> object:
        """The pointer entered the window (W3C `pointerenter`)."""

    def on_pointer_leave(self, event: _canvas.PointerEvent) -> object:
        """The pointer left the window (W3C `pointerleave`)."""

    def on_pointer_cancel(self, event: _canvas.PointerEvent) -> object:
        """The display took the pointer away during a press, so no `on_pointer_up` follows (W3C `pointercancel`)."""

    def on_double_click(self, event: _canvas.PointerEvent) -> object:
        """The same button was pressed twice in quick succession at the same place (W3C `dblclick`)."""

    def on_wheel(self, event: _canvas.WheelEvent) -> object:
        """The wheel or a touchpad scrolled: 100 units for each notch, positive down and to the right (W3C `wheel`). Turns
        that arrive while a handler runs are added up; `event.coalesced` holds the single ones."""

    def on_key_down(self, event: _canvas.KeyEvent) -> object:
        """A key was pressed (W3C `keydown`). While it is held, this is called again only if `key_repeat` is set; then
        `event.repeat` is True."""

    def on_key_up(self, event: _canvas.KeyEvent) -> object:
        """A key was released (W3C `keyup`). When the window loses the focus, held keys are released by events whose
        `synthetic` is True."""

    def on_text_input(self, event: _canvas.TextEvent) -> object:
        """Text was entered: `event.text`, never empty (W3C `input`)."""

    def on_text_compose(self, event: _canvas.TextEvent) -> object:
        """An input method is composing text, which replaces what it composed before; the text is empty when composing ends
        (W3C `compositionupdate`)."""

    def on_drop(self, event: _canvas.DropEvent) -> object:
        """Files or data were dropped on the window: `event.paths` and `event.data` (HTML `drop`)."""

    def on_drag_over(self, event: _canvas.DropEvent) -> object:
        """Files or data are dragged over the window (HTML `dragover`). An event without `paths` and `data` says that they
        left it."""

    def on_resize(self, event: _canvas.ResizeEvent) -> object:
        """The window has a new size or ratio. A new frame is drawn without a call of `request_draw()`. Resizes that arrive
        while a handler runs are coalesced into the newest."""

    def on_move(self, event: _canvas.MoveEvent) -> object:
        """The window has a new position on the screen. Not reported on Wayland."""

    def on_show(self, event: _canvas.VisibilityEvent) -> object:
        """The window became visible: it was opened, shown again or restored."""

    def on_hide(self, event: _canvas.VisibilityEvent) -> object:
        """The window is no longer visible: it was hidden or minimised."""

    def on_focus_in(self, event: _canvas.FocusEvent) -> object:
        """The window received the keyboard focus (W3C `focus`)."""

    def on_focus_out(self, event: _canvas.FocusEvent) -> object:
        """The window lost the keyboard focus (W3C `blur`)."""

    def on_close_request(self, event: _canvas.CloseEvent) -> object:
        """The user pressed the close button, or the program called `request_close()`. Returning False keeps the window open;
        any other result closes it.

        A request that is not answered within 2 s hides the window until it is.
        """

    def on_close(self, event: _canvas.CloseEvent) -> object:
        """The window is closed, for the reason `event.reason`. This is the last handler of an opening; it runs once, also
        after `close()` and at the end of the program."""

    def on_error(self, exception: BaseException) -> object:
        """A handler raised `exception`.

        By default its traceback goes to `threading.excepthook`, once for each source line, and the window shows a red band
        with the message until a frame is drawn without an error. `SystemExit` does not come here: it closes all windows,
        and `canvas.run()` raises it.
        """
        _errors.default_on_error(self, exception)  # type: ignore[arg-type]
        return None


def draws(canvas: _types.Canvas) -> bool:
    """Whether the program draws frames: by a handler of its class, or by one assigned to the instance."""
    return getattr(canvas.on_draw, "__func__", None) is not Handlers.on_draw
