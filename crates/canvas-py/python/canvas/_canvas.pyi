"""Types of the native half of `canvas`."""

import os
import sys
from collections.abc import Callable, Iterable, Sequence
from types import TracebackType
from typing import Any, Final, Literal, Protocol, Self, TypeAlias, final, overload

from typing_extensions import Buffer

class _ArrayInterface(Protocol):
    @property
    def __array_interface__(self) -> dict[str, Any]: ...

class _Readable(Protocol):
    def read(self) -> bytes: ...

_Pixels: TypeAlias = Image | Buffer | _ArrayInterface
_Color: TypeAlias = str | tuple[int, int, int] | tuple[int, int, int, int] | list[int] | Color
_Points: TypeAlias = Iterable[Sequence[float]] | Buffer
_Rows: TypeAlias = Iterable[Sequence[float]] | Buffer
_Lists: TypeAlias = Iterable[_Points] | Buffer
_Colors: TypeAlias = _Color | Sequence[_Color] | Buffer | None
_Radii: TypeAlias = float | Sequence[float | Sequence[float]]
_Rule: TypeAlias = Literal["nonzero", "evenodd"]

__version__: Final[str]

@final
class Color:
    """A colour: sRGB with straight alpha. Immutable.

    `Color("tomato")` takes any colour of CSS Color Level 4; `Color(255, 99, 71)` and `Color(255, 99, 71, 128)` take ints from
    0 to 255. Wherever a colour is expected, the string or the tuple works as well.

    Raises TypeError for another type, ValueError for a string that is not a colour or an int out of range.
    """
    @overload
    def __new__(cls, color: _Color, /) -> Self: ...
    @overload
    def __new__(cls, r: int, g: int, b: int, a: int = 255, /) -> Self: ...
    @staticmethod
    def from_float(r: float, g: float, b: float, a: float = 1.0) -> Color:
        """A colour from floats between 0 and 1; `a` is 1.0 (opaque) by default.

        Raises ValueError for a number out of that range.
        """
    @property
    def r(self) -> int:
        """Red, 0 to 255."""
    @property
    def g(self) -> int:
        """Green, 0 to 255."""
    @property
    def b(self) -> int:
        """Blue, 0 to 255."""
    @property
    def a(self) -> int:
        """Alpha, 0 (transparent) to 255 (opaque)."""
    def __eq__(self, other: object, /) -> bool: ...
    def __hash__(self) -> int: ...

@final
class Image:
    """An immutable image: RGBA with straight alpha, 8 bits for each channel, sRGB.

    `Image(pixels)` copies a buffer, an object with `__array_interface__` or another `Image` of shape (h, w), (h, w, 1),
    (h, w, 3) or (h, w, 4) (grey, RGB, RGBA), uint8, any strides. An `Image` exports its own pixels in both ways, read-only,
    with shape (h, w, 4): `numpy.asarray(image)` copies nothing. The GIL is released during the copy.

    Raises TypeError for another object or type of items, ValueError for another shape, ResourceError for too many pixels.
    """
    def __new__(cls, pixels: _Pixels, /) -> Self: ...
    @staticmethod
    def open(path: str | os.PathLike[str] | _Readable) -> Image:
        """Reads a PNG, JPEG, WebP or GIF file (its first frame). `path` is a path, or a file that is open for reading bytes. The
        GIL is released meanwhile.

        Raises FileNotFoundError or another OSError if it cannot be read, ValueError if it has another format or is damaged,
        ResourceError if the image is too large.
        """
    @staticmethod
    def decode(data: Buffer, /) -> Image:
        """Decodes the bytes of a PNG, JPEG, WebP or GIF file (its first frame). The GIL is released meanwhile.

        Raises TypeError for another object than bytes or a buffer, ValueError if they have another format or are damaged,
        ResourceError if the image is too large.
        """
    @property
    def width(self) -> int:
        """The width, in pixels."""
    @property
    def height(self) -> int:
        """The height, in pixels."""
    def save(self, path: str | os.PathLike[str]) -> None:
        """Writes the image to a file, in the format of its ending: `.png`, `.jpg` or `.jpeg` (quality 90). JPEG has no alpha, so
        transparent pixels are blended onto white. The GIL is released meanwhile.

        Raises ValueError for another ending, OSError if the file cannot be written.
        """
    def encode(self, format: str = "png", quality: int = 90) -> bytes:
        """The image as the bytes of a file. `format` is `"png"` (default) or `"jpeg"`; `quality`, from 1 to 100 (default 90), applies
        to JPEG. The GIL is released meanwhile.

        Raises ValueError for another format or quality.
        """
    def _repr_png_(self) -> bytes: ...
    @property
    def __array_interface__(self) -> dict[str, Any]: ...
    if sys.version_info >= (3, 12):
        def __buffer__(self, flags: int, /) -> memoryview: ...

    def __eq__(self, other: object, /) -> bool: ...
    __hash__: None  # type: ignore[assignment]

@final
class Transform:
    """An affine transform of the plane, which maps the point `(x, y)` to `(a·x + c·y + e, b·x + d·y + f)`: HTML `DOMMatrix` in
    two dimensions. Immutable.

    `Transform()` is the identity: a = d = 1, the others 0. `t @ u` applies `u` first, then `t`.
    """
    def __new__(
        cls, a: float = 1.0, b: float = 0.0, c: float = 0.0, d: float = 1.0, e: float = 0.0, f: float = 0.0
    ) -> Self: ...
    @property
    def a(self) -> float:
        """The coefficient a of `x' = a·x + c·y + e`: the horizontal scale, without a unit."""
    @property
    def b(self) -> float:
        """The coefficient b of `y' = b·x + d·y + f`: the vertical shear, without a unit."""
    @property
    def c(self) -> float:
        """The coefficient c of `x' = a·x + c·y + e`: the horizontal shear, without a unit."""
    @property
    def d(self) -> float:
        """The coefficient d of `y' = b·x + d·y + f`: the vertical scale, without a unit."""
    @property
    def e(self) -> float:
        """The coefficient e of `x' = a·x + c·y + e`: the horizontal translation, in logical pixels."""
    @property
    def f(self) -> float:
        """The coefficient f of `y' = b·x + d·y + f`: the vertical translation, in logical pixels."""
    def translate(self, x: float, y: float) -> Transform:
        """A transform that first translates by `(x, y)`, in logical pixels, and then applies this one."""
    def rotate(self, angle: float) -> Transform:
        """A transform that first rotates by `angle`, in radians, clockwise, and then applies this one."""
    def scale(self, x: float, y: float | None = None) -> Transform:
        """A transform that first scales by the factors `x` and `y` (default: `x`), and then applies this one."""
    def inverse(self) -> Transform:
        """The transform that undoes this one.

        Raises ValueError if there is none: this one maps the plane to a line or a point.
        """
    def apply(self, x: float, y: float) -> tuple[float, float]:
        """The point that `(x, y)` is mapped to, as a tuple."""
    def __matmul__(self, other: Transform, /) -> Transform: ...
    def __eq__(self, other: object, /) -> bool: ...
    __hash__: None  # type: ignore[assignment]

@final
class Gradient:
    """A gradient for `fill_style` and `stroke_style`: HTML `CanvasGradient`. A painter creates it with `create_linear_gradient`,
    `create_radial_gradient` or `create_conic_gradient`; it can be kept and used in other frames. Any thread.
    """
    def add_color_stop(self, offset: float, color: _Color) -> None:
        """Adds a colour stop at `offset`, from 0 (start) to 1 (end) (HTML `addColorStop`). Later drawing uses it; recorded
        commands do not change.

        Raises ValueError for another offset or a string that is not a colour.
        """
    def __eq__(self, other: object, /) -> bool: ...
    def __hash__(self) -> int: ...

@final
class Pattern:
    """A repeated image for `fill_style` and `stroke_style`: HTML `CanvasPattern`. A painter creates it with `create_pattern`; it can
    be kept and used in other frames. Any thread.
    """
    @overload
    def set_transform(self, transform: Transform = ..., /) -> None:
        """Sets the transform from the pattern's pixels to logical pixels (HTML `setTransform`): six numbers `a, b, c, d, e, f` as in
        `Transform`, a `Transform`, or nothing for the identity, the default.
        """
    @overload
    def set_transform(self, a: float, b: float, c: float, d: float, e: float, f: float, /) -> None: ...
    def __eq__(self, other: object, /) -> bool: ...
    def __hash__(self) -> int: ...

