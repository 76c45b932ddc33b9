"""Every member of the painter: used after its frame, used on another thread, given wrong types, given extreme numbers."""

import faulthandler
import math
import threading
from typing import Any, NamedTuple

import numpy
import pytest

import canvas

from scripts import eventually

TILE = numpy.full((3, 3, 4), 200, dtype="uint8")
SVG = '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><circle cx="4" cy="4" r="4" fill="teal"/></svg>'
EXTREME = [math.nan, math.inf, -math.inf, 1e9, -1e9, 1e300, 1e-300, 2**31, -(2**63), 10**400, -(10**400), -1, 0]


class Argument(NamedTuple):
    """An argument of a call: a valid value, and its name in an error."""

    value: Any
    name: str
    keyword: bool = False


def numbers(names: str) -> list[Argument]:
    return [Argument(index + 2.0, name) for index, name in enumerate(names.split())]


def whole(names: str) -> list[Argument]:
    return [Argument(2, name) for name in names.split()]


PATH = canvas.Path("M2 2 h9 v9 z")
RULE = Argument("evenodd", "rule")
COLORS = Argument("red", "colors")
LISTS = Argument([[(1, 2), (8, 3), (5, 9)]], "points")
SIX = [Argument(value, "transform") for value in (1, 0, 0, 1, 2, 3)]

METHODS = {
    # State and transforms
    "save": [],
    "restore": [],
    "saved": [],
    "reset": [],
    "layer": [
        Argument(0.5, "alpha", True),
        Argument("multiply", "blend_mode", True),
        Argument(PATH, "clip", True),
        Argument("evenodd", "rule", True),
        Argument("blur(1px)", "filter", True),
    ],
    "translate": numbers("x y"),
    "rotate": numbers("angle"),
    "scale": numbers("x y"),
    "transform": SIX,
    "set_transform": SIX,
    "reset_transform": [],
    "get_transform": [],
    # Shapes
    "clear": [Argument("white", "color")],
    "clear_rect": numbers("x y width height"),
    "fill_rect": numbers("x y width height"),
    "stroke_rect": numbers("x y width height"),
    "fill_circle": numbers("x y radius"),
    "stroke_circle": numbers("x y radius"),
    "stroke_line": numbers("x1 y1 x2 y2"),
    "fill_polygon": [Argument([(1, 2), (8, 3), (5, 9)], "points")],
    "stroke_polyline": [Argument([(1, 2), (8, 3), (5, 9)], "points"), Argument(True, "closed")],
    # Many shapes
    "fill_rects": [Argument([(1, 2, 3, 4)], "xywh"), COLORS],
    "stroke_rects": [Argument([(1, 2, 3, 4)], "xywh"), COLORS],
    "fill_circles": [Argument([(5, 5, 3)], "xyr"), COLORS],
    "stroke_circles": [Argument([(5, 5, 3)], "xyr"), COLORS],
    "stroke_segments": [Argument([(1, 2, 3, 4)], "xyxy"), COLORS],
    "draw_points": [Argument([(1, 2)], "xy"), Argument(2.0, "size"), COLORS],
    "stroke_lines": [LISTS, COLORS, Argument(True, "closed", True)],
    "fill_polygons": [LISTS, COLORS],
    # Paths
    "begin_path": [],
    "close_path": [],
    "move_to": numbers("x y"),
    "line_to": numbers("x y"),
    "quadratic_curve_to": numbers("cpx cpy x y"),
    "bezier_curve_to": numbers("cp1x cp1y cp2x cp2y x y"),
    "arc": [*numbers("x y radius start_angle end_angle"), Argument(True, "counterclockwise")],
    "arc_to": numbers("x1 y1 x2 y2 radius"),
    "ellipse": [
        *numbers("x y radius_x radius_y rotation start_angle end_angle"),
        Argument(True, "counterclockwise"),
    ],
    "rect": numbers("x y width height"),
    "round_rect": [*numbers("x y width height"), Argument([1, (2, 3)], "radii")],
    "fill": [Argument(PATH, "path"), RULE],
    "stroke": [Argument(PATH, "path")],
    "clip": [Argument(PATH, "path"), RULE],
    "is_point_in_path": [*numbers("x y"), RULE],
    "is_point_in_stroke": numbers("x y"),
    # Paints, images, text
    "create_linear_gradient": numbers("x0 y0 x1 y1"),
    "create_radial_gradient": numbers("x0 y0 r0 x1 y1 r1"),
    "create_conic_gradient": numbers("start_angle x y"),
    "create_pattern": [Argument(TILE, "image"), Argument("repeat-x", "repetition")],
    "draw_image": [Argument(TILE, "image"), *numbers("x y width height")],
    "get_image_data": whole("x y width height"),
    "put_image_data": [Argument(TILE, "image"), *whole("x y"), *whole("dirty dirty dirty dirty")],
    "draw_svg": [Argument(SVG, "source"), *numbers("x y width height")],
    "fill_text": [Argument("ab", "text"), *numbers("x y max_width")],
    "stroke_text": [Argument("ab", "text"), *numbers("x y max_width")],
    "fill_text_box": [
        Argument("ab cd", "text"),
        *numbers("x y width height"),
        Argument("center", "align", True),
        Argument(1.5, "line_height", True),
    ],
    "measure_text": [Argument("ab", "text")],
}

