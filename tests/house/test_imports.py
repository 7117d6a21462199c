"""The house has no circles, and only its business room asks the database."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.house.imports import ROOMS, circles, folded, graph, imports
from tests.house.sources import ROOT, files, place, tree

# Rasa's own storage has a database of its own, which the business does not know.
OWN_STORAGE = {ROOT / "bot" / "components" / "tracker_store.py"}
SHAPES = {ROOT / "tools" / "domain_model.py", ROOT / "gateway" / "commands" / "migrate.py"}  # of tables, not of rows
ASKS = {"execute", "scalar", "scalars", "stream_scalars"}


def test_no_circle_between_files() -> None:
    assert circles(graph()) == []


@pytest.mark.parametrize(("parts", "under"), [(2, "helpline."), (1, "")], ids=["inside helpline", "between rooms"])
def test_no_circle_between_packages(parts: int, under: str) -> None:
    links = folded(parts, under)
    assert len(links) >= len(ROOMS)
    assert circles(links) == []


def test_graph_sees_what_files_import() -> None:
    """The drawing itself: a module imported whole, a name of it, one imported inside a function, none for typing."""
    links = graph()
    assert "helpline.core.clock" in links["helpline.core.paging"] | links["gateway.commands.learn"]
    assert "helpline.conversations.queries" in links["gateway.api.chat"]
    assert "bot.actions.engine.base" not in links["bot.actions.engine.interruptions"]  # only for the type checker
    assert sum(map(len, links.values())) > 1000


@pytest.mark.parametrize(
    ("links", "found"),
    [
        ({"a": {"b"}, "b": {"c"}, "c": set()}, []),
        ({"a": {"b"}, "b": {"a"}}, [["a", "b"]]),
        ({"a": {"b"}, "b": {"c"}, "c": {"b", "d"}, "d": set()}, [["b", "c"]]),
        ({"a": {"b", "c"}, "b": {"d"}, "c": {"d"}, "d": set()}, []),
        ({"a": {"b"}, "b": {"c"}, "c": {"a"}, "d": {"e"}, "e": {"d"}}, [["a", "b", "c"], ["d", "e"]]),
    ],
)
def test_circles_are_found(links: dict[str, set[str]], found: list[list[str]]) -> None:
    assert circles(links) == found


def statements(file: Path) -> Iterator[str]:
    """Where a file asks the database itself: what it imports to build statements, and where it runs them.

    Errors of SQLAlchemy (`sqlalchemy.exc`) may be caught anywhere.
    """
    for name in imports(file):
        if name.startswith("sqlalchemy.") and not name.startswith("sqlalchemy.exc."):
            yield f"{place(file)} imports {name}"
    for node in ast.walk(tree(file)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in ASKS:
            of = ast.unparse(node.func.value)
            if "session" in of or "connection" in of or "engine" in of:
                yield f"{place(file, node)} calls {of}.{node.func.attr}"


def test_only_the_business_asks_the_database() -> None:
    outside = [file for file in files(*ROOMS, "simulator", "tools") if not file.is_relative_to(ROOT / "helpline")]
    asking: dict[str, list[str]] = {}
    for file in outside:
        if file not in OWN_STORAGE | SHAPES and (found := list(statements(file))):
            asking[file.relative_to(ROOT).as_posix()] = found
    assert asking == {}, "ask through helpline"


@pytest.mark.parametrize(
    ("source", "asks"),
    [
        ("from sqlalchemy import select", True),
        ("import sqlalchemy.orm", True),
        ("from sqlalchemy.exc import IntegrityError", False),
        ("def f(work):\n    return work.session.execute(x)", True),
        ("def f(session):\n    return session.scalars(x)", True),
        ("def f(session):\n    return session.get_one(Case, 1)", False),
        ("def f(pool):\n    return pool.execute(x)", False),
    ],
)
def test_asking_is_seen(source: str, asks: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tests.house.imports.ROOT", tmp_path)
    monkeypatch.setattr("tests.house.sources.ROOT", tmp_path)
    (tmp_path / "made.py").write_text(source, encoding="utf-8")
    assert bool(list(statements(tmp_path / "made.py"))) is asks
