"""Who imports whom: the graph of the project's own files, without what only the type checker reads."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from tests.house.sources import ROOT, files, tree

ROOMS = ("bot", "connectors", "gateway", "helpline", "kb", "language")


@cache
def modules() -> dict[str, Path]:
    """Dotted name of every module of these rooms, and its file."""
    return {_dotted(file): file for file in files(*ROOMS)}


def imports(file: Path) -> Iterator[str]:
    """Every module this file names, own or foreign, also inside functions; `from a import b` may name `a.b`."""
    yield from _imports(tree(file), file)


@cache
def graph() -> dict[str, set[str]]:
    """Which own modules each own module imports, itself left out."""
    return {
        name: {found for found in map(_own, imports(file)) if found and found != name}
        for name, file in modules().items()
    }


def folded(parts: int, under: str = "") -> dict[str, set[str]]:
    """The graph with modules drawn together by the first `parts` of their name, of those under this package."""
    made: dict[str, set[str]] = {}
    for name, targets in graph().items():
        if name.startswith(under):
            short = ".".join(name.split(".")[:parts])
            found = {".".join(target.split(".")[:parts]) for target in targets if target.startswith(under)}
            made.setdefault(short, set()).update(found - {short})
    return made


def circles(links: dict[str, set[str]]) -> list[list[str]]:
    """The groups of nodes that reach each other (strongly connected, by Tarjan), largest first."""
    index: dict[str, int] = {}
    low: dict[str, int] = {}
    stack: list[str] = []
    found: list[list[str]] = []

    def visit(node: str) -> None:
        index[node] = low[node] = len(index)
        stack.append(node)
        for target in links.get(node, ()):
            if target not in index:
                visit(target)
                low[node] = min(low[node], low[target])
            elif target in stack:
                low[node] = min(low[node], index[target])
        if low[node] == index[node]:
            group = stack[stack.index(node) :]
            del stack[stack.index(node) :]
            if len(group) > 1:
                found.append(sorted(group))

    for node in links:
        if node not in index:
            visit(node)
    return sorted(found, key=len, reverse=True)


def _dotted(file: Path) -> str:
    parts = file.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def _own(name: str) -> str | None:
    """The own module a dotted name stands for: `a.b.c` is `a.b` if c is something defined in it."""
    if name in modules():
        return name
    parent = name.rpartition(".")[0]
    return parent if parent in modules() else None


def _imports(node: ast.AST, file: Path) -> Iterator[str]:
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.If) and "TYPE_CHECKING" in ast.unparse(child.test):
            continue
        if isinstance(child, ast.Import):
            yield from (alias.name for alias in child.names)
        elif isinstance(child, ast.ImportFrom):
            base = child.module or ""
            if child.level:
                package = _dotted(file).split(".") + ([""] if file.name == "__init__.py" else [])
                base = ".".join([*package[: len(package) - child.level], *filter(None, [base])])
            yield from (f"{base}.{alias.name}" for alias in child.names)
        else:
            yield from _imports(child, file)
