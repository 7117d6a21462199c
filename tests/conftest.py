"""What every test may ask for: the knowledge as shipped, a fresh database of either kind, and a movable clock."""

import os
import shutil
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from argon2 import PasswordHasher
from playwright.sync_api import Browser, sync_playwright

from helpline.cases import case_numbers
from helpline.core.database import Database
from helpline.staff import secrets
from kb import Knowledge, load
from tests.databases import Postgres, PostgresMissing, Sqlite, in_memory, share_compiled
from tests.gateway.desk_calls import As, desk_of
from tests.gateway.hotline_calls import Opens, hotline
from tests.numbering import Counted
from tests.public_ways import pytest_collection_modifyitems, pytest_pyfunc_call
from tests.world import World

ROOT = Path(__file__).resolve().parents[1]
secrets._hasher = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)  # the slow one would take half the time
secrets._NOBODY = secrets._hasher.hash("nobody")
share_compiled()
os.environ["ALLOWED_HOSTS"] = "testserver"  # as FastAPI's test client calls the product
__all__ = ["pytest_collection_modifyitems", "pytest_pyfunc_call"]  # pytest finds them here
CHROMIUM_FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="session")
def kb() -> Knowledge:
    """The knowledge as shipped; it must be without fault for any test here to run."""
    return load(ROOT / "kb")


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """A PostgreSQL cluster for this run. A machine without PostgreSQL fails here and says what to install."""
    try:
        cluster = Postgres(in_memory())
    except PostgresMissing as error:
        pytest.fail(str(error), pytrace=False)
    yield cluster
    cluster.stop()


@pytest.fixture(scope="session")
def sqlite() -> Iterator[Sqlite]:
    with TemporaryDirectory(prefix="helpline-", dir=in_memory()) as folder:
        yield Sqlite(Path(folder))


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def database_url(request: pytest.FixtureRequest) -> Iterator[str]:
    """A migrated, empty database: every test that asks runs on SQLite and on PostgreSQL.

    `make check` leaves the PostgreSQL half to `make test`, but for tests marked `both_databases`.
    """
    with request.getfixturevalue(request.param).fresh() as url:
        yield url


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    made = Database(database_url)
    yield made
    made.close()


@pytest.fixture
def world(database: Database, kb: Knowledge) -> Iterator[World]:
    """A database with people in it, on a Monday at ten o'clock, and a clock to move."""
    with World(database, kb) as made:
        yield made


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """A real headless Chromium."""
    found = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    assert found, "the browser tests need Chromium: apt-get install chromium fonts-noto-cjk"
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=found, args=CHROMIUM_FLAGS)
        yield started
        started.close()


@pytest.fixture
def line(world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Opens]:
    """Opens the hotline with a bot; case numbers, which are read out, count up."""
    monkeypatch.setattr(case_numbers, "draw", Counted())
    with ExitStack() as stack:
        yield lambda bot: stack.enter_context(hotline(world, tmp_path, monkeypatch, bot))


@pytest.fixture
def desk(world: World, kb: Knowledge, tmp_path: Path) -> Iterator[As]:
    """The desk of whoever is named; the voice channel is off."""
    with desk_of(world, kb, tmp_path) as of:
        yield of