@final
class TextMetrics:
    """The measurements of a line of text, in logical pixels, from the point at which it would be drawn with the current
    `text_align` and `text_baseline`: HTML `TextMetrics`. Distances are positive away from that point. Immutable.
    """
    @property
    def width(self) -> float:
        """The advance width of the text, in logical pixels: the distance to the text that would follow."""
    @property
    def actual_bounding_box_left(self) -> float:
        """The distance to the left edge of the drawn glyphs, in logical pixels, positive to the left."""
    @property
    def actual_bounding_box_right(self) -> float:
        """The distance to the right edge of the drawn glyphs, in logical pixels, positive to the right."""
    @property
    def actual_bounding_box_ascent(self) -> float:
        """The distance to the top edge of the drawn glyphs, in logical pixels, positive upwards."""
    @property
    def actual_bounding_box_descent(self) -> float:
        """The distance to the bottom edge of the drawn glyphs, in logical pixels, positive downwards."""
    @property
    def font_bounding_box_ascent(self) -> float:
        """The distance to the ascent of the font, in logical pixels, positive upwards; the same for every text."""
    @property
    def font_bounding_box_descent(self) -> float:
        """The distance to the descent of the font, in logical pixels, positive downwards; the same for every text."""
    @property
    def em_height_ascent(self) -> float:
        """The distance to the top of the em square, in logical pixels, positive upwards."""
    @property
    def em_height_descent(self) -> float:
        """The distance to the bottom of the em square, in logical pixels, positive downwards."""
    @property
    def hanging_baseline(self) -> float:
        """The distance to the hanging baseline, in logical pixels, positive upwards."""
    @property
    def alphabetic_baseline(self) -> float:
        """The distance to the alphabetic baseline, in logical pixels, positive upwards."""
    @property
    def ideographic_baseline(self) -> float:
        """The distance to the ideographic baseline, in logical pixels, positive upwards."""
    def __eq__(self, other: object, /) -> bool: ...
    __hash__: None  # type: ignore[assignment]

@final
class Path:
    """A path of lines and curves that can be kept and drawn many times with `fill`, `stroke` and `clip` of a painter: HTML
    `Path2D`.

    `Path()` is empty, `Path("M0 0 L10 0")` reads SVG path data (SVG 2, section 9.3), `Path(other)` copies, and `path + other`
    joins. The methods are those of a painter's current path; lengths are logical pixels, angles radians. A method does nothing
    if one of its numbers is not finite. Any thread.

    Raises TypeError for another source, ValueError for path data that cannot be parsed.
    """
    def __new__(cls, source: Path | str | None = None, /) -> Self: ...
    def add_path(self, path: Path, transform: Transform | None = None) -> None:
        """Adds the subpaths of another path, transformed by `transform` if it is given (HTML `addPath`)."""
    def close_path(self) -> None:
        """Closes the current subpath with a straight line to its first point (HTML `closePath`)."""
    def move_to(self, x: float, y: float) -> None:
        """Begins a new subpath at the point `(x, y)`, in logical pixels (HTML `moveTo`)."""
    def line_to(self, x: float, y: float) -> None:
        """Adds a straight line to the point `(x, y)`, in logical pixels (HTML `lineTo`). On an empty path it begins a
        subpath there.
        """
    def quadratic_curve_to(self, cpx: float, cpy: float, x: float, y: float) -> None:
        """Adds a quadratic Bézier curve to `(x, y)` with the control point `(cpx, cpy)`, in logical pixels (HTML
        `quadraticCurveTo`).
        """
    def bezier_curve_to(self, cp1x: float, cp1y: float, cp2x: float, cp2y: float, x: float, y: float) -> None:
        """Adds a cubic Bézier curve to `(x, y)` with the control points `(cp1x, cp1y)` and `(cp2x, cp2y)`, in logical pixels
        (HTML `bezierCurveTo`).
        """
    def arc(
        self,
        x: float,
        y: float,
        radius: float,
        start_angle: float,
        end_angle: float,
        counterclockwise: bool = False,
    ) -> None:
        """Adds an arc of the circle around `(x, y)`, after a straight line to its start (HTML `arc`). Lengths are logical
        pixels. Angles are radians from the positive x axis; the arc runs clockwise from `start_angle` to `end_angle`, or
        counterclockwise. A difference of 2π or more is a full circle.

        Raises ValueError for a negative radius.
        """
    def arc_to(self, x1: float, y1: float, x2: float, y2: float, radius: float) -> None:
        """Adds a straight line and an arc of the given radius that rounds the corner at `(x1, y1)`, on the way from the current
        point to `(x2, y2)` (HTML `arcTo`). Lengths are logical pixels.

        Raises ValueError for a negative radius.
        """
    def ellipse(
        self,
        x: float,
        y: float,
        radius_x: float,
        radius_y: float,
        rotation: float,
        start_angle: float,
        end_angle: float,
        counterclockwise: bool = False,
    ) -> None:
        """Adds an arc of the ellipse around `(x, y)`, after a straight line to its start (HTML `ellipse`). Lengths are logical
        pixels. The axes are rotated clockwise by `rotation`; angles are radians from the first axis, clockwise unless
        `counterclockwise`.

        Raises ValueError for a negative radius.
        """
    def rect(self, x: float, y: float, width: float, height: float) -> None:
        """Adds a rectangle as a closed subpath, in logical pixels (HTML `rect`). Width and height may be negative."""
    def round_rect(self, x: float, y: float, width: float, height: float, radii: _Radii = 0) -> None:
        """Adds a rectangle with rounded corners as a closed subpath, in logical pixels (HTML `roundRect`). `radii` is a number,
        or a sequence of one to four numbers or `(x, y)`, from the top left corner clockwise; the default is 0. Radii that
        do not fit are scaled down together.

        Raises ValueError for a negative radius.
        """
    @property
    def bounds(self) -> tuple[float, float, float, float]:
        """The bounding box of the path, `(x, y, width, height)`, in logical pixels; zeros for an empty path."""
    def contains(self, x: float, y: float, rule: _Rule | None = None) -> bool:
        """Whether the point `(x, y)` lies inside the path. `rule` is `"nonzero"` (default) or `"evenodd"`.

        Raises ValueError for another rule.
        """
    def __add__(self, other: Path, /) -> Path: ...
    def __eq__(self, other: object, /) -> bool: ...
    __hash__: None  # type: ignore[assignment]

@final
class PainterContext:
    """The context manager that `saved` and `layer` of a painter return. `with` enters it; its value is the painter."""
    def __enter__(self) -> Painter: ...
    def __exit__(self, *_exception: object) -> Literal[False]: ...

