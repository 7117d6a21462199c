"""What every table stands on: aware instants, phones, JSON columns, declared states, one shape for what is claimed."""

from datetime import UTC, datetime
from enum import StrEnum
from typing import Any, ClassVar

from sqlalchemy import JSON, CheckConstraint, DateTime, MetaData, String, event
from sqlalchemy.engine import Dialect
from sqlalchemy.orm import ColumnProperty, DeclarativeBase, Mapped, QueryableAttribute, mapped_column
from sqlalchemy.types import TypeDecorator

from helpline.core.phone import shown, stored

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


class UtcDateTime(TypeDecorator[datetime]):
    """An aware UTC instant; SQLite, which knows no zones, stores it without one."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("instants must be aware")
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class PhoneNumber(TypeDecorator[str]):
    """A telephone number: E.164 in the database, national form in Python, in whatever spelling it is set or sought."""

    impl = String
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        return None if value is None else stored(value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> str | None:
        return None if value is None else shown(value)


class Base(DeclarativeBase):
    """A row says what its change is announced as (`helpline/core/topics.py`), so that no verb need remember to."""

    metadata = MetaData(naming_convention=NAMING)
    type_annotation_map = {datetime: UtcDateTime(), dict[str, Any]: JSON, list[Any]: JSON, list[str]: JSON}
    topics_of_many: ClassVar[tuple[str, ...]] = ()  # of a statement over rows that are not in the session

    def topics(self) -> tuple[str, ...]:
        """Asked at a flush that adds, changes or deletes the row."""
        return self.topics_of_many


@event.listens_for(Base, "attribute_instrument")
def _shown_once_set(_class: type[Base], _key: str, attribute: QueryableAttribute[Any]) -> None:
    """A phone reads the same before it was in the database as after."""
    declared = attribute.property
    if isinstance(declared, ColumnProperty) and isinstance(declared.columns[0].type, PhoneNumber):
        event.listen(attribute, "set", lambda _row, value, _before, _how: shown(value), retval=True)


class Claimable:
    """Columns of a row that one process at a time works on (`helpline.jobs.claims`).

    It may be claimed from `due_at` on, unless a claim that has not run out stands: then `claimed_by` is at it. A
    process that dies leaves a claim that runs out, and another takes the row up.
    """

    due_at: Mapped[datetime | None]
    claimed_by: Mapped[str] = mapped_column(default="", server_default="")
    claimed_until: Mapped[datetime | None]
    attempts: Mapped[int] = mapped_column(default=0)


def one_of(table: str, column: str, values: type[StrEnum]) -> CheckConstraint:
    """The database refuses any other value."""
    listed = ", ".join(f"'{value}'" for value in values)
    return CheckConstraint(f"{column} IN ({listed})", name=column)
