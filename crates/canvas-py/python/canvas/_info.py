"""What a program can ask about its windows and this installation: figures, backends, the report."""

from typing import Any, NamedTuple

from canvas import _canvas, _registry


class Times(NamedTuple):
    """How long a stage of a frame took over the last 1,000 frames, in milliseconds."""

    p50: float
    p99: float
    max: float


class Pointer(NamedTuple):
    """Where the pointer is: logical pixels in the window, or None before it was there; and the held buttons."""

    position: tuple[float, float] | None
    buttons: tuple[int, ...]


class Stats(NamedTuple):
    """The figures of a window since it was shown. What `Canvas.overlay` draws is in none of them."""

    frames_shown: int
    frames_dropped: int
    fps: float
    """How many frames were shown in the last second."""
    turns: int
    gil_releases: int
    """How often the window's thread has given up the GIL, up to its last turn: once a turn, and once more for each call of a
    handler that waits or takes long. What a painter records gives it up never."""
    exposes_without_python: int
    resizes_without_python: int
    gil_wait: Times
    handlers: Times
    record: Times
    raster: Times
    present: Times
    frame: Times
    input_to_photon: Times
    stuck: tuple[str, float] | None
    """The handler that runs now, and for how many seconds."""


class Backend(NamedTuple):
    """A backend of this build: whether it works here, and if not, why."""

    name: str
    available: bool
    reason: str | None


_STAGES = ("gil_wait", "handlers", "record", "raster", "present", "frame", "input_to_photon")


def stats_of(native: _canvas.Window) -> Stats:
    figures: dict[str, Any] = native.stats()
    for stage in _STAGES:
        figures[stage] = Times(**figures[stage])
    return Stats(**figures)


def backends() -> tuple[Backend, ...]:
    """The backends of this build, in the order in which they are chosen. Tries each: it may take 3 s for a display that
    does not answer."""
    return tuple(Backend(*entry) for entry in _canvas.backends())


def report() -> str:
    """The figures of all windows, as a table to read. Times are in milliseconds, over the last 1,000 frames."""
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
