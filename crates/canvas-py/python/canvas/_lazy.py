"""Modules that few programs need: `typing` alone takes longer to import than this whole package."""


class LazyModule:
    """Stands for a module and imports it when one of its attributes is first read.

    Annotations can name such a module: they are strings until a tool evaluates them (`typing.get_type_hints`).
    """

    __slots__ = ("_name",)

    def __init__(self, name: str) -> None:
        self._name = name

    def __getattr__(self, attribute: str) -> object:
        # With a list of names, `__import__` returns the submodule instead of its package.
        return getattr(__import__(self._name, fromlist=[attribute]), attribute)

    def __repr__(self) -> str:
        return f"<lazy module {self._name!r}>"