@final
class Painter:
    """Draws a frame or an image: the HTML Canvas 2D context (HTML Standard, "The 2D rendering context") in snake_case.

    Lengths are logical pixels, the origin is the top left corner, and y points down; angles are radians, clockwise. As in HTML, a
    call does nothing if one of its numbers is not finite. Unlike in HTML, a wrong type raises TypeError, and an unknown name, or a
    colour or font that cannot be parsed, ValueError.

    A painter is valid during the draw function that receives it, on the same thread; after that, and on other threads, its methods
    raise RuntimeError. Drawing more than a scene can hold raises ResourceError. Recording never releases the GIL.
    """
    @property
    def width(self) -> float:
        """The width of the drawing area, in logical pixels."""
    @property
    def height(self) -> float:
        """The height of the drawing area, in logical pixels."""
    @property
    def ratio(self) -> float:
        """Physical pixels per logical pixel."""
    @property
    def time(self) -> float:
        """Seconds since the first frame of the window; 0 off-screen."""
    @property
    def dt(self) -> float:
        """Seconds since the previous frame of the window; 0 for the first frame and off-screen."""
    @property
    def frame(self) -> int:
        """The number of the frame in its window, from 0; 0 off-screen."""
    # State
    def save(self) -> None:
        """Pushes a copy of the state (transform, clip, styles) onto the stack, for `restore` (HTML `save`). The current path is not
        part of the state.

        Raises ResourceError for more than 10,000 saved states.
        """
    def restore(self) -> None:
        """Pops the state that the last `save` pushed (HTML `restore`); does nothing if the stack is empty."""
    def saved(self) -> PainterContext:
        """A context manager: `with painter.saved():` calls `save()`, and restores that state at the end of the block, also if the
        block raises.
        """
    def layer(
        self,
        *,
        alpha: float = 1.0,
        blend_mode: str = "source-over",
        clip: Path | None = None,
        rule: _Rule | None = None,
        filter: str = "none",
    ) -> PainterContext:
        """A context manager: `with painter.layer(alpha=0.5):` draws the block into a layer of its own and composites it as a whole at
        the end of the block, as the HTML proposal of `beginLayer` does.

        `alpha`: 0 to 1, default 1. `blend_mode`: as the property of that name, default `"source-over"`. `clip`: a `Path` that
        limits the layer, with the fill rule `rule`. `filter`: as the property of that name, applied to the layer, default
        `"none"`. In the block alpha, blend mode, shadow and filter start from their defaults; at its end the state is restored.

        Raises ValueError for an alpha out of range or an unknown name, UnsupportedError for another filter, ResourceError for more
        than 256 nested layers and clips.
        """
    def reset(self) -> None:
        """Resets everything (HTML `reset`): the default state, an empty stack, an empty path, and nothing drawn but the background."""
    def translate(self, x: float, y: float) -> None:
        """Moves the origin by `(x, y)`, in logical pixels of the current transform (HTML `translate`)."""
    def rotate(self, angle: float) -> None:
        """Rotates the axes by `angle`, in radians, clockwise (HTML `rotate`)."""
    def scale(self, x: float, y: float) -> None:
        """Scales the axes by the factors `x` and `y`, which may be negative (HTML `scale`)."""
    @overload
    def transform(self, transform: Transform, /) -> None:
        """Multiplies the current transform by another one, which is applied first (HTML `transform`): six numbers `a, b, c, d, e, f`
        as in `Transform`, or a `Transform`.
        """
    @overload
    def transform(self, a: float, b: float, c: float, d: float, e: float, f: float, /) -> None: ...
    @overload
    def set_transform(self, transform: Transform = ..., /) -> None:
        """Replaces the current transform (HTML `setTransform`): six numbers `a, b, c, d, e, f` as in `Transform`, a `Transform`, or
        nothing for the identity.
        """
    @overload
    def set_transform(self, a: float, b: float, c: float, d: float, e: float, f: float, /) -> None: ...
    def reset_transform(self) -> None:
        """Replaces the current transform by the identity: logical pixels from the top left corner (HTML `resetTransform`)."""
    def get_transform(self) -> Transform:
        """The current transform, from the coordinates of calls to logical pixels from the top left corner (HTML `getTransform`)."""
    # Shapes
    def clear(self, color: _Color) -> None:
        """Replaces everything within the clip by a colour, independent of transform, alpha and blend mode.

        Raises TypeError or ValueError for a value that is not a colour.
        """
    def clear_rect(self, x: float, y: float, width: float, height: float) -> None:
        """Erases a rectangle, in logical pixels, to the background, or inside a layer to transparent (HTML `clearRect`)."""
    def fill_rect(self, x: float, y: float, width: float, height: float) -> None:
        """Fills a rectangle, in logical pixels, with `fill_style` (HTML `fillRect`). Width and height may be negative."""
    def stroke_rect(self, x: float, y: float, width: float, height: float) -> None:
        """Strokes the outline of a rectangle, in logical pixels, with `stroke_style` (HTML `strokeRect`)."""
    def fill_circle(self, x: float, y: float, radius: float) -> None:
        """Fills the circle around `(x, y)`, in logical pixels, with `fill_style`.

        Raises ValueError for a negative radius.
        """
    def stroke_circle(self, x: float, y: float, radius: float) -> None:
        """Strokes the outline of the circle around `(x, y)`, in logical pixels, with `stroke_style`.

        Raises ValueError for a negative radius.
        """
    def stroke_line(self, x1: float, y1: float, x2: float, y2: float) -> None:
        """Strokes the straight line from `(x1, y1)` to `(x2, y2)`, in logical pixels, with `stroke_style`."""
    def fill_polygon(self, points: _Points) -> None:
        """Fills a polygon with `fill_style`. `points`, in logical pixels: a sequence of `(x, y)`, or an array of shape (n, 2) of floats
        or ints. Points that are not finite are left out.

        Raises TypeError or ValueError for another type or shape, ResourceError for too many points.
        """
    def stroke_polyline(self, points: _Points, closed: bool = False) -> None:
        """Strokes the line from point to point, and back to the first if `closed`, with `stroke_style`. `points`, in logical pixels: a
        sequence of `(x, y)`, or an array of shape (n, 2) of floats or ints. Points that are not finite are left out.

        Raises TypeError or ValueError for another type or shape, ResourceError for too many points.
        """
    # Many shapes in one call
    def fill_rects(self, xywh: _Rows, colors: _Colors = None) -> None:
        """Fills many rectangles. `xywh`, in logical pixels: an array of shape (n, 4) of floats or ints, or a sequence of
        `(x, y, width, height)`.

        `colors`: a colour for all, or one for each: a uint8 array of shape (n, 3) or (n, 4), or a sequence of colours; None, the
        default, is the fill style. Items with a number that is not finite are left out.

        Raises TypeError or ValueError for another type, shape or colour, and for too few colours; ResourceError for too many items.
        """
    def stroke_rects(self, xywh: _Rows, colors: _Colors = None) -> None:
        """Strokes the outlines of many rectangles. `xywh`, in logical pixels: an array of shape (n, 4) of floats or ints, or a
        sequence of `(x, y, width, height)`.

        `colors`: a colour for all, or one for each: a uint8 array of shape (n, 3) or (n, 4), or a sequence of colours; None, the
        default, is the stroke style. Items with a number that is not finite are left out.

        Raises TypeError or ValueError for another type, shape or colour, and for too few colours; ResourceError for too many items.
        """
    def fill_circles(self, xyr: _Rows, colors: _Colors = None) -> None:
        """Fills many circles. `xyr`, in logical pixels: an array of shape (n, 3) of floats or ints, or a sequence of
        `(x, y, radius)`.

        `colors`: a colour for all, or one for each: a uint8 array of shape (n, 3) or (n, 4), or a sequence of colours; None, the
        default, is the fill style. Items with a number that is not finite are left out.

        Raises TypeError or ValueError for another type, shape or colour, and for too few colours, and ValueError for a
        negative radius; then none is drawn; ResourceError for too many items.
        """
    def stroke_circles(self, xyr: _Rows, colors: _Colors = None) -> None:
        """Strokes the outlines of many circles. `xyr`, in logical pixels: an array of shape (n, 3) of floats or ints, or a sequence of
        `(x, y, radius)`.

        `colors`: a colour for all, or one for each: a uint8 array of shape (n, 3) or (n, 4), or a sequence of colours; None, the
        default, is the stroke style. Items with a number that is not finite are left out.

        Raises TypeError or ValueError for another type, shape or colour, and for too few colours, and ValueError for a
        negative radius; then none is drawn; ResourceError for too many items.
        """
    def stroke_segments(self, xyxy: _Rows, colors: _Colors = None) -> None:
        """Strokes many straight lines. `xyxy`, in logical pixels: an array of shape (n, 4) of floats or ints, or a sequence of
        `(x1, y1, x2, y2)`.

        `colors`: a colour for all, or one for each: a uint8 array of shape (n, 3) or (n, 4), or a sequence of colours; None, the
        default, is the stroke style. Items with a number that is not finite are left out.

        Raises TypeError or ValueError for another type, shape or colour, and for too few colours; ResourceError for too many items.
        """
    def draw_points(self, xy: _Rows, size: float = 1.0, colors: _Colors = None) -> None:
        """Fills many round dots. `xy`, in logical pixels: an array of shape (n, 2) of floats or ints, or a sequence of `(x, y)`. `size`
        is their diameter, in logical pixels; default 1.

        `colors`: a colour for all, or one for each: a uint8 array of shape (n, 3) or (n, 4), or a sequence of colours; None, the
        default, is the fill style. Items with a number that is not finite are left out.

        Raises TypeError or ValueError for another type, shape or colour, and for too few colours, and ValueError for a
        negative size; ResourceError for too many items.
        """
    def stroke_lines(self, points: _Lists, colors: _Colors = None, *, closed: bool = False) -> None:
        """Strokes many lines from point to point, each back to its first point if `closed`. `points`, in logical pixels: an array of
        shape (n, 2) is one line, of shape (m, n, 2) m lines; a sequence of arrays of shape (n, 2), or of sequences of `(x, y)`, is
        one line each. A point that is not finite interrupts its line.

        `colors`: a colour for all, or one for each line: a uint8 array of shape (m, 3) or (m, 4), or a sequence of colours; None,
        the default, is the stroke style.

        Raises TypeError or ValueError for another type, shape or colour, and for too few colours; ResourceError for too many points.
        """
    def fill_polygons(self, points: _Lists, colors: _Colors = None) -> None:
        """Fills many polygons. `points`, in logical pixels: an array of shape (n, 2) is one polygon, of shape (m, n, 2) m polygons; a
        sequence of arrays of shape (n, 2), or of sequences of `(x, y)`, is one polygon each. Points that are not finite are left
        out.

        `colors`: a colour for all, or one for each polygon: a uint8 array of shape (m, 3) or (m, 4), or a sequence of colours;
        None, the default, is the fill style.

        Raises TypeError or ValueError for another type, shape or colour, and for too few colours; ResourceError for too many points.
        """
    # The current path
    def begin_path(self) -> None:
        """Empties the current path (HTML `beginPath`)."""
    def close_path(self) -> None:
        """Closes the current subpath with a straight line to its first point (HTML `closePath`)."""
    def move_to(self, x: float, y: float) -> None:
        """Begins a new subpath at the point `(x, y)`, in logical pixels (HTML `moveTo`)."""
    def line_to(self, x: float, y: float) -> None:
        """Adds a straight line to the point `(x, y)`, in logical pixels (HTML `lineTo`). On an empty path it begins a
        subpath there.
        """
    def quadratic_curve_to(self, cpx: float, cpy: float, x: float, y: float) -> None:
        """Adds a quadratic Bézier curve to `(x, y)` with the control point `(cpx, cpy)`, in logical pixels (HTML
        `quadraticCurveTo`).
        """
    def bezier_curve_to(self, cp1x: float, cp1y: float, cp2x: float, cp2y: float, x: float, y: float) -> None:
        """Adds a cubic Bézier curve to `(x, y)` with the control points `(cp1x, cp1y)` and `(cp2x, cp2y)`, in logical pixels
        (HTML `bezierCurveTo`).
        """
    def arc(
        self,
        x: float,
        y: float,
        radius: float,
        start_angle: float,
        end_angle: float,
        counterclockwise: bool = False,
    ) -> None:
        """Adds an arc of the circle around `(x, y)`, after a straight line to its start (HTML `arc`). Lengths are logical
        pixels. Angles are radians from the positive x axis; the arc runs clockwise from `start_angle` to `end_angle`, or
        counterclockwise. A difference of 2π or more is a full circle.

        Raises ValueError for a negative radius.
        """
    def arc_to(self, x1: float, y1: float, x2: float, y2: float, radius: float) -> None:
        """Adds a straight line and an arc of the given radius that rounds the corner at `(x1, y1)`, on the way from the current
        point to `(x2, y2)` (HTML `arcTo`). Lengths are logical pixels.

        Raises ValueError for a negative radius.
        """
    def ellipse(
        self,
        x: float,
        y: float,
        radius_x: float,
        radius_y: float,
        rotation: float,
        start_angle: float,
        end_angle: float,
        counterclockwise: bool = False,
    ) -> None:
        """Adds an arc of the ellipse around `(x, y)`, after a straight line to its start (HTML `ellipse`). Lengths are logical
        pixels. The axes are rotated clockwise by `rotation`; angles are radians from the first axis, clockwise unless
        `counterclockwise`.

        Raises ValueError for a negative radius.
        """
    def rect(self, x: float, y: float, width: float, height: float) -> None:
        """Adds a rectangle as a closed subpath, in logical pixels (HTML `rect`). Width and height may be negative."""
    def round_rect(self, x: float, y: float, width: float, height: float, radii: _Radii = 0) -> None:
        """Adds a rectangle with rounded corners as a closed subpath, in logical pixels (HTML `roundRect`). `radii` is a number,
        or a sequence of one to four numbers or `(x, y)`, from the top left corner clockwise; the default is 0. Radii that
        do not fit are scaled down together.

        Raises ValueError for a negative radius.
        """
    @overload
    def fill(self, path: Path | None = None, rule: _Rule | None = None) -> None:
        """Fills the current path, or a `Path`, with `fill_style` (HTML `fill`): `fill()`, `fill("evenodd")`, `fill(path)`,
        `fill(path, "evenodd")`. The rule is `"nonzero"` (default) or `"evenodd"`.

        Raises TypeError for another path, ValueError for another rule.
        """
    @overload
    def fill(self, path: _Rule) -> None: ...
    def stroke(self, path: Path | None = None) -> None:
        """Strokes the current path, or a `Path`, with `stroke_style` and the line properties (HTML `stroke`).

        Raises TypeError for another path, ResourceError for more than 100,000 visible dashes.
        """
    @overload
    def clip(self, path: Path | None = None, rule: _Rule | None = None) -> None:
        """Intersects the clip with the inside of the current path, or of a `Path`, until the state is restored (HTML `clip`). The rule
        is `"nonzero"` (default) or `"evenodd"`.

        Raises TypeError for another path, ValueError for another rule, ResourceError for more than 256 nested layers and clips.
        """
    @overload
    def clip(self, path: _Rule) -> None: ...
    @overload
    def is_point_in_path(self, x: float, y: float, rule: _Rule = ..., /) -> bool:
        """Whether a point is inside the current path, `is_point_in_path(x, y)`, or inside a `Path` under the current transform,
        `is_point_in_path(path, x, y)` (HTML `isPointInPath`). The point is in logical pixels from the top left corner, independent
        of the transform. The rule, `"nonzero"` (default) or `"evenodd"`, may follow.

        Raises TypeError for other arguments, ValueError for another rule.
        """
    @overload
    def is_point_in_path(self, path: Path, x: float, y: float, rule: _Rule = ..., /) -> bool: ...
    @overload
    def is_point_in_stroke(self, x: float, y: float, /) -> bool:
        """Whether a point is on the line that `stroke()` would draw, `is_point_in_stroke(x, y)`, or that `stroke(path)` would draw,
        `is_point_in_stroke(path, x, y)` (HTML `isPointInStroke`). The point is in logical pixels from the top left corner,
        independent of the transform.

        Raises TypeError for other arguments.
        """
    @overload
    def is_point_in_stroke(self, path: Path, x: float, y: float, /) -> bool: ...
    # Gradients and patterns
    def create_linear_gradient(self, x0: float, y0: float, x1: float, y1: float) -> Gradient:
        """A gradient along the line from `(x0, y0)` to `(x1, y1)` (HTML `createLinearGradient`), in logical pixels of the transform that is
        current when it is used.

        Raises ValueError for numbers that are not finite.
        """
    def create_radial_gradient(self, x0: float, y0: float, r0: float, x1: float, y1: float, r1: float) -> Gradient:
        """A gradient from the circle around `(x0, y0)` with radius `r0` to the circle around `(x1, y1)` with radius `r1` (HTML
        `createRadialGradient`), in logical pixels of the transform that is current when it is used.

        Raises ValueError for numbers that are not finite and for a negative radius.
        """
    def create_conic_gradient(self, start_angle: float, x: float, y: float) -> Gradient:
        """A gradient around the point `(x, y)`, in logical pixels of the transform that is current when it is used, clockwise from
        `start_angle`, in radians; 0 is to the right (HTML `createConicGradient`).

        Raises ValueError for numbers that are not finite.
        """
    def create_pattern(self, image: _Pixels, repetition: str | None = None) -> Pattern:
        """A pattern that repeats an `Image`, or an array of pixels, which is copied (HTML `createPattern`). `repetition`: `"repeat"`,
        `"repeat-x"`, `"repeat-y"` or `"no-repeat"`; None, the default, is `"repeat"`. It starts at the origin of the transform that is
        current when it is used, one logical pixel for each of its pixels.

        Raises TypeError or ValueError for another image or repetition, ResourceError for too many pixels.
        """
    # Images
    @overload
    def draw_image(self, image: _Pixels, x: float, y: float, /) -> None:
        """Draws an image (HTML `drawImage`): `draw_image(image, x, y)`, one logical pixel for each of its pixels;
        `draw_image(image, x, y, width, height)`, scaled; or `draw_image(image, sx, sy, swidth, sheight, x, y, width, height)`, a part
        of it, in pixels of the image, scaled. The destination is in logical pixels; a negative size mirrors the image. Pixels
        outside the source rectangle never bleed in.

        `image` is an `Image`, or an array of pixels as for `Image(pixels)`, which is copied.

        Raises TypeError or ValueError for another image or other numbers, ResourceError for too many pixels.
        """
    @overload
    def draw_image(self, image: _Pixels, x: float, y: float, width: float, height: float, /) -> None: ...
    @overload
    def draw_image(
        self,
        image: _Pixels,
        sx: float,
        sy: float,
        swidth: float,
        sheight: float,
        x: float,
        y: float,
        width: float,
        height: float,
        /,
    ) -> None: ...
    def get_image_data(self, x: int, y: int, width: int, height: int) -> Image:
        """The pixels of a rectangle as they are now, as an `Image` (HTML `getImageData`). The rectangle is in physical pixels of the
        off-screen image (ints), independent of transform and ratio; a negative size extends to the left or up. Pixels outside the
        image are transparent. Everything recorded so far is rasterised for it, with the GIL released.

        Raises UnsupportedError in a window: it works in `render` only. Raises ValueError for an empty rectangle, RuntimeError inside
        a layer, ResourceError for too many pixels.
        """
    @overload
    def put_image_data(self, image: _Pixels, x: int, y: int, /) -> None:
        """Replaces pixels by those of an `Image` or an array, independent of clip, alpha, blend mode, shadow and transform (HTML
        `putImageData`). `x` and `y` are physical pixels of the off-screen image (ints). Four more ints, `dirty_x, dirty_y,
        dirty_width, dirty_height`, limit it to a part of the image.

        Raises UnsupportedError in a window: it works in `render` only. Raises RuntimeError inside a layer, TypeError or ValueError for
        another image or other numbers.
        """
    @overload
    def put_image_data(
        self,
        image: _Pixels,
        x: int,
        y: int,
        dirty_x: int,
        dirty_y: int,
        dirty_width: int,
        dirty_height: int,
        /,
    ) -> None: ...
    def draw_svg(
        self,
        source: str | os.PathLike[str] | Buffer,
        x: float,
        y: float,
        width: float | None = None,
        height: float | None = None,
    ) -> None:
        """Draws an SVG image. `source` is a path, the bytes of a file, or its text (a str that starts with `<`). It is drawn path by path,
        so it is sharp at any size: scaled to fit into the rectangle from `(x, y)`, in logical pixels, and centred in it. Without
        `width` or `height` the image's own proportions decide; without both it has its own size.

        Alpha, blend mode, shadow and filter apply to the image as a whole.

        Raises FileNotFoundError or another OSError if a file cannot be read, ValueError if it is not an SVG image, UnsupportedError for
        filters other than a blur or a drop shadow and for compressed files, ResourceError if it expands to too many elements.
        """
    # Text
    def fill_text(self, text: str, x: float, y: float, max_width: float | None = None) -> None:
        """Fills a line of text at the point `(x, y)`, in logical pixels, with `fill_style` (HTML `fillText`). Any white space is drawn
        as a space. Text that is wider than `max_width`, in logical pixels, is condensed to it.

        Raises TypeError for a text that is not a str, ResourceError for a text that is too long.
        """
    def stroke_text(self, text: str, x: float, y: float, max_width: float | None = None) -> None:
        """Strokes the outlines of a line of text at the point `(x, y)`, in logical pixels, with `stroke_style` (HTML `strokeText`). Any
        white space is drawn as a space. Text that is wider than `max_width`, in logical pixels, is condensed to it.

        Raises TypeError for a text that is not a str, ResourceError for a text that is too long.
        """
    def fill_text_box(
        self,
        text: str,
        x: float,
        y: float,
        width: float,
        height: float | None = None,
        *,
        align: str | None = None,
        line_height: float | str | None = None,
    ) -> float:
        r"""Fills text in a box whose top left corner is `(x, y)`, with `fill_style`, and returns the height of its lines. Lengths are
        logical pixels.

        Lines are broken at spaces where possible, so that none is wider than `width`, and at `"\n"`; lines that would reach below
        `height` (default: no limit) are left out. `align`: `"start"`, `"end"`, `"left"`, `"right"`, `"center"` or `"justify"`;
        default `text_align`. `line_height`: a multiple of the font size, or a CSS value: `"20px"`, `"150%"` or `"normal"`, the
        default, which is the font's own. A number that is not finite or a width that is not positive draws nothing.

        Raises TypeError or ValueError for a bad `align` or `line_height`, ResourceError for a text that is too long.
        """
    def measure_text(self, text: str) -> TextMetrics:
        """Measures a line of text in the current font, as `TextMetrics` (HTML `measureText`). Any white space counts as a space.

        Raises TypeError for a text that is not a str, ResourceError for a text that is too long.
        """
    # Properties
    @property
    def fill_style(self) -> str | Gradient | Pattern:
        """The paint of fills: a CSS colour, a tuple of 3 or 4 ints from 0 to 255, a `Color`, a `Gradient` or a `Pattern`; default black
        (HTML `fillStyle`). A colour reads back as HTML serialises it, a gradient or pattern as an equal one.

        Raises TypeError or ValueError for another value.
        """
    @fill_style.setter
    def fill_style(self, value: _Color | Gradient | Pattern) -> None: ...
    @property
    def stroke_style(self) -> str | Gradient | Pattern:
        """The paint of strokes: a CSS colour, a tuple of 3 or 4 ints from 0 to 255, a `Color`, a `Gradient` or a `Pattern`; default black
        (HTML `strokeStyle`). A colour reads back as HTML serialises it, a gradient or pattern as an equal one.

        Raises TypeError or ValueError for another value.
        """
    @stroke_style.setter
    def stroke_style(self, value: _Color | Gradient | Pattern) -> None: ...
    @property
    def shadow_color(self) -> str:
        """The colour of shadows, in the forms of `Color`; default transparent, which draws none (HTML `shadowColor`). Reads back as HTML
        serialises it.

        Raises TypeError or ValueError for another value.
        """
    @shadow_color.setter
    def shadow_color(self, value: _Color) -> None: ...
    @property
    def letter_spacing(self) -> str:
        """Additional space between letters: a CSS length such as `"2px"` or `"0.1em"`, or a number of logical pixels; default `"0px"`
        (HTML `letterSpacing`). Reads back as a CSS length.

        Raises TypeError or ValueError for another value.
        """
    @letter_spacing.setter
    def letter_spacing(self, value: float | str) -> None: ...
    @property
    def word_spacing(self) -> str:
        """Additional space between words: a CSS length such as `"2px"` or `"0.1em"`, or a number of logical pixels; default `"0px"`
        (HTML `wordSpacing`). Reads back as a CSS length.

        Raises TypeError or ValueError for another value.
        """
    @word_spacing.setter
    def word_spacing(self, value: float | str) -> None: ...
    @property
    def line_dash(self) -> list[float]:
        """The lengths of dashes and gaps in turn, in logical pixels of the current transform; default empty, a solid line (HTML
        `setLineDash`). A list of odd length is repeated once; one with a number that is negative or not finite is ignored.

        Raises TypeError for another value than a sequence of numbers. Stroking raises ResourceError if more than 100,000 dashes
        are visible.
        """
    @line_dash.setter
    def line_dash(self, value: Sequence[float]) -> None: ...
    line_width: float
    """The width of lines, in logical pixels of the current transform; default 1 (HTML `lineWidth`). A number that is not
    positive and finite is ignored.
    """
    line_cap: str
    """The ends of lines: `"butt"` (default), `"round"` or `"square"` (HTML `lineCap`).

    Raises ValueError for another name.
    """
    line_join: str
    """The corners of lines: `"miter"` (default), `"round"` or `"bevel"` (HTML `lineJoin`).

    Raises ValueError for another name.
    """
    miter_limit: float
    """The longest miter of a corner, as a multiple of half the line width; default 10 (HTML `miterLimit`). Longer ones are
    bevelled. A number that is not positive and finite is ignored.
    """
    line_dash_offset: float
    """The offset into the dash pattern at which lines start, in logical pixels of the current transform; default 0 (HTML
    `lineDashOffset`). A number that is not finite is ignored.
    """
    alpha: float
    """The opacity of everything that is drawn, 0 (transparent) to 1 (opaque); default 1 (HTML `globalAlpha`). A number out of
    that range is ignored.
    """
    global_alpha: float
    """The opacity of everything that is drawn, 0 to 1: another name of `alpha`, after HTML `globalAlpha`."""
    blend_mode: str
    """How drawing is combined with the pixels below: `"source-over"` (default) or another of the composite operators and blend
    modes of CSS Compositing and Blending Level 1, such as `"multiply"` or `"destination-out"` (HTML
    `globalCompositeOperation`).

    Raises ValueError for another name.
    """
    global_composite_operation: str
    """How drawing is combined with the pixels below: another name of `blend_mode`, after HTML `globalCompositeOperation`."""
    image_smoothing: bool
    """Whether images and patterns are interpolated when they are scaled; default True (HTML `imageSmoothingEnabled`)."""
    shadow_blur: float
    """The blur of shadows: twice the standard deviation of the Gaussian, in logical pixels, independent of the transform; default 0
    (HTML `shadowBlur`). A number that is negative or not finite is ignored.
    """
    shadow_offset_x: float
    """The offset of shadows to the right, in logical pixels, independent of the transform; default 0 (HTML `shadowOffsetX`). A number
    that is not finite is ignored.
    """
    shadow_offset_y: float
    """The offset of shadows downwards, in logical pixels, independent of the transform; default 0 (HTML `shadowOffsetY`). A number
    that is not finite is ignored.
    """
    filter: str
    """The filter that each shape passes before it is composited: `"none"` (default), or a chain of `blur(…)` and `drop-shadow(…)` of
    Filter Effects Level 1 (HTML `filter`). Lengths are logical pixels, independent of the transform.

    Raises UnsupportedError for the other filters of CSS, TypeError or ValueError for a value that cannot be parsed.
    """
    font: str
    """The font, as a shorthand of CSS Fonts Level 4 such as `"bold 16px Georgia, serif"`; default `"10px sans-serif"` (HTML
    `font`). Reads back as HTML serialises it.

    Raises TypeError or ValueError for a value that cannot be parsed.
    """
    text_align: str
    """The horizontal alignment of text to its point: `"start"` (default), `"end"`, `"left"`, `"right"` or `"center"` (HTML
    `textAlign`).

    Raises ValueError for another name.
    """
    text_baseline: str
    """The baseline of text that its point lies on: `"alphabetic"` (default), `"top"`, `"hanging"`, `"middle"`, `"ideographic"` or
    `"bottom"` (HTML `textBaseline`).

    Raises ValueError for another name.
    """
    direction: str
    """The base direction of text: `"ltr"`, `"rtl"` or `"inherit"` (default), which is left to right (HTML `direction`).

    Raises ValueError for another name.
    """

