#!/usr/bin/env python3
"""Checks how the files of the crates and of the Python package import each other. Usage: imports.py [--sizes] [ROOT]

* No circle: files that import each other, directly or by way of others.
* No upward import: from a lower layer of `CRATES` or `DRAW` to a higher one, or between crates of one layer.

Prints what it finds, with files and lines, and exits with status 1 if there is anything. `--sizes` also lists functions and files
that are too long.

What counts as an import: a `use` of a name, and a path in code, from the file that names it to the file that *defines* the name;
re-exports are followed. `mod x;` alone is not one, nor is a parent's `pub use child::Name` if the parent's own code does not use the
name. Test modules do not count. In Python `TYPE_CHECKING` imports count like all others.
"""

import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

from import_graph import Edge, circles, describe
from python_imports import Package
from rust_imports import Workspace
from sizes import check_sizes

TOP = Path(__file__).resolve().parents[1]
PACKAGE = "crates/canvas-py/python/canvas"
# The crates, lowest first.
CRATES = [["canvas-draw"], ["canvas-core"], ["canvas-x11", "canvas-winit"], ["canvas", "canvas-py"]]
# The files and folders at the top of canvas-draw, lowest first.
DRAW = [
    ["buffer", "color", "error", "geometry", "heap", "keyword", "sync"],
    ["dash", "image", "length", "path", "pixels", "text"],
    ["effect", "paint", "svg"],
    ["scene"],
    ["raster"],
    ["painter"],
    ["render"],
    ["lib"],
]
# Imports that may close a circle or point upwards: (from, to), each with its reason.
ALLOWED: dict[tuple[str, str], str] = {}


def layer(file: str) -> tuple[int, str, int]:
    """The rank of a file's crate, the crate, and the rank within the crate; -1 if it has none."""
    parts = Path(file).parts
    crate = parts[1] if parts[0] == "crates" else "canvas"
    rank = next((rank for rank, names in enumerate(CRATES) if crate in names), -1)
    top = parts[3].removesuffix(".rs") if crate == "canvas-draw" else "lib"
    return rank, crate, next((rank for rank, names in enumerate(DRAW) if top in names), -1)


def upward(edges: Iterable[Edge]) -> Iterator[Edge]:
    for edge in edges:
        rank, crate, within = layer(edge.source)
        target_rank, target_crate, target_within = layer(edge.target)
        if crate == target_crate:
            if target_within > within:
                yield edge
        elif target_rank >= rank:
            yield edge


def check_imports(root: Path) -> Iterator[str]:
    edges = [*Workspace(root).edges(), *Package(root, PACKAGE).edges()]
    for file in sorted({file for edge in edges for file in (edge.source, edge.target)}):
        if -1 in layer(file):
            yield f"{file} is in no layer: add it to {Path(__file__).name}"
    pairs = {(edge.source, edge.target) for edge in edges}
    for pair in ALLOWED.keys() - pairs:
        yield f"{pair} is not an import: remove it from ALLOWED"
    edges = [edge for edge in edges if (edge.source, edge.target) not in ALLOWED]
    for component in circles(edges):
        yield f"a circle of {len(component)} files:"
        yield from describe(edge for edge in edges if {edge.source, edge.target} <= component)
    if wrong := list(upward(edges)):
        yield "upward imports:"
        yield from describe(wrong)


def main(arguments: list[str]) -> int:
    roots = [Path(argument).resolve() for argument in arguments if argument != "--sizes"]
    root = roots[0] if roots else TOP
    problems = [*check_imports(root), *(check_sizes(root) if "--sizes" in arguments else [])]
    print("\n".join(problems) or "imports: no circle, none upward")
    return int(bool(problems))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
