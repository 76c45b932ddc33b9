"""The painter: the same pixels as from Rust, state, properties, errors."""

import inspect
import math
import os
import pathlib
import re
import threading

import numpy
import pytest

import canvas

import reference_scenes as scenes

REFERENCE_IMAGES = pathlib.Path(__file__).resolve().parents[1] / "reference-images"
SCENES = {
    name: draw
    for name, draw in vars(scenes).items()
    if inspect.isfunction(draw) and not name.startswith("_") and list(inspect.signature(draw).parameters) == ["p"]
}


def drawn(draw, size=(20, 10), **options):
    return numpy.asarray(canvas.render(draw, size, **{"background": "white", **options}))


def in_painter(call):
    """What `call(painter)` returns."""
    results = []
    canvas.render(lambda painter: results.append(call(painter)), (100, 100))
    return results[0]


def test_every_reference_image_has_a_scene():
    assert {path.stem for path in REFERENCE_IMAGES.glob("*.png")} == set(SCENES)


def rendered(name, draw):
    return canvas.render(draw, (200, 150), ratio=2.0 if name == "ratio_two" else 1.0, background="white")


@pytest.mark.parametrize("name", sorted(SCENES))
def test_a_scene_matches_its_reference_image(name):
    got = numpy.asarray(rendered(name, SCENES[name])).astype(int)
    expected = numpy.asarray(canvas.Image.open(REFERENCE_IMAGES / f"{name}.png")).astype(int)
    assert got.shape == expected.shape
    assert numpy.abs(got - expected).max() <= 2


def test_rust_draws_the_same_bytes():
    """Each scene has exactly the bytes that the Rust tests of the same run wrote."""
    folder = os.environ.get("CANVAS_TEST_IMAGES")
    if not folder:
        pytest.skip("the Rust tests did not run before these: no bytes to compare with")
    for name, draw in SCENES.items():
        written = (pathlib.Path(folder) / f"{name}.rgba").read_bytes()
        assert memoryview(rendered(name, draw)).tobytes() == written, name


def test_every_member_is_in_a_scene():
    members = {name for name in dir(canvas.Painter) if not name.startswith("_")}
    sources = [path.read_text() for path in pathlib.Path(scenes.__file__).parent.glob("*.py")]
    assert members <= set(re.findall(r"\bp\.(\w+)", "".join(sources)))


def test_the_same_drawing_gives_the_same_bytes():
    assert canvas.render(scenes.text, (200, 150)) == canvas.render(scenes.text, (200, 150))


INITIAL = dict(
    fill_style="#000000",
    stroke_style="#000000",
    line_width=1,
    line_cap="butt",
    line_join="miter",
    miter_limit=10,
    line_dash=[],
    line_dash_offset=0,
    alpha=1,
    global_alpha=1,
    blend_mode="source-over",
    global_composite_operation="source-over",
    image_smoothing=True,
    font="10px sans-serif",
    text_align="start",
    text_baseline="alphabetic",
    direction="inherit",
    letter_spacing="0px",
    word_spacing="0px",
)


def test_properties_begin_as_in_html():
    assert in_painter(lambda p: {name: getattr(p, name) for name in INITIAL}) == INITIAL


@pytest.mark.parametrize(
    ("name", "given", "read"),
    [
        ("fill_style", "red", "#ff0000"),
        ("fill_style", (1, 2, 3), "#010203"),
        ("fill_style", [1, 2, 3, 128], "rgba(1, 2, 3, 0.5)"),
        ("stroke_style", canvas.Color("hsl(120 100% 50%)"), "#00ff00"),
        ("stroke_style", numpy.array([1, 2, 3], dtype="uint8"), "#010203"),
        ("line_width", 2, 2.0),
        ("line_width", numpy.float32(2.5), 2.5),
        ("line_width", -1, 1.0),
        ("line_dash", (1, 2, 3), [1, 2, 3, 1, 2, 3]),
        ("line_dash", numpy.array([4.0, 5.0]), [4, 5]),
        ("line_dash", [1, math.nan], []),
        ("alpha", 0.25, 0.25),
        ("alpha", 7, 1.0),
        ("global_alpha", 0.5, 0.5),
        ("blend_mode", "multiply", "multiply"),
        ("global_composite_operation", "destination-out", "destination-out"),
        ("font", "bold 12pt/2 'Fira Sans' , serif", 'bold 16px "Fira Sans", serif'),
        ("text_align", "center", "center"),
        ("letter_spacing", "0.5em", "0.5em"),
        ("word_spacing", 3, "3px"),
    ],
)
def test_properties_read_back_as_html_writes_them(name, given, read):
    def draw(painter):
        setattr(painter, name, given)
        return getattr(painter, name)

    assert in_painter(draw) == read


