"""The whole application over a database with people in it, without anybody logged in."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from gateway.app import create_app
from gateway.settings import Settings
from kb.models.knowledge import Knowledge
from tests.world import World


@pytest.fixture
def var(tmp_path: Path) -> Path:
    """VAR_DIR of the application."""
    return tmp_path / "var"


@pytest.fixture
def gateway(world: World, kb: Knowledge, var: Path) -> Iterator[TestClient]:
    app = create_app(Settings(database_url=world.database.url, var_dir=var), kb)
    yield TestClient(app, raise_server_exceptions=False, follow_redirects=False)
    app.state.held.database.close()
