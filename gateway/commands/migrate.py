"""Brings the database to the newest shape."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import NullPool, create_engine, inspect, make_url, select, table, text

from gateway.settings import ROOT, read_settings
from helpline.core.copy_before import copy_before

VERSIONS = "alembic_version"


def config(url: str) -> Config:
    made = Config(ROOT / "migrations" / "alembic.ini")
    made.set_main_option("sqlalchemy.url", url.replace("%", "%%"))
    return made


def scripts() -> ScriptDirectory:
    """Every migration of this program."""
    return ScriptDirectory.from_config(config(""))


def revision_of(url: str) -> str | None:
    """The revision the database is at; None when it was never migrated."""
    return _look(url)[0]


def migrate(url: str, copy: bool = True) -> None:
    """Applies every migration that is missing, to a new file where there is none; a second time changes nothing.

    A database with data in it is copied first (`copy_before`; not with `SKIP_COPY`, nor without `copy`), and where the
    copy lies is printed; CopyImpossible when it cannot be, and nothing has changed. A migration that fails leaves the
    database as it was: all of them are one transaction.
    """
    made, settings = config(url), read_settings()
    newest, file = scripts().get_current_head(), make_url(url)
    if file.get_backend_name() == "sqlite" and file.database:
        Path(file.database).parent.mkdir(parents=True, exist_ok=True)
    assert newest, "there are migrations"
    shape, filled = _look(url)
    if shape == newest:
        return
    if filled and copy and not settings.skip_copy:
        place = copy_before(url, newest, settings.var_dir)
        print(f"before the migration to {newest} the database was copied to {place}", flush=True)
    try:
        command.upgrade(made, "head")
    except Exception as error:
        error.add_note(f"the migration to {newest} failed; the database is at {shape or 'nothing'}, as it was")
        raise


def _look(url: str) -> tuple[str | None, bool]:
    """The revision the database is at, and whether there is a row in any table."""
    engine = create_engine(url, poolclass=NullPool)  # to copy it nobody may be connected
    with engine.connect() as link:
        shape = MigrationContext.configure(link).get_current_revision()
        tables = set(inspect(link).get_table_names()) - {VERSIONS}
        return shape, any(link.scalar(select(text("1")).select_from(table(name)).limit(1)) for name in tables)
