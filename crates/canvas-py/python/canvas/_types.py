"""The interfaces between the parts of the package, as protocols, so that none of them imports `Canvas`."""

from __future__ import annotations

import threading
import weakref
from collections.abc import Callable
from typing import Any, Protocol, TypeVar

from canvas._canvas import UiThread, Window

Result = TypeVar("Result")


class TaskQueue(Protocol):
    """The functions that wait to run on a window's thread: `_tasks.Tasks`."""

    def run(self, canvas: Canvas, ui: UiThread, posted: int) -> None: ...
    def clear(self) -> None: ...


class EventSink(Protocol):
    """A receiver of events outside of handlers: `_streams.EventStream`."""

    def put(self, event: Any) -> None: ...
    def end(self, opening: int) -> None: ...
    async def __anext__(self) -> Any: ...


class State(Protocol):
    """The library's own state of a canvas: `_state.State`."""

    native: Window
    thread: threading.Thread | None
    title: str
    reported: set[Any]
    streams: tuple[weakref.ref[EventSink], ...]
    own_stream: EventSink | None
    ended: int

    @property
    def tasks(self) -> TaskQueue: ...
    def end_opening(self, end: Callable[[], None]) -> None: ...


class Canvas(Protocol):
    """A canvas, as its loop, its tasks and its event streams see it."""

    @property
    def _canvas_(self) -> State: ...
    @property
    def closed(self) -> bool: ...
    def on_draw(self, painter: Any) -> object: ...
    def on_event(self, event: Any) -> object: ...
    def on_error(self, exception: BaseException) -> object: ...