def render(
    draw: Callable[[Painter], object],
    size: Sequence[float],
    ratio: float = 1.0,
    background: _Color | None = None,
) -> Image:
    """Renders an image off-screen: calls `draw(painter)` once, on the calling thread, and returns the `Image`.

    `size` is `(width, height)` in logical pixels, `ratio` the number of physical pixels per logical pixel (default 1); the image has
    their product, rounded, at least 1 in each direction. `background` is the colour it starts from; None, the default, is transparent. Any thread; the GIL is
    released during rasterisation, and no display is needed.

    Raises TypeError for a bad argument, ValueError for a size or ratio that is not positive and finite, ResourceError if the image is
    too large, and the exception that `draw` raises.
    """

# Errors.

class CanvasError(Exception):
    """The base class of the exceptions of canvas. The message says what to do about it."""

class DisplayError(CanvasError):
    """There is no display, or it refuses the connection or does not answer in time. The message names the environment variable and the reason."""

class DisplayLost(DisplayError):
    """The display died while a window was open on it. `canvas.run()` raises it."""

class BackendUnavailable(CanvasError):
    """The backend that was named is not in this build, or does not work on this machine. The message says what to install."""

class ClosedError(CanvasError):
    """The window is closing or closed, and the call needs an open one; `show()` opens it again once it is closed."""

