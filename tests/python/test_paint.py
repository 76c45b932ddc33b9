"""Gradients, patterns, shadows, filters, layers, SVG, reading and writing pixels: behaviour that reference images do
not show."""

import copy
import gzip
import math
import pathlib
import threading

import numpy
import pytest

import canvas

FEATURES = pathlib.Path(__file__).resolve().parents[1] / "data/features.svg"
TILE = numpy.arange(4 * 4 * 4, dtype="uint8").reshape(4, 4, 4)


def drawn(draw, size=(20, 10), **options):
    return numpy.asarray(canvas.render(draw, size, **{"background": "white", **options}))


def in_painter(call):
    """What `call(painter)` returns."""
    results = []
    canvas.render(lambda painter: results.append(call(painter)), (100, 100))
    return results[0]


def test_gradients_and_patterns_read_back_as_equal_ones():
    def draw(p):
        gradient = p.create_linear_gradient(0, 0, 1, 0)
        other = p.create_linear_gradient(0, 0, 1, 0)
        pattern = p.create_pattern(TILE, "repeat-x")
        for value in (gradient, pattern):
            p.fill_style = p.stroke_style = value
            assert p.fill_style == value == p.stroke_style
            assert hash(p.fill_style) == hash(value)
        assert gradient != other and pattern != p.create_pattern(TILE, "repeat-x")
        p.save()
        p.fill_style = "red"
        p.restore()
        assert p.fill_style == pattern
        assert "linear" in repr(gradient) and "Pattern" in repr(pattern)
        return gradient

    gradient = in_painter(draw)
    # It may be kept, used in another frame, and changed on another thread.
    thread = threading.Thread(target=gradient.add_color_stop, args=(0, "lime"))
    thread.start()
    thread.join()

    def use(p):
        p.fill_style = gradient
        p.fill_rect(0, 0, 20, 10)

    assert (drawn(use)[5, 5] == [0, 255, 0, 255]).all()


def test_stops_added_later_count_only_for_later_drawing():
    def draw(p):
        gradient = p.create_linear_gradient(0, 0, 20, 0)
        gradient.add_color_stop(0, "red")
        p.fill_style = gradient
        p.fill_rect(0, 0, 20, 5)
        gradient.add_color_stop(0, "blue")
        p.fill_rect(0, 5, 20, 5)

    image = drawn(draw)
    assert list(image[2, 10]) == [0, 0, 255, 255] or list(image[2, 10]) == [255, 0, 0, 255]
    assert list(image[2, 10]) == [255, 0, 0, 255]
    assert list(image[7, 10]) == [0, 0, 255, 255]


def test_an_array_in_a_pattern_is_copied():
    pixels = numpy.full((2, 2, 3), 90, dtype="uint8")

    def draw(p):
        p.fill_style = p.create_pattern(pixels)
        pixels[:] = 0
        p.fill_rect(0, 0, 20, 10)

    assert (drawn(draw)[..., :3] == 90).all()


