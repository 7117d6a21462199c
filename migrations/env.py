"""Alembic's entry: the URL comes from whoever calls, see gateway/commands/migrate.py."""

from alembic import context
from sqlalchemy import create_engine

from helpline.tables import Base

url = context.config.get_main_option("sqlalchemy.url")
assert url, "migrations are run by gateway.commands.migrate, which names the database"
engine = create_engine(url)
with engine.connect() as connection:
    context.configure(
        connection=connection,
        target_metadata=Base.metadata,
        render_as_batch=engine.dialect.name == "sqlite",
        compare_type=True,
    )
    with context.begin_transaction():
        context.run_migrations()
    connection.commit()
engine.dispose()
