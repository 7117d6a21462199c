"""Two places to try backups between: one that lives, and an empty one to restore into, on either kind of database."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from gateway.settings import Settings


@dataclass
class Place:
    """What a command run there is told by the environment."""

    var: Path
    database: str
    monkeypatch: pytest.MonkeyPatch

    @property
    def settings(self) -> Settings:
        return Settings(var_dir=self.var, database_url=self.database, internal_token="between-us")

    def enter(self, **more: str) -> None:
        """Commands from now on are run here."""
        told = {"VAR_DIR": str(self.var), "DATABASE_URL": self.database, "RASA_TRACKER_URL": "", "BACKUP_COPY_TO": ""}
        for name, value in (told | more).items():
            self.monkeypatch.setenv(name, value)

    def archives(self) -> list[Path]:
        return sorted((self.var / "backups").glob("helpline-*"))


@contextmanager
def empty_place(kind: Any, var: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Place]:
    """Without any table or file; `kind` is the fixture `sqlite` or `postgres`."""
    with kind.fresh(migrated=False) as url:
        yield Place(var, url, monkeypatch)
