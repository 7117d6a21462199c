"""A database of the version before promises and jobs were rows, as that version filled and left it. Nobody is real.

`old_database.json` holds the rows of each table at revision 3c7d0b92e6a5, and what the earlier version itself did from
`taken_at` on when its clock moved and two things happened (`HELD_WRITES`, `GOES_ON`): `promises` are its columns by case,
each (due, met, missed); `to_be_answered` the conversations whose customers waited for the bot a minute later;
`afterwards` everything it did, with its instant. A case is named by its idempotency key, and the sender of its
conversation is named alike.
"""

import json
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from alembic import command
from sqlalchemy import Connection, Date, DateTime, MetaData, create_engine, text

from gateway.commands.migrate import config
from helpline.tables.base import UtcDateTime

REVISION = "3c7d0b92e6a5"
HELD_WRITES = timedelta(hours=5)  # the customer `held` writes
GOES_ON = timedelta(hours=24)  # what waited for its customer is taken up again
RESUMED = ("waiting", "held_late", "warned_held", "visit_held")
ENDS = timedelta(days=40)


@dataclass(frozen=True)
class Old:
    taken_at: datetime
    tables: dict[str, list[dict[str, Any]]]
    promises: dict[str, dict[str, list[str | None]]]
    to_be_answered: list[str]
    afterwards: list[list[str]]


def read() -> Old:
    told = json.loads(Path(__file__).with_suffix(".json").read_text(encoding="utf-8"))
    return Old(**told | {"taken_at": datetime.fromisoformat(told["taken_at"])})


def build(url: str, old: Old) -> None:
    """Makes the earlier version's database in an empty one."""
    command.upgrade(config(url), REVISION)
    engine = create_engine(url)
    with engine.begin() as link:
        _fill(link, old.tables)
    engine.dispose()


def _fill(link: Connection, tables: dict[str, list[dict[str, Any]]]) -> None:
    shape = MetaData()
    shape.reflect(link)
    for table in shape.tables.values():
        for column in table.columns:
            if isinstance(column.type, DateTime):
                column.type = UtcDateTime(timezone=True)
    postgres = link.dialect.name == "postgresql"
    if postgres:  # conversations and cases name each other
        link.execute(text("SET session_replication_role = replica"))
    for name, rows in tables.items():
        table = shape.tables[name]
        for row in rows:
            link.execute(table.insert().values({key: _value(table.c[key].type, value) for key, value in row.items()}))
        if postgres and "id" in table.c and table.c.id.type.python_type is int:
            link.execute(text(f"SELECT setval(pg_get_serial_sequence('{name}', 'id'), (SELECT max(id) FROM {name}))"))
    if postgres:
        link.execute(text("SET session_replication_role = DEFAULT"))


def _value(type_: Any, value: Any) -> Any:
    if isinstance(type_, UtcDateTime):
        return datetime.fromisoformat(value)
    return date.fromisoformat(value) if isinstance(type_, Date) else value
