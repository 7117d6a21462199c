"""Giving the register out as a file that can be taken in again (R03)."""

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import select

from helpline.core.unit_of_work import UnitOfWork
from helpline.customers.register.kinds import Kind
from helpline.customers.register.tables import write_csv, write_xlsx

BATCH = 1000
WRITERS = {"csv": write_csv, "xlsx": write_xlsx}


def export_table(work: UnitOfWork, kind: Kind, format: str) -> bytes:
    """All that is on file of a kind, by id; `format` is csv or xlsx."""
    columns = ["id", *kind.columns]
    return WRITERS[format](columns, _rows(work, kind, columns))


def _rows(work: UnitOfWork, kind: Kind, columns: Sequence[str]) -> Iterator[list[str]]:
    table: Any = kind.table
    for row in work.session.scalars(select(table).order_by(table.id).execution_options(yield_per=BATCH)):
        told = kind.told(row)
        yield [told[name] for name in columns]
