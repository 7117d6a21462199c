"""Brings the database to the newest shape."""

from alembic import command
from alembic.config import Config

from gateway.settings import ROOT


def config(url: str) -> Config:
    made = Config(ROOT / "migrations" / "alembic.ini")
    made.set_main_option("sqlalchemy.url", url.replace("%", "%%"))
    return made


def migrate(url: str) -> None:
    """Applies every migration that is missing; a second time changes nothing."""
    command.upgrade(config(url), "head")
