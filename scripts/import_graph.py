"""A graph of files that import each other."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import NamedTuple


class Edge(NamedTuple):
    """One import."""

    source: str
    target: str
    line: int
    name: str


def circles(edges: Iterable[Edge]) -> list[set[str]]:
    """The sets of files that reach each other, the largest first."""
    graph: dict[str, set[str]] = defaultdict(set)
    for edge in edges:
        graph[edge.source].add(edge.target)
    reached = {file: reachable(graph, file) for file in [*graph]}
    found = {frozenset(other for other in reached[file] if file in reached.get(other, ())) for file in reached}
    return sorted(map(set, filter(None, found)), key=lambda files: (-len(files), min(files)))


def reachable(graph: dict[str, set[str]], file: str) -> set[str]:
    """The files that a file imports, directly or by way of others."""
    found: set[str] = set()
    waiting = [file]
    while waiting:
        new = graph.get(waiting.pop(), set()) - found
        found |= new
        waiting += new
    return found


def describe(edges: Iterable[Edge]) -> Iterator[str]:
    """A line for each pair of files: the lines that import, and the names."""
    pairs: dict[tuple[str, str], list[Edge]] = defaultdict(list)
    for edge in edges:
        pairs[edge.source, edge.target].append(edge)
    for (source, target), group in sorted(pairs.items()):
        lines = sorted({edge.line for edge in group})
        names = ", ".join(sorted({edge.name for edge in group}))
        yield f"  {source}:{','.join(map(str, lines))} -> {target} ({names})"
