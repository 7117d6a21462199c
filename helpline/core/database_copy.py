"""Copying a whole database while it is used, and filling an empty one from a copy.

SQLite by its backup interface: a plain copy of the file would miss what is in the log of writes. PostgreSQL by
`pg_dump` and `pg_restore`, in the custom format.
"""

import os
import shutil
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path

from sqlalchemy import URL


class CopyFailed(Exception):
    """The message says why; nothing that could be taken for a copy was left."""


def copy_sqlite(file: Path, target: Path) -> None:
    """Writes the database as it is at one instant into the file `target`, which is empty."""
    try:
        readonly = f"{file.absolute().as_uri()}?mode=ro"  # else a file that is missing would be made
        with closing(sqlite3.connect(readonly, uri=True)) as source, closing(sqlite3.connect(target)) as copy:
            source.backup(copy)
    except (OSError, sqlite3.Error) as error:
        raise CopyFailed(str(error)) from error


def dump_postgres(url: URL, target: Path) -> None:
    """Writes the database as it is at one instant into the file `target`."""
    _run("pg_dump", url, "--format=custom", f"--file={target}")


def load_postgres(dump: Path, url: URL) -> None:
    """Fills the empty database with a dump, whole or not at all; its tables belong to the role of the URL."""
    _run("pg_restore", url, "--single-transaction", "--exit-on-error", "--no-owner", "--no-privileges", str(dump))


def _run(name: str, url: URL, *arguments: str) -> None:
    program = shutil.which(name)
    if program is None:
        raise CopyFailed(f"{name} is not there")
    plain = url.set(drivername="postgresql", password=None).render_as_string(hide_password=False)
    secret = {"PGPASSWORD": url.password} if url.password else {}  # arguments can be read by others
    command = [program, f"--dbname={plain}", *arguments]
    done = subprocess.run(command, env=os.environ | secret, capture_output=True, text=True)
    if done.returncode:
        raise CopyFailed(said(done.stderr))


def said(words: str) -> str:
    """What a program or server complained of, on one line."""
    return " ".join(words.split())