def test_saved_and_layer_restore_whatever_happens_inside():
    def draw(painter):
        with pytest.raises(ZeroDivisionError), painter.saved() as same:
            assert same is painter
            painter.alpha = 0.5
            painter.save()
            painter.translate(5, 5)
            raise ZeroDivisionError
        assert painter.alpha == 1
        assert painter.get_transform() == canvas.Transform()
        with painter.layer(alpha=0.5):
            painter.fill_style = "red"
            painter.restore()
            painter.restore()
            assert painter.fill_style == "#ff0000", "restore does not leave the layer"
            painter.fill_rect(0, 0, 20, 10)
        assert painter.fill_style == "#000000"

    assert list(drawn(draw)[0, 0]) == [255, 127, 127, 255] or list(drawn(draw)[0, 0]) == [255, 128, 128, 255]


def test_transforms():
    def draw(painter):
        painter.translate(10, 20)
        painter.scale(2, 3)
        assert painter.get_transform() == canvas.Transform(2, 0, 0, 3, 10, 20)
        painter.transform(canvas.Transform().translate(1, 1))
        assert painter.get_transform().apply(0, 0) == (12, 23)
        painter.set_transform()
        assert painter.get_transform() == canvas.Transform()
        painter.set_transform(1, 0, 0, 1, 5, 0)
        painter.transform(math.nan, 0, 0, 1, 0, 0)
        assert painter.get_transform() == canvas.Transform(e=5)

    in_painter(draw)
    turn = canvas.Transform().rotate(1).scale(2)
    back = turn @ turn.inverse()
    assert numpy.allclose([back.a, back.b, back.c, back.d], [1, 0, 0, 1])
    with pytest.raises(ValueError, match="no inverse"):
        canvas.Transform(0, 0, 0, 0).inverse()


def test_points_from_lists_and_arrays_are_the_same():
    points = [(2, 2), (18, 2), (10, 9)]
    images = [
        drawn(lambda painter, given=given: painter.fill_polygon(given))
        for given in (
            points,
            tuple(map(list, points)),
            iter(points),
            numpy.array(points),
            numpy.array(points, dtype="float32"),
            numpy.array(points, dtype="int32"),
            numpy.array(points, dtype=float)[::-1][::-1],
            numpy.asfortranarray(numpy.array(points, dtype=float)),
        )
    ]
    assert images[0].min() == 0
    for image in images[1:]:
        assert (image == images[0]).all()


@pytest.mark.parametrize("bad", [numpy.zeros((3, 3)), numpy.zeros(4), numpy.zeros((2, 2), dtype=complex)])
def test_arrays_that_are_not_points(bad):
    for call in ("fill_polygon", "stroke_polyline"):
        with pytest.raises((TypeError, ValueError), match="points"):
            in_painter(lambda painter, call=call: getattr(painter, call)(bad))


def test_hit_tests():
    def draw(painter):
        path = canvas.Path()
        path.rect(0, 0, 10, 10)
        painter.rect(20, 20, 10, 10)
        painter.line_width = 4
        assert painter.is_point_in_path(25, 25) and not painter.is_point_in_path(5, 5)
        assert painter.is_point_in_path(path, 5, 5, "evenodd")
        painter.translate(50, 0)
        assert painter.is_point_in_path(path, 55, 5) and not painter.is_point_in_path(path, 5, 5)
        assert painter.is_point_in_path(25, 25), "the path keeps its transform"
        assert painter.is_point_in_stroke(19, 25) and not painter.is_point_in_stroke(25, 25)
        assert painter.is_point_in_stroke(path, 49, 5)
        for bad in ((), (1,), (path, 1), (1, 2, "nonzero", 4), ("x", 2)):
            with pytest.raises(TypeError):
                painter.is_point_in_path(*bad)

    in_painter(draw)


def test_paths():
    path = canvas.Path("M0 0 H10 V10 Z")
    assert path.bounds == (0, 0, 10, 10)
    assert path.contains(9, 1) and not path.contains(1, 9)
    both = path + canvas.Path("M20 20 h5 v5 z")
    assert both.bounds == (0, 0, 25, 25) and path.bounds == (0, 0, 10, 10)
    copy = canvas.Path(path)
    assert copy == path and copy != both
    copy.add_path(path, canvas.Transform(e=100))
    assert copy.bounds == (0, 0, 110, 10)
    path.add_path(path)
    assert (path + path).contains(9, 1)
    for bad, error in (("M0 0 X", ValueError), (5, TypeError)):
        with pytest.raises(error):
            canvas.Path(bad)
    with pytest.raises(ValueError, match="radius"):
        path.arc(0, 0, -1, 0, 1)
    with pytest.raises(ValueError, match="radii"):
        path.round_rect(0, 0, 5, 5, [1, 2, 3, 4, 5])