class UnsupportedError(CanvasError):
    """The display cannot do this (see `WindowProperties.capabilities`), or drawing does not support it."""

class ResourceError(CanvasError):
    """Something is too large, or memory, file descriptors or threads have run out."""

# Events.

@final
class PointerEvent:
    """A pointer (mouse, finger or pen) moved, or one of its buttons changed: W3C Pointer Events."""

    __match_args__: Final = (
        "type",
        "timestamp",
        "x",
        "y",
        "button",
        "buttons",
        "modifiers",
        "pointer_id",
        "pointer_type",
        "pressure",
        "tilt_x",
        "tilt_y",
        "twist",
        "synthetic",
        "coalesced",
    )
    @property
    def type(self) -> str:
        """`"pointer_down"`, `"pointer_move"`, `"pointer_up"`, `"pointer_enter"`, `"pointer_leave"`, `"pointer_cancel"` or
        `"double_click"`.
        """
    @property
    def timestamp(self) -> float:
        """When it happened: seconds on the clock of `time.monotonic()`."""
    @property
    def x(self) -> float:
        """Logical pixels from the left edge of the window's content."""
    @property
    def y(self) -> float:
        """Logical pixels from the top edge of the window's content."""
    @property
    def button(self) -> int:
        """The button that changed: 1 left, 2 right, 3 middle (see `Button`); 0 if none did. DOM numbers buttons differently."""
    @property
    def buttons(self) -> tuple[int, ...]:
        """The buttons that are held after the event, ascending; empty if none is."""
    @property
    def modifiers(self) -> tuple[str, ...]:
        """The modifier keys that are held: of `"Shift"`, `"Control"`, `"Alt"` and `"Meta"` (W3C UI Events, modifier keys)."""
    @property
    def pointer_id(self) -> int:
        """The number of the pointer: 0 is the mouse; each finger has its own while it touches."""
    @property
    def pointer_type(self) -> str:
        """`"mouse"`, `"touch"` or `"pen"`."""
    @property
    def pressure(self) -> float:
        """The pressure, 0 to 1; where the display does not report it, 0.5 while a button is held and 0 otherwise."""
    @property
    def tilt_x(self) -> float:
        """The tilt of a pen to the right, in degrees from -90 to 90; 0 where the display does not report it."""
    @property
    def tilt_y(self) -> float:
        """The tilt of a pen towards the user, in degrees from -90 to 90; 0 where the display does not report it."""
    @property
    def twist(self) -> float:
        """The rotation of a pen about its own axis, clockwise, in degrees from 0 to 359; 0 where the display does not report it."""
    @property
    def synthetic(self) -> bool:
        """Whether a program caused it instead of the user: `Canvas.submit_event()`, or another program."""
    @property
    def coalesced(self) -> tuple[tuple[float, float, float], ...]:
        """The moves that were coalesced into this one, oldest first, at most 256: `(timestamp, x, y)` each."""
    def __getitem__(self, name: str, /) -> Any: ...
    def to_dict(self) -> dict[str, Any]:
        """All fields by name, as a new dict."""
    def __eq__(self, other: object, /) -> bool: ...
    def __hash__(self) -> int: ...

