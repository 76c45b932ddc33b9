"""The installed package: its contents and metadata."""

import importlib.metadata
import os
import pathlib
import zipfile

import pytest

import canvas

FOLDER = pathlib.Path(canvas.__file__).parent


def test_it_has_no_dependency():
    needed = importlib.metadata.requires("canvas") or []
    assert [line for line in needed if "extra ==" not in line] == []


def test_the_extras():
    assert {"x11", "winit", "test"} <= set(importlib.metadata.metadata("canvas").get_all("Provides-Extra"))


def test_it_is_typed():
    assert (FOLDER / "py.typed").exists()
    assert (FOLDER / "_canvas.pyi").exists()
    assert "Typing :: Typed" in importlib.metadata.metadata("canvas").get_all("Classifier")


def test_its_licence():
    metadata = importlib.metadata.metadata("canvas")
    assert metadata["License-Expression"] == "MIT OR Apache-2.0"
    files = {pathlib.Path(str(file)).name for file in importlib.metadata.files("canvas")}
    assert {"LICENSE-MIT", "LICENSE-APACHE", "NOTICE"} <= files


@pytest.mark.skipif("CANVAS_TEST_WHEEL" not in os.environ, reason="no wheel was named")
def test_the_wheel():
    wheel = pathlib.Path(os.environ["CANVAS_TEST_WHEEL"])
    assert wheel.stat().st_size < 8_000_000
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()
    assert not [name for name in names if ".libs/" in name or "astronaut" in name or name.endswith((".rs", ".pyc"))]
    assert {name.split("/")[0].partition("-")[0] for name in names} == {"canvas"}
