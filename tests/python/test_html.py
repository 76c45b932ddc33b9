"""Edge cases of the HTML canvas standard, one by one: the pixels, and the calls that draw nothing."""

import math
import os

import numpy
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import canvas

SIZE = 60
BAD = (math.nan, math.inf, -math.inf)


def ink(draw, background="white"):
    """The pixels that are not white."""
    return (numpy.asarray(canvas.render(draw, (SIZE, SIZE), background=background)) != 255).any(axis=2)


def box(draw):
    """The bounds of the ink: left, top, right, bottom."""
    rows, columns = numpy.nonzero(ink(draw))
    return (columns.min(), rows.min(), columns.max() + 1, rows.max() + 1) if len(rows) else None


def build(*calls):
    """Draws the calls, each `(name, *arguments)`, or `(name=value)` as a dict."""

    def draw(p):
        for call in calls:
            if isinstance(call, dict):
                for name, value in call.items():
                    setattr(p, name, value)
            else:
                getattr(p, call[0])(*call[1:])

    return draw


WIDE = {"line_width": 10}


@pytest.mark.parametrize("cap", ["butt", "round", "square"])
@pytest.mark.parametrize(
    "path",
    [
        [("move_to", 30, 30)],
        [("move_to", 30, 30), ("line_to", 30, 30)],
        [("move_to", 30, 30), ("close_path",)],
        [("move_to", 30, 30), ("line_to", 30, 30), ("close_path",)],
        [("move_to", 30, 30), ("quadratic_curve_to", 30, 30, 30, 30)],
        [("move_to", 30, 30), ("bezier_curve_to", 30, 30, 30, 30, 30, 30)],
        [("rect", 30, 30, 0, 0)],
        [("arc", 30, 30, 0, 0, 3)],
        [("arc", 30, 30, 10, 1, 1)],
    ],
)
def test_subpaths_without_length_have_no_caps(path, cap):
    assert box(build(WIDE, {"line_cap": cap}, *path, ("stroke",))) is None


def test_dashes_without_length_have_caps():
    dots = build(WIDE, {"line_cap": "round", "line_dash": [0, 20]}, ("stroke_line", 10, 30, 55, 30))
    assert box(dots) == (5, 25, 55, 35) and not ink(dots)[30, 20]
    assert box(build(WIDE, {"line_dash": [0, 20]}, ("stroke_line", 10, 30, 50, 30))) is None


def test_rectangles_without_area():
    assert box(build(("fill_rect", 5, 5, 0, 20))) is None
    assert box(build(WIDE, ("stroke_rect", 10, 20, 0, 20))) == (5, 20, 15, 40)
    assert box(build(WIDE, ("stroke_rect", 10, 20, 20, 0))) == (10, 15, 30, 25)
    assert box(build(WIDE, ("stroke_rect", 10, 20, 0, 0))) is None


def test_negative_sizes_reach_to_the_left_and_up():
    assert box(build(("fill_rect", 30, 40, -20, -10))) == (10, 30, 30, 40)
    assert box(build(("rect", 30, 40, -20, -10), ("fill",))) == (10, 30, 30, 40)
    assert box(build(("round_rect", 30, 40, -20, -10, 3), ("fill",))) == (10, 30, 30, 40)


def test_miters_are_cut_at_their_limit():
    corner = [("move_to", 5, 50), ("line_to", 30, 20), ("line_to", 55, 50), ("stroke",)]
    # The miter length of this corner is 1.562 times the line width.
    tops = [box(build(WIDE, {"miter_limit": limit}, *corner))[1] for limit in (10, 1.57, 1.55)]
    assert tops[0] == tops[1] < tops[2]
    assert tops[2] == box(build(WIDE, {"line_join": "bevel"}, *corner))[1]


def test_closed_paths_have_joins_and_open_ones_caps():
    square = [("move_to", 20, 20), ("line_to", 40, 20), ("line_to", 40, 40), ("line_to", 20, 40)]
    assert ink(build(WIDE, *square, ("close_path",), ("stroke",)))[16, 16]
    assert not ink(build(WIDE, *square, ("line_to", 20, 20), ("stroke",)))[16, 16]


@pytest.mark.parametrize("turn", [(0, 7), (0, 700), (1, 1 + math.tau), (3, 3 + 2 * math.tau)])
def test_arcs_of_a_turn_and_more_are_circles(turn):
    assert box(build(("arc", 30, 30, 20, *turn), ("fill",))) == (10, 10, 50, 50)
    back = tuple(reversed(turn))
    assert box(build(("arc", 30, 30, 20, *back, True), ("fill",))) == (10, 10, 50, 50)