@pytest.mark.parametrize(
    ("call", "error", "word"),
    [
        (lambda p: p.create_linear_gradient(0, math.nan, 1, 1), ValueError, "y0"),
        (lambda p: p.create_linear_gradient(0, "1", 1, 1), TypeError, "y0"),
        (lambda p: p.create_radial_gradient(0, 0, -1, 0, 0, 1), ValueError, "r0"),
        (lambda p: p.create_radial_gradient(0, 0, 1, 0, math.inf, 1), ValueError, "y1"),
        (lambda p: p.create_conic_gradient(math.inf, 0, 0), ValueError, "start_angle"),
        (lambda p: p.create_linear_gradient(0, 0, 1, 1).add_color_stop(1.5, "red"), ValueError, "offset"),
        (lambda p: p.create_linear_gradient(0, 0, 1, 1).add_color_stop("0", "red"), TypeError, "offset"),
        (lambda p: p.create_linear_gradient(0, 0, 1, 1).add_color_stop(0, "reddish"), ValueError, "color"),
        (lambda p: p.create_pattern(TILE, "repeat-z"), ValueError, "repetition"),
        (lambda p: p.create_pattern(TILE, 3), TypeError, "repetition"),
        (lambda p: p.create_pattern("tile.png"), TypeError, "image"),
        (lambda p: p.create_pattern(TILE).set_transform(1, 2), TypeError, "set_transform"),
        (lambda p: setattr(p, "fill_style", 5), TypeError, "Gradient"),
        (lambda p: setattr(p, "stroke_style", "blurred"), ValueError, "stroke_style"),
        (lambda p: setattr(p, "shadow_color", 3), TypeError, "shadow_color"),
        (lambda p: setattr(p, "shadow_blur", "3px"), TypeError, "shadow_blur"),
        (lambda p: setattr(p, "shadow_offset_x", None), TypeError, "shadow_offset_x"),
        (lambda p: setattr(p, "filter", "wet(3)"), ValueError, "filter"),
        (lambda p: setattr(p, "filter", 3), TypeError, "filter"),
        (lambda p: setattr(p, "filter", "sepia(1)"), canvas.UnsupportedError, "filter"),
        (lambda p: p.layer(filter="invert(1)"), canvas.UnsupportedError, "filter"),
        (lambda p: p.layer(filter="blur(2)"), ValueError, "filter"),
        (lambda p: p.get_image_data(0, 0, 0, 5), ValueError, "get_image_data"),
        (lambda p: p.get_image_data(0.5, 0, 1, 5), TypeError, "float"),
        (lambda p: p.get_image_data(0, 0, 10**6, 10**6), canvas.ResourceError, "get_image_data"),
        (lambda p: p.put_image_data("x", 0, 0), TypeError, "image"),
        (lambda p: p.put_image_data(TILE, 0, 0, 1, 2), TypeError, "dirty"),
        (lambda p: p.draw_svg(b"not an image", 0, 0), ValueError, "SVG"),
        (lambda p: p.draw_svg("/nonexistent.svg", 0, 0), FileNotFoundError, "nonexistent"),
        (lambda p: p.draw_svg(5, 0, 0), TypeError, "source"),
    ],
)
def test_bad_arguments(call, error, word):
    def draw(p):
        with pytest.raises(error, match=word):
            call(p)
        assert (p.fill_style, p.stroke_style, p.filter, p.shadow_blur) == ("#000000", "#000000", "none", 0)
        p.fill_rect(0, 0, 20, 10)

    assert drawn(draw)[:, :, :3].max() == 0, "and the painter is usable"


def test_properties_ignore_what_html_ignores():
    def draw(p):
        assert (p.shadow_color, p.shadow_offset_x, p.shadow_offset_y) == ("rgba(0, 0, 0, 0)", 0, 0)
        p.shadow_blur, p.shadow_offset_x = 4, -3
        for bad in (math.nan, math.inf):
            p.shadow_blur = p.shadow_offset_x = p.shadow_offset_y = bad
        p.shadow_blur = -1
        assert (p.shadow_blur, p.shadow_offset_x, p.shadow_offset_y) == (4, -3, 0)
        p.filter = " blur(2px)  drop-shadow(1px 1px red) "
        assert p.filter == "blur(2px)  drop-shadow(1px 1px red)"
        with p.layer(filter="blur(1em)"):
            assert (p.filter, p.shadow_blur, p.shadow_color) == ("none", 0, "rgba(0, 0, 0, 0)")
        assert p.shadow_blur == 4
        p.reset()
        assert (p.filter, p.shadow_blur) == ("none", 0)

    in_painter(draw)


def test_shadows_are_as_large_at_any_transform_and_ratio():
    def draw(p):
        p.scale(0.1, 0.1)
        p.shadow_color, p.shadow_offset_x = "blue", 10
        p.fill_rect(0, 0, 50, 100)

    assert list(drawn(draw)[5, 12]) == [0, 0, 255, 255]
    assert list(drawn(draw, ratio=3)[15, 36]) == [0, 0, 255, 255]


def test_copy_has_no_shadow():
    def draw(p):
        p.blend_mode = "copy"
        p.shadow_color, p.shadow_offset_x = "blue", 10
        p.fill_rect(0, 0, 5, 10)

    assert (drawn(draw, background=None)[:, 5:, 3] == 0).all()


def test_pixels_are_physical_at_any_ratio():
    def draw(p):
        p.scale(5, 5)
        p.fill_rect(0, 0, 2, 1)
        whole = numpy.asarray(p.get_image_data(0, 0, 40, 20))
        assert (whole[:10, :20] == [0, 0, 0, 255]).all() and (whole[10:] == 255).all()
        p.put_image_data(numpy.full((4, 6, 3), 9, dtype="uint8"), 34, 16)

    image = drawn(draw, ratio=2.0)
    assert (image[16:, 34:, :3] == 9).all() and (image[15, 33, :3] == 255).all()


