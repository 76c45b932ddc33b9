"""`Canvas`: a window to draw in. Subclass it and override its handlers."""

from __future__ import annotations

import math
import os
import threading

from canvas import _canvas, _exit, _loop, _registry
from canvas._properties import State, WindowProperties
from canvas._tasks import TimerHandle

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from typing import Any, ClassVar, TypeVar

    from canvas import _info
    from canvas._streams import EventStream

    _Result = TypeVar("_Result")

#: What a subclass may not hide with an attribute of its own.
_RESERVED = ("window", "stats", "keys", "pointer", "overlay", "closed", "close_reason")


class Canvas:
    """A window to draw in.

    Subclass it, override `on_draw` and what other handlers you need, and call `show()`: it returns at once. All handlers of
    a window run on a thread of its own; its verbs may be called from every thread.

    Arguments: `title`, any text. `size`, `position`, `min_size`, `max_size`: logical pixels. `resizable`: whether a user
    can resize it. `background`: what each frame starts from, a CSS colour or a tuple of 3 or 4 ints from 0 to 255; None is
    transparent. `update_mode`, `max_fps`: see `WindowProperties`. `key_repeat`: whether held keys are reported again and
    again. `decorated`, `fullscreen`, `always_on_top`, `icon`, `cursor`: see `WindowProperties`; what the display cannot do is
    left out. `backend`: one of `canvas.backends()`; None lets `CANVAS_BACKEND` and the environment choose. `on_draw`: a
    function that draws, instead of a subclass.

    A subclass may take any arguments of its own; if it does not call `super().__init__()`, the defaults hold.
    """

    _canvas_: State
    _canvas_default_draw: ClassVar[Callable[..., object]]

    def __new__(cls, *args: Any, **kwargs: Any) -> Canvas:
        self = super().__new__(cls)
        self._canvas_ = State()
        return self

    def __init__(
        self,
        title: str = "canvas",
        size: tuple[float, float] = (640, 480),
        *,
        on_draw: Callable[[_canvas.Painter], object] | None = None,
        position: tuple[float, float] | None = None,
        min_size: tuple[float, float] | None = None,
        max_size: tuple[float, float] | None = None,
        resizable: bool = True,
        background: Any = "white",
        update_mode: str = "ondemand",
        max_fps: float = 60,
        key_repeat: bool = False,
        decorated: bool = True,
        fullscreen: bool = False,
        always_on_top: bool = False,
        icon: Any = None,
        cursor: str = "default",
        backend: str | None = None,
    ) -> None:
        state = self._canvas_
        if state.initialized:
            raise RuntimeError("Canvas.__init__() was called before; make another canvas instead")
        if state.native.state != "new":
            raise RuntimeError("Canvas.__init__() must be called before show()")
        if on_draw is not None and not callable(on_draw):
            raise TypeError(f"on_draw must be a function that takes a painter, not {type(on_draw).__name__}")
        state.native.configure(
            title=title,
            size=size,
            position=position,
            min_size=min_size,
            max_size=max_size,
            resizable=resizable,
            background=background,
            update_mode=update_mode,
            max_fps=max_fps,
            key_repeat=key_repeat,
            decorated=decorated,
            fullscreen=fullscreen,
            always_on_top=always_on_top,
            icon=icon,
            cursor=cursor,
            backend=backend,
        )
        state.title = title
        state.initialized = True
        if on_draw is not None:
            self.on_draw = on_draw  # type: ignore[method-assign, assignment]

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        for name in vars(cls):
            if name in _RESERVED:
                raise TypeError(
                    f"{cls.__name__}.{name} would hide the attribute {name!r} of Canvas; choose another name"
                )
            if name.startswith("on_") and not hasattr(Canvas, name):
                _warn_unknown_handler(cls, name)

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self._canvas_.title!r}, {self._canvas_.native.state}>"

    # Verbs. Any thread.

    def show(self) -> None:
        """Opens the window, shows it again after `hide()`, or brings it to the front. Returns when the display has created
        it, without waiting for a frame.

        On macOS the window lives while the main thread is in `run()` or waits for a window otherwise; a warning says so if it
        does not. On other threads `show()` returns there without waiting for the display.

        Raises `DisplayError` if the display refuses or does not answer within 3 s, `BackendUnavailable` if there is no such
        backend, `ClosedError` while the window is closing, `ResourceError` if there is no thread for it.
        """
        state = self._canvas_
        opener = state.native.begin_show()
        if opener:
            _exit.prepare()
            state.initialized = True
            state.reported.clear()
            name = f"canvas:{state.title}"
            state.thread = threading.Thread(target=_loop.run_loop, args=(self, state.native), name=name, daemon=True)
            _registry.add(self)
            try:
                state.thread.start()
            except RuntimeError as error:
                _registry.remove(self)
                state.end_opening(state.native.abandon)
                raise _canvas.ResourceError(f"no thread for the window: {error}") from error
        try:
            state.native.finish_show(opener)
        except _canvas.CanvasError:
            if opener and state.thread is not threading.current_thread():
                # It ends at once, without a handler: the failed canvas can be shown again.
                state.native.wait(5.0)
            raise
        except BaseException:
            state.native.close("exit")
            raise

    def hide(self) -> None:
        """Takes the window off the screen. It stays open: `run()` goes on waiting for it. Any thread."""
        self._canvas_.native.hide()

    def close(self) -> None:
        """Closes the window for certain. Returns at once; `on_close` runs on the window's thread. Any thread."""
        state = self._canvas_
        state.native.close("program")
        if state.thread is None and state.streams and self.closed:  # never shown: no thread says that it is over
            state.end_opening(lambda: None)

    def request_close(self) -> None:
        """Does what the user's close button does: `on_close_request` can refuse it. Any thread."""
        self._canvas_.native.request_close()

    def wait(self, timeout: float | None = None) -> bool:
        """Blocks until the window is closed, at most `timeout` seconds; True if it is. Ctrl-C ends it on the main thread.

        Raises `RuntimeError` on the window's own thread, or if windows would wait for each other in a circle.
        """
        closed = self._canvas_.native.wait(timeout)
        thread = self._canvas_.thread
        if closed and thread is not None and thread is not threading.current_thread():
            thread.join(1.0)
        return closed

    def request_draw(self, rect: Sequence[float] | None = None) -> None:
        """Asks for a new frame; many requests make one frame. Any thread.

        With `rect`, `(x, y, width, height)` in logical pixels: `on_draw` draws everything as ever, and only that part is made
        into pixels and shown. Requests for several parts show a part that holds them all.
        """
        self._canvas_.native.request_draw(rect)

    def force_draw(self, timeout: float = 5.0) -> None:
        """Draws a frame, whatever `update_mode` says, and waits until it is shown.

        Raises `RuntimeError` on the window's own thread, while it is hidden, or if `on_draw` failed; `TimeoutError`.
        """
        self._canvas_.native.force_draw(timeout)

    def present(self, pixels: Any, *, fit: str = "contain", smooth: bool = True) -> None:
        """Shows raw pixels; the newest frame wins, whether it comes from here or from `on_draw`. Any thread.

        `pixels`: a buffer, an array or an `Image` of shape (h, w), (h, w, 1), (h, w, 3) or (h, w, 4), uint8, any strides:
        grey, RGB, RGBA. It is free again when this returns. `fit`: `"contain"`, `"cover"`, `"fill"` or `"none"`;
        `smooth`: whether enlarging interpolates.
        """
        self._canvas_.native.present(pixels, fit, smooth)

    def snapshot(self) -> _canvas.Image:
        """The frame that is shown now. Waits up to 5 s for a first frame, never for a later one. Any thread."""
        return self._canvas_.native.snapshot()

    def save(self, path: str | os.PathLike[str]) -> None:
        """Writes `snapshot()` to a file; its ending says how (`.png`). Any thread."""
        self.snapshot().save(path)

    def record_video(self, path: str | os.PathLike[str], *, max_fps: float = 30) -> _canvas.Recording:
        """Begins to record what the window shows. The ending says how: `.gif`, or `.png` and `.apng` for an animated PNG; a
        path without an ending, or with a slash at its end, is a folder for numbered PNG files. Any thread.

        It begins with the picture that is shown now, or else with the first one, and goes on until `stop()` of the handle
        that it returns, or until the window closes. Pictures last as long as they were shown, and there are at most `max_fps`
        a second. They are encoded on a native thread, which never slows the window: what it cannot keep up with is left out
        and counted. A file of that name is replaced.

        Raises ValueError for another ending, OSError if the file or folder cannot be made, `ClosedError`.
        """
        return self._canvas_.native.record_video(path, max_fps)

    def call(self, function: Callable[..., _Result], /, *args: Any, timeout: float | None = None) -> _Result:
        """Runs `function(*args)` on the window's thread, after the events that have come before, waits for it, and returns its
        result or raises its exception. On that thread itself it is run at once.

        Raises `ClosedError` if the window closes first, `TimeoutError`, and `RuntimeError` if windows would wait for each
        other in a circle.
        """
        _check_callable("call", function)
        if threading.current_thread() is self._canvas_.thread:
            return function(*args)
        result: _Result = self._canvas_.tasks.call(function, args, timeout)
        return result

    def post(self, function: Callable[..., object], /, *args: Any) -> None:
        """Runs `function(*args)` on the window's thread, soon; what was posted before `show()` runs then. Any thread."""
        _check_callable("post", function)
        self._canvas_.tasks.post(function, args)

    def call_later(self, seconds: float, function: Callable[..., object], /, *args: Any) -> TimerHandle:
        """Runs `function(*args)` on the window's thread after so many seconds. Returns a handle with `cancel()`."""
        _check_callable("call_later", function)
        if isinstance(seconds, bool) or not isinstance(seconds, (int, float)):
            raise TypeError(f"seconds must be a number, not {type(seconds).__name__}")
        if not math.isfinite(seconds) or seconds < 0:
            raise ValueError(f"seconds must be a finite number from 0 on, not {seconds}")
        return self._canvas_.tasks.call_later(float(seconds), function, args)

    def submit_event(self, event: Mapping[str, Any] | Any) -> None:
        """Lets an input event happen as if the user had made it: an event, or a mapping with the same fields and a `type`
        such as `"pointer_down"`. It is marked as `synthetic`; `"close_request"` is `request_close()`. Any thread."""
        self._canvas_.native.submit_event(event)

    def events(self, *types: str) -> EventStream:
        """The window's events for a loop of your own, from now until it is closed: `for event in window.events()`, or
        `async for event in window.events()` in any running asyncio loop. Any thread but, for the first, the window's own.

        `types`: only these, such as `"pointer_down"`; without, all. Handlers run as ever; an event that `on_event` has stopped
        does not come here. See `EventStream`.
        """
        from canvas import _streams

        return _streams.EventStream(self, types)

    async def next_event(self) -> Any:
        """The next event, in any running asyncio loop. From the first call on none is left out between two calls, as long as
        no more than 10,000 wait. Raises `ClosedError` after the last one, which is `close`."""
        from canvas import _streams

        return await _streams.next_event(self)

    async def wait_closed(self) -> None:
        """Waits in any running asyncio loop until the window is closed: now, or, if it was never shown, later on."""
        from canvas import _streams

        await _streams.wait_closed(self)

    # Attributes. Any thread.

    @property
    def window(self) -> WindowProperties:
        """Everything about the window: title, size, update mode and so on."""
        return WindowProperties(self._canvas_)

    @property
    def closed(self) -> bool:
        """Whether the window is closed."""
        return self._canvas_.native.state == "closed"

    @property
    def close_reason(self) -> str | None:
        """Why it closes or was closed: `"user"`, `"program"`, `"exit"`, `"destroyed"` or `"display_lost"`."""
        return self._canvas_.native.close_reason

    @property
    def keys(self) -> tuple[str, ...]:
        """The keys that are held now, as W3C `key` values."""
        return tuple(self._canvas_.native.keys)

    @property
    def pointer(self) -> _info.Pointer:
        """Where the pointer is, and the buttons that are held."""
        from canvas import _info

        position, buttons = self._canvas_.native.pointer
        return _info.Pointer(position, tuple(buttons))

    @property
    def stats(self) -> _info.Stats:
        """The figures since it was shown."""
        from canvas import _info

        return _info.stats_of(self._canvas_.native)

    @property
    def overlay(self) -> bool:
        """Whether the figures are drawn over the window, to get and to set at any time. Native code draws them, so they move
        while Python is stuck. They are no frames, and no part of a `snapshot()`. `CANVAS_OVERLAY=1` in the environment turns
        them on for every window."""
        return self._canvas_.native.overlay

    @overlay.setter
    def overlay(self, on: bool) -> None:
        self._canvas_.native.overlay = on

    # Handlers. All optional, all on the window's own thread.

    def on_draw(self, painter: _canvas.Painter) -> object:
        """Draw a frame. Each begins from the background; if this fails, the frame before stays. The painter is good for
        this call only."""

    def on_event(self, event: Any) -> object:
        """Every event, first; returning True stops it."""

    def on_pointer_down(self, event: _canvas.PointerEvent) -> object:
        """A button went down."""

    def on_pointer_move(self, event: _canvas.PointerEvent) -> object:
        """The pointer moved. Moves that come while a handler runs are put together; `event.coalesced` has them."""

    def on_pointer_up(self, event: _canvas.PointerEvent) -> object:
        """A button went up."""

    def on_pointer_enter(self, event: _canvas.PointerEvent) -> object:
        """The pointer came into the window."""

    def on_pointer_leave(self, event: _canvas.PointerEvent) -> object:
        """The pointer left the window."""

    def on_pointer_cancel(self, event: _canvas.PointerEvent) -> object:
        """The display took the pointer away in the middle of a press."""

    def on_double_click(self, event: _canvas.PointerEvent) -> object:
        """The same button was pressed twice."""

    def on_wheel(self, event: _canvas.WheelEvent) -> object:
        """The wheel turned."""

    def on_key_down(self, event: _canvas.KeyEvent) -> object:
        """A key went down; with `key_repeat`, again and again while it is held."""

    def on_key_up(self, event: _canvas.KeyEvent) -> object:
        """A key went up."""

    def on_text_input(self, event: _canvas.TextEvent) -> object:
        """Text was typed."""

    def on_text_compose(self, event: _canvas.TextEvent) -> object:
        """An input method is composing text, which replaces what it had composed before."""

    def on_drop(self, event: _canvas.DropEvent) -> object:
        """Something was dropped on the window; `event.paths` are the files."""

    def on_drag_over(self, event: _canvas.DropEvent) -> object:
        """Something that could be dropped is held over the window; without `paths` and `data`, it has left."""

    def on_resize(self, event: _canvas.ResizeEvent) -> object:
        """The window has a new size. A new frame is drawn anyway."""

    def on_move(self, event: _canvas.MoveEvent) -> object:
        """The window has a new place on the screen."""

    def on_show(self, event: _canvas.VisibilityEvent) -> object:
        """The window can be seen."""

    def on_hide(self, event: _canvas.VisibilityEvent) -> object:
        """The window cannot be seen any more: hidden or minimised."""

    def on_focus_in(self, event: _canvas.FocusEvent) -> object:
        """The keyboard focus came."""

    def on_focus_out(self, event: _canvas.FocusEvent) -> object:
        """The keyboard focus went."""

    def on_close_request(self, event: _canvas.CloseEvent) -> object:
        """The close button was pressed. Returning False keeps the window open."""

    def on_close(self, event: _canvas.CloseEvent) -> object:
        """The window is gone. The last handler."""

    def on_error(self, exception: BaseException) -> object:
        """A handler raised this. By default its traceback goes through `threading.excepthook`, once for each place, and the
        window shows a red band with the message until a draw succeeds."""
        _loop.default_on_error(self, exception)
        return None


