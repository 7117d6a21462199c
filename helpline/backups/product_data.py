"""Where everything lies that a backup keeps, and what it is called in the archive."""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import URL, NullPool, create_engine, inspect, make_url

from helpline.core.database_copy import copy_sqlite, dump_postgres, load_postgres

UPLOADS = "uploads"
KEY = "erasure.key"


@dataclass(frozen=True)
class StoredDatabase:
    """A database, and the archive's name of its copy."""

    name: str  # helpline, rasa
    url: URL

    @property
    def is_file(self) -> bool:
        return self.url.get_backend_name() == "sqlite"

    @property
    def file(self) -> Path:
        assert self.is_file and self.url.database
        return Path(self.url.database)

    @property
    def part(self) -> str:
        return f"{self.name}.db" if self.is_file else f"{self.name}.dump"

    @property
    def kind(self) -> str:
        return "SQLite" if self.is_file else "PostgreSQL"

    def exists(self) -> bool:
        """Whether there is something to copy: Rasa makes its file when it first runs."""
        return not self.is_file or self.file.exists()

    def is_empty(self) -> bool:
        """Whether it has no table; asking makes no file."""
        if not self.exists():
            return True
        engine = create_engine(self._ours, poolclass=NullPool)
        with engine.connect() as link:
            return not inspect(link).get_table_names()

    def copy_to(self, target: Path) -> None:
        """CopyFailed when it cannot be."""
        if self.is_file:
            copy_sqlite(self.file, target)
        else:
            dump_postgres(self._ours, target)

    def fill_from(self, copy: Path) -> None:
        """Puts a copy where the empty database is. OSError or CopyFailed when it cannot be, and it is empty still."""
        if self.is_file:
            beside = self.file.with_name(f".{self.file.name}.restoring")
            shutil.move(copy, beside)  # the database may lie on another disk than VAR_DIR
            beside.replace(self.file)
        else:
            load_postgres(copy, self._ours)

    @property
    def _ours(self) -> URL:
        """With the driver that this program has; Rasa's has another."""
        return self.url if self.is_file else self.url.set(drivername="postgresql+psycopg")


@dataclass(frozen=True)
class ProductData:
    """Of one product."""

    database: StoredDatabase
    tracker: StoredDatabase
    uploads: Path
    key: Path  # of the hashes in the list of erasures

    def databases(self) -> Iterator[StoredDatabase]:
        """Rasa's after ours: what it remembers too much is asked for again under the same id and answered alike."""
        yield self.database
        yield self.tracker

    def occupied(self) -> list[str]:
        """What is there already, in words; empty where a backup may be restored."""
        found = [f"the database {place.url.database} has tables" for place in self.databases() if not place.is_empty()]
        if self.uploads.exists() and any(self.uploads.iterdir()):
            found.append(f"{self.uploads} has files")
        return found


def product_data(database: str, tracker: str, uploads: Path, key: Path) -> ProductData:
    """From the URLs of the settings."""
    return ProductData(
        StoredDatabase("helpline", make_url(database)), StoredDatabase("rasa", make_url(tracker)), uploads, key
    )
