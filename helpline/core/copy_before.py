"""A copy of the whole database, made before its shape is changed."""

from pathlib import Path

from sqlalchemy import URL, NullPool, create_engine, make_url
from sqlalchemy.exc import DBAPIError

from helpline.core.database_copy import CopyFailed, copy_sqlite, dump_postgres, said
from helpline.core.private_file import appearing

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
        return str(_dump(place, folder / f"{place.database}.before-{revision}.dump", said(str(error.orig))))


def _copy_file(file: Path, target: Path) -> Path:
    try:
        with appearing(target) as unfinished:
            copy_sqlite(file, unfinished)
    except (OSError, CopyFailed) as error:
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
    target.parent.mkdir(parents=True, exist_ok=True)
    try:
        with appearing(target) as unfinished:
            dump_postgres(url, unfinished)
    except (OSError, CopyFailed) as error:
        raise CopyImpossible(
            f"the database {url.database} is to be migrated and could not be copied before: {why}; {error}. Stop "
            "whatever is connected to it and let its role create databases, or install the pg_dump of the server's "
            "version, or make a copy of your own and start with SKIP_COPY=1."
        ) from error
    return target
