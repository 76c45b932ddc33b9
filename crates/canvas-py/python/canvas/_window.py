"""`Canvas`: a window to draw in. Subclass it and override its handlers."""

from __future__ import annotations

import math
import os
import threading
from collections.abc import Callable, Mapping, Sequence

from canvas import _app_id, _canvas, _exit, _loop, _registry
from canvas._handlers import Handlers
from canvas._lazy import LazyModule
from canvas._properties import WindowProperties
from canvas._state import State
from canvas._tasks import TimerHandle

TYPE_CHECKING = False
if TYPE_CHECKING:
    import typing

    from canvas import _info, _streams, _types
else:
    typing, _types = LazyModule("typing"), LazyModule("canvas._types")
    _info, _streams = LazyModule("canvas._info"), LazyModule("canvas._streams")

#: The attributes that a subclass may not hide with its own.
_RESERVED = ("window", "stats", "keys", "pointer", "overlay", "closed", "close_reason")


class Canvas(Handlers):
    """A window to draw in.

    Subclass it, override `on_draw` and the other handlers you need, and call `show()`, which returns at once. All handlers of
    a window run on its own thread; its methods may be called from any thread.

    Arguments, most of which are attributes of `window` later (`WindowProperties` says more):

    * `title`: any text.
    * `size`, `position`, `min_size`, `max_size`: `(width, height)` and `(x, y)` of the content, in logical pixels; None lets
      the window manager choose the position, and does not limit the size.
    * `on_draw`: a function that draws, as the handler of that name does, instead of a subclass.
    * `resizable`: whether a user can resize the window.
    * `background`: the colour that each frame starts from: a CSS colour, a tuple of 3 or 4 ints from 0 to 255 or a `Color`; None
      is transparent.
    * `update_mode`: when frames are drawn: `"ondemand"`, `"continuous"`, `"fastest"` or `"manual"`.
    * `max_fps`: the most frames a second, above 0 and at most 1000.
    * `key_repeat`: whether `on_key_down` is called repeatedly while a key is held.
    * `decorated`, `fullscreen`, `always_on_top`, `icon`, `cursor`: ignored where the display does not support them.
    * `app_id`: the name by which desktops group windows, instead of that of `canvas.set_app_id()`, as described there.
    * `backend`: the name of one of `canvas.backends()`; None lets `CANVAS_BACKEND` and the environment choose.

    A subclass may take any arguments of its own. If it does not call `super().__init__()`, the defaults apply.

    Raises `TypeError` or `ValueError` for a bad argument, which it names; `RuntimeError` for a second call and after `show()`.
    """

    _canvas_: State

    def __new__(cls, *args: typing.Any, **kwargs: typing.Any) -> Canvas:
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
        background: typing.Any = "white",
        update_mode: str = "ondemand",
        max_fps: float = 60,
        key_repeat: bool = False,
        decorated: bool = True,
        fullscreen: bool = False,
        always_on_top: bool = False,
        icon: typing.Any = None,
        cursor: str = "default",
        backend: str | None = None,
        app_id: str | None = None,
    ) -> None:
        # The signature is the table of options: every argument but these two is one.
        options = {name: value for name, value in locals().items() if name not in ("self", "on_draw")}
        state = self._canvas_
        if state.initialized:
            raise RuntimeError("Canvas.__init__() was called before; make another canvas instead")
        if state.native.state != "new":
            raise RuntimeError("Canvas.__init__() must be called before show()")
        if on_draw is not None and not callable(on_draw):
            raise TypeError(f"on_draw must be a function that takes a painter, not {type(on_draw).__name__}")
        state.configure(options)
        state.initialized = True
        if on_draw is not None:
            self.on_draw = on_draw  # type: ignore[method-assign, assignment]

    def __init_subclass__(cls, **kwargs: typing.Any) -> None:
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

    # Methods. Any thread.

    def show(self) -> None:
        """Opens the window, shows it again after `hide()`, or raises it above others. Returns when the display has created the
        window, without waiting for a frame. Any thread.

        A window that was closed opens again, with the options it has. On macOS windows are shown while the main thread is in
        `run()` or waits for a window otherwise; a warning says so if it does not. On other threads `show()` returns there
        without waiting for the display.

        Raises `DisplayError` if the display refuses or does not answer within 3 s, `BackendUnavailable` if there is no such
        backend, `ClosedError` while the window is closing, `ResourceError` if no thread can be started for it.
        """
        state = self._canvas_
        opener = state.native.begin_show()
        if opener:
            self._open()
        try:
            state.native.finish_show(opener)
        except _canvas.CanvasError:
            if opener and state.thread is not threading.current_thread():
                # It ends at once, without a handler; then the canvas can be shown again.
                state.native.wait(5.0)
            raise
        except BaseException:
            state.native.close("exit")
            raise

    def _open(self) -> None:
        """Starts the window's thread, which opens the window and runs its handlers."""
        state = self._canvas_
        _exit.prepare()
        _app_id.prepare()
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

    def hide(self) -> None:
        """Removes the window from the screen until `show()`. It stays open: `run()` keeps waiting for it. Any thread."""
        self._canvas_.native.hide()

    def close(self) -> None:
        """Closes the window unconditionally. Returns at once; `on_close` then runs on the window's thread. Does nothing if the
        window is closed. Any thread."""
        state = self._canvas_
        state.native.close("program")
        if state.thread is None and state.streams and self.closed:  # never shown, so no thread ends the streams
            state.end_opening(lambda: None)

    def request_close(self) -> None:
        """Acts like the user's close button: calls `on_close_request`, which can refuse. Returns at once. Any thread.

        Raises `ClosedError` if the window is closing or closed.
        """
        self._canvas_.native.request_close()

    def wait(self, timeout: float | None = None) -> bool:
        """Blocks, with the GIL released, until the window is closed, at most `timeout` seconds (None: no limit). Returns whether
        it is closed. On the main thread Ctrl-C interrupts the wait.

        Raises `RuntimeError` on the window's own thread, if threads of windows would wait for each other in a circle, and if the
        window was never shown; `ValueError` for a negative timeout.
        """
        closed = self._canvas_.native.wait(timeout)
        thread = self._canvas_.thread
        if closed and thread is not None and thread is not threading.current_thread():
            thread.join(1.0)
        return closed

    def request_draw(self, rect: Sequence[float] | None = None) -> None:
        """Requests a new frame; several requests before it are coalesced into one frame. Returns at once. Any thread.

        `rect`: `(x, y, width, height)` of the damage, in logical pixels. `on_draw` still draws everything, and only this part is
        rasterised and presented; several requests present the bounding box of their parts. None: the whole window.

        Raises `ClosedError` if the window is closing or closed, `TypeError` for another `rect`.
        """
        self._canvas_.native.request_draw(rect)

    def force_draw(self, timeout: float = 5.0) -> None:
        """Draws a frame in any `update_mode`, and waits at most `timeout` seconds until the display has shown it.

        Any thread except the window's own. Raises `RuntimeError` on that thread, while the window is hidden or was never shown,
        and if `on_draw` raises; `TimeoutError` after the timeout; `ClosedError` if the window is closing or closed.
        """
        self._canvas_.native.force_draw(timeout)

    def present(self, pixels: typing.Any, *, fit: str = "contain", smooth: bool = True) -> None:
        """Shows raw pixels. The newest frame wins, whether it comes from here or from `on_draw`. Any thread.

        `pixels`: a buffer, an array or an `Image` of shape (h, w), (h, w, 1), (h, w, 3) or (h, w, 4), uint8, any strides: grey,
        RGB, or RGBA with straight alpha. They are copied, so the caller may change them when this returns. `fit`: how they fill
        the window, as CSS `object-fit`: `"contain"`, `"cover"`, `"fill"` or `"none"` (one physical pixel each, centred);
        `smooth`: whether scaling interpolates.

        Raises `TypeError` or `ValueError` for another type, shape or `fit`, `ResourceError` for too many pixels, `ClosedError` if
        the window is closing or closed.
        """
        self._canvas_.native.present(pixels, fit, smooth)

    def snapshot(self) -> _canvas.Image:
        """The frame that is shown now, at the size of the window in physical pixels. Any thread.

        Waits up to 5 s for a first frame, never for a later one. Raises `TimeoutError` if there is none by then, `RuntimeError`
        if the window was never shown, or on its own thread before the first frame, `ClosedError` after it was closed.
        """
        return self._canvas_.native.snapshot()

    def save(self, path: str | os.PathLike[str]) -> None:
        """Writes `snapshot()` to a file, in the format of its ending: `.png`, `.jpg` or `.jpeg`. Any thread.

        Raises the errors of `snapshot()`, `ValueError` for another ending, `OSError` if the file cannot be written.
        """
        self.snapshot().save(path)

    def record_video(self, path: str | os.PathLike[str], *, max_fps: float = 30) -> _canvas.Recording:
        """Starts recording the frames that the window shows, at most `max_fps` a second. Returns the handle. Any thread.

        The ending of `path` chooses the format: `.gif`; `.png` or `.apng` for an animated PNG; a path without an ending, or with a
        slash at its end, for a folder of numbered PNG files. A file of that name is replaced.

        The recording starts with the frame that is shown now, or else with the first one, and ends with `stop()` of the handle
        or when the window closes. Each frame lasts as long as it was shown. A native thread encodes the frames and never slows
        the window: frames that it cannot keep up with are dropped and counted.

        Raises `ValueError` for another ending or a `max_fps` that is not above 0 and at most 1000, `OSError` if the file or folder
        cannot be created, `ClosedError` if the window is closing or closed.
        """
        return self._canvas_.native.record_video(path, max_fps)

    def call(
        self, function: Callable[..., _types.Result], /, *args: typing.Any, timeout: float | None = None
    ) -> _types.Result:
        """Runs `function(*args)` on the window's thread, after the events that arrived before, waits for it at most `timeout`
        seconds (None: no limit), and returns its result or raises its exception. On that thread itself it runs at once.

        Raises `ClosedError` if the window closes first or is closed, `TimeoutError` after the timeout, `RuntimeError` if threads
        of windows would wait for each other in a circle, and if the window was never shown.
        """
        _check_callable("call", function)
        if threading.current_thread() is self._canvas_.thread:
            return function(*args)
        result: _types.Result = self._canvas_.tasks.call(function, args, timeout)
        return result

    def post(self, function: Callable[..., object], /, *args: typing.Any) -> None:
        """Runs `function(*args)` on the window's thread, after the events that arrived before. Returns at once; functions posted
        before `show()` run when the window opens. Its exceptions go to `on_error`. Any thread.

        Raises `ClosedError` if the window is closing or closed.
        """
        _check_callable("post", function)
        self._canvas_.tasks.post(function, args)

    def call_later(self, seconds: float, function: Callable[..., object], /, *args: typing.Any) -> TimerHandle:
        """Runs `function(*args)` on the window's thread after `seconds`, a finite number from 0 on. Returns a handle with
        `cancel()`. Its exceptions go to `on_error`. Any thread.

        Raises `TypeError` or `ValueError` for another number, `ClosedError` if the window is closing or closed.
        """
        _check_callable("call_later", function)
        if isinstance(seconds, bool) or not isinstance(seconds, (int, float)):
            raise TypeError(f"seconds must be a number, not {type(seconds).__name__}")
        if not math.isfinite(seconds) or seconds < 0:
            raise ValueError(f"seconds must be a finite number from 0 on, not {seconds}")
        return self._canvas_.tasks.call_later(float(seconds), function, args)

    def submit_event(self, event: Mapping[str, typing.Any] | typing.Any) -> None:
        """Injects an input event as if the user had caused it. Returns at once. Any thread.

        `event`: an event object, or a mapping of its fields with a `type` such as `"pointer_down"`; fields that are left out are
        0 or empty. The handlers receive it with `synthetic` set; `"close_request"` is the same as `request_close()`.

        Raises `TypeError` or `ValueError` for a bad field, which it names; `ClosedError` if the window is closing or closed.
        """
        self._canvas_.native.submit_event(event)

    def events(self, *types: str) -> _streams.EventStream:
        """The window's events for a loop of your own, from now until the window is closed: `for event in window.events()`, or
        `async for event in window.events()` in any running asyncio loop. Any thread; waiting with `for` raises `RuntimeError` on
        the window's own.

        `types`: the types to receive, such as `"pointer_down"`; none means all. Handlers run as usual, and an event that
        `on_event` stopped is left out. Raises `ValueError` for an unknown type. See `EventStream`.
        """
        return _streams.EventStream(self, types)

    async def next_event(self) -> typing.Any:
        """Waits in any running asyncio loop for the next event and returns it.

        From the first call on no event is lost between calls, as long as at most 10,000 wait. Raises `ClosedError` after the last
        event, which is `close`.
        """
        return await _streams.next_event(self)

    async def wait_closed(self) -> None:
        """Waits in any running asyncio loop until the window is closed; a window that was never shown has yet to open."""
        await _streams.wait_closed(self)

    # Attributes. Any thread.

    @property
    def window(self) -> WindowProperties:
        """Everything about the window, to read and to set: title, size, update mode and so on."""
        return WindowProperties(self._canvas_)

    @property
    def closed(self) -> bool:
        """Whether the window is closed and `on_close` has returned. False before `show()`."""
        return self._canvas_.native.state == "closed"

    @property
    def close_reason(self) -> str | None:
        """Why the window closes or was closed: `"user"` (close button), `"program"` (`close()`), `"exit"` (the end of the
        program), `"destroyed"` (by another program) or `"display_lost"`; None before."""
        return self._canvas_.native.close_reason

    @property
    def keys(self) -> tuple[str, ...]:
        """The keys that are held now, as W3C UI Events `key` values such as `"a"` or `"Shift"`."""
        return tuple(self._canvas_.native.keys)

    @property
    def pointer(self) -> _info.Pointer:
        """The position of the pointer and the buttons that are held now."""
        position, buttons = self._canvas_.native.pointer
        return _info.Pointer(position, tuple(buttons))

    @property
    def stats(self) -> _info.Stats:
        """Statistics of the window since it was shown: counts of frames, and times of their stages."""
        return _info.stats_of(self._canvas_.native)

    @property
    def overlay(self) -> bool:
        """Whether statistics are drawn over the window, to read and to set at any time. Default False, or True with
        `CANVAS_OVERLAY=1` in the environment.

        Native code draws them, so they keep moving while Python is stuck. They do not count as frames, and are not part of
        `snapshot()`. Setting raises `TypeError` for a value that is not a bool.
        """
        return self._canvas_.native.overlay

    @overlay.setter
    def overlay(self, on: bool) -> None:
        self._canvas_.native.overlay = on


