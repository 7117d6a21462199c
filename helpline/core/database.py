"""The database: SQLite (WAL) on one machine, PostgreSQL by URL on many."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, create_engine, event, inspect
from sqlalchemy.dialects.postgresql import insert as postgres_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.orm import DeclarativeBase, ORMExecuteState, Session, sessionmaker

from helpline.core.doorbell import Doorbell, Topics, Wire
from helpline.core.notify_wire import NotifyWire
from helpline.core.socket_wire import SocketWire

# Threads of one process that would have a connection at once: requests (40), workers, streams. More of them wait.
SQLITE_POOL = {"pool_size": 10, "max_overflow": 50}
POSTGRES_POOL = {"pool_size": 10, "max_overflow": 20}  # a server's connections are shared by all processes
WRITER_SECONDS = 30.0  # SQLite has one writer; for so long others wait for it

_CHANGED = "changed"  # in a session's info: the topics of what it has changed


class Database:
    """Hands out sessions; a block of `write()` or `read()` is one transaction.

    `write()` takes SQLite's write lock at the beginning, so that a verb that reads and then writes never
    fails half-way because another process wrote in between; other writers wait up to 30 s.

    The doorbell rings for what a `write()` changed, by the `topics` of its rows (`helpline/tables/base.py`).
    """

    def __init__(self, url: str) -> None:
        self.url = url
        self.engine = _engine(url)
        self.doorbell = Doorbell(_wire(self.engine))
        writes = self.engine.execution_options(write=True)
        self._write = sessionmaker(writes, expire_on_commit=False)
        self._read = sessionmaker(self.engine, expire_on_commit=False)
        event.listen(self._write, "after_flush", _note_rows)
        event.listen(self._write, "do_orm_execute", _note_statement)

    @property
    def writers(self) -> int:
        """How many threads of a worker may usefully write at once.

        SQLite has one writer: a second thread prepares while the first commits, more would crowd out other workers.
        """
        return 2 if self.engine.dialect.name == "sqlite" else min(8, POSTGRES_POOL["pool_size"])

    @contextmanager
    def write(self) -> Iterator[Session]:
        """Commits at the end and rings the doorbell; rolls back on any exception."""
        with self._write() as session:
            with session.begin():
                yield session
                session.flush()
                changed: Topics = frozenset(session.info.get(_CHANGED, ()))
                self.doorbell.announce(session, changed)
            self.doorbell.ring(changed)

    @contextmanager
    def read(self) -> Iterator[Session]:
        """A snapshot for reading; nothing is kept."""
        with self._read() as session:
            yield session

    def is_locked(self, seconds: float) -> bool:
        """Whether nobody could write for so long: on SQLite somebody may hold the one lock; PostgreSQL has none."""
        if self.engine.dialect.name != "sqlite" or not self.engine.url.database:
            return False
        with closing(sqlite3.connect(self.engine.url.database, timeout=seconds, isolation_level=None)) as link:
            try:
                link.execute("BEGIN IMMEDIATE")
            except sqlite3.OperationalError as error:
                if error.sqlite_errorcode & 0xFF == sqlite3.SQLITE_BUSY:
                    return True
                raise
            link.execute("ROLLBACK")
            return False

    def close(self) -> None:
        self.doorbell.close()
        self.engine.dispose()


def _note_rows(session: Session, _context: object) -> None:
    """What a flush changes is announced; a savepoint that is rolled back afterwards costs a ring for nothing."""
    changed = session.info.setdefault(_CHANGED, set())
    for row in (*session.new, *session.deleted, *(row for row in session.dirty if session.is_modified(row))):
        changed.update(row.topics())


def _note_statement(state: ORMExecuteState) -> Any:
    """The same for a statement over many rows, of which only the table is known."""
    mapper = state.bind_mapper
    if mapper is None or not (state.is_update or state.is_insert or state.is_delete):
        return None
    result = state.invoke_statement()
    if getattr(result, "rowcount", 1) != 0:
        state.session.info.setdefault(_CHANGED, set()).update(mapper.class_.topics_of_many)
    return result


def _wire(engine: Engine) -> Wire | None:
    if engine.dialect.name != "sqlite":
        return NotifyWire(engine)
    file = engine.url.database
    return SocketWire(Path(file).absolute()) if file and file != ":memory:" else None


def _engine(url: str) -> Engine:
    if not url.startswith("sqlite"):
        return create_engine(url, **POSTGRES_POOL, pool_pre_ping=True, hide_parameters=True)
    engine = create_engine(
        url,
        connect_args={"timeout": WRITER_SECONDS, "check_same_thread": False},
        **SQLITE_POOL,
        hide_parameters=True,  # they hold customers' data, and errors are logged
    )

    @event.listens_for(engine, "connect")
    def prepare(connection: sqlite3.Connection, _record: Any) -> None:
        connection.isolation_level = None  # we begin transactions ourselves, below
        for pragma in ("journal_mode=WAL", "synchronous=NORMAL", "foreign_keys=ON"):
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
    # What was inserted comes back; how many rows were is not told by every driver.
    statement = insert(table).values(**values).on_conflict_do_nothing().returning(*inspect(table).primary_key)
    return session.execute(statement).first() is not None
