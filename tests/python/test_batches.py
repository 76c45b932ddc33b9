"""Many shapes in one call: arrays of every kind, colours, and invalid arguments."""

import array

import numpy
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

import canvas

RECTS = [(2, 2, 5, 4), (10, 3, 4, 6), (1, 12, 12, 3)]
RED, BLUE, GREEN = (255, 0, 0), (0, 0, 255), (0, 128, 0)


def drawn(draw, size=(20, 20)):
    return numpy.asarray(canvas.render(draw, size, background="white"))


def one_by_one(colors=("black",) * 3):
    def draw(p):
        for rect, color in zip(RECTS, colors, strict=True):
            p.fill_style = color
            p.fill_rect(*rect)

    return drawn(draw)


@pytest.mark.parametrize("kind", ["f4", "f8", "i1", "i2", "i4", "i8", "u1", "u2", "u4", "u8", "l"])
def test_numbers_of_every_type(kind):
    rects = numpy.array(RECTS, kind)
    assert (drawn(lambda p: p.fill_rects(rects)) == one_by_one()).all()


@pytest.mark.parametrize(
    "rects",
    [
        numpy.array(RECTS, "f4").T.copy().T,
        numpy.array(RECTS[::-1])[::-1],
        numpy.array([rect[::-1] for rect in RECTS])[:, ::-1],
        numpy.array([(*rect, 7, 8) for rect in RECTS])[:, :4],
        numpy.repeat(numpy.array(RECTS, "f8"), 2, axis=0)[::2],
        numpy.asfortranarray(RECTS),
        memoryview(array.array("d", [v for rect in RECTS for v in rect])).cast("B").cast("d", (3, 4)),
        RECTS,
        tuple(map(list, RECTS)),
        [numpy.array(rect) for rect in RECTS],
    ],
)
def test_numbers_in_every_order(rects):
    assert (drawn(lambda p: p.fill_rects(rects)) == one_by_one()).all()


def test_read_only_and_unaligned_arrays():
    rects = numpy.array(RECTS, "f8")
    rects.flags.writeable = False
    assert (drawn(lambda p: p.fill_rects(rects)) == one_by_one()).all()
    packed = numpy.zeros(3, numpy.dtype([("tag", "u1"), ("rect", "f8", 4)], align=False))
    packed["rect"] = RECTS
    assert packed["rect"].ctypes.data % 8
    assert (drawn(lambda p: p.fill_rects(packed["rect"])) == one_by_one()).all()


def test_the_array_is_free_when_the_call_returns():
    rects = numpy.array(RECTS, "f8")

    def draw(p):
        p.fill_rects(rects)
        rects[:] = 0

    assert (drawn(draw) == one_by_one()).all()


@pytest.mark.parametrize(
    "colors",
    [
        [RED, BLUE, GREEN],
        ["red", "blue", "green"],
        [canvas.Color("red"), "#00f", (0, 128, 0, 255)],
        numpy.array([RED, BLUE, GREEN], "u1"),
        numpy.array([(*RED, 255), (*BLUE, 255), (*GREEN, 255)], "u1"),
        numpy.array([GREEN, BLUE, RED], "u1")[::-1],
    ],
)
def test_a_colour_for_each(colors):
    assert (drawn(lambda p: p.fill_rects(RECTS, colors)) == one_by_one(("red", "blue", "green"))).all()


@pytest.mark.parametrize("color", ["red", RED, [255, 0, 0], canvas.Color("red"), numpy.array(RED, "u1")])
def test_one_colour_for_all(color):
    assert (drawn(lambda p: p.fill_rects(RECTS, color)) == one_by_one(("red",) * 3)).all()


def test_styles_are_used_and_not_changed():
    def draw(p):
        p.fill_style, p.stroke_style = "red", "blue"
        p.fill_rects(RECTS)
        p.fill_rects(RECTS[:1], "green")
        p.stroke_lines([[(0, 0), (5, 5)]], "green")
        p.fill_polygons([[(0, 0), (5, 5), (0, 5)]], ["green"])
        assert (p.fill_style, p.stroke_style) == ("#ff0000", "#0000ff")

    assert tuple(drawn(draw)[14, 5]) == (255, 0, 0, 255)


def test_alpha_applies_to_each_colour():
    def draw(p):
        p.alpha = 0.5
        p.fill_rects(RECTS, [RED, BLUE, GREEN])

    assert next(iter(drawn(draw)[3, 3])) == 255
    assert abs(int(drawn(draw)[3, 3][1]) - 128) <= 1


def test_shapes_that_are_not_finite_are_skipped_with_their_colour():
    rects = [RECTS[0], (0, numpy.nan, 20, 20), (0, 0, numpy.inf, 5), RECTS[1], RECTS[2]]
    colors = ["red", "pink", "pink", "blue", "green"]
    assert (drawn(lambda p: p.fill_rects(rects, colors)) == one_by_one(("red", "blue", "green"))).all()


