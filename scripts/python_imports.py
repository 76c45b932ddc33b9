"""Which files of the Python package import which."""

import ast
from collections.abc import Iterator
from pathlib import Path

from import_graph import Edge


class Package:
    """The files of a package, by their dotted names within it: `""` is the package's own `__init__.py`."""

    def __init__(self, root: Path, folder: str) -> None:
        self.name = Path(folder).name
        self.files: dict[str, str] = {}
        self.trees: dict[str, ast.Module] = {}
        for path in sorted((root / folder).rglob("*.py")):
            parts = path.relative_to(root / folder).with_suffix("").parts
            module = ".".join(part for part in parts if part != "__init__")
            self.files[module] = str(path.relative_to(root))
            self.trees[module] = ast.parse(path.read_text())

    def edges(self) -> Iterator[Edge]:
        for module, tree in self.trees.items():
            used = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
            for target, name, line in self.imports(module):
                if target not in self.files:
                    continue  # the native module
                if self.is_package(module) and name not in used:
                    continue  # a re-export
                source, target = self.files[module], self.files[self.follow(target, name)]
                if source != target:
                    yield Edge(source, target, line, name or self.name)

    def imports(self, module: str) -> Iterator[tuple[str, str, int]]:
        """The imports of a file from the package: a module, a name in it (empty for the module itself), and the line."""
        for node in ast.walk(self.trees[module]):
            if isinstance(node, ast.Import):
                for alias in node.names:
                    if alias.name.split(".")[0] == self.name:
                        yield alias.name.removeprefix(self.name).strip("."), "", node.lineno
            elif isinstance(node, ast.ImportFrom) and (base := self.base(module, node)) is not None:
                for alias in node.names:
                    inner = f"{base}.{alias.name}".strip(".")
                    yield (inner if inner in self.files else base), alias.name, node.lineno

    def base(self, module: str, node: ast.ImportFrom) -> str | None:
        """The module of the package after `from`; none if it is another package's."""
        if node.level == 0:
            first, _, rest = (node.module or "").partition(".")
            return rest if first == self.name else None
        parts = module.split(".") if module else []
        parts = parts[: len(parts) - node.level + self.is_package(module)]
        return ".".join([*parts, *filter(None, [node.module])])

    def is_package(self, module: str) -> bool:
        return self.files[module].endswith("__init__.py")

    def follow(self, module: str, name: str) -> str:
        """The module that a name of a package comes from: its `__init__.py` may re-export it."""
        if self.is_package(module):
            for target, exported, _ in self.imports(module):
                if exported == name and target != module and target in self.files:
                    return self.follow(target, name)
        return module