def test_arcs_follow_the_given_direction():
    assert box(build(("arc", 30, 30, 20, 0, math.pi), ("fill",))) == (10, 30, 50, 50)
    assert box(build(("arc", 30, 30, 20, 0, math.pi, True), ("fill",))) == (10, 10, 50, 30)
    # More than a turn in the other direction leaves the remainder, not a circle.
    assert box(build(("arc", 30, 30, 20, 0, -3 * math.pi), ("fill",))) == (10, 30, 50, 50)
    assert box(build(("ellipse", 30, 30, 10, 20, math.pi / 2, 0, 9), ("fill",))) == (10, 20, 50, 40)


def test_arcs_begin_with_a_line_and_without_radius_are_points():
    def stroked(*path):
        return box(build({"line_width": 2}, *path, ("stroke",)))

    assert stroked(("move_to", 10, 30), ("arc", 40, 30, 10, 0, 3)) == stroked(
        ("move_to", 10, 30), ("line_to", 50, 30), ("arc", 40, 30, 10, 0, 3)
    )
    assert stroked(("move_to", 10, 30), ("arc", 40, 30, 0, 0, 3)) == (10, 29, 40, 31)
    assert stroked(
        ("ellipse", 30, 30, 20, 0, 0, 0, math.pi),
    ) == (10, 29, 50, 31)


@pytest.mark.parametrize(
    "call",
    [
        ("arc", 0, 0, -1, 0, 1),
        ("ellipse", 0, 0, 1, -1, 0, 0, 1),
        ("arc_to", 0, 0, 5, 5, -1),
        ("round_rect", 0, 0, 5, 5, [-1, 2]),
        ("fill_circle", 0, 0, -1),
    ],
)
def test_negative_radii_raise_and_add_nothing(call):
    def draw(p):
        p.move_to(0, 0)
        with pytest.raises(ValueError, match="radi"):
            getattr(p, call[0])(*call[1:])
        p.line_to(0, 0)
        p.fill()

    assert box(draw) is None


@pytest.mark.parametrize(
    ("corner", "end", "radius"),
    [((10, 30), (50, 50), 9), ((40, 30), (40, 30), 9), ((40, 30), (55, 30), 9), ((40, 30), (20, 30), 9), ((40, 30), (40, 55), 0)],
)  # fmt: skip
def test_arc_to_without_an_angle_is_a_line(corner, end, radius):
    start = [{"line_width": 2}, ("move_to", 10, 30)]
    drawn = box(build(*start, ("arc_to", *corner, *end, radius), ("stroke",)))
    assert drawn == box(build(*start, ("line_to", *corner), ("stroke",)))


def test_arc_to_on_an_empty_path_starts_at_the_corner():
    assert box(build(WIDE, ("arc_to", 20, 20, 40, 40, 5), ("line_to", 20, 40), ("stroke",))) == (15, 20, 25, 40)


def test_round_rect_radii_shrink_together():
    def inside(*radii):
        return ink(build(("round_rect", 10, 10, 40, 20, *radii), ("fill",)))

    assert (inside(1000) == inside(10)).all(), "half of the shorter side"
    assert (inside([30, 10]) == inside([15, 5])).all(), "30 + 10 on a side of 20: each is halved"
    assert (inside([(10, 5)]) == inside([(10, 5), (10, 5), (10, 5), (10, 5)])).all()
    assert (inside() == inside(0)).all() and inside(0)[10, 10]


def test_dash_lists_of_odd_length_are_repeated():
    line = ("stroke_line", 0, 30, 60, 30)
    odd, even = (ink(build(WIDE, {"line_dash": dash}, line)) for dash in ([7, 3, 5], [7, 3, 5, 7, 3, 5]))
    assert (odd == even).all() and odd[30, 3] and not odd[30, 8]
    offset = ink(build(WIDE, {"line_dash": [10, 10], "line_dash_offset": -5}, line))
    assert not offset[30, 2] and offset[30, 7] and not offset[30, 17]
    assert ink(build(WIDE, {"line_dash": [0, 0]}, line))[30].all(), "only zeros give a solid line"


@pytest.mark.parametrize(
    "flat", [("scale", 0, 1), ("transform", 1, 1, 1, 1, 0, 0), ("set_transform", 0, 0, 0, 0, 9, 9)]
)
def test_transforms_without_inverse_draw_nothing(flat):
    calls = [
        ("fill_rect", -50, -50, 100, 100),
        ("fill",),
        ("stroke",),
        ("fill_text", "x", 9, 9),
        ("fill_circle", 0, 0, 9),
    ]
    assert box(build(("rect", 5, 5, 50, 50), flat, *calls, ("clear_rect", 0, 0, 60, 60))) is None
    # The path is still there afterwards.
    assert box(build(("rect", 5, 5, 50, 50), flat, ("reset_transform",), ("fill",))) == (5, 5, 55, 55)


