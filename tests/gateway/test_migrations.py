"""The migrations build what the models say, on both databases, and applying them again changes nothing."""

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import inspect

from gateway.commands.migrate import config, migrate
from helpline.core.database import Database
from helpline.tables import Base

pytestmark = [pytest.mark.both_databases, pytest.mark.slow]


def test_migrations_build_the_models(database: Database) -> None:
    with database.engine.connect() as link:
        context = MigrationContext.configure(link, opts={"compare_type": True})
        assert compare_metadata(context, Base.metadata) == []


def test_again_changes_nothing(database_url: str, database: Database) -> None:
    migrate(database_url)
    with database.engine.connect() as link:
        assert MigrationContext.configure(link).get_current_heads()


def test_down_and_up_again(database_url: str, database: Database) -> None:
    command.downgrade(config(database_url), "base")
    assert set(inspect(database.engine).get_table_names()) <= {"alembic_version"}
    migrate(database_url)
    assert set(inspect(database.engine).get_table_names()) >= set(Base.metadata.tables)


@pytest.mark.parametrize("password", ["p%40ss", "a%25b"])
def test_a_percent_sign_in_the_url_is_kept(password: str) -> None:
    url = f"postgresql+psycopg://u:{password}@h/d"
    assert config(url).get_main_option("sqlalchemy.url") == url
