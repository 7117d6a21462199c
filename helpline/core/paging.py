"""Lists given page by page: a page goes on after the last row of the one before (keyset pagination).

A row whose place in the order does not change while somebody reads is given exactly once. A row that moves meanwhile
may be given twice or not at all, and so may one that comes to be or goes.
"""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import islice
from typing import Any, Generic, TypeVar

from sqlalchemy import ColumnElement, Select, and_, false, or_
from sqlalchemy.orm import InstrumentedAttribute, Session
from sqlalchemy.types import TypeDecorator

from helpline.core.errors import Invalid

DEFAULT, MOST = 50, 200  # rows a page
LARGEST = 2**31 - 1  # what a column of numbers holds

Row = TypeVar("Row")


@dataclass(frozen=True)
class PageRequest:
    """At most so many rows after the place the cursor names; from the beginning without one."""

    cursor: str = ""
    limit: int = DEFAULT


@dataclass(frozen=True)
class Page(Generic[Row]):
    """`next` is the cursor of the page that follows; None when this is the last."""

    items: list[Row]
    next: str | None = None


@dataclass(frozen=True)
class Key:
    """One thing the rows are ordered by. Rows without a value stand last, whichever the direction."""

    column: InstrumentedAttribute[Any] | ColumnElement[Any]
    descending: bool = False
    nullable: bool = False

    def order(self) -> list[ColumnElement[Any]]:
        directed = self.column.desc() if self.descending else self.column.asc()
        return [self.column.is_(None), directed] if self.nullable else [directed]

    def equal(self, value: Any) -> ColumnElement[bool]:
        return self.column.is_(None) if value is None else self.column == value

    def after(self, value: Any) -> ColumnElement[bool]:
        if value is None:
            return false()
        later = self.column < value if self.descending else self.column > value
        return or_(later, self.column.is_(None)) if self.nullable else later

    def read(self, value: Any) -> Any:
        """A cursor's value as the column's type; ValueError when it is of another."""
        if value is None and self.nullable:
            return None
        stored = self.column.type
        kind = (stored.impl_instance if isinstance(stored, TypeDecorator) else stored).python_type
        if type(value) is not (str if kind is datetime else kind):
            raise ValueError(value)
        if isinstance(value, int) and abs(value) > LARGEST:
            raise ValueError(value)
        if isinstance(value, str) and "\x00" in value.encode().decode():  # half an emoji is no UTF-8: a ValueError
            raise ValueError(value)
        return _instant(value) if kind is datetime else value


@dataclass(frozen=True)
class Order:
    """The keys of a list, together different for any two rows; the name keeps cursors of other lists out."""

    name: str
    keys: tuple[Key, ...]


def page_of(session: Session, rows: Select[Row], order: Order, asked: PageRequest) -> Page[Row]:
    """The page of the selected rows; Invalid when the cursor is not one of this list."""
    values = _values(order.name, len(order.keys), asked.cursor)
    if values:
        try:
            values = [key.read(value) for key, value in zip(order.keys, values, strict=True)]
        except ValueError as error:
            raise _wrong() from error
        rows = rows.where(_after(order.keys, values))
    values_of_rows = [key.column.label(f"key_{n}") for n, key in enumerate(order.keys)]
    ordered = rows.add_columns(*values_of_rows).order_by(*(part for key in order.keys for part in key.order()))
    found = session.execute(ordered.limit(asked.limit + 1)).all()
    more = len(found) > asked.limit
    shown = found[: asked.limit]
    return Page([row[0] for row in shown], _cursor(order.name, shown[-1][1:]) if more else None)


def page_of_sequence(name: str, rows: Sequence[Row], key: Callable[[Row], str], asked: PageRequest) -> Page[Row]:
    """The same of rows in memory, in the order of their keys, which differ."""
    (after,) = _values(name, 1, asked.cursor) or [""]
    if not isinstance(after, str):
        raise _wrong()
    left = sorted((row for row in rows if key(row) > after), key=key)
    shown = left[: asked.limit]
    return Page(shown, _cursor(name, [key(shown[-1])]) if len(left) > asked.limit else None)


def page_of_stream(name: str, rows: Iterable[Row], asked: PageRequest) -> Page[Row]:
    """The same of rows that are found one after another, by their places: none is found that is not needed."""
    (before,) = _values(name, 1, asked.cursor) or [0]
    if type(before) is not int or not 0 <= before <= LARGEST:
        raise _wrong()
    found = list(islice(rows, before, before + asked.limit + 1))
    shown = found[: asked.limit]
    return Page(shown, _cursor(name, [before + len(shown)]) if len(found) > asked.limit else None)


def _after(keys: Sequence[Key], values: Sequence[Any]) -> ColumnElement[bool]:
    """Later by the first key, or equal by it and later by the others."""
    key, value = keys[0], values[0]
    if len(keys) == 1:
        return key.after(value)
    return or_(key.after(value), and_(key.equal(value), _after(keys[1:], values[1:])))


def _instant(value: str) -> datetime:
    at = datetime.fromisoformat(value)
    if at.tzinfo is None:
        raise ValueError(value)
    try:
        return at.astimezone(UTC)
    except OverflowError as error:
        raise ValueError(value) from error


def _cursor(name: str, values: Sequence[Any]) -> str:
    plain = [value.isoformat() if isinstance(value, datetime) else value for value in values]
    packed = json.dumps([name, *plain], ensure_ascii=False, separators=(",", ":"))
    return urlsafe_b64encode(packed.encode()).decode().rstrip("=")


def _values(name: str, count: int, cursor: str) -> list[Any]:
    """What the cursor carries; empty without one."""
    if not cursor:
        return []
    try:
        read = json.loads(urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    except ValueError as error:
        raise _wrong() from error
    if not isinstance(read, list) or len(read) != count + 1 or read[0] != name:
        raise _wrong()
    return read[1:]


def _wrong() -> Invalid:
    return Invalid("cursor: not one that this list gave as `next`")