def test_the_path_is_not_part_of_the_state_and_keeps_its_transform():
    draw = build(("save",), ("translate", 10, 10), ("rect", 0, 0, 10, 10), ("restore",), ("scale", 3, 3), ("fill",))
    assert box(draw) == (10, 10, 20, 20)
    # The line width follows the transform at the time of the stroke.
    wide = build(("move_to", 0, 30), ("line_to", 60, 30), ("scale", 1, 10), {"line_width": 2}, ("stroke",))
    assert box(wide) == (0, 20, 60, 40)


def test_rules():
    rings = [("rect", 10, 10, 40, 40), ("rect", 20, 20, 20, 20)]
    assert ink(build(*rings, ("fill",)))[30, 30] and not ink(build(*rings, ("fill", "evenodd")))[30, 30]
    other_way = [("rect", 10, 10, 40, 40), ("rect", 40, 20, -20, 20)]
    assert not ink(build(*other_way, ("fill", "nonzero")))[30, 30]
    clipped = build(*rings, ("clip", "evenodd"), ("fill_rect", 0, 0, 60, 60))
    assert box(clipped) == (10, 10, 50, 50) and not ink(clipped)[30, 30]


def test_clips_intersect_and_an_empty_path_leaves_nothing():
    rects = [("rect", 5, 5, 30, 30), ("clip",), ("begin_path",), ("rect", 25, 25, 30, 30), ("clip",)]
    assert box(build(*rects, ("fill_rect", 0, 0, 60, 60))) == (25, 25, 35, 35)
    assert box(build(("begin_path",), ("clip",), ("fill_rect", 0, 0, 60, 60))) is None
    assert box(build(("save",), ("clip",), ("restore",), ("fill_rect", 0, 0, 60, 60))) == (0, 0, 60, 60)


def test_points_on_the_outline_are_inside():
    def draw(p):
        p.rect(10, 10, 20, 20)
        p.arc(40, 40, 10, 0, 9)
        for point in ((10, 10), (30, 20), (20, 30), (10, 25), (50, 40), (40, 50)):
            assert p.is_point_in_path(*point), point
        for point in ((9.99, 20), (30.01, 20), (20, 30.01), (50.01, 40)):
            assert not p.is_point_in_path(*point), point
        for bad in BAD:
            assert not p.is_point_in_path(bad, 20) and not p.is_point_in_stroke(20, bad)

    canvas.render(draw, (SIZE, SIZE))


def test_copy_and_similar_modes_clear_outside_the_shape():
    for mode in ("copy", "source-in", "source-out", "destination-in", "destination-atop"):
        draw = build(("fill_rect", 0, 0, 60, 60), {"blend_mode": mode}, ("fill_rect", 20, 20, 10, 10))
        alpha = numpy.asarray(canvas.render(draw, (SIZE, SIZE)))[..., 3]
        assert (alpha[:20] == 0).all() and (alpha[:, 30:] == 0).all(), mode
        assert (alpha[20:30, 20:30] == (0 if mode == "source-out" else 255)).all(), mode


def test_images_without_area_or_with_parts_outside():
    image = canvas.render(lambda p: p.clear("black"), (4, 4))
    assert box(build(("draw_image", image, 5, 5, 0, 10))) is None
    assert box(build(("draw_image", image, 5, 5, 2, 2, 10, 10, 10, 10))) is None
    assert box(build(("draw_image", image, -4, 0, 8, 4, 10, 10, 40, 20))) == (30, 10, 50, 30)
    assert box(build(("draw_image", image, 30, 40, -10, -20))) == (20, 20, 30, 40)
    assert box(build(("draw_image", image, 4, 4, -4, -4, 10, 10, 20, 20))) == (10, 10, 30, 30)


NOTHING = {
    "linear without stops": (("create_linear_gradient", 0, 0, 60, 60), False),
    "radial without stops": (("create_radial_gradient", 30, 30, 0, 30, 30, 30), False),
    "conic without stops": (("create_conic_gradient", 0, 30, 30), False),
    "linear between equal points": (("create_linear_gradient", 30, 30, 30, 30), True),
    "radial between equal circles": (("create_radial_gradient", 30, 30, 15, 30, 30, 15), True),
}


