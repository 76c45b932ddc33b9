"""Images: pixels in and out by every protocol, files, limits."""

import array
import io
import struct
import zlib

import numpy
import PIL.Image
import pytest

import canvas

RGBA = numpy.arange(5 * 4 * 4, dtype="uint8").reshape(5, 4, 4)


class Interface:
    """An object that has only `__array_interface__`."""

    def __init__(self, **interface):
        self.__array_interface__ = {"version": 3, **interface}


def test_pixels_survive_a_round_trip():
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


def test_the_array_interface_is_enough():
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
def test_invalid_array_interfaces(interface, error):
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
def test_objects_that_are_not_pixels(bad):
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
    for bad in ("image.gif", "image", "png"):
        with pytest.raises(ValueError, match=r"\.png"):
            image.save(tmp_path / bad)
        assert not (tmp_path / bad).exists()


def pillow_file(pixels, form, **options):
    file = io.BytesIO()
    PIL.Image.fromarray(pixels).save(file, form, **options)
    return file.getvalue()


@pytest.mark.parametrize(("form", "options", "near"), [("PNG", {}, 0), ("WEBP", {"lossless": True, "exact": True}, 0), ("WEBP", {"quality": 95}, 24)])  # fmt: skip
def test_files_of_other_programs(form, options, near):
    ramp = numpy.linspace(0, 255, 32 * 24, dtype="uint8").reshape(24, 32)
    pixels = numpy.dstack([ramp, ramp[::-1], ramp[:, ::-1], numpy.maximum(ramp, 100)])
    read = numpy.asarray(canvas.Image.decode(pillow_file(pixels, form, **options))).astype(int)
    assert numpy.abs(read - pixels).max() <= near


def test_jpeg_files(tmp_path):
    ramp = numpy.linspace(0, 255, 32 * 24, dtype="uint8").reshape(24, 32)
    pixels = numpy.dstack([ramp, ramp[::-1], ramp[:, ::-1]])
    data = pillow_file(pixels, "JPEG", quality=95, subsampling=0)
    read = numpy.asarray(canvas.Image.decode(data)).astype(int)
    assert numpy.abs(read[..., :3] - pixels).mean() < 2 and (read[..., 3] == 255).all()
    image = canvas.Image(pixels)
    for name in ("a.jpg", "b.JPEG"):
        image.save(tmp_path / name)
        with PIL.Image.open(tmp_path / name) as again:
            assert again.format == "JPEG"
            assert numpy.abs(numpy.asarray(again).astype(int) - pixels).mean() < 4
    assert len(image.encode("jpeg", quality=20)) < len(image.encode("JPG", 95))
    clear = canvas.Image(numpy.zeros((8, 8, 4), dtype="uint8"))
    assert (numpy.asarray(canvas.Image.decode(clear.encode("jpeg"))) > 250).all(), "transparent pixels become white"
    for bad in (("gif",), ("jpeg", 0), ("jpeg", 101)):
        with pytest.raises(ValueError, match=r"format|quality"):
            image.encode(*bad)


def test_jpeg_files_are_rotated_as_their_exif_says():
    pixels = numpy.zeros((16, 24, 3), dtype="uint8")
    pixels[:, :8] = 255
    exif = PIL.Image.Exif()
    exif[0x0112] = 6  # a quarter turn to the right
    read = numpy.asarray(canvas.Image.decode(pillow_file(pixels, "JPEG", exif=exif)))
    assert read.shape == (24, 16, 4)
    assert read[:7, :, 0].min() > 200 and read[9:, :, 0].max() < 50


def test_gifs_are_read_as_their_first_frame():
    frames = [PIL.Image.new("P", (5, 4), index) for index in (1, 2)]
    for frame in frames:
        frame.putpalette([0, 0, 0, 255, 0, 0, 0, 0, 255] + [0] * 759)
    file = io.BytesIO()
    frames[0].save(file, "GIF", save_all=True, append_images=frames[1:])
    assert (numpy.asarray(canvas.Image.decode(file.getvalue())) == [255, 0, 0, 255]).all()


def test_open_files(tmp_path):
    image = canvas.Image(RGBA)
    image.save(tmp_path / "a.png")
    with (tmp_path / "a.png").open("rb") as file:
        assert canvas.Image.open(file) == image
    assert canvas.Image.open(io.BytesIO(image.encode())) == image
    with pytest.raises(TypeError, match="bytes"):
        canvas.Image.open(io.StringIO("text"))
    with pytest.raises(ValueError, match="PNG"):
        canvas.Image.open(io.BytesIO(b"text"))
    with pytest.raises(TypeError, match="path"):
        canvas.Image.open(5)


@pytest.mark.parametrize("mode", ["RGB", "RGBA", "L", "LA", "P", "1", "CMYK", "I", "YCbCr", "PA"])
def test_pillow_images_of_every_mode(mode):
    there = PIL.Image.fromarray(RGBA[..., :3]).convert(mode)
    assert (numpy.asarray(canvas.Image(there)) == numpy.asarray(there.convert("RGBA"))).all()

    def draw(painter):
        painter.draw_image(there, 0, 0)

    image = numpy.asarray(canvas.render(draw, (4, 5)))
    assert (image[..., :3] == numpy.asarray(there.convert("RGB"))).all()


@pytest.mark.parametrize("form", ["GIF", "JPEG", "WEBP"])
def test_other_files_that_claim_huge_images(form):
    data = bytearray(pillow_file(numpy.zeros((16, 16, 3), dtype="uint8"), form))
    place, order = {"GIF": (6, "<"), "JPEG": (data.find(b"\xff\xc0") + 5, ">"), "WEBP": (26, "<")}[form]
    huge = 0x3FFF if form == "WEBP" else 0xFFFF
    data[place : place + 4] = struct.pack(order + "HH", huge, huge)
    with pytest.raises(canvas.ResourceError, match="too large"):
        canvas.Image.decode(data)


def test_files_that_are_not_images(tmp_path):
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


def test_a_small_file_that_claims_a_huge_image():
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
