"""The database: SQLite (WAL) on one machine, PostgreSQL by URL on many."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Engine, create_engine, event
from sqlalchemy.dialects.postgresql import insert as postgres_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.orm import DeclarativeBase, Session, sessionmaker


class Database:
    """Hands out sessions; a block of `write()` or `read()` is one transaction.

    `write()` takes SQLite's write lock at the beginning, so that a verb that reads and then writes never
    fails half-way because another process wrote in between; other writers wait up to 30 s.
    """

    def __init__(self, url: str) -> None:
        self.url = url
        self.engine = _engine(url)
        writes = self.engine.execution_options(write=True)
        self._write = sessionmaker(writes, expire_on_commit=False)
        self._read = sessionmaker(self.engine, expire_on_commit=False)

    @contextmanager
    def write(self) -> Iterator[Session]:
        """Commits at the end, rolls back on any exception."""
        with self._write() as session, session.begin():
            yield session

    @contextmanager
    def read(self) -> Iterator[Session]:
        """A snapshot for reading; nothing is kept."""
        with self._read() as session:
            yield session

    def close(self) -> None:
        self.engine.dispose()


def _engine(url: str) -> Engine:
    if not url.startswith("sqlite"):
        return create_engine(url, pool_size=10, max_overflow=20, pool_pre_ping=True, hide_parameters=True)
    engine = create_engine(
        url,
        connect_args={"timeout": 30, "check_same_thread": False},
        pool_size=10,
        max_overflow=30,
        hide_parameters=True,  # they hold customers' data, and errors are logged
    )

    @event.listens_for(engine, "connect")
    def prepare(connection: sqlite3.Connection, _record: Any) -> None:
        connection.isolation_level = None  # we begin transactions ourselves, below
        for pragma in ("journal_mode=WAL", "synchronous=NORMAL", "foreign_keys=ON", "busy_timeout=30000"):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def begin(connection: Any) -> None:
        if connection.get_execution_options().get("write"):
            connection.exec_driver_sql("BEGIN IMMEDIATE")
        else:  # never fails, so straight to the driver: through SQLAlchemy it costs as much as a query
            connection.connection.dbapi_connection.execute("BEGIN")

    return engine


def insert_once(session: Session, table: type[DeclarativeBase], **values: Any) -> bool:
    """Whether the row was inserted; False, and nothing changed, when one with its key is there. Of two at once one."""
    insert = postgres_insert if session.get_bind().dialect.name == "postgresql" else sqlite_insert
    done = session.execute(insert(table).values(**values).on_conflict_do_nothing())
    return bool(done.rowcount)  # type: ignore[attr-defined]  # an INSERT's result counts its rows