@pytest.mark.parametrize("name", NOTHING)
def test_empty_gradients_draw_nothing(name):
    (make, *numbers), has_stops = NOTHING[name]

    def draw(p, *, moved=0):
        gradient = getattr(p, make)(*numbers[:-1], numbers[-1] + moved)
        if has_stops or moved:
            gradient.add_color_stop(0, "red")
            gradient.add_color_stop(1, "blue")
        p.fill_style = p.stroke_style = gradient
        p.fill_rect(0, 0, 60, 60)
        p.fill_circle(30, 30, 20)
        p.stroke_line(0, 0, 60, 60)
        p.font = "30px sans-serif"
        p.fill_text("ab", 5, 40)
        p.stroke_text("ab", 5, 40)

    assert box(draw) is None
    assert box(lambda p: draw(p, moved=1)) is not None, "with stops and a length it draws"


def test_line_widths_ignore_invalid_lengths():
    def draw(p):
        p.line_dash, p.line_dash_offset, p.miter_limit, p.line_width = [5, 3], -2, 4, 7
        for bad in ([3, -1], [-1], [5, math.nan], [math.inf, 2]):
            p.line_dash = bad
            assert p.line_dash == [5, 3], bad
        for bad in (0, -1, -0.0, *BAD):
            p.miter_limit = p.line_width = bad
            assert (p.miter_limit, p.line_width) == (4, 7), bad
        for bad in BAD:
            p.line_dash_offset = bad
        assert p.line_dash_offset == -2, "an offset may be negative"
        p.line_dash_offset = 0
        assert p.line_dash_offset == 0

    canvas.render(draw, (SIZE, SIZE))


# The methods that take only numbers do nothing if one is not finite.
NUMBERS = {
    "translate": 2, "rotate": 1, "scale": 2, "transform": 6, "set_transform": 6, "move_to": 2, "line_to": 2,
    "quadratic_curve_to": 4, "bezier_curve_to": 6, "arc": 5, "arc_to": 5, "ellipse": 7, "rect": 4, "round_rect": 5,
    "fill_rect": 4, "stroke_rect": 4, "clear_rect": 4, "fill_circle": 3, "stroke_circle": 3, "stroke_line": 4,
}  # fmt: skip


@pytest.mark.parametrize("method", NUMBERS)
def test_numbers_that_are_not_finite_are_ignored(method):
    def draw(p):
        for bad in BAD:
            for place in range(NUMBERS[method]):
                getattr(p, method)(*[bad if i == place else 3 for i in range(NUMBERS[method])])
        assert p.get_transform() == canvas.Transform()
        p.fill()
        p.stroke()

    assert box(draw) is None


number = st.one_of(
    st.floats(-100, 200),
    st.sampled_from([0, -0.0, 1, 1e-300, 1e9, -1e9, 1e300, 10**30, -(10**400), *BAD]),
    st.floats(),
)
anything = st.one_of(number, st.none(), st.text(max_size=3), st.booleans(), st.just([1, 2]), st.just((1, 2, 3)))
calls = st.lists(
    st.one_of(
        st.tuples(st.sampled_from([*NUMBERS, "create_linear_gradient", "create_radial_gradient", "draw_svg"]), st.lists(number, max_size=7)),
        st.tuples(st.sampled_from(sorted(name for name in dir(canvas.Painter) if not name.startswith("_"))), st.lists(anything, max_size=9)),
    ),
    max_size=25,
)  # fmt: skip
values = st.one_of(
    anything,
    st.sampled_from(
        ["red", "copy", "multiply", "round", "blur(3px)", "drop-shadow(9px 9px 2px red)", "bold 9px serif"]
    ),
    st.lists(number, max_size=4),
)


@settings(max_examples=int(os.environ.get("CANVAS_FUZZ_EXAMPLES", "150")), deadline=None)
@given(calls, st.lists(st.tuples(st.integers(0, 24), st.integers(0, 40), values), max_size=12))
def test_any_calls_are_drawn_or_refused(calls, sets):
    """Any calls with any arguments raise only the documented errors, and the frame is still drawn."""
    promised = (TypeError, ValueError, OSError, RuntimeError, canvas.CanvasError)
    names = sorted(
        name for name in dir(canvas.Painter) if not name.startswith("_") and not callable(getattr(canvas.Painter, name))
    )

    def draw(p):
        made = []
        for index, (name, arguments) in enumerate(calls):
            for at, which, value in sets:
                if at == index:
                    try:
                        setattr(p, names[which % len(names)], value)
                    except (AttributeError, *promised):
                        pass
            member = getattr(p, name)
            try:
                if callable(member):
                    made.append(member(*arguments))
                    if isinstance(made[-1], canvas.Gradient | canvas.Pattern):
                        p.fill_style = made[-1]
            except promised:
                pass

    try:
        canvas.render(draw, (SIZE, SIZE), background="white")
    except canvas.ResourceError:
        pass
