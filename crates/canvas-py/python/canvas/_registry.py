"""The canvases that are open. An open canvas is kept alive here and by its thread, even if the program drops it."""

from __future__ import annotations

import threading

from canvas._lazy import LazyModule

TYPE_CHECKING = False
if TYPE_CHECKING:
    import typing

    from canvas import _types
else:
    typing, _types = LazyModule("typing"), LazyModule("canvas._types")

_lock = threading.Lock()
_open: dict[int, typing.Any] = {}


def lock() -> threading.Lock:
    """The lock of the list of open canvases, for state that has to agree with it."""
    return _lock


def add(canvas: _types.Canvas) -> None:
    """Adds a canvas whose window is about to open."""
    with _lock:
        _open[id(canvas)] = canvas


def remove(canvas: _types.Canvas) -> None:
    """Removes a canvas whose window is closed, if it is there."""
    with _lock:
        _open.pop(id(canvas), None)


def open_canvases() -> tuple[typing.Any, ...]:
    """The open canvases, oldest first."""
    with _lock:
        return tuple(_open.values())


def forget_all() -> None:
    """Empties the list in a forked child: the windows belong to the parent, whose threads may hold the lock forever."""
    global _lock
    _lock = threading.Lock()
    _open.clear()