PROPERTIES: dict[str, Any] = {
    "fill_style": "red",
    "stroke_style": (1, 2, 3),
    "line_width": 2.0,
    "line_cap": "round",
    "line_join": "bevel",
    "miter_limit": 3.0,
    "line_dash": [3.0, 2.0],
    "line_dash_offset": 1.0,
    "alpha": 0.5,
    "global_alpha": 0.5,
    "blend_mode": "multiply",
    "global_composite_operation": "multiply",
    "image_smoothing": False,
    "shadow_color": "blue",
    "shadow_blur": 3.0,
    "shadow_offset_x": 2.0,
    "shadow_offset_y": 2.0,
    "filter": "blur(1px)",
    "font": "9px serif",
    "text_align": "center",
    "text_baseline": "top",
    "direction": "rtl",
    "letter_spacing": 1.0,
    "word_spacing": 1.0,
}
FACTS = ["width", "height", "ratio", "time", "dt", "frame"]


def members():
    return {name for name in dir(canvas.Painter) if not name.startswith("_")}


def call(painter, name, arguments=None):
    """Calls a method with valid arguments, or with these."""
    arguments = METHODS[name] if arguments is None else arguments
    return getattr(painter, name)(
        *[argument.value for argument in arguments if not argument.keyword],
        **{argument.name: argument.value for argument in arguments if argument.keyword},
    )


def uses(name):
    """Every way to use a member."""
    if name in METHODS:
        return [lambda p: call(p, name)]
    read = [lambda p: getattr(p, name)]
    return [*read, lambda p: setattr(p, name, PROPERTIES[name])] if name in PROPERTIES else read


def draw_once(draw):
    return canvas.render(draw, (20, 15), background="white")


@pytest.fixture
def no_hang():
    """A test that hangs ends the run with a traceback."""
    faulthandler.dump_traceback_later(120, exit=True)
    yield
    faulthandler.cancel_dump_traceback_later()


def test_every_member_is_in_the_tables():
    tables = [*METHODS, *PROPERTIES, *FACTS]
    assert members() == set(tables) and len(tables) == len(set(tables))


@pytest.mark.parametrize("name", sorted(members()))
def test_it_works_in_its_frame_and_raises_after_it_and_on_other_threads(name):
    kept, elsewhere = [], []

    def draw(painter):
        kept.append(painter)
        for use in uses(name):
            thread = threading.Thread(target=lambda use=use: elsewhere.append(raised(use, painter)))
            thread.start()
            thread.join()
        for use in uses(name):
            use(painter)

    draw_once(draw)
    assert len(elsewhere) == len(uses(name))
    for error in elsewhere:
        assert isinstance(error, RuntimeError) and "thread" in str(error), error
    for use in uses(name):
        error = raised(use, kept[0])
        assert isinstance(error, RuntimeError) and "until its draw function returns" in str(error), error


def raised(use, painter):
    try:
        use(painter)
    except Exception as error:
        return error
    return None


@pytest.mark.parametrize("name", sorted(METHODS))
def test_arguments_of_wrong_types_raise_and_are_named(name):
    def draw(painter):
        for place, argument in enumerate(METHODS[name]):
            wrong = list(METHODS[name])
            wrong[place] = argument._replace(value=object())
            with pytest.raises((TypeError, ValueError)) as caught:
                call(painter, name, wrong)
            named = name if name == "set_transform" else argument.name
            # Where the message does not name the argument, a note does.
            said = [str(caught.value), *getattr(caught.value, "__notes__", [])]
            assert any(named in line for line in said), f"argument {place}: {said}"
        with pytest.raises(TypeError):
            getattr(painter, name)(*[None] * 12)
        assert painter.get_transform() == canvas.Transform()

    assert draw_once(draw) == draw_once(lambda painter: None), "nothing is drawn"


