"""Functions that other threads pass to a window's thread: `post`, `call`, `call_later`."""

from __future__ import annotations

import itertools
import threading
from collections import deque
from collections.abc import Callable

from canvas import _loop
from canvas._canvas import ClosedError, UiThread, Window
from canvas._lazy import LazyModule

TYPE_CHECKING = False
if TYPE_CHECKING:
    import heapq
    import typing

    from canvas import _types
else:
    heapq, typing, _types = LazyModule("heapq"), LazyModule("typing"), LazyModule("canvas._types")


class TimerHandle:
    """A timer that `Canvas.call_later()` started. Any thread may use it, before and after the function has run."""

    __slots__ = ("__weakref__", "_arguments", "_function")

    def __init__(self, function: Callable[..., object], arguments: tuple[typing.Any, ...]) -> None:
        self._function: Callable[..., object] | None = function
        self._arguments = arguments

    def cancel(self) -> None:
        """Prevents the function from running, unless it has begun. May be called again."""
        self._function = None
        self._arguments = ()

    @property
    def cancelled(self) -> bool:
        """Whether the timer was cancelled, or its function has begun to run."""
        return self._function is None


class _Post:
    """A function whose result no thread waits for."""

    __slots__ = ("arguments", "function")

    def __init__(self, function: Callable[..., object], arguments: tuple[typing.Any, ...]) -> None:
        self.function = function
        self.arguments = arguments


class _Call:
    """A function whose result the calling thread waits for."""

    __slots__ = ("arguments", "error", "function", "result", "ticket")

    def __init__(self, function: Callable[..., typing.Any], arguments: tuple[typing.Any, ...]) -> None:
        self.function = function
        self.arguments = arguments
        self.ticket = 0
        self.result: typing.Any = None
        self.error: BaseException | None = None

    def run(self, native: Window, ui: UiThread) -> None:
        try:
            if not ui.enter(_name(self.function)):
                return
            try:
                self.result = self.function(*self.arguments)
            except BaseException as error:
                self.error = error
            finally:
                ui.leave()
        finally:
            native.finish_ticket(self.ticket)


def _name(function: Callable[..., object]) -> str:
    name = getattr(function, "__qualname__", None)
    return name if isinstance(name, str) else repr(type(function))


class Tasks:
    """The tasks of one canvas. The lock guards the heap of timers; it is never held while a function runs."""

    def __init__(self, native: Window) -> None:
        self._native = native
        self._due: deque[_Post | _Call] = deque()
        self._timers: list[tuple[float, int, TimerHandle]] = []
        self._order = itertools.count()
        self._lock = threading.Lock()

    def post(self, function: Callable[..., object], arguments: tuple[typing.Any, ...]) -> None:
        """Runs the function on the window's thread. Raises `ClosedError` if the window closes or is closed."""
        task = _Post(function, arguments)
        self._due.append(task)
        try:
            self._native.post_task()
        except ClosedError:
            self._remove(task)
            raise

    def call(
        self, function: Callable[..., typing.Any], arguments: tuple[typing.Any, ...], timeout: float | None
    ) -> typing.Any:
        """Runs the function on the window's thread and waits for its result, at most `timeout` seconds."""
        self._native.check_wait("call")
        call = _Call(function, arguments)
        call.ticket = self._native.take_ticket()
        self._due.append(call)
        try:
            self._native.post_task()
            self._native.wait_ticket(call.ticket, timeout)
        except BaseException:
            self._remove(call)
            raise
        if call.error is not None:
            try:
                raise call.error
            finally:
                call.error = None  # Breaks the reference cycle of the exception and this frame.
        return call.result

    def call_later(
        self, seconds: float, function: Callable[..., object], arguments: tuple[typing.Any, ...]
    ) -> TimerHandle:
        """Runs the function on the window's thread after `seconds`. Raises `ClosedError` as `post` does."""
        if self._native.state in ("closing", "closed"):
            raise ClosedError("the window is closed; show() opens it again")
        handle = TimerHandle(function, arguments)
        with self._lock:
            heapq.heappush(self._timers, (self._native.clock() + seconds, next(self._order), handle))
            left = self._timers[0][0] - self._native.clock()
        self._native.set_timer(left)
        return handle

    def run(self, canvas: _types.Canvas, ui: UiThread, posted: int) -> None:
        """Runs the first `posted` tasks, which were posted before this turn took its events, and the timers that are due.
        Later tasks wait for a later turn, so that they run after the events that preceded them."""
        for _ in range(posted):
            try:
                task = self._due.popleft()
            except IndexError:
                break
            if isinstance(task, _Call):
                task.run(self._native, ui)
            else:
                _loop.run_task(canvas, ui, _name(task.function), task.function, task.arguments)
        self._run_timers(canvas, ui)

    def _run_timers(self, canvas: _types.Canvas, ui: UiThread) -> None:
        now = self._native.clock()
        while True:
            with self._lock:
                if not self._timers:
                    return
                if self._timers[0][0] > now:
                    left = self._timers[0][0] - now
                    break
                handle = heapq.heappop(self._timers)[2]
            function, arguments = handle._function, handle._arguments
            if function is not None:
                handle.cancel()
                _loop.run_task(canvas, ui, _name(function), function, arguments)
        self._native.set_timer(left)

    def clear(self) -> None:
        """Drops all tasks and timers: the window's thread ends."""
        self._due.clear()
        with self._lock:
            self._timers.clear()

    def _remove(self, task: _Post | _Call) -> None:
        try:
            self._due.remove(task)
        except ValueError:
            pass  # It has run or is running.
