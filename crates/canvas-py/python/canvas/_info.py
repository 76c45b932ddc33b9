"""Queries about windows and this installation: statistics, backends, the report."""

from typing import Any, NamedTuple

from canvas import _canvas, _registry


class Times(NamedTuple):
    """The durations of one stage over the last 1,000 frames, in milliseconds; 0 before the first."""

    p50: float
    """The median."""
    p99: float
    """The 99th percentile."""
    max: float
    """The longest."""


class Pointer(NamedTuple):
    """The state of the pointer: `Canvas.pointer`."""

    position: tuple[float, float] | None
    """Its position in the window, in logical pixels; None before it entered."""
    buttons: tuple[int, ...]
    """The buttons that are held: 1 left, 2 right, 3 middle (see `Button`)."""


class Stats(NamedTuple):
    """Statistics of a window since it was shown: `Canvas.stats`. What `Canvas.overlay` draws does not count."""

    frames_shown: int
    """Frames that the display has shown."""
    frames_dropped: int
    """Frames that a newer one replaced before they were shown."""
    fps: float
    """Frames that were shown in the last second."""
    turns: int
    """Turns of the window's loop: each takes events, runs handlers and draws at most one frame."""
    gil_releases: int
    """How often the window's thread has released the GIL, up to its last turn: once for each turn, and once for each call in
    a handler that waits or takes long. Recording a frame never releases it."""
    exposes_without_python: int
    """Exposed areas that were repainted from the kept frame, without running Python."""
    resizes_without_python: int
    """Resizes that were answered by rasterising the kept scene again, without running Python."""
    gil_wait: Times
    """Waiting to acquire the GIL again after a wait for events."""
    handlers: Times
    """The handlers of one turn, without `on_draw`."""
    record: Times
    """`on_draw`, which records the frame."""
    raster: Times
    """Rasterising the recorded frame, with the GIL released."""
    present: Times
    """Passing the pixels to the display, until it has completed the frame."""
    frame: Times
    """From the start of `on_draw` to the display's completion of the frame."""
    input_to_photon: Times
    """From an input event to the display's completion of the next frame."""
    stuck: tuple[str, float] | None
    """The handler that is running now, and for how many seconds; None between handlers."""


class Backend(NamedTuple):
    """A backend of this build: `canvas.backends()`."""

    name: str
    """`"x11"`, `"winit"` or `"headless"`: the name that `Canvas(backend=…)` and `CANVAS_BACKEND` take."""
    available: bool
    """Whether it works here."""
    reason: str | None
    """Why it does not work here; None if it does."""


_STAGES = ("gil_wait", "handlers", "record", "raster", "present", "frame", "input_to_photon")


def stats_of(native: _canvas.Window) -> Stats:
    """The statistics of a native window."""
    values: dict[str, Any] = native.stats()
    for stage in _STAGES:
        values[stage] = Times(**values[stage])
    return Stats(**values)


def backends() -> tuple[Backend, ...]:
    """The backends of this build, in the order in which they are chosen. Tries to connect each, which takes up to 3 s for a
    display that does not answer. Any thread; the GIL is released meanwhile."""
    return tuple(Backend(*entry) for entry in _canvas.backends())


def report() -> str:
    """The statistics of all open windows as a readable table. Times are in milliseconds, over the last 1,000 frames. Any
    thread."""
    lines = []
    for canvas in _registry.open_canvases():
        stats = canvas.stats
        lines.append(
            f"{canvas.window.title}: {stats.frames_shown} frames shown, {stats.frames_dropped} dropped, "
            f"{stats.fps:.1f} a second; {stats.turns} turns, {stats.gil_releases} releases of the GIL; "
            f"without Python: {stats.exposes_without_python} exposes, {stats.resizes_without_python} resizes"
        )
        lines.append(f"  {'':16}{'p50':>9}{'p99':>9}{'max':>9}  ms")
        for stage in _STAGES:
            times = getattr(stats, stage)
            lines.append(f"  {stage:16}{times.p50:9.2f}{times.p99:9.2f}{times.max:9.2f}")
        if stats.stuck is not None:
            lines.append(f"  in {stats.stuck[0]} for {stats.stuck[1]:.1f} s")
    return "\n".join(lines) if lines else "no window is open"
