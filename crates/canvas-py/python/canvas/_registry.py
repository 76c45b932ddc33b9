"""Which canvases are open. An open canvas is kept here, and by its thread, whatever the program does with it."""

from __future__ import annotations

import threading

TYPE_CHECKING = False
if TYPE_CHECKING:
    from canvas._window import Canvas

_lock = threading.Lock()
_open: dict[int, Canvas] = {}


def lock() -> threading.Lock:
    """For what has to agree with which canvases are open."""
    return _lock


def add(canvas: Canvas) -> None:
    with _lock:
        _open[id(canvas)] = canvas


def remove(canvas: Canvas) -> None:
    with _lock:
        _open.pop(id(canvas), None)


def open_canvases() -> tuple[Canvas, ...]:
    """Oldest first."""
    with _lock:
        return tuple(_open.values())


def forget_all() -> None:
    """In a forked child: the windows are the parent's, and the lock may be held for ever."""
    global _lock
    _lock = threading.Lock()
    _open.clear()
