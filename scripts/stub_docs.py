"""Writes the docstrings of the native module into its stub, `_canvas.pyi`, so that editors show them.

Usage: stub_docs.py [--check]. Run it with a Python that has the current wheel installed. With `--check` it changes nothing: it
names the items whose docstrings differ and exits with 1.

The native docstrings are those of pyo3: the `///` comments of classes, functions, methods and getters. The signatures and types of
the stub are written by hand; `mypy.stubtest` compares them with the module.
"""

import argparse
import ast
import inspect
import pathlib
import shutil
import subprocess
import sys
import textwrap
from typing import Any, NamedTuple

from canvas import _canvas

STUB = pathlib.Path(__file__).resolve().parents[1] / "crates/canvas-py/python/canvas/_canvas.pyi"
Item = ast.FunctionDef | ast.ClassDef | ast.AnnAssign


class Documented(NamedTuple):
    """An item of the stub, and the two docstrings that should be equal."""

    name: str
    node: Item
    #: The statement of the stub's docstring.
    statement: ast.Expr | None
    stub: str
    native: str


def items(body: list[ast.stmt], owner: Any, prefix: str = "") -> list[Documented]:
    """The documented items of a module's or a class's body; of overloads the first, of a property its getter."""
    found: list[Documented] = []
    seen = set()
    for node, following in zip(body, [*body[1:], None], strict=True):
        if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
            name, statement = node.target.id, docstring_of([following])
        elif isinstance(node, ast.FunctionDef | ast.ClassDef):
            name, statement = node.name, docstring_of(node.body)
        else:
            continue
        if name.startswith("_") or name in seen or not hasattr(owner, name):
            continue
        seen.add(name)
        native = native_docstring(getattr(owner, name))
        found.append(Documented(prefix + name, node, statement, text_of(statement), native))
        if isinstance(node, ast.ClassDef):
            found += items(node.body, getattr(owner, name), f"{name}.")
    return found


def docstring_of(body: list[ast.stmt | None] | list[ast.stmt]) -> ast.Expr | None:
    """The docstring that a body begins with."""
    match body:
        case [ast.Expr(value=ast.Constant(value=str())) as statement, *_]:
            return statement
    return None


def text_of(statement: ast.Expr | None) -> str:
    return inspect.cleandoc(ast.literal_eval(statement.value)) if statement else ""


def native_docstring(thing: Any) -> str:
    """The docstring of a native object itself, not that of its type."""
    return inspect.cleandoc(thing.__doc__ or "") if thing.__doc__ is not type(thing).__doc__ else ""


def rewritten(source: str) -> str:
    """The stub with the native docstrings."""
    lines = source.splitlines()
    documented = items(ast.parse(source).body, _canvas)
    # From the last item to the first, so that the line numbers of the others stay right.
    for item in sorted(documented, key=lambda item: item.node.lineno, reverse=True):
        if item.stub != item.native:
            replace(lines, item)
    return "\n".join(lines) + "\n"


def replace(lines: list[str], item: Documented) -> None:
    """Replaces or adds the docstring of one item."""
    if item.statement is not None:
        del lines[item.statement.lineno - 1 : item.statement.end_lineno]
    if not item.native:
        if isinstance(item.node, ast.FunctionDef):
            raise SystemExit(f"{item.name} has a docstring in the stub, but none in the module")
        return
    indent = " " * item.node.col_offset
    if isinstance(item.node, ast.AnnAssign):
        lines[item.node.end_lineno : item.node.end_lineno] = quoted(item.native, indent)
        return
    body = item.node.body[0]
    if body is item.statement:  # it began where the new one goes
        lines[body.lineno - 1 : body.lineno - 1] = quoted(item.native, indent + "    ")
        return
    if isinstance(item.node, ast.FunctionDef) or is_ellipsis(body):  # `…: ...`
        last = body.end_lineno or 0
        lines[last - 1] = lines[last - 1].removesuffix("...").rstrip()
        lines[last:last] = quoted(item.native, indent + "    ")
        return
    first = min([body.lineno, *(node.lineno for node in getattr(body, "decorator_list", []))])
    lines[first - 1 : first - 1] = quoted(item.native, indent + "    ")


def is_ellipsis(node: ast.stmt) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and node.value.value is ...


def quoted(text: str, indent: str) -> list[str]:
    """The lines of a docstring."""
    opening = 'r"""' if "\\" in text else '"""'
    lines = f'{opening}{text}{"" if len(text.splitlines()) == 1 else chr(10)}"""'
    return textwrap.indent(lines, indent).splitlines()


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--check", action="store_true", help="change nothing; exit with 1 if a docstring differs")
    source = STUB.read_text(encoding="utf-8")
    if not parser.parse_args().check:
        STUB.write_text(rewritten(source), encoding="utf-8")
        ruff = pathlib.Path(sys.executable).with_name("ruff")
        subprocess.run(
            [ruff if ruff.exists() else shutil.which("ruff") or "ruff", "format", "--quiet", STUB], check=True
        )
        return 0
    documented = items(ast.parse(source).body, _canvas)
    differing = [item.name for item in documented if item.stub != item.native]
    undocumented = [item.name for item in documented if not item.native]
    for name in differing:
        print(
            f"{name}: its docstring in {STUB.name} is not that of the native module: run scripts/stub_docs.py",
            file=sys.stderr,
        )
    for name in undocumented:
        print(f"{name}: it has no docstring in the native module", file=sys.stderr)
    if not differing and not undocumented:
        print(f"{STUB.name}: {len(documented)} docstrings are those of the native module")
    return 1 if differing or undocumented else 0


if __name__ == "__main__":
    sys.exit(main())
