"""What a display has beside windows: mouse buttons, monitors, the clipboard."""

from __future__ import annotations

import enum
from typing import Any, NamedTuple

from canvas import _canvas


class Button(enum.IntEnum):
    """Mouse buttons. Numbers as in the renderview specification (DOM and SDL differ)."""

    NONE = 0
    LEFT = 1
    RIGHT = 2
    MIDDLE = 3
    BACK = 4
    FORWARD = 5


class Monitor(NamedTuple):
    """A monitor. Lengths are logical pixels."""

    name: str
    """As the display calls it, such as `"HDMI-1"`; may be empty."""
    position: tuple[float, float]
    """Its top left corner on the screen."""
    size: tuple[float, float]
    ratio: float
    """Physical pixels per logical pixel."""
    refresh_rate: float | None
    """Frames a second; None if the display does not say."""


def monitors() -> tuple[Monitor, ...]:
    """The monitors of the display that windows are shown on by default, the primary one first. Any thread.

    Raises `DisplayError` if there is no display or it does not answer, `UnsupportedError` if it does not tell them.
    """
    return tuple(Monitor(*figures) for figures in _canvas.monitors())


class Clipboard:
    """What programs of the display copy to and paste from. Any thread; the GIL is given up meanwhile.

    Raises `DisplayError` if there is no display, `UnsupportedError` if it has no clipboard, `TimeoutError` if the program
    that owns what is in it does not answer within 3 s.
    """

    __slots__ = ()

    @property
    def text(self) -> str | None:
        """The text in it, or None."""
        return _canvas.clipboard_text()

    @text.setter
    def text(self, value: str) -> None:
        _canvas.set_clipboard_text(value)

    @property
    def image(self) -> _canvas.Image | None:
        """The picture in it, or None. Set it to pixels as for `Canvas.present`."""
        return _canvas.clipboard_image()

    @image.setter
    def image(self, value: Any) -> None:
        _canvas.set_clipboard_image(value)

    def __repr__(self) -> str:
        return "<clipboard>"


clipboard = Clipboard()
