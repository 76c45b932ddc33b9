"""The package as tools see it: annotations, docstrings, the signature of a canvas."""

import inspect
import pydoc
import types
import typing

import pytest

import canvas

from scripts import run_script

CLASSES = [
    canvas.Backend,
    canvas.Canvas,
    canvas.Clipboard,
    canvas.EventStream,
    canvas.Monitor,
    canvas.Pointer,
    canvas.Stats,
    canvas.Times,
    canvas.WindowProperties,
]
OPTIONS = set(inspect.signature(canvas.Canvas.__init__).parameters) - {"self", "on_draw"}


def annotated():
    """The package's own classes, functions and methods."""
    for name in canvas.__all__:
        thing = getattr(canvas, name)
        if isinstance(thing, types.FunctionType):
            yield pytest.param(thing, id=name)
    for cls in CLASSES:
        yield pytest.param(cls, id=cls.__name__)
        for name, member in inspect.getmembers(cls):
            function = member.fget if type(member) is property else member
            if isinstance(function, types.FunctionType):
                yield pytest.param(function, id=f"{cls.__name__}.{name}")


@pytest.mark.parametrize("thing", list(annotated()))
def test_annotations_can_be_evaluated(thing):  # D23
    assert isinstance(typing.get_type_hints(thing), dict)


def test_annotations_are_the_real_types():
    assert typing.get_type_hints(canvas.Canvas.present)["pixels"] is typing.Any
    assert typing.get_type_hints(canvas.Canvas.events)["return"] is canvas.EventStream
    assert typing.get_type_hints(canvas.Canvas.stats.fget)["return"] is canvas.Stats
    assert typing.get_type_hints(canvas.Canvas.on_key_down)["event"] is canvas.KeyEvent
    assert typing.get_type_hints(canvas.WindowProperties.monitor.fget)["return"] == canvas.Monitor | None


def test_annotations_cost_no_import():
    run_script("import sys, canvas; assert not {'typing', 'enum', 'asyncio'} & set(sys.modules)").assert_clean()


@pytest.mark.parametrize("name", sorted(name for name in dir(canvas.WindowProperties) if not name.startswith("_")))
def test_a_window_property_describes_itself(name):
    described = getattr(canvas.WindowProperties, name)
    assert isinstance(described, property)
    assert inspect.getdoc(described) not in (None, inspect.getdoc(type(described)))
    assert inspect.getdoc(described) in pydoc.render_doc(described, renderer=pydoc.plaintext).replace("\n    ", "\n")
    assert inspect.isdatadescriptor(described)


def test_the_options_of_a_canvas_are_properties_of_its_window():
    settable = {
        name for name in dir(canvas.WindowProperties) if getattr(getattr(canvas.WindowProperties, name), "fset", None)
    }
    assert OPTIONS - settable == {"app_id", "backend"}
    assert settable - OPTIONS == {"maximized", "minimized", "opacity", "urgent"}


@pytest.mark.parametrize("name", sorted(OPTIONS - {"app_id", "backend"}))
def test_the_default_of_an_option_is_that_of_the_window(name):
    assert getattr(canvas.Canvas().window, name) == getattr(bare().window, name)


def bare():
    """A canvas whose `__init__` was not called."""

    class Bare(canvas.Canvas):
        def __init__(self):
            pass

    return Bare()


def test_every_public_item_has_a_docstring_of_its_own():
    missing = []
    for name in canvas.__all__:
        thing = getattr(canvas, name)
        if inspect.isclass(thing):
            members = {each: member for each, member in vars(thing).items() if not each.startswith("_")}
            missing += [f"{name}.{each}" for each, member in members.items() if not inspect.getdoc(member)]
    assert not missing