@pytest.mark.parametrize("name", sorted([*PROPERTIES, *FACTS]))
def test_properties_of_wrong_types_raise_and_are_named(name):
    def draw(painter):
        before = getattr(painter, name)
        error = AttributeError if name in FACTS else (TypeError, ValueError)
        for wrong in (object(), None, [object()]):
            with pytest.raises(error, match=name):
                setattr(painter, name, wrong)
        with pytest.raises((AttributeError, TypeError)):
            delattr(painter, name)
        assert getattr(painter, name) == before

    draw_once(draw)


def is_number(argument):
    return isinstance(argument.value, int | float) and not isinstance(argument.value, bool)


PROMISED = (TypeError, ValueError, canvas.ResourceError)


def drawn_with_everything(painter):
    painter.rect(2, 2, 9, 9)
    painter.fill()
    painter.stroke()
    painter.draw_image(TILE, 1, 1)
    painter.fill_text("ab", 5, 9)
    painter.stroke_line(0, 0, 20, 15)


@pytest.mark.parametrize("name", sorted(name for name in METHODS if any(map(is_number, METHODS[name]))))
def test_extreme_arguments_are_drawn_or_refused(name, no_hang):
    def draw_with(place, value):
        def draw(painter):
            painter.rect(2, 2, 9, 9)
            arguments = list(METHODS[name])
            arguments[place] = arguments[place]._replace(value=value)
            try:
                made = call(painter, name, arguments)
                if isinstance(made, canvas.Gradient):
                    made.add_color_stop(0, "red")
                    painter.fill_style = painter.stroke_style = made
                if name == "layer":
                    with made:
                        drawn_with_everything(painter)
            except PROMISED:
                pass
            drawn_with_everything(painter)

        return draw

    for place in [place for place, argument in enumerate(METHODS[name]) if is_number(argument)]:
        for value in EXTREME:
            assert draw_once(draw_with(place, value)).width == 20


@pytest.mark.parametrize("name", sorted(name for name, value in PROPERTIES.items() if isinstance(value, float | list)))
def test_extreme_properties_are_drawn_or_refused(name, no_hang):
    def draw_with(value):
        def draw(painter):
            painter.shadow_color = "blue"
            painter.line_dash = [5, 3]
            try:
                setattr(painter, name, [value, 1] if name == "line_dash" else value)
            except PROMISED:
                pass
            try:
                drawn_with_everything(painter)
            except canvas.ResourceError:
                pass

        return draw

    for value in EXTREME:
        assert draw_once(draw_with(value)).width == 20


class Fails(canvas.Canvas):
    """Draws green; with `fails`, red before the failing call."""

    def __init__(self):
        super().__init__("fails", size=(120, 160), backend="headless", update_mode="manual")
        self.fail, self.errors = None, []

    def on_draw(self, painter):
        painter.clear("green")
        if self.fail:
            painter.clear("red")
            self.fail(painter)

    def on_error(self, error):
        self.errors.append(error)

    def below_the_message(self):
        return numpy.asarray(self.snapshot())[120:, :, :3]


FAILURES = [
    lambda p: p.fill_rect("a", 0, 1, 1),
    lambda p: p.fill_circle(0, 0, -1),
    lambda p: setattr(p, "font", "large"),
    lambda p: p.create_linear_gradient(0, 0, math.nan, 0),
    lambda p: p.get_image_data(0, 0, 1, 1),
    lambda p: p.fill_circles([(0, 0, -1)]),
    lambda p: p.draw_svg(SVG.replace("<circle", "<cirle"), "x", 0),
    lambda p: [p.save() for _ in range(20_000)],
    lambda p: p.layer(alpha=2),
    lambda p: p.width.nothing,
]


def test_after_an_error_the_previous_frame_stays():
    window = Fails()
    window.show()
    window.force_draw(timeout=20)
    before = window.below_the_message()
    assert (before == [0, 128, 0]).all()
    for count, failure in enumerate(FAILURES, 1):
        window.fail = failure
        with pytest.raises(RuntimeError, match="on_draw failed"):
            window.force_draw(timeout=20)
        eventually(lambda count=count: len(window.errors) == count)
        assert (window.below_the_message() == before).all(), window.errors[-1]
    window.fail = None
    window.force_draw(timeout=20)
    assert (numpy.asarray(window.snapshot())[..., :3] == [0, 128, 0]).all()
    window.close()
    assert window.wait(20)
