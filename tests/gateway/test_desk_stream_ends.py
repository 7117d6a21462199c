"""The desk's stream ends with the log-in it was opened through: at once, or when nobody rang, within a sign of life."""

import asyncio
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from gateway.api import desk_stream
from helpline.core.unit_of_work import Actor
from helpline.staff.presence import on_duty
from helpline.tables import LoginSession, Person
from kb.lookup import queue
from tests.gateway.desk_people import ADMINISTRATOR, PASSWORD, House, house_of
from tests.gateway.test_statements import REQUEST, end, in_background
from tests.world import AGENT, World

pytestmark = pytest.mark.slow

PATIENCE = 5.0
Ends = Callable[[House, TestClient], object]


@pytest.fixture
def house(world: World, tmp_path: Path) -> Iterator[House]:
    with house_of(world, tmp_path) as made:
        yield made


async def open_stream(
    house: House, own: TestClient, happens: Callable[[], object], patience: float = PATIENCE
) -> float:
    """Opens the stream of the agent's log-in, lets something happen, and says how long the stream went on."""
    held = house.app.state.held
    tasks = await in_background(held.changes, held.presence)
    (row,) = house.world.all(LoginSession, person_id=1)
    actor = Actor("agent", AGENT.username, AGENT.name, AGENT.roles, 1, row.id)
    events = desk_stream.events(REQUEST, held, actor)
    assert "change" in await anext(events)

    async def read_on() -> None:
        async for _ in events:
            pass

    begun = asyncio.get_running_loop().time()
    reading = asyncio.create_task(read_on())
    await asyncio.sleep(0.3)
    await asyncio.to_thread(happens)
    await asyncio.wait_for(reading, patience)
    took = asyncio.get_running_loop().time() - begun
    await asyncio.to_thread(held.presence.write)
    await end(tasks)
    return took


def log_out(_house: House, own: TestClient) -> None:
    own.post("/api/logout")


def change_password(_house: House, own: TestClient) -> None:
    own.post("/api/me/password", json={"current": PASSWORD, "password": "a brass kettle for autumn"})


def log_out_everywhere(_house: House, own: TestClient) -> None:
    own.post("/api/me/sessions/end")


def deactivate(house: House, _own: TestClient) -> None:
    house.logged_in(ADMINISTRATOR).post("/api/people/an/deactivate")


@pytest.mark.parametrize("ends", [log_out, change_password, log_out_everywhere, deactivate])
def test_it_ends_at_once(house: House, ends: Ends) -> None:
    own = house.logged_in(AGENT)
    asyncio.run(open_stream(house, own, lambda: ends(house, own)))
    if ends is not change_password:  # who goes on by another log-in is present
        with house.world.work() as work:
            assert not on_duty(work, queue(work.kb, "service"))
        assert house.world.all(Person, id=1)[0].seen_at is None


@pytest.mark.parametrize("minutes", [241, 12 * 60 + 1])
def test_it_ends_by_time_though_nobody_rings(house: House, monkeypatch: Any, minutes: int) -> None:
    monkeypatch.setattr(desk_stream, "HEARTBEAT_SECONDS", 0.2)
    own = house.logged_in(AGENT)
    asyncio.run(open_stream(house, own, lambda: house.world.pass_(minutes=minutes)))


def test_a_change_of_another_persons_log_in_ends_nothing(house: House) -> None:
    own = house.logged_in(AGENT)

    async def watch() -> None:
        with pytest.raises(TimeoutError):
            await open_stream(house, own, lambda: house.logged_in(ADMINISTRATOR).post("/api/logout"), 1.0)

    asyncio.run(watch())
