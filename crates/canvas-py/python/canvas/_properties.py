"""What a canvas has of ours: its native window, and `WindowProperties`, everything about the window."""

from __future__ import annotations

from canvas import _canvas, _registry
from canvas._tasks import Tasks

TYPE_CHECKING = False
if TYPE_CHECKING:
    import threading
    import weakref
    from collections.abc import Callable
    from typing import Any

    from canvas import _desktop
    from canvas._streams import EventStream


class State:
    """What a canvas has of ours, out of the way of a subclass's own names."""

    __slots__ = ("ended", "initialized", "native", "own_stream", "reported", "streams", "tasks", "thread", "title")

    def __init__(self) -> None:
        self.native = _canvas.Window()
        self.tasks = Tasks(self.native)
        self.thread: threading.Thread | None = None
        self.initialized = False
        self.title = "canvas"
        self.reported: set[Any] = set()
        #: Who takes events outside of handlers. Changed under the registry's lock, and replaced as a whole.
        self.streams: tuple[weakref.ref[EventStream], ...] = ()
        #: The one of `next_event()`.
        self.own_stream: EventStream | None = None
        #: How many openings of the window are over. Under the registry's lock.
        self.ended = 0

    def end_opening(self, end: Callable[[], None]) -> None:
        """`end` makes the window a closed one; then there are no more events."""
        with _registry.lock():
            end()
            opening, self.ended = self.ended, self.ended + 1
            streams = self.streams
        for reference in streams:
            stream = reference()
            if stream is not None:
                stream.end(opening)


