"""Before the shape of a database with data changes, it is copied; a migration that fails changes nothing."""

import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import NullPool, create_engine, inspect, make_url, text

from gateway.commands.migrate import config, migrate
from gateway.settings import ROOT
from helpline.core.copy_before import CopyImpossible, copy_before
from tests.databases import Postgres
from tests.migrations.old_database import REVISION

pytestmark = pytest.mark.slow

NEWEST = ScriptDirectory.from_config(Config(ROOT / "migrations" / "alembic.ini")).get_current_head() or ""
CUSTOMER = (
    "INSERT INTO customers (id, name, organisation, phone, address, district, grade, created_at) "
    "VALUES ('K1', '甲小明', '', '13911110001', '', '', '', '2026-11-23 10:00:00')"
)
A_CASE = (
    "INSERT INTO cases (id, number, type, status, level, level_reason, queue, priority, grade, category, product_text, "
    "contact_name, phone, address, district, description, wish, warranty, channel, idempotency_key, contacts, "
    "escalation_step, reopened, sla_calendar, created_at, changed_at, solution, closed_by, score_words) VALUES (1, 'GD1', "
    "'repair', 'new', 3, '', 'service', 5, '', '', '', '', '', '', '', '', '', '{}', 'web', 'k1', 1, 0, 0, 'always', "
    "'2026-11-23 10:00:00', '2026-11-23 10:00:00', '', '', '')"
)
A_BAD_LINE = (  # a move that does not say where to: no migration can read it
    "INSERT INTO case_events (id, case_id, at, kind, actor, actor_name, text, data) "
    "VALUES (1, 1, '2026-11-23 10:00:00', 'moved', 'system', '', '', '{}')"
)


