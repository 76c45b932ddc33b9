"""Which files of the crates import which: modules, names, and the files that define them."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from import_graph import Edge
from rust_source import CLOSING, ITEMS, OPENING, skip_group, skip_item, texts, tokenize


class Reference(NamedTuple):
    """A path that a file names. `kind` is `use`, `export` (`pub use`), `glob` or `path` (in code)."""

    module: "Module"
    path: tuple[str, ...]
    line: int
    kind: str
    alias: str


@dataclass(eq=False)
class Module:
    """A module of a crate: a file, or an inline module within one. With `#[cfg_attr(…, path = "…")]` several files."""

    name: str
    parent: "Module | None"
    files: list[str] = field(default_factory=list)
    children: dict[str, "Module"] = field(default_factory=dict)
    imported: dict[str, list[tuple[str, ...]]] = field(default_factory=lambda: defaultdict(list))
    globs: list[tuple[str, ...]] = field(default_factory=list)
    items: set[str] = field(default_factory=set)

    def root(self) -> "Module":
        return self.parent.root() if self.parent else self

    def is_within(self, other: "Module") -> bool:
        return self is other or (self.parent is not None and self.parent.is_within(other))


class RustFile:
    """Reads one file into its module: child modules, names, and references to others."""

    def __init__(self, root: Path, file: str, module: Module) -> None:
        self.root, self.file, self.module = root, file, module
        self.tokens = tokenize((root / file).read_text())
        self.references: list[Reference] = []
        self.words: set[str] = set()  # the identifiers in code, those of `use` left out
        self.children: list[tuple[str, Module]] = []  # files still to be read
        self.named_files: list[str] = []  # by the `path` attributes of the next module
        self.read(0, module)

    def read(self, index: int, module: Module) -> int:
        """Reads tokens up to the bracket that closes this module, or to the end."""
        tokens, depth = self.tokens, 0
        while index < len(tokens):
            text = tokens[index].text
            if text == "#" and tokens[index + 1].text in ("[", "!"):
                index = self.read_attribute(index)
                continue
            if text in CLOSING and depth == 0:
                return index + 1
            depth += (text in OPENING) - (text in CLOSING)
            index = self.read_token(index, module, depth)
        return index

    def read_attribute(self, index: int) -> int:
        start = index + (2 if self.tokens[index + 1].text == "!" else 1)
        end = skip_group(self.tokens, start)
        words = texts(self.tokens[start:end])
        if words[1:4] == ["cfg", "(", "test"] or (words[1:4] == ["cfg", "(", "all"] and "test" in words):
            return skip_item(self.tokens, end)
        if "path" in words and words[words.index("path") + 1] == "=":
            self.named_files.append(words[words.index("path") + 2].strip('"'))
        return end

    def read_token(self, index: int, module: Module, depth: int) -> int:
        text, following = self.tokens[index].text, texts(self.tokens[index + 1 : index + 3])
        if text == "pub" and following[:1] == ["("]:
            return skip_group(self.tokens, index + 1)
        if text == "mod" and len(following) == 2 and following[1] in (";", "{"):
            return self.read_module(index, module, following)
        if text == "use" and following[0] != "<":
            return self.read_use(index, module)
        if text == "macro_rules" or (text in ITEMS and depth == 0):
            module.items.update(word for word in following if word.isidentifier())
        if text.isidentifier():
            return self.read_path(index, module)
        return index + 1

    def read_module(self, index: int, module: Module, following: list[str]) -> int:
        name, end = following
        child = module.children.setdefault(name, Module(name, module))
        if end == "{":
            child.files = [self.file]
            return self.read(index + 3, child)
        path = Path(self.file)
        folder = path.parent if path.name in ("lib.rs", "main.rs", "mod.rs") else path.with_suffix("")
        candidates = [
            folder / f"{name}.rs",
            folder / name / "mod.rs",
            *(path.parent / file for file in self.named_files),
        ]
        self.named_files = []
        for file in candidates:
            if (self.root / file).exists() and str(file) not in child.files:
                child.files.append(str(file))
                self.children.append((str(file), child))
        return index + 3

    def read_use(self, index: int, module: Module) -> int:
        line = self.tokens[index].line
        before = texts(self.tokens[max(index - 4, 0) : index])
        kind = "export" if before[-1:] == ["pub"] or (before[-1:] == [")"] and "pub" in before) else "use"
        end = index + 1
        while self.tokens[end].text != ";":
            end += 1
        for path, alias in expand_use(texts(self.tokens[index + 1 : end])):
            if alias == "*":
                module.globs.append(path)
            else:
                module.imported[alias].append(path)
            self.references.append(Reference(module, path, line, "glob" if alias == "*" else kind, alias))
        return end + 1

    def read_path(self, index: int, module: Module) -> int:
        start, path = index, [self.tokens[index].text]
        while texts(self.tokens[index + 1 : index + 2]) == ["::"] and self.tokens[index + 2].text.isidentifier():
            path.append(self.tokens[index + 2].text)
            index += 2
        if start > 0 and self.tokens[start - 1].text in ("::", "."):
            return index + 1
        self.words.add(path[0])
        if len(path) > 1:
            self.references.append(Reference(module, tuple(path), self.tokens[start].line, "path", path[0]))
        return index + 1


def expand_use(tokens: list[str]) -> Iterator[tuple[tuple[str, ...], str]]:
    """The paths of a use tree, each with the name that it gets here: `*` for a glob."""
    path: list[str] = []
    index = 0
    while index < len(tokens):
        text = tokens[index]
        if text == "{":
            for part in split_group(tokens[index + 1 : -1]):
                for rest, alias in expand_use(part):
                    own = rest[:-1] if rest[-1:] == ("self",) else rest
                    yield (*path, *own), path[-1] if alias == "self" else alias
            return
        if text == "*":
            yield tuple(path), "*"
            return
        if text == "as":
            yield tuple(path), tokens[index + 1]
            return
        if text != "::":
            path.append(text)
        index += 1
    if path:
        yield tuple(path), path[-1]


def split_group(tokens: list[str]) -> Iterator[list[str]]:
    """The parts of a `{…}` between its own commas."""
    depth, part = 0, []
    for text in tokens:
        depth += (text == "{") - (text == "}")
        if text == "," and depth == 0:
            yield part
            part = []
        else:
            part.append(text)
    if part:
        yield part


class Found(NamedTuple):
    """Where a path leads: a module, or an item that is defined in it."""

    module: Module
    item: str | None


class Workspace:
    """All crates."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.files: list[RustFile] = []
        self.crates: dict[str, Module] = {}
        for folder in sorted({root, *root.glob("crates/*")}):
            if (folder / "src/lib.rs").exists():
                self.read_crate(folder)

    def read_crate(self, folder: Path) -> None:
        lib = str((folder / "src/lib.rs").relative_to(self.root))
        name = "canvas" if folder == self.root else folder.name.replace("-", "_")
        module = self.crates[name] = Module(name, None, [lib])
        waiting = [(lib, module)]
        while waiting:
            self.files.append(RustFile(self.root, *waiting.pop()))
            waiting += self.files[-1].children

    def locate(self, module: Module, path: tuple[str, ...], seen: frozenset = frozenset()) -> list[Found]:
        """Where a path that is written in `module` leads; nothing if it leads out of the workspace."""
        first, rest = path[0], path[1:]
        if first in ("crate", "$crate"):
            return self.descend(module.root(), rest, seen)
        if first == "self":
            return self.descend(module, rest, seen)
        if first == "super":
            return self.descend(module.parent, rest, seen) if module.parent else []
        if first in module.children or first in module.imported or (first in module.items and not rest):
            return self.descend(module, path, seen)
        if first in self.crates:
            return self.descend(self.crates[first], rest, seen)
        return []

    def descend(self, module: Module, path: tuple[str, ...], seen: frozenset) -> list[Found]:
        if not path:
            return [Found(module, None)]
        name, rest = path[0], path[1:]
        if name == "super" and module.parent:
            return self.descend(module.parent, rest, seen)
        if name in module.children:
            return self.descend(module.children[name], rest, seen)
        if name in module.items or (module, name) in seen:
            return [Found(module, name)]
        seen = seen | {(module, name)}
        targets = [found for target in module.imported.get(name, []) for found in self.locate(module, target, seen)]
        targets = targets or list(self.through_globs(module, name, seen))
        if not targets:
            return [] if name in module.imported else [Found(module, name)]
        return [
            end for found in targets for end in (self.descend(found.module, rest, seen) if not found.item else [found])
        ]

    def through_globs(self, module: Module, name: str, seen: frozenset) -> Iterator[Found]:
        for glob in module.globs:
            for found in self.locate(module, glob, seen | {(module, "*")}) if (module, "*") not in seen else []:
                if name in found.module.items | found.module.children.keys() | found.module.imported.keys():
                    yield from self.descend(found.module, (name,), seen)

    def edges(self) -> Iterator[Edge]:
        for file in self.files:
            starts = {reference.path[0] for reference in file.references if reference.kind == "path"}
            for reference in file.references:
                for module, item in self.imports(file, reference, starts):
                    if file.file not in module.files:
                        name = item or module.name
                        yield from (Edge(file.file, target, reference.line, name) for target in module.files)

    def imports(self, file: RustFile, reference: Reference, starts: set[str]) -> Iterator[Found]:
        """The items that a reference makes its file import."""
        module, path, _, kind, alias = reference
        for found in self.locate(module, path):
            if kind == "glob":
                public = sorted(file.words & (found.module.items | found.module.imported.keys()))
                yield from [end for name in public for end in self.descend(found.module, (name,), frozenset())] or [
                    found
                ]
            elif found.item or kind == "path":
                if kind != "export" or alias in file.words or not found.module.is_within(module):
                    yield found
            elif kind == "use" and alias not in starts:  # a module: paths that begin with its name count by themselves
                yield found
