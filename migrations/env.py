"""Alembic's entry: the URL comes from whoever calls, see gateway/commands/migrate.py.

All missing migrations are one transaction on both databases: one that fails leaves everything as it was.
"""

import sqlite3
from typing import Any

from alembic import context
from sqlalchemy import Connection, NullPool, create_engine, event

from helpline.tables import Base

url = context.config.get_main_option("sqlalchemy.url")
assert url, "migrations are run by gateway.commands.migrate, which names the database"
engine = create_engine(url, poolclass=NullPool)  # nobody stays connected, also after a failure
if engine.dialect.name == "sqlite":  # Python's driver begins no transaction for statements that change the shape

    @event.listens_for(engine, "connect")
    def leave_transactions_to_us(connection: sqlite3.Connection, _record: Any) -> None:
        connection.isolation_level = None

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE")


with engine.connect() as connection:
    context.configure(
        connection=connection,
        target_metadata=Base.metadata,
        render_as_batch=engine.dialect.name == "sqlite",
        compare_type=True,
        transactional_ddl=True,
    )
    with context.begin_transaction():
        context.run_migrations()
    connection.commit()
