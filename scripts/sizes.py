"""Functions and files that are too long."""

import ast
from collections.abc import Iterator
from pathlib import Path

from rust_source import rust_functions

LONGEST_FUNCTION = 60
LONGEST_FILE = 500
# Longer ones, each with its reason: `file`, or `file::function`.
LONG: dict[str, str] = {
    "crates/canvas-x11/src/keys.rs::named": "a table of keysyms",
    "examples/gallery.py": "split up when the examples are packaged",
}

SOURCES = ["benches", "crates", "examples", "scripts", "src", "tests"]
NO_SOURCES = {"target", "node_modules", "__pycache__"}


def python_functions(text: str) -> Iterator[tuple[str, int]]:
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node.name, node.end_lineno - node.lineno + 1


def sources(root: Path) -> Iterator[Path]:
    for folder in SOURCES:
        for path in sorted((root / folder).rglob("*")):
            if path.suffix in (".rs", ".py") and not NO_SOURCES & set(path.relative_to(root).parts):
                yield path


def check_sizes(root: Path) -> Iterator[str]:
    exceptions = dict(LONG)
    for path in sources(root):
        file, text = str(path.relative_to(root)), path.read_text()
        if (lines := text.count("\n")) > LONGEST_FILE and not exceptions.pop(file, None):
            yield f"{file}: {lines} lines, {LONGEST_FILE} are allowed"
        for name, lines in (rust_functions if path.suffix == ".rs" else python_functions)(text):
            if lines > LONGEST_FUNCTION and not exceptions.pop(f"{file}::{name}", None):
                yield f"{file}: {name} has {lines} lines, {LONGEST_FUNCTION} are allowed"
    for name in exceptions:
        if (root / name.partition("::")[0]).exists():
            yield f"{name} is not too long: remove it from {Path(__file__).name}"
