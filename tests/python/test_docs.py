"""The Python in the README and in docs runs as it stands."""

import pathlib
import re

import pytest

from scripts import Script

TOP = pathlib.Path(__file__).resolve().parents[2]
PAGES = [TOP / "README.md", *sorted((TOP / "docs").glob("*.md"))]
SAMPLES = [
    pytest.param(code, id=f"{page.name}-{number}")
    for page in PAGES
    for number, code in enumerate(re.findall(r"```python\n(.*?)```", page.read_text(), re.DOTALL))
]


@pytest.mark.parametrize("code", SAMPLES)
def test_sample(code, tmp_path):
    program = tmp_path / "sample.py"
    program.write_text(code)
    env = {"CANVAS_BACKEND": "headless", "CANVAS_HEADLESS_SECONDS": "0.2"}
    Script.file(program, env=env, cwd=tmp_path).finish().assert_clean()


def test_links_lead_somewhere():
    for page in PAGES:
        for link in re.findall(r"\]\((?!https?:)([^)#]+)", page.read_text()):
            assert (page.parent / link).exists(), f"{page.name}: {link}"