@final
class WheelEvent:
    """The wheel or a touchpad scrolled: W3C UI Events `WheelEvent`, with 100 units for each notch."""

    __match_args__: Final = (
        "type",
        "timestamp",
        "x",
        "y",
        "dx",
        "dy",
        "buttons",
        "modifiers",
        "synthetic",
        "coalesced",
    )
    @property
    def type(self) -> str:
        """`"wheel"`."""
    @property
    def timestamp(self) -> float:
        """When it happened: seconds on the clock of `time.monotonic()`."""
    @property
    def x(self) -> float:
        """Logical pixels from the left edge of the window's content."""
    @property
    def y(self) -> float:
        """Logical pixels from the top edge of the window's content."""
    @property
    def dx(self) -> float:
        """How far to the right it scrolled; 100 for each notch."""
    @property
    def dy(self) -> float:
        """How far down it scrolled; 100 for each notch."""
    @property
    def buttons(self) -> tuple[int, ...]:
        """The buttons that are held after the event, ascending; empty if none is."""
    @property
    def modifiers(self) -> tuple[str, ...]:
        """The modifier keys that are held: of `"Shift"`, `"Control"`, `"Alt"` and `"Meta"` (W3C UI Events, modifier keys)."""
    @property
    def synthetic(self) -> bool:
        """Whether a program caused it instead of the user: `Canvas.submit_event()`, or another program."""
    @property
    def coalesced(self) -> tuple[tuple[float, float, float, float, float], ...]:
        """The turns whose sums are `dx` and `dy`, oldest first, at most 256: `(timestamp, x, y, dx, dy)` each; empty for a
        single turn.
        """
    def __getitem__(self, name: str, /) -> Any: ...
    def to_dict(self) -> dict[str, Any]:
        """All fields by name, as a new dict."""
    def __eq__(self, other: object, /) -> bool: ...
    def __hash__(self) -> int: ...

@final
class KeyEvent:
    """A key was pressed or released: W3C UI Events `KeyboardEvent`."""

    __match_args__: Final = (
        "type",
        "timestamp",
        "key",
        "code",
        "location",
        "repeat",
        "modifiers",
        "synthetic",
    )
    @property
    def type(self) -> str:
        """`"key_down"` or `"key_up"`."""
    @property
    def timestamp(self) -> float:
        """When it happened: seconds on the clock of `time.monotonic()`."""
    @property
    def key(self) -> str:
        """The meaning of the key in the current layout: a W3C `key` value such as `"a"`, `"Enter"` or `"ArrowLeft"`."""
    @property
    def code(self) -> str:
        """The physical key, independent of the layout: a W3C `code` value such as `"KeyA"`; `""` if it is unknown."""
    @property
    def location(self) -> int:
        """The W3C `location`: 0 standard, 1 left, 2 right, 3 number pad."""
    @property
    def repeat(self) -> bool:
        """Whether it repeats a press because the key is held."""
    @property
    def modifiers(self) -> tuple[str, ...]:
        """The modifier keys that are held: of `"Shift"`, `"Control"`, `"Alt"` and `"Meta"` (W3C UI Events, modifier keys)."""
    @property
    def synthetic(self) -> bool:
        """Whether a program caused it instead of the user, or the window lost the focus while the key was held."""
    def __getitem__(self, name: str, /) -> Any: ...
    def to_dict(self) -> dict[str, Any]:
        """All fields by name, as a new dict."""
    def __eq__(self, other: object, /) -> bool: ...
    def __hash__(self) -> int: ...

@final
class TextEvent:
    """Text was entered, or an input method is composing it."""

    __match_args__: Final = (
        "type",
        "timestamp",
        "text",
        "synthetic",
    )
    @property
    def type(self) -> str:
        """`"text_input"`; or `"text_compose"`, which replaces the text that was composed before."""
    @property
    def timestamp(self) -> float:
        """When it happened: seconds on the clock of `time.monotonic()`."""
    @property
    def text(self) -> str:
        """The text; empty when composing ends."""
    @property
    def synthetic(self) -> bool:
        """Whether a program caused it instead of the user: `Canvas.submit_event()`, or another program."""
    def __getitem__(self, name: str, /) -> Any: ...
    def to_dict(self) -> dict[str, Any]:
        """All fields by name, as a new dict."""
    def __eq__(self, other: object, /) -> bool: ...
    def __hash__(self) -> int: ...

