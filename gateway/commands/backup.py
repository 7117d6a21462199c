"""`make backup`: one archive in VAR_DIR/backups, and in the second place of BACKUP_COPY_TO (R46).

Exit status 1 when either failed; then the desk has an alert, and what did succeed is there.
"""

import platform
import sqlite3
import sys
from pathlib import Path

import tomllib
from sqlalchemy.exc import SQLAlchemyError

from gateway.commands.knowledge import read_knowledge
from gateway.commands.migrate import revision_of
from gateway.settings import ROOT, Settings, read_settings
from helpline.backups import archive
from helpline.backups.second_place import SecondPlaceFailed, copy_to
from helpline.core import clock
from helpline.core.database import Database
from helpline.core.database_copy import CopyFailed
from helpline.core.unit_of_work import UnitOfWork
from helpline.tasks.ledger import open_task
from kb import Knowledge

RULE = "backup_failed"


def main() -> int:
    settings, kb = read_settings(), read_knowledge()
    try:
        revision = revision_of(settings.database) if settings.product_data.database.exists() else None
        if revision is None:
            print("there is no database to back up yet")
            return 1
        settings.erasures.begin()
        made = archive.make(settings.product_data, settings.backups, revision, _versions(settings), clock.now())
    except (CopyFailed, OSError, SQLAlchemyError) as error:
        print(f"no backup was made: {error}")
        _tell(settings, kb, kb.policies.backup.failed)
        return 1
    print(f"{made}: {made.stat().st_size / 1e6:.1f} MB")
    for file in archive.keep_newest(settings.backups, settings.backups_kept):
        print(f"{file}: deleted, {settings.backups_kept} are kept")
    return 0 if send_on(settings, kb, made, settings.erasures.file) else 1


def send_on(settings: Settings, kb: Knowledge, *files: Path) -> bool:
    """Copies the files to the second place, if there is one; False, and an alert at the desk, when that failed."""
    if not settings.backup_copy_to:
        return True
    try:
        for file in files:
            copy_to(settings.backup_copy_to, file, settings.backups_kept)
            print(f"{file.name}: also in the second place")
    except SecondPlaceFailed as error:
        print(f"the second place failed, the local files stay: {error}")
        _tell(settings, kb, kb.policies.backup.copy_failed)
        return False
    return True


def _tell(settings: Settings, kb: Knowledge, words: str) -> None:
    database = Database(settings.database)
    try:
        with database.write() as session:
            for role in kb.policies.backup.tell:
                work = UnitOfWork(session, kb, clock.now())
                open_task(work, role, "alert", words, RULE, priority=1, about=words)
    except SQLAlchemyError as error:
        print(f"and the desk could not be told: {type(error).__name__}")
    finally:
        database.close()


def _versions(settings: Settings) -> dict[str, str]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    versions = {project["name"]: project["version"], "python": platform.python_version()}
    if settings.product_data.database.is_file:
        return versions | {"sqlite": sqlite3.sqlite_version}
    database = Database(settings.database)
    try:
        with database.engine.connect() as link:
            return versions | {"postgresql": ".".join(map(str, link.dialect.server_version_info or ()))}
    finally:
        database.close()


if __name__ == "__main__":
    sys.exit(main())