class WindowProperties:
    """Everything about the window of a canvas, to get and to set from any thread. Lengths are logical pixels.

    A set is a request to the window manager; a get is the last confirmed value.
    """

    __slots__ = ("_state",)

    def __init__(self, state: State) -> None:
        self._state = state

    def __repr__(self) -> str:
        return f"<window {self.title!r}, {self.state}>"

    @property
    def title(self) -> str:
        """The title; any text."""
        value: str = self._state.native.option("title")
        return value

    @title.setter
    def title(self, value: str) -> None:
        self._state.native.configure(title=value)
        self._state.title = value

    @property
    def size(self) -> tuple[float, float]:
        """Width and height of the content."""
        value: tuple[float, float] = self._state.native.option("size")
        return value

    @size.setter
    def size(self, value: tuple[float, float]) -> None:
        self._state.native.configure(size=value)

    @property
    def position(self) -> tuple[float, float] | None:
        """Where the content's top left corner is on the screen; None while it is not known."""
        value: tuple[float, float] | None = self._state.native.option("position")
        return value

    @position.setter
    def position(self, value: tuple[float, float] | None) -> None:
        self._state.native.configure(position=value)

    @property
    def min_size(self) -> tuple[float, float] | None:
        """A user cannot make it smaller; None is no limit."""
        value: tuple[float, float] | None = self._state.native.option("min_size")
        return value

    @min_size.setter
    def min_size(self, value: tuple[float, float] | None) -> None:
        self._state.native.configure(min_size=value)

    @property
    def max_size(self) -> tuple[float, float] | None:
        """A user cannot make it larger; None is no limit."""
        value: tuple[float, float] | None = self._state.native.option("max_size")
        return value

    @max_size.setter
    def max_size(self, value: tuple[float, float] | None) -> None:
        self._state.native.configure(max_size=value)

    @property
    def resizable(self) -> bool:
        """Whether a user can resize it."""
        value: bool = self._state.native.option("resizable")
        return value

    @resizable.setter
    def resizable(self, value: bool) -> None:
        self._state.native.configure(resizable=value)

    @property
    def background(self) -> str | None:
        """What each frame starts from: a CSS colour; None is transparent."""
        value: str | None = self._state.native.option("background")
        return value

    @background.setter
    def background(self, value: Any) -> None:
        self._state.native.configure(background=value)

    @property
    def update_mode(self) -> str:
        """`"ondemand"` (a frame for each request, resize or show), `"continuous"` (frames at `max_fps`), `"fastest"` or
        `"manual"` (`force_draw` only)."""
        value: str = self._state.native.option("update_mode")
        return value

    @update_mode.setter
    def update_mode(self, value: str) -> None:
        self._state.native.configure(update_mode=value)

    @property
    def max_fps(self) -> float:
        """The most frames a second, above 0 and at most 1000."""
        value: float = self._state.native.option("max_fps")
        return value

    @max_fps.setter
    def max_fps(self, value: float) -> None:
        self._state.native.configure(max_fps=value)

    @property
    def key_repeat(self) -> bool:
        """Whether held keys are reported again and again."""
        value: bool = self._state.native.option("key_repeat")
        return value

    @key_repeat.setter
    def key_repeat(self, value: bool) -> None:
        self._state.native.configure(key_repeat=value)

    @property
    def decorated(self) -> bool:
        """Whether the window manager draws a frame around it."""
        value: bool = self._state.native.option("decorated")
        return value

    @decorated.setter
    def decorated(self, value: bool) -> None:
        self._state.native.configure(decorated=value)

    @property
    def fullscreen(self) -> bool:
        """Whether it covers its monitor, without a frame."""
        value: bool = self._state.native.option("fullscreen")
        return value

    @fullscreen.setter
    def fullscreen(self, value: bool) -> None:
        self._state.native.configure(fullscreen=value)

    @property
    def maximized(self) -> bool:
        """Whether it is as large as the desktop lets it be."""
        value: bool = self._state.native.option("maximized")
        return value

    @maximized.setter
    def maximized(self, value: bool) -> None:
        self._state.native.configure(maximized=value)

    @property
    def minimized(self) -> bool:
        """Whether it is an icon or an entry of a task bar."""
        value: bool = self._state.native.option("minimized")
        return value

    @minimized.setter
    def minimized(self, value: bool) -> None:
        self._state.native.configure(minimized=value)

    @property
    def always_on_top(self) -> bool:
        """Whether it stays above other windows."""
        value: bool = self._state.native.option("always_on_top")
        return value

    @always_on_top.setter
    def always_on_top(self, value: bool) -> None:
        self._state.native.configure(always_on_top=value)

    @property
    def opacity(self) -> float:
        """How opaque the whole window is, from 0 to 1; on X11 it needs a compositing manager."""
        value: float = self._state.native.option("opacity")
        return value

    @opacity.setter
    def opacity(self, value: float) -> None:
        self._state.native.configure(opacity=value)

    @property
    def icon(self) -> _canvas.Image | None:
        """What task bars show for it: pixels as for `Canvas.present`, at most 512 by 512; None lets them choose."""
        value: _canvas.Image | None = self._state.native.option("icon")
        return value

    @icon.setter
    def icon(self, value: Any) -> None:
        self._state.native.configure(icon=value)

    @property
    def cursor(self) -> str:
        """How the pointer looks over it: a CSS cursor such as `"default"`, `"pointer"`, `"crosshair"`, `"text"`, `"grab"`, or
        `"none"`."""
        value: str = self._state.native.option("cursor")
        return value

    @cursor.setter
    def cursor(self, value: str) -> None:
        self._state.native.configure(cursor=value)

    @property
    def state(self) -> str:
        """`"new"`, `"opening"`, `"open"`, `"hidden"`, `"closing"` or `"closed"`."""
        return self._state.native.state

    @property
    def visible(self) -> bool:
        """Whether it is on the screen now."""
        return self._state.native.visible

    @property
    def ratio(self) -> float:
        """Physical pixels per logical pixel."""
        return self._state.native.ratio

    @property
    def physical_size(self) -> tuple[int, int]:
        """Width and height of the content in physical pixels."""
        return self._state.native.physical_size

    @property
    def monitor(self) -> _desktop.Monitor | None:
        """The monitor on which most of it is, or the nearest, as in `canvas.monitors()`; None while it is not open, and where
        there are several and the display does not tell where windows are (Wayland).

        Asks the display: raises `DisplayError` if it does not answer within 3 s.
        """
        from canvas import _desktop

        figures = self._state.native.monitor()
        return None if figures is None else _desktop.Monitor(*figures)

    @property
    def backend(self) -> str | None:
        """The name of its backend, while it is open."""
        return self._state.native.backend

    @property
    def capabilities(self) -> dict[str, Any] | None:
        """What its display can do, by name, while it is open; `"platform"` says what it is."""
        return self._state.native.capabilities
