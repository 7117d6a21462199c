"""The domain model as mermaid diagrams, read from the tables: entities, their keys, and what refers to what.

Run: `PYTHONPATH=. .venv/bin/python tools/domain_model.py` prints them; with `--write` they replace those of
docs/domain-model.md.
"""

import argparse
from collections.abc import Iterable, Iterator
from pathlib import Path

from sqlalchemy import Column, ForeignKey, Table, UniqueConstraint

from helpline.tables import Base

PAGE = Path(__file__).resolve().parents[1] / "docs" / "domain-model.md"
BEGIN, END = "<!-- printed by tools/domain_model.py -->", "<!-- end -->"

_MAPPERS = {mapper.local_table: mapper for mapper in Base.registry.mappers}


def printed() -> str:
    """First the tables that others refer to, then every file of `helpline/tables` with its tables and their keys."""
    by_file: dict[str, list[Table]] = {}
    for table in _tables():
        by_file.setdefault(_MAPPERS[table].class_.__module__, []).append(table)
    referred = {key.column.table for table in _tables() for key in table.foreign_keys}
    center = [table for table in _tables() if table in referred]
    parts = ["### helpline/tables", _diagram(_relations(center, center))]
    for module in sorted(by_file):
        entities = [line for table in by_file[module] for line in _entity(table)]
        parts += [f"### `{module.replace('.', '/')}.py`", _diagram([*entities, *_relations(by_file[module])])]
    return "\n\n".join(parts)


def parts_of(page: str) -> tuple[str, str, str]:
    """The page before, between and after the markers; ValueError when it has none."""
    before, begun, rest = page.partition(BEGIN)
    inside, ended, after = rest.partition(END)
    if not begun or not ended:
        raise ValueError(f"{PAGE.name} lacks the markers {BEGIN} and {END}")
    return before, inside.strip(), after


def _tables() -> list[Table]:
    return sorted((table for table in _MAPPERS if isinstance(table, Table)), key=_name)


def _name(table: Table) -> str:
    return str(_MAPPERS[table].class_.__name__)


def _diagram(lines: Iterable[str]) -> str:
    return "\n".join(["```mermaid", "erDiagram", *(f"    {line}" for line in lines), "```"])


def _entity(table: Table) -> Iterator[str]:
    yield f"{_name(table)} {{"
    for column in table.columns:
        if marks := _marks(column):
            yield f"    {column.type.python_type.__name__} {column.name} {', '.join(marks)}"
    yield "}"


def _marks(column: Column) -> list[str]:
    unique = column.unique or any(
        column.name in rule.columns for rule in column.table.constraints if isinstance(rule, UniqueConstraint)
    )
    marks = {"PK": column.primary_key, "FK": bool(column.foreign_keys), "UK": unique}
    return [mark for mark, is_so in marks.items() if is_so]


def _relations(tables: Iterable[Table], among: Iterable[Table] | None = None) -> Iterator[str]:
    """Every foreign key of these tables, to any table or only to those named."""
    for table in tables:
        for key in sorted(table.foreign_keys, key=lambda key: key.parent.name):
            if among is None or key.column.table in among:
                yield _relation(table, key)


def _relation(table: Table, key: ForeignKey) -> str:
    column = key.parent
    one = "|o" if column.nullable else "||"
    alone = column.unique or [column.name] == [other.name for other in table.primary_key.columns]
    many = "o|" if alone else "o{"
    return f"{_name(key.column.table)} {one}--{many} {_name(table)} : {column.name}"


def main() -> None:
    asked = argparse.ArgumentParser(description="Print the domain model as mermaid diagrams.")
    asked.add_argument("--write", action="store_true", help=f"put them into {PAGE.name} instead")
    if not asked.parse_args().write:
        print(printed())
        return
    before, _, after = parts_of(PAGE.read_text(encoding="utf-8"))
    PAGE.write_text(f"{before}{BEGIN}\n\n{printed()}\n\n{END}{after}", encoding="utf-8")


if __name__ == "__main__":
    main()
