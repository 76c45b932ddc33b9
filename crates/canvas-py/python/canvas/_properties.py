"""`WindowProperties`: everything about the window of a canvas, one descriptor for each property."""

from __future__ import annotations

from types import GenericAlias

from canvas import _canvas
from canvas._lazy import LazyModule
from canvas._state import State

TYPE_CHECKING = False
if TYPE_CHECKING:
    import typing
    from typing import Generic, Self, TypeVar, overload

    from canvas import _desktop

    Value = TypeVar("Value")
    Accepted = TypeVar("Accepted")
else:
    typing, _desktop = LazyModule("typing"), LazyModule("canvas._desktop")

    class Generic:
        """Stands for `typing.Generic`, which takes longer to import than this package."""

        __class_getitem__ = classmethod(GenericAlias)

    Value = Accepted = None


class Property(property, Generic[Value, Accepted]):
    """A property that reads and sets the native window's option of the same name.

    `Property[Value, Accepted](doc)`: reading returns a `Value`; an `Accepted` can be assigned.
    """

    def __init__(self, doc: str) -> None:
        super().__init__(self._read, self._assign)
        self.__doc__ = doc  # Python 3.11 would keep that of the class
        self.name = ""

    def __set_name__(self, owner: type, name: str) -> None:
        self.name = name

    def _read(self, properties: WindowProperties) -> Value:
        value: Value = properties._state.native.option(self.name)
        return value

    def _assign(self, properties: WindowProperties, value: Accepted) -> None:
        properties._state.configure({self.name: value})

    if TYPE_CHECKING:

        @overload
        def __get__(self, instance: None, owner: type, /) -> Self: ...
        @overload
        def __get__(self, instance: object, owner: type | None = None, /) -> Value: ...
        def __get__(self, instance: typing.Any, owner: type | None = None, /) -> typing.Any: ...
        def __set__(self, instance: object, value: Accepted, /) -> None: ...


class WindowProperties:
    """Everything about the window of a canvas, to read and to set from any thread: `Canvas.window`.

    Lengths are logical pixels. Setting a property of an open window is a request to the window manager, which may refuse or
    change it; reading returns the value that the display confirmed last. Of several assignments the last one wins.

    Setting raises `TypeError` or `ValueError` for a bad value, which changes nothing; `UnsupportedError` if the window is open
    and its display cannot do it (see `capabilities`); `ClosedError` while the window is closing and after that.
    """

    __slots__ = ("_state",)

    def __init__(self, state: State) -> None:
        self._state = state

    def __repr__(self) -> str:
        return f"<window {self.title!r}, {self.state}>"

    title = Property[str, str]('The title; any text. Default `"canvas"`.')
    size = Property[tuple[float, float], tuple[float, float]](
        "Width and height of the content, in logical pixels, 1 to 32,767 each. Default `(640, 480)`."
    )
    position = Property[tuple[float, float] | None, tuple[float, float] | None](
        "The content's top left corner on the screen, in logical pixels; None while it is not known, and on Wayland, where "
        "windows do not know their position. Default None: the window manager chooses."
    )
    min_size = Property[tuple[float, float] | None, tuple[float, float] | None](
        "The smallest size that a user can give it, in logical pixels; None, the default, is no limit."
    )
    max_size = Property[tuple[float, float] | None, tuple[float, float] | None](
        "The largest size that a user can give it, in logical pixels; None, the default, is no limit."
    )
    resizable = Property[bool, bool]("Whether a user can resize it. Default True.")
    background = Property[str | None, object](
        "The colour that each frame starts from: a CSS colour, a tuple of 3 or 4 ints from 0 to 255 or a `Color`; None is "
        "transparent. Reads back as HTML serialises colours. Default white."
    )
    update_mode = Property[str, str](
        'When frames are drawn: `"ondemand"`, the default (a frame for each `request_draw()`, resize or show), '
        '`"continuous"` (at `max_fps`), `"fastest"` (as fast as the display takes them) or `"manual"` (for `force_draw()` '
        "only, and one when the window opens)."
    )
    max_fps = Property[float, float](
        "The most frames a second in the modes ondemand and continuous, above 0 and at most 1000. Default 60."
    )
    key_repeat = Property[bool, bool]("Whether `on_key_down` is called repeatedly while a key is held. Default False.")
    decorated = Property[bool, bool](
        "Whether the window manager draws a title bar and borders around it. Default True."
    )
    fullscreen = Property[bool, bool]("Whether it covers its monitor, without decorations. Default False.")
    maximized = Property[bool, bool]("Whether it fills the area that the desktop leaves for windows. Default False.")
    minimized = Property[bool, bool](
        "Whether it is iconified. On Wayland only the user can restore a minimised window, and the compositor does not report "
        "that state. Default False."
    )
    always_on_top = Property[bool, bool]("Whether it stays above other windows. Default False.")
    urgent = Property[bool, bool](
        "Whether it asks for the user's attention, as by a blinking entry of the task bar, until it has the focus. Default "
        "False."
    )
    opacity = Property[float, float](
        "The opacity of the whole window, 0 (invisible) to 1 (opaque), the default. On X11 it takes a compositing manager."
    )
    icon = Property[_canvas.Image | None, object](
        "The icon that task bars show for it: pixels as for `Canvas.present()`, at most 512 × 512; None, the default, lets the "
        "desktop choose."
    )
    cursor = Property[str, str](
        'The shape of the pointer over it, by its CSS name (CSS Basic User Interface Level 4): `"default"`, `"pointer"`, '
        '`"crosshair"`, `"text"`, `"grab"` and so on, or `"none"`. Default `"default"`.'
    )

    @property
    def state(self) -> str:
        """The stage of its life: `"new"`, `"opening"`, `"open"`, `"hidden"`, `"closing"` or `"closed"`."""
        return self._state.native.state

    @property
    def visible(self) -> bool:
        """Whether it is on the screen now: open, and neither hidden nor minimised."""
        return self._state.native.visible

    @property
    def ratio(self) -> float:
        """Physical pixels per logical pixel; 1.0 before the window is open. W3C's `devicePixelRatio`."""
        return self._state.native.ratio

    @property
    def physical_size(self) -> tuple[int, int]:
        """Width and height of the content, in physical pixels."""
        return self._state.native.physical_size

    @property
    def monitor(self) -> _desktop.Monitor | None:
        """The monitor that shows most of it, or the nearest one, as in `canvas.monitors()`.

        None while the window is not open, and where there are several monitors and the display does not report positions of
        windows (Wayland). Asks the display: raises `DisplayError` if it does not answer within 3 s.
        """
        monitor = self._state.native.monitor()
        return None if monitor is None else _desktop.Monitor(*monitor)

    @property
    def backend(self) -> str | None:
        """The name of its backend, `"x11"`, `"winit"` or `"headless"`; None while the window is not open."""
        return self._state.native.backend

    @property
    def capabilities(self) -> dict[str, typing.Any] | None:
        """What its display supports, as bools by name, and `"platform"`, the name of the display system; None while the window
        is not open."""
        return self._state.native.capabilities
