"""Events for a program's own loops: an `EventStream` is an iterator, and an async iterator for any asyncio loop."""

from __future__ import annotations

import threading
import weakref
from collections import deque

from canvas import _registry
from canvas._canvas import ClosedError
from canvas._lazy import LazyModule

TYPE_CHECKING = False
if TYPE_CHECKING:
    import asyncio
    import typing

    from canvas import _types
else:
    asyncio, typing, _types = LazyModule("asyncio"), LazyModule("typing"), LazyModule("canvas._types")

#: How many events a stream keeps at most for a program that does not take them.
MAX_EVENTS = 10_000


class EventStream:
    """The events of one window, from the creation of the stream until the window is closed. `Canvas.events()` creates one.

    `for event in stream` waits for each event; `async for event in stream` waits in the running asyncio loop without blocking
    it; `pending()` returns the events that have arrived. Any thread may use a stream; each event is given out once. A stream
    keeps the newest 10,000 events; `lost` counts the older ones that were dropped. It ends after the `close` event of the
    window, or with `close()`. As a context manager it is closed at the end of the block.
    """

    __slots__ = ("__weakref__", "_canvas", "_ended", "_events", "_lock", "_lost", "_opening", "_types", "_waiters")

    def __init__(self, canvas: _types.Canvas, types: tuple[str, ...]) -> None:
        known = [name for name in (each[3:] for each in dir(type(canvas)) if each.startswith("on_")) if _is_event(name)]
        for name in types:
            if not isinstance(name, str):
                raise TypeError(f"types must be names of events such as 'pointer_down', not {type(name).__name__}")
            if name not in known:
                raise ValueError(f"types: there is no event {name!r}; there are {', '.join(known)}")
        state = canvas._canvas_
        self._canvas = canvas
        self._types = frozenset(types)
        # The lock guards the fields; nothing waits or runs while it is held, and waiters are woken without it.
        self._lock = threading.Lock()
        self._events: deque[typing.Any] = deque()
        self._lost = 0
        self._waiters: list[_Ticket | _Future] = []
        with _registry.lock():  # a window becomes closed under it
            self._ended = state.native.state == "closed"
            self._opening = state.ended
            others = (other for other in state.streams if other() is not None)
            state.streams = (*others, weakref.ref(self))

    def __repr__(self) -> str:
        return f"<events of {self._canvas!r}, {len(self._events)} pending{', ended' if self._ended else ''}>"

    # Called on the window's thread.

    def put(self, event: typing.Any) -> None:
        """Adds an event, if it has one of the types of this stream. Called by the window's loop, not by programs."""
        if self._types and event.type not in self._types:
            return
        with self._lock:
            if self._ended:
                return
            if len(self._events) >= MAX_EVENTS:
                self._events.popleft()
                self._lost += 1
            self._events.append(event)
            waiters, self._waiters = self._waiters, []
        for waiter in waiters:
            waiter.wake()

    def end(self, opening: int) -> None:
        """Ends the stream if it belongs to this opening of the window or an earlier one; the first opening is 0. Called by the
        window's loop, not by programs."""
        if self._opening <= opening:
            self.close()

    # Called by the program.

    @property
    def lost(self) -> int:
        """The number of events that were dropped because more than 10,000 were waiting."""
        return self._lost

    def close(self) -> None:
        """Ends the stream. Events that have arrived can still be taken; then iteration ends. Any thread."""
        with self._lock:
            self._ended = True
            waiters, self._waiters = self._waiters, []
        for waiter in waiters:
            waiter.wake()

    def __enter__(self) -> EventStream:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def pending(self) -> list[typing.Any]:
        """Takes the events that have arrived, oldest first, without waiting. Any thread."""
        with self._lock:
            events, self._events = list(self._events), deque()
        return events

    def __iter__(self) -> EventStream:
        return self

    def __next__(self) -> typing.Any:
        native = self._canvas._canvas_.native
        while True:
            with self._lock:
                if self._events:
                    return self._events.popleft()
                if self._ended:
                    raise StopIteration
            native.check_wait("events")
            if native.state == "new":
                raise RuntimeError("events(): the window has no thread yet; call show() first")
            try:
                self._wait_for(_Ticket(native))
            except ClosedError:  # its last events are still to come
                native.wait(None)
                self.end(self._opening)

    def _wait_for(self, ticket: _Ticket) -> None:
        if self._add(ticket):
            try:
                ticket.wait()
            finally:
                self._remove(ticket)

    def __aiter__(self) -> EventStream:
        return self

    async def __anext__(self) -> typing.Any:
        while True:
            with self._lock:
                if self._events:
                    return self._events.popleft()
                if self._ended:
                    raise StopAsyncIteration
            future = _Future()
            if self._add(future):
                try:
                    await future.future
                finally:
                    self._remove(future)

    def _add(self, waiter: _Ticket | _Future) -> bool:
        """Registers a waiter; False if there is nothing to wait for."""
        with self._lock:
            if self._events or self._ended:
                return False
            self._waiters.append(waiter)
            return True

    def _remove(self, waiter: _Ticket | _Future) -> None:
        with self._lock:
            if waiter in self._waiters:
                self._waiters.remove(waiter)


def _is_event(name: str) -> bool:
    return name not in ("draw", "event", "error")


class _Ticket:
    """A waiting thread."""

    __slots__ = ("_native", "_number")

    def __init__(self, native: typing.Any) -> None:
        self._native = native
        self._number = native.take_ticket()

    def wait(self) -> None:
        self._native.wait_ticket(self._number, None)

    def wake(self) -> None:
        self._native.finish_ticket(self._number)


class _Future:
    """A waiting coroutine."""

    __slots__ = ("_loop", "future")

    def __init__(self) -> None:
        self._loop = asyncio.get_running_loop()
        self.future: asyncio.Future[None] = self._loop.create_future()

    def wake(self) -> None:
        try:
            self._loop.call_soon_threadsafe(self._set)
        except RuntimeError:
            pass  # The loop is closed: nothing waits any more.

    def _set(self) -> None:
        if not self.future.done():
            self.future.set_result(None)


async def next_event(canvas: _types.Canvas) -> typing.Any:
    """The next event of a canvas: see `Canvas.next_event`."""
    state = canvas._canvas_
    while True:
        stream = state.own_stream
        if stream is None:
            stream = state.own_stream = EventStream(canvas, ())
        try:
            return await stream.__anext__()
        except StopAsyncIteration:
            if state.own_stream is stream:
                state.own_stream = None
            if canvas.closed:
                raise ClosedError("the window is closed; show() opens it again") from None


async def wait_closed(canvas: _types.Canvas) -> None:
    """Waits until a canvas is closed: see `Canvas.wait_closed`."""
    async for _ in EventStream(canvas, ("close",)):
        pass
