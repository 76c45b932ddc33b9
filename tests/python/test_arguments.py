"""Arguments of a wrong type, one for each argument of each call, generated from the signatures: a TypeError names the
argument, and nothing is changed.
"""

import inspect

import pytest

import canvas


class Wrong:
    """A type that no call accepts."""


def ints(count):
    return memoryview(bytes(range(count))).cast("B", (1, count // 4, 4))


# A valid value for each argument name; numbers where there is none.
GOOD = {
    "align": "left",
    "blend_mode": "multiply",
    "clip": None,
    "closed": True,
    "color": "red",
    "colors": None,
    "counterclockwise": False,
    "filter": "none",
    "fit": "contain",
    "format": "png",
    "function": lambda *_: None,
    "image": canvas.Image(ints(16)),
    "path": canvas.Path("M0 0L5 5L0 5z"),
    "points": [(0, 0), (9, 0), (9, 9)],
    "pixels": ints(16),
    "quality": 90,
    "repetition": "repeat",
    "rect": None,
    "rule": "evenodd",
    "smooth": True,
    "source": "<svg xmlns='http://www.w3.org/2000/svg' width='4' height='4'/>",
    "text": "text",
    "transform": canvas.Transform(),
    "xy": [(1, 2)],
    "xyr": [(1, 2, 3)],
    "xywh": [(1, 2, 3, 4)],
    "xyxy": [(1, 2, 3, 4)],
}


def arguments(call):
    """The named arguments of a call, without `self`."""
    parameters = list(inspect.signature(call).parameters.values())
    return [p for p in parameters if p.name != "self" and p.kind not in (p.VAR_POSITIONAL, p.VAR_KEYWORD)]


def call_with_wrong(call, *before, wrong):
    """Makes a call where all arguments but one are valid."""
    positional, named = list(before), {}
    for parameter in arguments(call):
        value = Wrong() if parameter.name == wrong else GOOD.get(parameter.name, 3)
        if parameter.kind is parameter.KEYWORD_ONLY:
            named[parameter.name] = value
        else:
            positional.append(value)
    return call(*positional, **named)


def cases(kind):
    """(name of a method, name of an argument) for all methods of a class."""
    found = []
    for name in sorted(dir(kind)):
        member = getattr(kind, name)
        if not name.startswith("_") and callable(member):
            found += [(name, parameter.name) for parameter in arguments(member)]
    return found


def settable(kind):
    """The properties of a class that can be set. With native classes only an attempt shows it."""
    return sorted(
        name for name in dir(kind) if not name.startswith("_") and inspect.isdatadescriptor(getattr(kind, name))
    )


def is_read_only(instance, name):
    try:
        setattr(instance, name, Wrong())
    except AttributeError:
        return True
    except TypeError:
        return False
    raise AssertionError(f"{name} takes anything")


PAINTER = cases(canvas.Painter)
# Arguments behind `*arguments` have no names in the signature.
VARIADIC = [
    (lambda p: p.transform(Wrong()), "transform"),
    (lambda p: p.transform(1, 2, 3, 4, 5, Wrong()), "transform"),
    (lambda p: p.set_transform(Wrong()), "set_transform"),
    (lambda p: p.draw_image(Wrong(), 1, 2), "image"),
    (lambda p: p.draw_image(GOOD["image"], 1, Wrong()), "y"),
    (lambda p: p.draw_image(GOOD["image"], 1, 2, Wrong(), 4), "width"),
    (lambda p: p.draw_image(GOOD["image"], 1, 2, 3, Wrong(), 5, 6, 7, 8), "sheight"),
    (lambda p: p.put_image_data(Wrong(), 1, 2), "image"),
    (lambda p: p.put_image_data(GOOD["image"], 1, 2, 3, 4, 5, Wrong()), "dirty_height"),
    (lambda p: p.is_point_in_path(Wrong(), 1), "x"),
    (lambda p: p.is_point_in_path(GOOD["path"], 1, Wrong()), "y"),
    (lambda p: p.is_point_in_path(1, 2, Wrong()), "rule"),
    (lambda p: p.is_point_in_stroke(Wrong(), 1), "x"),
]


def rendering(disturb=lambda painter: None):
    """A rendering of a scene that is recorded in steps, with `disturb` called in between; and all properties after
    it."""
    properties = []

    def draw(painter):
        painter.fill_style, painter.stroke_style = "teal", "navy"
        painter.line_dash, painter.line_width = [4, 2], 3
        painter.font = "12px sans-serif"
        painter.save()
        painter.translate(4, 4)
        painter.begin_path()
        painter.move_to(2, 2)
        painter.line_to(40, 6)
        disturb(painter)
        properties.extend(
            getattr(painter, name) for name in settable(canvas.Painter) if name not in ("time", "dt", "frame")
        )
        painter.line_to(20, 30)
        painter.fill()
        painter.stroke()
        painter.fill_text("a", 30, 30)
        painter.restore()
        painter.fill_rect(40, 40, 6, 6)

    image = canvas.render(draw, (48, 48), background="white")
    return bytes(memoryview(image)), properties


@pytest.fixture(scope="module")
def undisturbed():
    return rendering()


@pytest.mark.parametrize("name", sorted({name for name, _ in PAINTER}))
def test_methods_of_the_painter(name, undisturbed):
    def disturb(painter):
        for argument in (argument for method, argument in PAINTER if method == name):
            with pytest.raises(TypeError, match=rf"\b{argument}\b"):
                call_with_wrong(getattr(painter, name), wrong=argument)

    assert rendering(disturb) == undisturbed


BAD_VALUES = [
    (lambda p: p.clear("no colour"), ValueError, "no colour"),
    (lambda p: p.clear(5), TypeError, "color"),
    (lambda p: setattr(p, "fill_style", "no colour"), ValueError, "fill_style"),
    (lambda p: setattr(p, "fill_style", (1.0, 0.0, 0.0)), TypeError, "from_float"),
    (lambda p: setattr(p, "fill_style", (1, 2)), (TypeError, ValueError), "fill_style"),
    (lambda p: setattr(p, "fill_style", (256, 0, 0)), ValueError, "fill_style"),
    (lambda p: setattr(p, "fill_style", None), TypeError, "fill_style"),
    (lambda p: setattr(p, "stroke_style", "no colour"), ValueError, "stroke_style"),
    (lambda p: setattr(p, "line_cap", "pointed"), ValueError, "line_cap"),
    (lambda p: setattr(p, "line_join", "glued"), ValueError, "line_join"),
    (lambda p: setattr(p, "line_width", "thick"), TypeError, "line_width"),
    (lambda p: setattr(p, "line_dash", 5), TypeError, "line_dash"),
    (lambda p: setattr(p, "alpha", "half"), TypeError, "alpha"),
    (lambda p: setattr(p, "font", "no font at all"), ValueError, "font"),
    (lambda p: setattr(p, "font", 12), TypeError, "font"),
    (lambda p: setattr(p, "fill_stile", "red"), AttributeError, "fill_stile"),
    (lambda p: p.fill_rect(1, 2, 3), TypeError, None),
    (lambda p: p.fill_rect("x", 2, 3, 4), TypeError, "x"),
    (lambda p: p.fill_text(5, 1, 2), TypeError, "text"),
    (lambda p: p.arc(0, 0, -1, 0, 1), ValueError, "radius"),
    (lambda p: p.fill_circle(0, 0, -1), ValueError, "radius"),
    (lambda p: p.ellipse(0, 0, 1, -1, 0, 0, 1), ValueError, "radius"),
    (lambda p: p.round_rect(0, 0, 1, 1, -1), ValueError, "radi"),
    (lambda p: p.fill("sideways"), (TypeError, ValueError), None),
    (lambda p: p.draw_image("image", 0, 0), TypeError, "image"),
    (lambda p: p.fill_polygon([(1, 2, 3)]), (TypeError, ValueError), "points"),
    (lambda p: p.stroke_polyline(5), TypeError, "points"),
    (lambda p: p.set_transform(1, 2, 3), TypeError, "set_transform"),
]


@pytest.mark.parametrize(("call", "error", "word"), BAD_VALUES, ids=[str(index) for index in range(len(BAD_VALUES))])
def test_bad_values_for_the_painter(call, error, word, undisturbed):
    def disturb(painter):
        with pytest.raises(error, match=word):
            call(painter)

    assert rendering(disturb) == undisturbed


@pytest.mark.parametrize(("call", "word"), VARIADIC, ids=[str(index) for index in range(len(VARIADIC))])
def test_methods_of_the_painter_with_any_number_of_arguments(call, word, undisturbed):
    def disturb(painter):
        with pytest.raises(TypeError, match=rf"\b{word}\b"):
            call(painter)

    assert rendering(disturb) == undisturbed


def test_properties_of_the_painter(undisturbed):
    tried = []

    def disturb(painter):
        for name in settable(canvas.Painter):
            if not is_read_only(painter, name):
                tried.append(name)
                with pytest.raises(TypeError, match=rf"\b{name}\b"):
                    setattr(painter, name, Wrong())

    assert rendering(disturb) == undisturbed
    assert set(settable(canvas.Painter)) - set(tried) == {"width", "height", "ratio", "time", "dt", "frame"}


OTHERS = {
    "Path": (canvas.Path("M0 0L5 5z"), lambda path: path.bounds),
    "Transform": (canvas.Transform(1, 2, 3, 4, 5, 6), repr),
    "Image": (canvas.Image(ints(16)), lambda image: bytes(memoryview(image))),
    "Color": (canvas.Color("red"), repr),
}


@pytest.mark.parametrize(
    ("kind", "name", "argument"),
    [(kind, *case) for kind in OTHERS for case in cases(getattr(canvas, kind))],
)
def test_calls_of_values(kind, name, argument):
    value, looks = OTHERS[kind]
    before = looks(value)
    with pytest.raises(TypeError, match=rf"\b{argument}\b"):
        call_with_wrong(getattr(value, name), wrong=argument)
    assert looks(value) == before


@pytest.fixture
def window():
    window = canvas.Canvas("test", size=(40, 30), on_draw=lambda painter: painter.clear("red"))
    window.show()
    window.snapshot()
    yield window
    window.close()
    assert window.wait(20)


def everything(window):
    properties = {name: getattr(window.window, name) for name in settable(canvas.WindowProperties)}
    return properties, window.closed, window.keys, window.pointer, bytes(memoryview(window.snapshot()))


CANVAS = [
    case
    for case in cases(canvas.Canvas)
    # Handlers are the program's own; `call` and `post` pass on any arguments.
    if not case[0].startswith("on_")
]


@pytest.mark.parametrize(("name", "argument"), CANVAS)
def test_methods_of_a_window(window, name, argument):
    before = everything(window)
    with pytest.raises(TypeError, match=rf"\b{argument}\b"):
        call_with_wrong(getattr(window, name), wrong=argument)
    window.call(lambda: None)
    assert everything(window) == before


@pytest.mark.parametrize("name", settable(canvas.WindowProperties))
def test_properties_of_a_window(window, name):
    before = everything(window)
    if is_read_only(window.window, name):
        assert getattr(canvas.WindowProperties, name).fset is None
    else:
        with pytest.raises(TypeError, match=rf"\b{name}\b"):
            setattr(window.window, name, Wrong())
    window.call(lambda: None)
    assert everything(window) == before


@pytest.mark.parametrize("option", [parameter.name for parameter in arguments(canvas.Canvas.__init__)])
def test_options_of_a_window(option):
    with pytest.raises(TypeError, match=rf"\b{option}\b"):
        canvas.Canvas(**{option: Wrong()})


FUNCTIONS = {
    "render": canvas.render,
    "show_image": canvas.show_image,
    "fonts.add": canvas.fonts.add,
    "Image": canvas.Image,
    "Image.open": canvas.Image.open,
    "Image.decode": canvas.Image.decode,
    "Path": canvas.Path,
    "Transform": canvas.Transform,
}
GOOD_OF_FUNCTIONS = {"draw": lambda painter: None, "size": (4, 4), "background": None, "title": "title", "ratio": 1}


@pytest.mark.parametrize(
    ("name", "argument"), [(name, parameter.name) for name, call in FUNCTIONS.items() for parameter in arguments(call)]
)
def test_functions(name, argument, monkeypatch):
    for key, value in GOOD_OF_FUNCTIONS.items():
        monkeypatch.setitem(GOOD, key, value)
    with pytest.raises(TypeError, match=rf"\b{argument}\b"):
        call_with_wrong(FUNCTIONS[name], wrong=argument)
    assert canvas.windows() == ()


def test_the_rest():
    with pytest.raises(TypeError, match=r"\bcolor\b"):
        canvas.Color(Wrong())
    with pytest.raises(TypeError, match=r"\btext\b"):
        canvas.clipboard.text = Wrong()
    with pytest.raises(TypeError, match=r"\bpixels\b"):
        canvas.clipboard.image = Wrong()
    for call in (canvas.run, canvas.close_all, canvas.windows, canvas.monitors, canvas.backends, canvas.report):
        assert arguments(call) == [], "no argument can be wrong"


def test_gradients_and_patterns():
    def draw(painter):
        gradient = painter.create_linear_gradient(0, 0, 1, 1)
        with pytest.raises(TypeError, match=r"\boffset\b"):
            gradient.add_color_stop(Wrong(), "red")
        with pytest.raises(TypeError, match=r"\bcolor\b"):
            gradient.add_color_stop(0, Wrong())
        with pytest.raises(TypeError, match=r"\bset_transform\b"):
            painter.create_pattern(GOOD["image"]).set_transform(Wrong())

    canvas.render(draw, (4, 4))
