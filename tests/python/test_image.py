"""Images: pixels in and out by every way, files, bounds."""

import array
import struct
import zlib

import numpy
import pytest

import canvas

RGBA = numpy.arange(5 * 4 * 4, dtype="uint8").reshape(5, 4, 4)


class Interface:
    """An object that has nothing but `__array_interface__`."""

    def __init__(self, **interface):
        self.__array_interface__ = {"version": 3, **interface}


def test_pixels_come_back_as_they_went_in():
    image = canvas.Image(RGBA)
    assert (image.width, image.height) == (4, 5)
    assert (numpy.asarray(image) == RGBA).all()
    assert bytes(memoryview(image)) == RGBA.tobytes()
    assert image == canvas.Image(image) and image != canvas.Image(RGBA[:4])


@pytest.mark.parametrize(
    "view",
    [
        RGBA[::-1],
        RGBA[:, ::-1],
        RGBA[::2, 1::2],
        RGBA[::-1, ::-1, :],
        numpy.asfortranarray(RGBA),
        RGBA.transpose(1, 0, 2),
        numpy.broadcast_to(RGBA[:1], (3, 4, 4)),
    ],
)
def test_any_strides(view):
    assert (numpy.asarray(canvas.Image(view)) == view).all()


def test_grey_and_rgb_are_opaque():
    grey = RGBA[..., 0]
    for given in (grey, grey[..., None], grey[::-1][::-1]):
        got = numpy.asarray(canvas.Image(given))
        assert (got[..., :3] == grey[..., None]).all() and (got[..., 3] == 255).all()
    for given in (RGBA[..., :3], numpy.ascontiguousarray(RGBA[..., :3])):
        got = numpy.asarray(canvas.Image(given))
        assert (got[..., :3] == RGBA[..., :3]).all() and (got[..., 3] == 255).all()
    bgr = numpy.asarray(canvas.Image(RGBA[..., 2::-1]))
    assert (bgr[..., 0] == RGBA[..., 2]).all()


def test_the_array_interface_alone_does():
    packed = numpy.ascontiguousarray(RGBA)
    address = packed.ctypes.data
    by_address = Interface(shape=(5, 4, 4), typestr="|u1", data=(address, False))
    assert canvas.Image(by_address) == canvas.Image(RGBA)
    by_bytes = Interface(shape=(5, 4, 4), typestr="|u1", data=RGBA.tobytes())
    assert canvas.Image(by_bytes) == canvas.Image(RGBA)
    last = Interface(shape=(5, 4, 4), typestr="|u1", data=(address + 4 * 16, True), strides=(-16, 4, 1))
    assert canvas.Image(last) == canvas.Image(RGBA[::-1])


@pytest.mark.parametrize(
    ("interface", "error"),
    [
        (dict(shape=(5, 4, 4), typestr="|u1"), TypeError),
        (dict(shape=(5, 4, 4), typestr="<f4", data=b"0" * 320), TypeError),
        (dict(shape=(5, 4, 4), typestr="|u1", data=b"0" * 79), ValueError),
        (dict(shape=(5, 4, 4), typestr="|u1", data=b"0" * 80, strides=(32, 4, 1)), ValueError),
        (dict(shape=(5, 4, 4), typestr="|u1", data=(0, False)), ValueError),
        (dict(shape=(5, 4, 2), typestr="|u1", data=b"0" * 80), ValueError),
        (dict(shape=(2**40, 4, 4), typestr="|u1", data=b"0" * 80), canvas.ResourceError),
        (dict(shape=(5, 4, 4), typestr="|u1", data=b"0" * 80, strides=(2**62, 2**62, 2**62)), ValueError),
    ],
)
def test_interfaces_that_lie(interface, error):
    with pytest.raises(error, match="pixels"):
        canvas.Image(Interface(**interface))


@pytest.mark.parametrize(
    "bad",
    [
        array.array("B", b"1234"),
        array.array("f", [1, 2]),
        numpy.zeros((2, 2, 2), dtype="uint8"),
        numpy.zeros((0, 2, 4), dtype="uint8"),
        numpy.zeros((2, 2), dtype="int8"),
        numpy.zeros((2, 2), dtype=bool),
        None,
        object(),
    ],
    ids=repr,
)
def test_what_is_no_pixels(bad):
    with pytest.raises((TypeError, ValueError), match="pixels"):
        canvas.Image(bad)


def test_the_buffer_is_read_only_and_kept_by_its_views():
    image = canvas.Image(RGBA)
    view = memoryview(image)
    assert view.readonly and view.shape == (5, 4, 4) and view.format == "B"
    pixels = numpy.asarray(image)
    with pytest.raises(ValueError, match="read-only"):
        pixels[0, 0, 0] = 1
    del image
    assert (pixels == RGBA).all() and bytes(view) == RGBA.tobytes()


def test_png_files(tmp_path):
    image = canvas.Image(RGBA)
    path = tmp_path / "image.PNG"
    image.save(path)
    assert canvas.Image.open(str(path)) == image
    assert canvas.Image.decode(image.encode()) == image
    assert canvas.Image.decode(bytearray(image._repr_png_())) == image
    for bad in ("image.jpg", "image", "png"):
        with pytest.raises(ValueError, match=r"\.png"):
            image.save(tmp_path / bad)
        assert not (tmp_path / bad).exists()


def test_files_that_are_no_pictures(tmp_path):
    path = tmp_path / "broken.png"
    for broken in (b"", b"text", canvas.Image(RGBA).encode()[:-20]):
        path.write_bytes(broken)
        with pytest.raises(ValueError, match=r"broken\.png"):
            canvas.Image.open(path)
    with pytest.raises(FileNotFoundError, match="missing") as caught:
        canvas.Image.open(tmp_path / "missing.png")
    assert caught.value.filename == str(tmp_path / "missing.png") or caught.value.filename == tmp_path / "missing.png"
    with pytest.raises(IsADirectoryError):
        canvas.Image.open(tmp_path)


def test_a_small_file_that_claims_a_huge_picture():
    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", 65_535, 65_535, 8, 6, 0, 0, 0)
    bomb = (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(bytes(1000))) + chunk(b"IEND", b"")
    )
    with pytest.raises(canvas.ResourceError, match="too large"):
        canvas.Image.decode(bomb)


def test_drawing_an_array_copies_it():
    pixels = numpy.full((4, 4, 3), 200, dtype="uint8")

    def draw(painter):
        painter.draw_image(pixels, 0, 0)
        pixels[:] = 0

    assert (numpy.asarray(canvas.render(draw, (4, 4)))[..., :3] == 200).all()
