"""A copy of the whole database, made before its shape is changed."""

import os
import shutil
import sqlite3
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from sqlalchemy import URL, NullPool, create_engine, make_url
from sqlalchemy.exc import DBAPIError

MAINTENANCE = "postgres"  # the database to be connected to while another is copied
LONGEST_NAME = 63  # of a database: PostgreSQL cuts what is longer


class CopyImpossible(Exception):
    """No copy could be made; the message says what to do."""


def copy_before(url: str, revision: str, folder: Path) -> str:
    """Copies the database as it is now, and returns where the copy is. An earlier copy of that name is replaced.

    SQLite: a file beside it, readable by its owner only. PostgreSQL: a database of the same server, or, when somebody
    is connected or the role may not make one, a dump by `pg_dump` in `folder`. CopyImpossible when all of that fails.
    """
    place = make_url(url)
    if place.get_backend_name() == "sqlite":
        assert place.database, "what has no file has no data"
        file = Path(place.database)
        return str(_copy_file(file, file.with_name(f"{file.name}.before-{revision}.db")))
    try:
        return _copy_database(place, f"_before_{revision}")
    except DBAPIError as error:
        return str(_dump(place, folder / f"{place.database}.before-{revision}.dump", _said(str(error.orig))))


def _copy_file(file: Path, target: Path) -> Path:
    try:
        with (
            _appearing(target) as unfinished,
            closing(sqlite3.connect(file)) as source,
            closing(sqlite3.connect(unfinished)) as copy,
        ):
            source.backup(copy)
    except (OSError, sqlite3.Error) as error:
        raise CopyImpossible(
            f"{file} is to be migrated and could not be copied to {target} before: {error}. Make room for the copy, "
            "or make a copy of your own and start with SKIP_COPY=1."
        ) from error
    return target


def _copy_database(url: URL, ending: str) -> str:
    name = url.database or ""
    copy, unfinished = (name[: LONGEST_NAME - len(end)] + end for end in (ending, f"{ending}_new"))
    engine = create_engine(url.set(database=MAINTENANCE), poolclass=NullPool, isolation_level="AUTOCOMMIT")
    quoted = engine.dialect.identifier_preparer.quote_identifier
    with engine.connect() as link:
        link.exec_driver_sql(f"DROP DATABASE IF EXISTS {quoted(unfinished)}")
        link.exec_driver_sql(f"CREATE DATABASE {quoted(unfinished)} TEMPLATE {quoted(name)}")
        link.exec_driver_sql(f"DROP DATABASE IF EXISTS {quoted(copy)}")
        link.exec_driver_sql(f"ALTER DATABASE {quoted(unfinished)} RENAME TO {quoted(copy)}")
    return f"the database {copy}"


def _dump(url: URL, target: Path, why: str) -> Path:
    """`why` no database could be made of it."""
    program = shutil.which("pg_dump")
    if program is None:
        raise _impossible(url, f"{why}; pg_dump is not there")
    plain = url.set(drivername="postgresql", password=None).render_as_string(hide_password=False)
    secret = {"PGPASSWORD": url.password} if url.password else {}  # arguments can be read by others
    target.parent.mkdir(parents=True, exist_ok=True)
    with _appearing(target) as unfinished:
        command = [program, "--format=custom", f"--file={unfinished}", f"--dbname={plain}"]
        done = subprocess.run(command, env=os.environ | secret, capture_output=True, text=True)
        if done.returncode:
            raise _impossible(url, f"{why}; {_said(done.stderr)}")
    return target


def _impossible(url: URL, why: str) -> CopyImpossible:
    return CopyImpossible(
        f"the database {url.database} is to be migrated and could not be copied before: {why}. Stop whatever is "
        "connected to it and let its role create databases, or install the pg_dump of the server's version, or make a "
        "copy of your own and start with SKIP_COPY=1."
    )


@contextmanager
def _appearing(target: Path) -> Iterator[Path]:
    """A private file to write, which becomes `target` at the end, at once and whole; gone when that fails."""
    handle, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.")  # readable by its owner only
    os.close(handle)
    unfinished = Path(name)
    try:
        yield unfinished
        unfinished.replace(target)
    finally:
        unfinished.unlink(missing_ok=True)


def _said(words: str) -> str:
    return " ".join(words.split())