#: How the loop tells a canvas that draws from one that does not.
Canvas._canvas_default_draw = Canvas.on_draw


def _check_callable(verb: str, function: object) -> None:
    if not callable(function):
        raise TypeError(f"{verb}() needs a function, not {type(function).__name__}")


def _warn_unknown_handler(cls: type, name: str) -> None:
    import difflib
    import warnings

    known = [known for known in dir(Canvas) if known.startswith("on_")]
    near = difflib.get_close_matches(name, known, 1)
    hint = f"; did you mean {near[0]}?" if near else ""
    warnings.warn(f"{cls.__name__}.{name} is not a handler of Canvas{hint}", stacklevel=3)


def windows() -> tuple[Canvas, ...]:
    """The canvases that have been shown and are not closed, oldest first."""
    return _registry.open_canvases()


def show_image(pixels: Any, title: str = "image") -> Canvas:
    """Opens a window that shows an array or an `Image` (see `Canvas.present`), at its own size or what fits a screen, and
    returns it."""
    image = pixels if isinstance(pixels, _canvas.Image) else _canvas.Image(pixels)
    scale = min(1.0, 1200 / image.width, 800 / image.height)
    size = (max(1, round(image.width * scale)), max(1, round(image.height * scale)))
    canvas = Canvas(title, size)
    canvas.present(image)
    canvas.show()
    return canvas