@final
class DropEvent:
    """Files or data were dropped on the window, or are dragged over it: HTML drag and drop."""

    __match_args__: Final = (
        "type",
        "timestamp",
        "x",
        "y",
        "paths",
        "data",
        "synthetic",
    )
    @property
    def type(self) -> str:
        """`"drop"` or `"drag_over"`."""
    @property
    def timestamp(self) -> float:
        """When it happened: seconds on the clock of `time.monotonic()`."""
    @property
    def x(self) -> float:
        """Logical pixels from the left edge of the window's content."""
    @property
    def y(self) -> float:
        """Logical pixels from the top edge of the window's content."""
    @property
    def paths(self) -> tuple[str, ...]:
        """The absolute paths of files of this machine. They need not exist."""
    @property
    def data(self) -> tuple[tuple[str, bytes], ...]:
        """The other data: `(MIME type, bytes)` each."""
    @property
    def synthetic(self) -> bool:
        """Whether a program caused it instead of the user: `Canvas.submit_event()`, or another program."""
    def __getitem__(self, name: str, /) -> Any: ...
    def to_dict(self) -> dict[str, Any]:
        """All fields by name, as a new dict."""
    def __eq__(self, other: object, /) -> bool: ...
    def __hash__(self) -> int: ...

@final
class ResizeEvent:
    """The window has a new size, or a new ratio of physical to logical pixels."""

    __match_args__: Final = (
        "type",
        "timestamp",
        "width",
        "height",
        "pwidth",
        "pheight",
        "ratio",
        "coalesced",
    )
    @property
    def type(self) -> str:
        """`"resize"`."""
    @property
    def timestamp(self) -> float:
        """When it happened: seconds on the clock of `time.monotonic()`."""
    @property
    def width(self) -> float:
        """The width of the content, in logical pixels."""
    @property
    def height(self) -> float:
        """The height of the content, in logical pixels."""
    @property
    def pwidth(self) -> int:
        """The width of the content, in physical pixels."""
    @property
    def pheight(self) -> int:
        """The height of the content, in physical pixels."""
    @property
    def ratio(self) -> float:
        """Physical pixels per logical pixel."""
    @property
    def coalesced(self) -> tuple[tuple[float, float, float], ...]:
        """The sizes that were coalesced into this one, oldest first, at most 256: `(timestamp, width, height)` each."""
    def __getitem__(self, name: str, /) -> Any: ...
    def to_dict(self) -> dict[str, Any]:
        """All fields by name, as a new dict."""
    def __eq__(self, other: object, /) -> bool: ...
    def __hash__(self) -> int: ...

@final
class MoveEvent:
    """The window has a new position on the screen."""

    __match_args__: Final = (
        "type",
        "timestamp",
        "x",
        "y",
    )
    @property
    def type(self) -> str:
        """`"move"`."""
    @property
    def timestamp(self) -> float:
        """When it happened: seconds on the clock of `time.monotonic()`."""
    @property
    def x(self) -> float:
        """Logical pixels from the left edge of the screen to that of the content."""
    @property
    def y(self) -> float:
        """Logical pixels from the top edge of the screen to that of the content."""
    def __getitem__(self, name: str, /) -> Any: ...
    def to_dict(self) -> dict[str, Any]:
        """All fields by name, as a new dict."""
    def __eq__(self, other: object, /) -> bool: ...
    def __hash__(self) -> int: ...

@final
class FocusEvent:
    """The window received or lost the keyboard focus: W3C UI Events `FocusEvent`."""

    __match_args__: Final = (
        "type",
        "timestamp",
        "synthetic",
    )
    @property
    def type(self) -> str:
        """`"focus_in"` or `"focus_out"`."""
    @property
    def timestamp(self) -> float:
        """When it happened: seconds on the clock of `time.monotonic()`."""
    @property
    def synthetic(self) -> bool:
        """Whether a program caused it instead of the user: `Canvas.submit_event()`, or another program."""
    def __getitem__(self, name: str, /) -> Any: ...
    def to_dict(self) -> dict[str, Any]:
        """All fields by name, as a new dict."""
    def __eq__(self, other: object, /) -> bool: ...
    def __hash__(self) -> int: ...

@final
class VisibilityEvent:
    """The window became visible, or is no longer visible."""

    __match_args__: Final = (
        "type",
        "timestamp",
        "visible",
    )
    @property
    def type(self) -> str:
        """`"show"` or `"hide"`."""
    @property
    def timestamp(self) -> float:
        """When it happened: seconds on the clock of `time.monotonic()`."""
    @property
    def visible(self) -> bool:
        """Whether it is visible now."""
    def __getitem__(self, name: str, /) -> Any: ...
    def to_dict(self) -> dict[str, Any]:
        """All fields by name, as a new dict."""
    def __eq__(self, other: object, /) -> bool: ...
    def __hash__(self) -> int: ...

@final
class CloseEvent:
    """The user wants to close the window, or it is closed."""

    __match_args__: Final = (
        "type",
        "timestamp",
        "reason",
        "detail",
    )
    @property
    def type(self) -> str:
        """`"close_request"` or `"close"`."""
    @property
    def timestamp(self) -> float:
        """When it happened: seconds on the clock of `time.monotonic()`."""
    @property
    def reason(self) -> str:
        """`"user"` (close button), `"program"` (`close()`), `"exit"` (the end of the program), `"destroyed"` (by another program)
        or `"display_lost"`.
        """
    @property
    def detail(self) -> str:
        """How the display was lost; empty for another reason."""
    def __getitem__(self, name: str, /) -> Any: ...
    def to_dict(self) -> dict[str, Any]:
        """All fields by name, as a new dict."""
    def __eq__(self, other: object, /) -> bool: ...
    def __hash__(self) -> int: ...

@final
class Recording:
    """A recording that `Canvas.record_video` started. It lasts until `stop()` or until the window closes, even if this handle is
    dropped. As a context manager it stops at the end of the block. Any thread.
    """
    def stop(self) -> None:
        """Ends the recording, if it is still running, and waits with the GIL released until the file is complete. The last frame lasts
        until now. May be called again. Any thread.

        Raises OSError if the file could not be written, now or earlier; RuntimeError if the window has shown nothing since the
        recording started, so there is no file.
        """
    @property
    def path(self) -> str:
        """The path of the file or folder, as it was given."""
    @property
    def frames(self) -> int:
        """The number of frames in the file so far. An identical frame extends the previous one and does not count."""
    @property
    def dropped(self) -> int:
        """The number of frames that were dropped because the encoder was busy. The times of the others stay right."""
    @property
    def recording(self) -> bool:
        """Whether it still records: it was not stopped, the window is not closed, and the file could be written so far."""
    def __enter__(self) -> Self: ...
    def __exit__(
        self, kind: type[BaseException] | None, _error: BaseException | None, _traceback: TracebackType | None, /
    ) -> None: ...

# The halves of a `Canvas` and its loop. Programs use `canvas.Canvas`.

