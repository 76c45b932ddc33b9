"""scripts/imports.py, on small trees: it finds circles and upward imports, and nothing else."""

import pathlib
import subprocess
import sys

import pytest

SCRIPT = pathlib.Path(__file__).resolve().parents[2] / "scripts" / "imports.py"
CORE = "crates/canvas-core/src"
DRAW = "crates/canvas-draw/src"
PACKAGE = "crates/canvas-py/python/canvas"


@pytest.fixture
def check(tmp_path):
    """Writes files, by their paths, and returns what the script prints of them, as lines."""

    def run(files, *options):
        for name, text in files.items():
            (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / name).write_text(text)
        done = subprocess.run([sys.executable, SCRIPT, *options, tmp_path], capture_output=True, text=True, timeout=60)
        assert not done.stderr, done.stderr
        lines = done.stdout.splitlines()
        clean = lines == ["imports: no circle, none upward"]
        assert done.returncode == (0 if clean else 1)
        return [] if clean else lines

    return run


def test_a_clean_tree(check):
    assert not check(
        {
            f"{CORE}/lib.rs": "mod a; mod b; pub use a::A; pub use b::{self, C};",
            f"{CORE}/a.rs": "pub struct A; impl A { fn f() -> crate::b::B { crate::b::B } }",
            f"{CORE}/b.rs": "pub struct B; pub struct C;",
        }
    )


def test_a_circle_is_found_with_its_lines(check):
    lines = check(
        {
            f"{CORE}/lib.rs": "mod a;\nmod b;\nmod c;",
            f"{CORE}/a.rs": "mod inner {\n    use crate::{\n        b::{B as Other},\n    };\n}\npub struct A;",
            f"{CORE}/b.rs": "pub struct B;\nfn f() {\n    let _ = crate::c::g::<u8>();\n}",
            f"{CORE}/c.rs": "use super::a::{self};\npub fn g<T>() -> a::A { a::A }",
        }
    )
    assert lines == [
        "a circle of 3 files:",
        f"  {CORE}/a.rs:2 -> {CORE}/b.rs (B)",
        f"  {CORE}/b.rs:3 -> {CORE}/c.rs (g)",
        f"  {CORE}/c.rs:2 -> {CORE}/a.rs (A)",
    ]


def test_a_child_and_a_parent_that_use_each_other_are_a_circle(check):
    child = "use super::Parent;\npub struct Child(Parent);"
    files = {f"{CORE}/lib.rs": "mod parent;", f"{CORE}/parent/child.rs": child}
    parent = "mod child;\npub use child::Child;\npub struct Parent;\n"
    assert not check({**files, f"{CORE}/parent.rs": parent}), "it only re-exports"
    lines = check({**files, f"{CORE}/parent.rs": parent + "fn f(_: Child) {}\n"})
    assert lines[0] == "a circle of 2 files:"
    assert len(lines) == 3


def test_a_name_leads_to_the_file_that_defines_it(check):
    lines = check(
        {
            f"{CORE}/lib.rs": "mod outer; mod user;",
            f"{CORE}/outer.rs": "mod first; mod second; pub use first::*; pub(crate) use second::Second as Renamed;",
            f"{CORE}/outer/first.rs": "pub struct First;",
            f"{CORE}/outer/second.rs": "use crate::user::User; pub struct Second(User);",
            f"{CORE}/user.rs": "use crate::outer::{First, Renamed}; pub struct User(First, Renamed);",
        }
    )
    assert lines == [
        "a circle of 2 files:",
        f"  {CORE}/outer/second.rs:1 -> {CORE}/user.rs (User)",
        f"  {CORE}/user.rs:1 -> {CORE}/outer/second.rs (Second)",
    ]


def test_what_is_no_import(check):
    """Comments, strings, test modules, and items of tests."""
    assert not check(
        {
            f"{CORE}/lib.rs": "mod a; mod b;",
            f"{CORE}/a.rs": "use crate::b::B; pub struct A(B);",
            f"{CORE}/b.rs": """
                //! See [`crate::a::A`].
                /* use crate::a::A; */
                pub struct B;
                const TEXT: &str = "crate::a::A";
                #[cfg(test)]
                use crate::a::{A, self};
                #[cfg(test)]
                #[derive(Debug)]
                struct Helper { a: crate::a::A }
                #[cfg(test)]
                mod tests;
            """,
            f"{CORE}/b/tests.rs": "use crate::a::A;",
        }
    )


def test_modules_with_a_path_of_their_own(check):
    lines = check(
        {
            f"{CORE}/lib.rs": '#[cfg_attr(windows, path = "other.rs")]\nmod system;\nmod a;',
            f"{CORE}/system.rs": "pub struct S;",
            f"{CORE}/other.rs": "use crate::a::A;\npub struct S(A);",
            f"{CORE}/a.rs": "use crate::system::S;\npub struct A(S);",
        }
    )
    assert lines[0] == "a circle of 2 files:"
    assert f"{CORE}/other.rs:1 -> {CORE}/a.rs (A)" in lines[2]


def test_upward_imports(check):
    lines = check(
        {
            f"{DRAW}/lib.rs": "pub mod scene; pub mod painter;",
            f"{DRAW}/scene.rs": "use crate::painter::Painter;\npub struct Scene(Painter);",
            f"{DRAW}/painter.rs": "pub struct Painter;",
            f"{CORE}/lib.rs": "use canvas_draw::scene::Scene;\nfn f(_: Scene) {}",
            "crates/canvas-x11/src/lib.rs": "use canvas_winit::Backend;\nfn f(_: canvas_core::Window, _: Backend) {}",
            "crates/canvas-winit/src/lib.rs": "pub struct Backend;",
        }
    )
    assert lines == [
        "upward imports:",
        f"  {DRAW}/scene.rs:1 -> {DRAW}/painter.rs (Painter)",
        "  crates/canvas-x11/src/lib.rs:1 -> crates/canvas-winit/src/lib.rs (Backend)",
    ]


def test_a_file_without_a_layer(check):
    lines = check({f"{DRAW}/lib.rs": "pub mod novelty; fn f(_: novelty::N) {}", f"{DRAW}/novelty.rs": "pub struct N;"})
    assert f"{DRAW}/novelty.rs is in no layer: add it to imports.py" in lines


@pytest.mark.parametrize(
    "imports", ["from ._b import B", "from canvas import _b", "import canvas._b", "from canvas import B"]
)
def test_the_python_package(check, imports):
    lines = check(
        {
            f"{PACKAGE}/__init__.py": "from canvas._a import A\nfrom canvas._b import B\n",
            f"{PACKAGE}/_a.py": f"{imports}\nfrom canvas import _canvas\n",
            f"{PACKAGE}/_b.py": "from typing import TYPE_CHECKING\n\nif TYPE_CHECKING:\n    from . import _a\n",
        }
    )
    assert lines[0] == "a circle of 2 files:"
    assert lines[2].startswith(f"  {PACKAGE}/_b.py:4 -> {PACKAGE}/_a.py")


def test_sizes(check):
    def function(lines):
        return "fn long<const N: usize>() {\n" + "    call('{', \"}\");\n" * (lines - 2) + "}\n"

    files = {"src/lib.rs": function(60)}
    assert not check(files, "--sizes")
    files |= {"tests/a.rs": function(61), "tests/b.py": "x = 1\n" * 501, "tests/target/c.py": "x = 1\n" * 501}
    assert check(files, "--sizes") == [
        "tests/a.rs: long has 61 lines, 60 are allowed",
        "tests/b.py: 501 lines, 500 are allowed",
    ]
