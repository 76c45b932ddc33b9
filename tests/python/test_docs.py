"""The Python samples in the README and in docs run unchanged."""

import pathlib
import re

import pytest

import canvas

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


def test_links_have_targets():
    for page in PAGES:
        for link in re.findall(r"\]\((?!https?:)([^)#]+)", page.read_text()):
            assert (page.parent / link).exists(), f"{page.name}: {link}"


# The members as the HTML standard lists them, by interface. Those of the context come from its mixins; the path methods are
# those of Path2D, too.
CONTEXT = """
    canvas getContextAttributes save restore reset isContextLost scale rotate translate transform getTransform setTransform
    resetTransform globalAlpha globalCompositeOperation imageSmoothingEnabled imageSmoothingQuality strokeStyle fillStyle
    createLinearGradient createRadialGradient createConicGradient createPattern shadowOffsetX shadowOffsetY shadowBlur
    shadowColor filter clearRect fillRect strokeRect beginPath fill stroke clip isPointInPath isPointInStroke
    drawFocusIfNeeded fillText strokeText measureText drawImage createImageData getImageData putImageData lineWidth lineCap
    lineJoin miterLimit setLineDash getLineDash lineDashOffset lang font textAlign textBaseline direction letterSpacing
    fontKerning fontStretch fontVariantCaps textRendering wordSpacing closePath moveTo lineTo quadraticCurveTo
    bezierCurveTo arcTo rect roundRect arc ellipse
""".split()
OTHERS = {
    "Path2D": "() addPath",
    "CanvasGradient": "addColorStop",
    "CanvasPattern": "setTransform",
    "TextMetrics": "width actualBoundingBoxLeft actualBoundingBoxRight fontBoundingBoxAscent fontBoundingBoxDescent "
    "actualBoundingBoxAscent actualBoundingBoxDescent emHeightAscent emHeightDescent hangingBaseline alphabeticBaseline "
    "ideographicBaseline",
    "ImageData": "() width height data pixelFormat colorSpace",
    "HTMLCanvasElement": "width height getContext toDataURL toBlob transferControlToOffscreen",
    "OffscreenCanvas": "() width height getContext transferToImageBitmap convertToBlob oncontextlost oncontextrestored",
}
SETTINGS = ["desynchronized", "colorSpace", "colorType", "willReadFrequently"]
# Not in the standard: proposed, or removed from it.
BESIDES = ["CanvasFilter", "beginLayer", "endLayer", "scrollPathIntoView"]
# Members with another name here.
RENAMED = {"imageSmoothingEnabled": "image_smoothing", "setLineDash": "line_dash", "getLineDash": "line_dash"}


def html_rows():
    page = (TOP / "docs/html-canvas.md").read_text()
    cells = [line.split(" | ") for line in page.splitlines() if line.startswith("| `")]
    return [(re.sub(r"`|\(proposed\)|\(removed from HTML\)", "", row[0][2:]).strip(), *row[1:]) for row in cells]


def test_each_member_of_html_has_a_row():
    others = [
        f"{kind}{member}" if member == "()" else f"{kind}.{member}"
        for kind, members in OTHERS.items()
        for member in members.split()
    ]
    settings = [f"{name} of getContext" for name in SETTINGS]
    assert sorted(row[0] for row in html_rows()) == sorted([*CONTEXT, *others, *settings, *BESIDES])


def test_each_row_is_true():
    for name, here, *_ in html_rows():
        assert here in ("same", "different", "left out"), name
        if name in CONTEXT:
            ours = RENAMED.get(name) or re.sub("[A-Z]", lambda letter: "_" + letter[0].lower(), name)
            assert hasattr(canvas.Painter, ours) == (here != "left out"), name
        elif name.startswith("TextMetrics."):
            ours = re.sub("[A-Z]", lambda letter: "_" + letter[0].lower(), name.removeprefix("TextMetrics."))
            assert hasattr(canvas.TextMetrics, ours), name