@pytest.fixture(autouse=True)
def var(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("VAR_DIR", str(tmp_path / "var"))
    monkeypatch.delenv("SKIP_COPY", raising=False)
    return tmp_path / "var"


@pytest.fixture(params=["sqlite", "postgres"])
def old_url(request: pytest.FixtureRequest) -> Iterator[str]:
    """A database of the earlier version with one customer."""
    with request.getfixturevalue(request.param).fresh(migrated=False) as url:
        earlier(url)
        yield url


@pytest.fixture
def old_postgres(postgres: Postgres) -> Iterator[str]:
    with postgres.fresh(migrated=False) as url:
        earlier(url)
        yield url


def earlier(url: str) -> None:
    command.upgrade(config(url), REVISION)
    run(url, CUSTOMER)


def run(url: str, *statements: str) -> None:
    engine = create_engine(url, poolclass=NullPool)
    with engine.begin() as link:
        for statement in statements:
            link.execute(text(statement))


def shape(url: str) -> dict[str, list[str]]:
    """Columns, by table, and the revision."""
    engine = create_engine(url, poolclass=NullPool)
    with engine.connect() as link:
        looked = inspect(link)
        found = {name: sorted(c["name"] for c in looked.get_columns(name)) for name in looked.get_table_names()}
        return found | {"": list(link.scalars(text("SELECT version_num FROM alembic_version")))}


def customers(url: str) -> list[str]:
    engine = create_engine(url, poolclass=NullPool)
    with engine.connect() as link:
        return list(link.scalars(text("SELECT name FROM customers")))


def copy_of(url: str, told: str) -> str:
    """The URL of the copy that was told of."""
    place = make_url(url)
    found = told.strip().rpartition(" ")[2]
    return place.set(database=found).render_as_string(hide_password=False)


@contextmanager
def somebody_connected(url: str) -> Iterator[None]:
    engine = create_engine(url, poolclass=NullPool)
    with engine.connect() as link:
        link.execute(text("SELECT 1"))
        yield


def test_a_copy_of_the_earlier_version_is_made_and_told_of(old_url: str, capsys: pytest.CaptureFixture[str]) -> None:
    before = shape(old_url)
    migrate(old_url)
    told = capsys.readouterr().out
    assert NEWEST in told
    copy = copy_of(old_url, told)
    assert copy != old_url
    assert (shape(copy), customers(copy)) == (before, ["甲小明"])
    assert (shape(old_url)[""], customers(old_url)) == ([NEWEST], ["甲小明"])


def test_only_when_something_is_to_be_migrated(old_url: str, capsys: pytest.CaptureFixture[str]) -> None:
    migrate(old_url)
    capsys.readouterr()
    migrate(old_url)
    assert capsys.readouterr().out == ""


def test_not_of_a_new_database(empty_url: str, capsys: pytest.CaptureFixture[str]) -> None:
    migrate(empty_url)
    assert capsys.readouterr().out == ""


def test_not_when_told_so(old_url: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setenv("SKIP_COPY", "1")
    migrate(old_url)
    assert (capsys.readouterr().out, shape(old_url)[""]) == ("", [NEWEST])


def test_a_failed_migration_leaves_everything_as_it_was(old_url: str, capsys: pytest.CaptureFixture[str]) -> None:
    run(old_url, A_CASE, A_BAD_LINE)
    before = shape(old_url)
    with pytest.raises(KeyError) as failed:
        migrate(old_url)
    assert shape(old_url) == before
    assert any(f"the database is at {REVISION}" in note for note in failed.value.__notes__)
    run(old_url, "DELETE FROM case_events", "INSERT INTO heartbeats (name, at) VALUES ('new', '2026-11-23 10:00:00')")
    capsys.readouterr()
    migrate(old_url)  # mended, it is migrated; the copy is of what was there now
    assert shape(old_url)[""] == [NEWEST]
    run(copy_of(old_url, capsys.readouterr().out), "UPDATE heartbeats SET name = 'seen' WHERE name = 'new'")


def test_the_file_is_its_owners_only_and_nothing_unfinished_is_left(sqlite_url: str) -> None:
    migrate(sqlite_url)
    file = Path(make_url(sqlite_url).database or "")
    copy = file.with_name(f"{file.name}.before-{NEWEST}.db")
    assert copy.stat().st_mode & 0o777 == 0o600
    assert set(file.parent.glob(f"*{file.name}*")) - {copy, file} == set()


def test_what_is_only_in_the_log_of_writes_is_copied(sqlite_url: str) -> None:
    file = Path(make_url(sqlite_url).database or "")
    open_elsewhere = sqlite3.connect(file)
    open_elsewhere.execute("PRAGMA journal_mode=WAL")
    open_elsewhere.execute("UPDATE customers SET name = '乙大山'")
    open_elsewhere.commit()
    place = copy_before(sqlite_url, NEWEST, file.parent)
    open_elsewhere.close()
    assert customers(f"sqlite:///{place}") == ["乙大山"]


def test_without_a_copy_nothing_is_migrated(sqlite_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("helpline.core.private_file.tempfile.mkstemp", full)
    with pytest.raises(CopyImpossible, match="No space left.*SKIP_COPY=1"):
        migrate(sqlite_url)
    assert shape(sqlite_url)[""] == [REVISION]


@pytest.fixture
def sqlite_url(request: pytest.FixtureRequest) -> Iterator[str]:
    with request.getfixturevalue("sqlite").fresh(migrated=False) as url:
        earlier(url)
        yield url


def test_postgres_is_dumped_while_somebody_is_connected(
    old_postgres: str, var: Path, postgres: Postgres, capsys: pytest.CaptureFixture[str]
) -> None:
    with somebody_connected(old_postgres):
        place = Path(copy_before(old_postgres, NEWEST, var))
    assert place == var / f"{make_url(old_postgres).database}.before-{NEWEST}.dump"
    assert place.stat().st_mode & 0o777 == 0o600
    with postgres.fresh(migrated=False) as url:
        plain = url.replace("+psycopg", "")
        subprocess.run(["pg_restore", "--no-owner", f"--dbname={plain}", str(place)], check=True)
        assert (shape(url), customers(url)) == (shape(old_postgres), ["甲小明"])


def test_postgres_is_dumped_for_a_role_that_may_not_make_databases(old_postgres: str, var: Path) -> None:
    name = make_url(old_postgres).database
    run(
        old_postgres,
        "DROP ROLE IF EXISTS modest",
        "CREATE ROLE modest LOGIN IN ROLE pg_read_all_data",
        f'ALTER DATABASE "{name}" OWNER TO modest',
    )
    modest = make_url(old_postgres).set(username="modest").render_as_string(hide_password=False)
    assert copy_before(modest, NEWEST, var) == str(var / f"{name}.before-{NEWEST}.dump")


def test_postgres_without_any_way_stops_and_says_what_to_do(
    old_postgres: str, var: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("helpline.core.database_copy.shutil.which", lambda _: None)
    with somebody_connected(old_postgres), pytest.raises(CopyImpossible, match=r"other users.*pg_dump.*SKIP_COPY=1"):
        migrate(old_postgres)
    assert shape(old_postgres)[""] == [REVISION]


def test_a_dump_that_fails_leaves_no_file(old_postgres: str, var: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("helpline.core.database_copy.shutil.which", lambda _: "/bin/false")
    with somebody_connected(old_postgres), pytest.raises(CopyImpossible):
        migrate(old_postgres)
    assert list(var.iterdir()) == []