@final
class Window:
    """A window without handlers, the native half of `canvas.Canvas`, which programs use instead. Any thread."""
    def __new__(cls) -> Self: ...
    def configure(self, **options: Any) -> None:
        """Changes options by name: see `WindowProperties`. Changes none if one of them is bad.

        Raises TypeError, ValueError, UnsupportedError, ClosedError.
        """
    def option(self, name: str) -> Any:
        """The value of an option that the display has confirmed last: see `WindowProperties`. Raises ValueError for an unknown name."""
    def begin_show(self) -> bool:
        """The first half of `show()`. Returns whether the caller has to start the window's thread. Raises ClosedError."""
    def finish_show(self, opener: bool) -> None:
        """The second half of `show()`: waits, with the GIL released, until the display has created the window.

        Raises DisplayError, BackendUnavailable, ClosedError.
        """
    def abandon(self) -> None:
        """Ends the opening after `begin_show` if the window's thread could not be started."""
    def hide(self) -> None:
        """Removes the window from the screen until `show()`: see `Canvas.hide`."""
    def close(self, reason: str) -> None:
        """Closes the window without waiting: see `Canvas.close`. `reason` is `"program"` or `"exit"`."""
    def request_close(self) -> None:
        """Asks `on_close_request` whether to close the window: see `Canvas.request_close`. Raises ClosedError."""
    def wait(self, timeout: float | None = None) -> bool:
        """Waits, with the GIL released, at most `timeout` seconds until the window is closed: see `Canvas.wait`. Returns whether it is.

        Raises RuntimeError, ValueError.
        """
    def request_draw(self, rect: Sequence[float] | None = None) -> None:
        """Requests a frame, or a part of it in logical pixels: see `Canvas.request_draw`. Raises ClosedError, TypeError."""
    def force_draw(self, timeout: float) -> None:
        """Draws a frame and waits at most `timeout` seconds until it is shown: see `Canvas.force_draw`.

        Raises RuntimeError, TimeoutError, ClosedError.
        """
    def present(self, pixels: _Pixels, fit: str, smooth: bool) -> None:
        """Shows pixels, which are copied with the GIL released: see `Canvas.present`.

        Raises TypeError, ValueError, ResourceError, ClosedError.
        """
    def snapshot(self) -> Image:
        """The frame that is shown, copied with the GIL released: see `Canvas.snapshot`.

        Raises RuntimeError, TimeoutError, ClosedError.
        """
    def record_video(self, path: str | bytes | os.PathLike[str], max_fps: float) -> Recording:
        """Starts recording the window: see `Canvas.record_video`. Raises ValueError, OSError, ClosedError."""
    def post_task(self) -> None:
        """Announces a task to the window's thread, which `UiThread.turn` counts. Raises ClosedError."""
    def take_ticket(self) -> int:
        """A new ticket, which one thread waits for and another one finishes. Raises ClosedError."""
    def finish_ticket(self, ticket: int) -> None:
        """Finishes a ticket, and wakes the thread that waits for it."""
    def wait_ticket(self, ticket: int, timeout: float | None = None) -> None:
        """Waits, with the GIL released, at most `timeout` seconds until a ticket is finished.

        Raises ClosedError, TimeoutError, RuntimeError.
        """
    def check_wait(self, what: str) -> None:
        """Raises RuntimeError if a wait for the window's thread could never end: on that thread itself, in a circle of waits, or if
        the window was never shown. `what` names the call in the message.
        """
    def set_timer(self, seconds: float | None = None) -> None:
        """Sets when the next turn of the window's thread starts at the latest: in `seconds`, or None for no limit."""
    def clock(self) -> float:
        """The time on the window's clock, in seconds."""
    def submit_event(self, event: Any) -> None:
        """Injects an event: see `Canvas.submit_event`. Raises TypeError, ValueError, ClosedError."""
    def show_banner(self, message: str) -> None:
        """Shows a red band with a message until a frame is drawn without an error. Raises ClosedError."""
    def monitor(self) -> tuple[str, tuple[float, float], tuple[float, float], float, float | None] | None:
        """The monitor that shows most of the window, as in `monitors()`, or None: see `WindowProperties.monitor`. Raises DisplayError."""
    def stats(self) -> dict[str, Any]:
        """The statistics of the window by name, with the times of stages as dicts of milliseconds: see `Canvas.stats`. Any thread."""
    def start_ui(self) -> UiThread:
        """Makes the calling thread the window's own thread."""
    @property
    def state(self) -> str:
        """`"new"`, `"opening"`, `"open"`, `"hidden"`, `"closing"` or `"closed"`."""
    @property
    def close_reason(self) -> str | None:
        """Why the window closes or was closed: see `Canvas.close_reason`."""
    @property
    def keys(self) -> list[str]:
        """The keys that are held now, as W3C `key` values."""
    @property
    def pointer(self) -> tuple[tuple[float, float] | None, list[int]]:
        """The pointer: `(position or None, buttons)`, in logical pixels."""
    @property
    def overlay(self) -> bool:
        """Whether statistics are drawn over the window; default False. Setting raises TypeError for a value that is not a bool."""
    @overlay.setter
    def overlay(self, overlay: bool) -> None: ...
    @property
    def physical_size(self) -> tuple[int, int]:
        """Width and height of the content, in physical pixels."""
    @property
    def ratio(self) -> float:
        """Physical pixels per logical pixel."""
    @property
    def visible(self) -> bool:
        """Whether the window is on the screen now."""
    @property
    def backend(self) -> str | None:
        """The name of the backend; None while the window is not open."""
    @property
    def capabilities(self) -> dict[str, bool] | None:
        """The capabilities of the display by name, and its `"platform"`; None while the window is not open."""

@final
class UiThread:
    """The window's side of the loop in `canvas._loop`. Its methods are for the window's own thread."""
    def turn(self) -> tuple[list[Any], int | None, Any]:
        """Waits, with the GIL released, until something is due, and takes all of it: `(events, tasks, closing)`. `tasks` is the number
        of posted tasks that are due, besides the timers, or None. `closing` is None; the event of `on_close`; or False if the
        window never opened.
        """
    def enter(self, handler: str) -> bool:
        """Marks the start of a handler. False if it must not run: the window has closed."""
    def leave(self) -> None:
        """Marks the end of a handler."""
    def begin_draw(self) -> Painter | None:
        """A painter for the frame that is due now, or None."""
    def end_draw(self, painter: Painter) -> None:
        """Submits the frame that was recorded with the painter."""
    def skip_draw(self, painter: Painter) -> None:
        """Submits a frame of a program that has no `on_draw`: the presented pixels, or the background."""
    def fail_draw(self, painter: Painter) -> None:
        """Drops the frame, since `on_draw` raised. The previous frame stays."""
    def answer_close(self, refused: bool) -> None:
        """Answers a close request."""
    def ended(self) -> None:
        """Marks the end of the last handler: the window is closed."""

def add_font(source: str | os.PathLike[str] | Buffer, /) -> list[str]:
    """Adds the fonts of a file (.ttf, .otf, .ttc) for the rest of the process. Returns the names of their families, which
    `painter.font` can name from now on. `source` is a path, or the bytes of the file. Any thread; the GIL is released meanwhile.

    Raises FileNotFoundError or another OSError if the file cannot be read, ValueError if it has no font or a damaged one,
    ResourceError if it is larger than 256 MB.
    """

def font_families() -> list[str]:
    """The names of the available font families, sorted: those of the system and those that were added. Any thread; the GIL is
    released meanwhile, which takes a while the first time.
    """

def run() -> None:
    """Waits, with the GIL released, until every window is closed: see `canvas.run`. Raises DisplayLost, RuntimeError."""

def close_all(reason: str) -> None:
    """Closes every window without waiting: see `canvas.close_all`. `reason` is `"program"` or `"exit"`. Any thread."""

def wait_closed(seconds: float) -> bool:
    """Waits, with the GIL released, at most `seconds` until every window is closed. Returns whether all are."""

def finish_recordings(seconds: float) -> bool:
    """Ends every recording, and waits at most `seconds` until the files are complete. Returns whether all are."""

def stop(seconds: float) -> bool:
    """Ends every native thread, and waits for them at most `seconds`. Returns whether all have ended."""

def set_app_id(name: str) -> None:
    """Sets the application id of windows that are opened later: see `canvas.set_app_id`. Any thread.

    Raises TypeError if it is not a str, ValueError if it is not valid.
    """

def set_default_app_id(name: str) -> None:
    """Sets the application id of a program that does not set one. The first valid name wins."""

def has_display() -> bool:
    """Whether the environment names a display, or the system has one, that this build can use."""

def backends() -> list[tuple[str, bool, str | None]]:
    """The backends of this build, in the order in which they are chosen: `(name, whether it works here, why not or None)` each. Tries
    to connect each, with the GIL released: see `canvas.backends`.
    """

def connected() -> list[tuple[str, dict[str, str]]]:
    """The displays that are connected, for bug reports: the name of the backend, and a dict of facts by name."""

def monotonic_offset() -> float:
    """The seconds to add to the core's clock to get `time.monotonic()`."""

def gil_releases() -> int:
    """The number of times that the calling thread has released the GIL in calls of this module."""

def after_fork_in_child() -> None:
    """Marks this process as a forked child, in which calls of windows raise RuntimeError."""

def monitors() -> list[tuple[str, tuple[float, float], tuple[float, float], float, float | None]]:
    """The monitors of the default display, the primary one first: see `canvas.monitors`. Any thread.

    Each is `(name, position, size, ratio, refresh rate or None)`, in logical pixels and Hz. Raises DisplayError,
    UnsupportedError.
    """

def clipboard_text() -> str | None:
    """The text in the clipboard, or None: see `canvas.clipboard`. Any thread. Raises DisplayError, UnsupportedError, TimeoutError."""

def set_clipboard_text(text: str) -> None:
    """Replaces the content of the clipboard by text: see `canvas.clipboard`. Any thread. Raises DisplayError, UnsupportedError,
    TimeoutError.
    """

def clipboard_image() -> Image | None:
    """The image in the clipboard, or None: see `canvas.clipboard`. Any thread. Raises DisplayError, UnsupportedError, TimeoutError."""

def set_clipboard_image(pixels: _Pixels) -> None:
    """Replaces the content of the clipboard by an image, from pixels as for `Image(pixels)`: see `canvas.clipboard`. Any thread.
    Raises DisplayError, UnsupportedError, TimeoutError.
    """