def test_pixels_inside_of_layers_and_in_windows():
    def draw(p):
        with p.layer():
            for call in (lambda: p.get_image_data(0, 0, 1, 1), lambda: p.put_image_data(TILE, 0, 0)):
                with pytest.raises(RuntimeError, match="layer"):
                    call()
        with p.saved():
            p.rect(0, 0, 5, 5)
            p.clip()
            assert p.get_image_data(0, 0, 1, 1).width == 1

    in_painter(draw)
    errors = []

    def on_draw(p):
        for call in (lambda: p.get_image_data(0, 0, 1, 1), lambda: p.put_image_data(TILE, 0, 0)):
            try:
                call()
            except canvas.UnsupportedError as error:
                errors.append(str(error))

    window = canvas.Canvas(size=(20, 20), on_draw=on_draw, backend="headless")
    window.show()
    window.force_draw()
    window.close()
    window.wait()
    assert len(errors) >= 2 and all("render" in error for error in errors)


def test_svg_sources_are_the_same():
    text = FEATURES.read_text()
    sources = (FEATURES, str(FEATURES), text, text.encode(), bytearray(text.encode()))
    first, *others = [canvas.render(lambda p, s=s: p.draw_svg(s, 0, 0), (200, 150)) for s in sources]
    assert numpy.asarray(first).any() and all(other == first for other in others)


def test_svg_keeps_its_proportions():
    svg = '<svg xmlns="http://www.w3.org/2000/svg" width="10" height="5"><rect width="10" height="5"/></svg>'

    def dark(*arguments):
        image = drawn(lambda p: p.draw_svg(svg, *arguments), (40, 40))[..., 0] < 128
        rows, columns = numpy.nonzero(image)
        return columns.min(), rows.min(), columns.max() + 1, rows.max() + 1

    assert dark(0, 0) == (0, 0, 10, 5)
    assert dark(2, 4, 20) == (2, 4, 22, 14)
    assert dark(2, 4, None, 10) == (2, 4, 22, 14)
    assert dark(0, 0, 20, 40) == (0, 15, 20, 25)


BOMBS = {
    "compressed": gzip.compress(b"<svg>" + b" " * 10**7 + b"</svg>"),
    "repeated": "".join(
        f'<g id="g{i}">' + f'<use href="#g{i + 1}"/>' * 10 + "</g>" for i in range(12)
    ) + '<g id="g12"><rect width="9" height="9"/></g><use href="#g0"/>',
    "patterns": "".join(
        f'<pattern id="p{i}" width="1" height="1">' + f'<rect width="9" height="9" fill="url(#p{i + 1})"/>' * 10 + "</pattern>"
        for i in range(12)
    ) + '<pattern id="p12" width="1" height="1"><path d="M0 0h9v9z"/></pattern><rect width="9" height="9" fill="url(#p0)"/>',
    "deep": "<g>" * 100_000 + "</g>" * 100_000,
}  # fmt: skip


@pytest.mark.parametrize("kind", BOMBS)
def test_svgs_over_budget_are_refused(kind):
    source = BOMBS[kind]
    if isinstance(source, str):
        source = f'<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9">{source}</svg>'
    error = canvas.UnsupportedError if kind == "compressed" else canvas.ResourceError

    def draw(p):
        with pytest.raises(error, match="source"):
            p.draw_svg(source, 0, 0)

    drawn(draw)


def test_masks_and_patterns_of_svgs_have_a_budget():
    masks = "".join(
        f'<mask id="m{i}" maskUnits="userSpaceOnUse" width="4096" height="4096"><rect width="{i}" height="9" fill="white"/></mask>'
        f'<rect width="9" height="9" mask="url(#m{i})"/>'
        for i in range(1, 40)
    )
    svg = f'<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9">{masks}</svg>'

    def draw(p):
        with pytest.raises(canvas.ResourceError):
            p.draw_svg(svg, 0, 0, 9, 9)

    drawn(draw)


def test_svg_reads_no_other_file(tmp_path):
    secret = tmp_path / "secret.png"
    canvas.render(lambda p: p.clear("red"), (9, 9)).save(secret)
    svg = (
        '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="9" height="9">'
        f'<image xlink:href="{secret}" width="9" height="9"/></svg>'
    )
    assert (drawn(lambda p: p.draw_svg(svg, 0, 0), (9, 9)) == 255).all()


def test_classes_cannot_be_made_or_copied_wrongly():
    for kind in (canvas.Gradient, canvas.Pattern):
        with pytest.raises(TypeError):
            kind()
    gradient = in_painter(lambda p: p.create_linear_gradient(0, 0, 1, 1))
    with pytest.raises(TypeError):
        copy.deepcopy(gradient)