BAD = [
    (lambda p: p.arc(0, 0, "r", 0, 1), TypeError, "radius"),
    (lambda p: p.arc_to(0, 0, 1, 1, -1), ValueError, "radius"),
    (lambda p: p.round_rect(0, 0, 1, 1, "round"), TypeError, "radii"),
    (lambda p: p.round_rect(0, 0, 1, 1, []), ValueError, "radii"),
    (lambda p: p.fill(5), TypeError, "path"),
    (lambda p: p.fill(canvas.Path(), "odd"), ValueError, "rule"),
    (lambda p: p.clip(None, 5), TypeError, "rule"),
    (lambda p: p.stroke("evenodd"), TypeError, "path"),
    (lambda p: p.layer(alpha=2), ValueError, "alpha"),
    (lambda p: p.layer(blend_mode="wet"), ValueError, "blend_mode"),
    (lambda p: p.layer(clip=5), TypeError, "clip"),
    (lambda p: setattr(p, "blend_mode", "wet"), ValueError, "multiply"),
    (lambda p: setattr(p, "text_align", "middle"), ValueError, "center"),
    (lambda p: setattr(p, "text_baseline", 3), TypeError, "text_baseline"),
    (lambda p: setattr(p, "letter_spacing", "wide"), ValueError, "letter_spacing"),
    (lambda p: setattr(p, "line_dash", "12"), TypeError, "line_dash"),
    (lambda p: setattr(p, "image_smoothing", "yes"), TypeError, "image_smoothing"),
    (lambda p: p.transform(1, 2, 3), TypeError, "transform"),
    (lambda p: p.draw_image(canvas.Image(numpy.zeros((2, 2), dtype="uint8")), 1), TypeError, "draw_image"),
    (lambda p: p.draw_image(canvas.Image(numpy.zeros((2, 2), dtype="uint8")), "x", 1), TypeError, "x"),
    (lambda p: p.stroke_text("x", 0, 0, "wide"), TypeError, "max_width"),
]


@pytest.mark.parametrize(("call", "error", "word"), BAD, ids=[str(index) for index in range(len(BAD))])
def test_bad_arguments(call, error, word):
    def draw(painter):
        with pytest.raises(error, match=word):
            call(painter)
        painter.fill_rect(0, 0, 20, 10)

    assert drawn(draw)[:, :, :3].max() == 0, "and the painter is usable"


def test_colors():
    assert canvas.Color("tomato") == canvas.Color(255, 99, 71)
    assert str(canvas.Color("rgb(255 0 0 / 50%)")) == "rgba(255, 0, 0, 0.5)"
    color = canvas.Color.from_float(1, 0.5, 0, 0.2)
    assert (color.r, color.g, color.b, color.a) == (255, 128, 0, 51)
    assert len({canvas.Color("red"), canvas.Color("#f00")}) == 1
    for bad, error in (((1.0, 0, 0), TypeError), ((1, 2), TypeError), ((256, 0, 0), ValueError), (("x",), ValueError)):
        with pytest.raises(error, match="color"):
            canvas.Color(*bad)


def test_another_thread_is_refused():
    def draw(painter):
        errors = []

        def use():
            try:
                painter.fill_rect(0, 0, 1, 1)
            except RuntimeError as error:
                errors.append(error)

        thread = threading.Thread(target=use)
        thread.start()
        thread.join()
        assert "thread" in str(errors[0])

    in_painter(draw)


def test_render_inside_render_and_errors_inside():
    def draw(painter):
        painter.draw_image(canvas.render(lambda inner: inner.clear("lime"), (5, 5)), 0, 0)

    assert list(drawn(draw)[2, 2]) == [0, 255, 0, 255]
    with pytest.raises(ZeroDivisionError):
        canvas.render(lambda painter: 1 / 0, (5, 5))


def test_transparent_images_keep_straight_alpha():
    def draw(painter):
        painter.fill_style = (255, 0, 0, 128)
        painter.fill_rect(0, 0, 10, 10)

    image = drawn(draw, background=None)
    assert list(image[5, 5]) == [255, 0, 0, 128]
    assert list(image[5, 15]) == [0, 0, 0, 0]


def test_erased_pixels_show_the_background():
    def draw(painter):
        painter.fill_rect(0, 0, 20, 10)
        painter.blend_mode = "destination-out"
        painter.fill_rect(0, 0, 10, 10)
        painter.blend_mode = "source-over"
        painter.clear_rect(10, 0, 5, 10)

    image = drawn(draw, background="lime")
    assert list(image[5, 5]) == [0, 255, 0, 255]
    assert list(image[5, 12]) == [0, 255, 0, 255]
    assert list(image[5, 17]) == [0, 0, 0, 255]
