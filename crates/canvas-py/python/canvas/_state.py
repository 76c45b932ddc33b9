"""The library's own state of a canvas, kept in one attribute, out of the way of a subclass's names."""

from __future__ import annotations

import threading
from collections.abc import Callable

from canvas import _canvas, _registry
from canvas._lazy import LazyModule
from canvas._tasks import Tasks

TYPE_CHECKING = False
if TYPE_CHECKING:
    import typing
    import weakref

    from canvas import _types
else:
    typing, weakref, _types = LazyModule("typing"), LazyModule("weakref"), LazyModule("canvas._types")


class State:
    """The native window of a canvas, its tasks, its thread and its event streams."""

    __slots__ = ("ended", "initialized", "native", "own_stream", "reported", "streams", "tasks", "thread", "title")

    def __init__(self) -> None:
        self.native = _canvas.Window()
        self.tasks = Tasks(self.native)
        self.thread: threading.Thread | None = None
        self.initialized = False
        self.title = "canvas"
        #: The source lines whose exceptions were reported in this opening.
        self.reported: set[typing.Any] = set()
        #: The receivers of events outside of handlers. Changed under the registry's lock, and replaced as a whole.
        self.streams: tuple[weakref.ref[_types.EventSink], ...] = ()
        #: The stream of `next_event()`.
        self.own_stream: _types.EventSink | None = None
        #: The number of openings of the window that are over. Under the registry's lock.
        self.ended = 0

    def configure(self, options: dict[str, typing.Any]) -> None:
        """Changes options of the window; changes none if one of them is refused."""
        self.native.configure(**options)
        self.title = options.get("title", self.title)

    def end_opening(self, end: Callable[[], None]) -> None:
        """Calls `end`, which marks the window as closed, and ends the event streams of this opening."""
        with _registry.lock():
            end()
            opening, self.ended = self.ended, self.ended + 1
            streams = self.streams
        for reference in streams:
            stream = reference()
            if stream is not None:
                stream.end(opening)
