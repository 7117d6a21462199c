"""Throw-away databases: a SQLite file or a database of a PostgreSQL cluster of our own, each a copy of a migrated one."""

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import Any

import psycopg
from sqlalchemy import Engine, create_engine

from gateway.commands.migrate import migrate
from gateway.commands.seed import seed
from gateway.settings import Settings
from helpline.core import database
from helpline.core.database import Database
from kb.models.knowledge import Knowledge

OWNER = "helpline"
COMPILED = 10_000  # statements
OPTIONS = (
    "-c fsync=off -c full_page_writes=off -c synchronous_commit=off -c max_connections=200 -c deadlock_timeout=200ms"
    " -c max_wal_size=256MB"
)
_MEMORY = Path("/dev/shm")
_ENOUGH = 4 << 30  # bytes: a cluster of each worker, and the files of SQLite


def in_memory() -> Path | None:
    """A folder in memory, for databases that end with their test; None where there is none, or too little of it.

    Each has hundreds of files, and making and removing them on a disk takes a third of all the time of the tests.
    """
    return _MEMORY if _MEMORY.is_dir() and shutil.disk_usage(_MEMORY).free >= _ENOUGH else None


class PostgresMissing(RuntimeError):
    """PostgreSQL's programs are not on this machine."""


class Postgres:
    """A cluster on a free port, run by somebody who is not root, gone when the tests end; in a folder of its own in
    `folder` (None: where temporary files are).
    """

    def __init__(self, folder: Path | None = None) -> None:
        self._bin = programs()
        self._home = Path(tempfile.mkdtemp(prefix="helpline-pg-", dir=folder))
        self._as = _somebody(self._home)
        self.port = _free_port()
        self._numbers = count(1)
        self._run(
            "initdb", "-D", str(self._home / "data"), "-U", OWNER, "-A", "trust", "-E", "UTF8", "--locale=C", "-N"
        )
        self._start()
        self.create("template_migrated")
        migrate(self.url("template_migrated"))

    def url(self, name: str) -> str:
        return f"postgresql+psycopg://{OWNER}@127.0.0.1:{self.port}/{name}"

    def create(self, name: str, template: str = "template0") -> str:
        self._sql(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
        return self.url(name)

    @contextmanager
    def fresh(self, migrated: bool = True) -> Iterator[str]:
        """The URL of a database, migrated or without any table, dropped at the end."""
        name = f"test_{next(self._numbers)}"
        yield self.create(name, "template_migrated" if migrated else "template0")
        self._sql(f'DROP DATABASE "{name}" WITH (FORCE)')

    @contextmanager
    def away(self) -> Iterator[None]:
        """For the length of the block nobody is connected, and nobody can connect."""
        self._run("pg_ctl", "-D", str(self._home / "data"), "-m", "fast", "-w", "stop")
        try:
            yield
        finally:
            self._start()

    def stop(self) -> None:
        self._run("pg_ctl", "-D", str(self._home / "data"), "-m", "immediate", "stop")
        shutil.rmtree(self._home, ignore_errors=True)

    def _start(self) -> None:
        options = f"-p {self.port} -k {self._home} -c listen_addresses=127.0.0.1 {OPTIONS}"
        self._run("pg_ctl", "-D", str(self._home / "data"), "-l", str(self._home / "log"), "-w", "-o", options, "start")

    def _sql(self, statement: str) -> None:
        with psycopg.connect(host="127.0.0.1", port=self.port, user=OWNER, dbname="postgres", autocommit=True) as link:
            link.execute(statement)

    def _run(self, program: str, *arguments: str) -> None:
        log = self._home / f"{program}.out"  # not a pipe: the server would keep it open
        with log.open("w") as output:
            done = subprocess.run(
                [str(self._bin / program), *arguments], stdout=output, stderr=output, cwd=self._home, **self._as
            )  # type: ignore[call-overload]  # user and group, where we are root
        if done.returncode:
            raise RuntimeError(f"{program} failed:\n{log.read_text()}")


class Sqlite:
    """A migrated file to copy from."""

    def __init__(self, folder: Path) -> None:
        self._template = folder / "template.db"
        migrate(f"sqlite:///{self._template}")
        self._numbers = count(1)

    @contextmanager
    def fresh(self, migrated: bool = True) -> Iterator[str]:
        """The URL of a database, migrated or without any table, removed at the end with whatever is beside it."""
        file = self._template.with_name(f"test_{next(self._numbers)}.db")
        if migrated:
            shutil.copy(self._template, file)
        yield f"sqlite:///{file}"
        for left in file.parent.glob(f"{file.name}*"):
            left.unlink()


def demo(settings: Settings, kb: Knowledge, password: str) -> Database:
    """A migrated database with the demo company in it; `password` is that of its people, or "" for none."""
    migrate(settings.database)
    made = Database(settings.database)
    seed(made, kb, password)
    return made


def share_compiled() -> None:
    """From now on all databases of a kind share the statements that were compiled.

    Each test has a database of its own, and compiling for it anew what is the same everywhere would take longer than
    much else of the test.
    """
    firsts: dict[str, Engine] = {}

    def create(url: str, **how: Any) -> Engine:
        made = create_engine(url, query_cache_size=COMPILED, **how)
        first = firsts.setdefault(made.dialect.name, made)
        made.dialect, made._compiled_cache = first.dialect, first._compiled_cache
        made.pool._dialect = first.dialect
        return made

    setattr(database, "create_engine", create)  # noqa: B010  # a name that is not the module's own


def programs() -> Path:
    """Where `initdb` is; PostgresMissing says what to install."""
    found = shutil.which("initdb")
    folders = [Path(found).resolve().parent] if found else []
    folders += sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    for folder in folders:
        if (folder / "initdb").exists():
            return folder
    raise PostgresMissing(
        "PostgreSQL is needed for these tests: install it (Debian: apt-get install postgresql); "
        "initdb was found neither in PATH nor in /usr/lib/postgresql/*/bin"
    )


def _somebody(home: Path) -> dict[str, object]:
    """Whom to run the server as: ourselves, or as root (which PostgreSQL refuses) an unprivileged user."""
    if os.geteuid() != 0:
        return {}
    names = {person.pw_name for person in pwd.getpwall()}
    person = pwd.getpwnam("postgres" if "postgres" in names else "nobody")
    os.chown(home, person.pw_uid, person.pw_gid)
    return {"user": person.pw_uid, "group": person.pw_gid, "extra_groups": []}


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
