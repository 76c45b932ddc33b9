"""The benches run to their end. Only `make bench` measures; here no value is asserted."""

import ast
import pathlib
import subprocess
import sys

import pytest

BENCHES = pathlib.Path(__file__).resolve().parents[2] / "benches"


def tables(name):
    """The scenes in each table of a renderer's bench. The file is parsed, not imported: its library may be missing
    here."""
    found = {}
    for node in ast.parse((BENCHES / name).read_text()).body:
        if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name) and isinstance(node.value, ast.Dict):
            found[node.target.id] = {key.value for key in node.value.keys}
    return found


def makers():
    for node in ast.parse((BENCHES / "scenes.py").read_text()).body:
        if isinstance(node, ast.Assign) and node.targets[0].id == "MAKERS":
            return {maker.id for maker in node.value.elts}


@pytest.mark.parametrize("side", ["ours", "cairo", "skia", "qt"])
def test_each_renderer_draws_each_scene(side):
    assert tables(f"vector_{side}.py")["CALLS"] == makers()


def test_batches_are_scenes():
    assert tables("vector_ours.py")["BATCHES"] < makers()


def test_the_comparison_prints_its_results():
    command = [sys.executable, str(BENCHES / "vector.py"), "--quick"]
    ended = subprocess.run(command, capture_output=True, text=True, timeout=600)
    assert ended.returncode == 0, ended
    rows = {line.split()[0] for line in ended.stdout.splitlines() if line}
    assert rows >= makers()
    has_peer = any(f"\n{peer} cannot" not in f"\n{ended.stdout}" for peer in ("cairo", "skia", "qpainter"))
    assert ("one call a shape" in ended.stdout) == has_peer, ended.stdout
    assert (f"over all {len(makers())} scenes" in ended.stdout) == has_peer, ended.stdout


def test_a_scene_that_a_renderer_lacks_is_left_out():
    """The renderer says so, and continues."""
    code = "import vector_ours, vector_sides; del vector_ours.CALLS['rects']; vector_sides.main('render', 5)"
    asked = "rects 0\ncircles 0\n"
    ended = subprocess.run([sys.executable, "-c", code], input=asked, cwd=BENCHES, capture_output=True, text=True)
    ready, missing, there = ended.stdout.splitlines()
    assert (ready, missing, ended.stderr) == ("ready", "-", ""), ended
    assert all(float(seconds) > 0 for seconds in there.split())
