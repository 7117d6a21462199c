"""An office to act promises out in."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from gateway.app import create_app
from gateway.settings import Settings
from tests.promises.office import Office, Understood
from tests.world import World


@pytest.fixture
def office(world: World, tmp_path: Path) -> Iterator[Office]:
    settings = Settings(
        database_url=world.database.url, var_dir=tmp_path, burst_quiet_seconds=0, limits_times=1000, rasa_was_ready=True
    )
    app = create_app(settings, world.kb)
    rasa: Any = Understood(world)
    app.state.held.turns.rasa = rasa
    with TestClient(app, base_url="http://testserver") as client:
        yield Office(world, app, client, rasa)
