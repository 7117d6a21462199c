"""The desk's API over channels that only say what they can show."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from fastapi.testclient import TestClient

from connectors.contract.capabilities import Capabilities
from connectors.contract.channel import Registry
from gateway.api import deps
from gateway.app import create_app
from gateway.settings import Settings
from helpline.core.unit_of_work import Actor
from kb.models.knowledge import Knowledge
from tests.world import World

SHOWS = {
    "web": Capabilities(buttons=True, pictures=True, longest=2000, waits=True, pushes=False),
    "wechat": Capabilities(buttons=True, pictures=True, longest=600, waits=True, reserve=1),
    "sms": Capabilities(buttons=False, pictures=False, longest=500, waits=True),
}
As = Callable[[Actor], TestClient]


@contextmanager
def desk_of(world: World, kb: Knowledge, var_dir: Path) -> Iterator[As]:
    """The desk of whoever is named; the voice channel is off."""
    app = create_app(Settings(database_url=world.database.url, var_dir=var_dir), kb)
    channels: Any = {
        name: SimpleNamespace(name=name, capabilities=capabilities) for name, capabilities in SHOWS.items()
    }
    app.state.held = replace(app.state.held, channels=Registry(channels))
    client = TestClient(app, base_url="http://testserver")

    def of(actor: Actor) -> TestClient:
        app.dependency_overrides |= {deps.staff: lambda: actor, deps.account: lambda: actor}
        return client

    yield of
    app.state.held.database.close()