def test_empty_arrays_draw_nothing():
    for empty in ([], numpy.zeros((0, 4)), numpy.zeros(0)):
        assert (drawn(lambda p, empty=empty: p.fill_rects(empty)) == 255).all()
    assert (drawn(lambda p: p.stroke_lines([], [])) == 255).all()
    assert (drawn(lambda p: p.stroke_lines(numpy.zeros((3, 0, 2)))) == 255).all()


def test_lines_and_polygons_from_arrays():
    lines = numpy.array([[(1, 1), (18, 3)], [(1, 9), (18, 5)]], "f4")
    same = [
        lambda p: p.stroke_lines(lines, "red"),
        lambda p: p.stroke_lines([lines[0], lines[1]], "red"),
        lambda p: p.stroke_lines(lines.tolist(), ["red", "red"]),
        lambda p: (p.stroke_lines(lines[0], "red"), p.stroke_lines(lines[1], "red")),
    ]
    images = [drawn(draw) for draw in same]
    assert (images[0] != 255).any()
    for image in images[1:]:
        assert (image == images[0]).all()


CALLS = {
    "fill_rects": 4, "stroke_rects": 4, "fill_circles": 3, "stroke_circles": 3, "stroke_segments": 4, "draw_points": 2,
}  # fmt: skip


@pytest.mark.parametrize("name", CALLS)
def test_invalid_arguments_are_refused(name):
    columns = CALLS[name]
    good = numpy.ones((3, columns))
    refused = [
        (numpy.ones((3, columns + 1)), ValueError, "shape"),
        (numpy.ones(columns), ValueError, "shape"),
        (numpy.ones((3, columns, 1)), ValueError, "shape"),
        (numpy.ones((3, columns), "c8"), TypeError, "floats or ints"),
        (numpy.ones((3, columns), "f2"), TypeError, "floats or ints"),
        (numpy.ones((3, columns), "?"), TypeError, "floats or ints"),
        (numpy.ones((3, columns), ">f8"), TypeError, "floats or ints"),
        ([(1,) * columns, (1,) * (columns + 1)], ValueError, "numbers an item"),
        ([("a",) * columns], TypeError, "expected"),
        ("text", TypeError, "expected"),
        (7, TypeError, "expected"),
        (None, TypeError, "expected"),
        (numpy.broadcast_to(numpy.ones(columns), (1 << 40, columns)), canvas.ResourceError, "scene"),
    ]

    def draw(p):
        for value, error, text in refused:
            with pytest.raises(error, match=text):
                getattr(p, name)(value)
        for colors, error in [
            (["red"] * 2, ValueError),
            (["red"] * 4, ValueError),
            (numpy.zeros((2, 3), "u1"), ValueError),
            (numpy.zeros((3, 5), "u1"), ValueError),
            (numpy.zeros((3, 3)), TypeError),
            ("no colour", ValueError),
            (0.5, TypeError),
            ([0.5, 0.5, 0.5], TypeError),
        ]:
            with pytest.raises(error, match="color"):
                getattr(p, name)(good, colors=colors)

    assert (drawn(draw) == 255).all()


def test_bad_lines_and_sizes():
    def draw(p):
        for points in (numpy.ones((3, 3)), numpy.ones((2, 2, 2, 2)), [[(1, 2, 3)]]):
            for call in (p.stroke_lines, p.fill_polygons):
                with pytest.raises(ValueError, match=r"points|shape|numbers"):
                    call(points)
        with pytest.raises(ValueError, match="radius"):
            p.fill_circles([(5, 5, 3), (5, 5, -1)])
        with pytest.raises(ValueError, match="size"):
            p.draw_points([(5, 5)], -1)
        with pytest.raises(ValueError, match="colors"):
            p.stroke_lines([[(0, 0), (5, 5)]] * 3, ["red"] * 2)

    assert (drawn(draw) == 255).all()


def test_a_batch_of_many_is_near_the_same_shapes_one_by_one():
    random = numpy.random.default_rng(5)
    circles = random.uniform([0, 0, 0.5], [100, 100, 6], (300, 3))
    colors = random.integers(0, 256, (300, 3), dtype=numpy.uint8)

    def single(p):
        # Clipped, so that they are rasterised as paths.
        p.begin_path()
        p.rect(-1, -1, 200, 200)
        p.clip()
        for circle, color in zip(circles.tolist(), colors.tolist(), strict=True):
            p.fill_style = tuple(color)
            p.fill_circle(*circle)

    many = drawn(lambda p: p.fill_circles(circles, colors), (100, 100)).astype(int)
    difference = abs(many - drawn(single, (100, 100)).astype(int))
    # Paths are flattened to a quarter of a pixel; the fast fills of single shapes are not.
    assert difference.max() <= 80
    assert difference.mean() < 4


@settings(max_examples=60, deadline=None)
@given(
    st.sampled_from(sorted(CALLS)),
    st.data(),
    st.sampled_from(["f4", "f8", "i4", "u1"]),
)
def test_any_numbers(name, data, kind):
    shape = (data.draw(st.sampled_from([0, 1, 3, 200])), CALLS[name])
    numbers = data.draw(arrays.arrays(numpy.dtype(kind), shape))

    def draw(p):
        try:
            getattr(p, name)(numbers)
        except ValueError as error:
            assert "radius" in str(error)

    drawn(draw)
