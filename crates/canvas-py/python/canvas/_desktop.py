"""Facilities of a display besides windows: mouse buttons, monitors, the clipboard."""

from __future__ import annotations

import enum
from typing import Any, NamedTuple

from canvas import _canvas


class Button(enum.IntEnum):
    """Mouse buttons, numbered as in the renderview specification. DOM and SDL number them differently."""

    NONE = 0
    """No button, as in a move."""
    LEFT = 1
    """The main button."""
    RIGHT = 2
    """The secondary button, which opens context menus."""
    MIDDLE = 3
    """The wheel, pressed."""
    BACK = 4
    """The side button for going back."""
    FORWARD = 5
    """The side button for going forward."""


class Monitor(NamedTuple):
    """A monitor: `canvas.monitors()`."""

    name: str
    """The display's name for it, such as `"HDMI-1"`; may be empty."""
    position: tuple[float, float]
    """Its top left corner on the screen, in logical pixels."""
    size: tuple[float, float]
    """Its width and height, in logical pixels."""
    ratio: float
    """Physical pixels per logical pixel."""
    refresh_rate: float | None
    """Frames a second; None if the display does not report it."""


def monitors() -> tuple[Monitor, ...]:
    """The monitors of the default display, the primary one first. Any thread; the GIL is released meanwhile.

    Raises `DisplayError` if there is no display or it does not answer, `UnsupportedError` if it does not report monitors.
    """
    return tuple(Monitor(*monitor) for monitor in _canvas.monitors())


class Clipboard:
    """The clipboard of the default display: `canvas.clipboard`. Any thread; the GIL is released meanwhile.

    Reading and setting raise `DisplayError` if there is no display, `UnsupportedError` if it has no clipboard, `TimeoutError` if
    the program that owns its content does not answer within 3 s.
    """

    __slots__ = ()

    @property
    def text(self) -> str | None:
        """The text in it; None if it holds no text. Setting raises `TypeError` for a value that is not a str."""
        return _canvas.clipboard_text()

    @text.setter
    def text(self, value: str) -> None:
        _canvas.set_clipboard_text(value)

    @property
    def image(self) -> _canvas.Image | None:
        """The image in it; None if it holds no image. Set it to pixels as for `Canvas.present`, which are copied."""
        return _canvas.clipboard_image()

    @image.setter
    def image(self, value: Any) -> None:
        _canvas.set_clipboard_image(value)

    def __repr__(self) -> str:
        return "<clipboard>"


clipboard = Clipboard()