def _check_callable(method: str, function: object) -> None:
    if not callable(function):
        raise TypeError(f"{method}() needs a function, not {type(function).__name__}")


def _warn_unknown_handler(cls: type, name: str) -> None:
    import difflib
    import warnings

    known = [known for known in dir(Canvas) if known.startswith("on_")]
    near = difflib.get_close_matches(name, known, 1)
    hint = f"; did you mean {near[0]}?" if near else ""
    warnings.warn(f"{cls.__name__}.{name} is not a handler of Canvas{hint}", stacklevel=3)


def windows() -> tuple[Canvas, ...]:
    """The canvases that have been shown and are not closed, oldest first. Any thread."""
    return _registry.open_canvases()


def show_image(pixels: typing.Any, title: str = "image") -> Canvas:
    """Opens a window that shows pixels, and returns it. Any thread.

    `pixels`: an array, another buffer or an `Image`, as for `Canvas.present`. The window has their size in logical pixels, or is
    scaled down to fit into 1200 by 800.

    Raises the errors of `Image(pixels)` and of `Canvas.show`.
    """
    image = pixels if isinstance(pixels, _canvas.Image) else _canvas.Image(pixels)
    scale = min(1.0, 1200 / image.width, 800 / image.height)
    size = (max(1, round(image.width * scale)), max(1, round(image.height * scale)))
    canvas = Canvas(title, size)
    canvas.present(image)
    canvas.show()
    return canvas
