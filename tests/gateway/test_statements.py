"""How many statements it takes: lists and streams ask as much of ten rows as of a thousand, and no stream writes."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import Event
from types import SimpleNamespace
from typing import Any

import pytest
from sqlalchemy import event

from gateway.api import desk_stream, stream
from gateway.api.deps import State
from gateway.app import create_app
from gateway.settings import Settings
from helpline.conversations import ownership
from helpline.conversations.messages import say
from helpline.core import topics
from helpline.core.database import Database
from helpline.core.doorbell import Doorbell
from helpline.tables import Case, Conversation, Message, Person
from kb.models.knowledge import Knowledge
from tests.gateway.desk_calls import As
from tests.world import AGENT, SECOND_AGENT, World

pytestmark = pytest.mark.slow

WRITES = ("INSERT", "UPDATE", "DELETE", "BEGIN IMMEDIATE")
PATIENCE = 20.0
FEW, MANY = 10, 1000


@contextmanager
def statements(database: Database) -> Iterator[list[str]]:
    """What is asked of the database inside the block."""
    asked: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        asked.append(statement)

    event.listen(database.engine, "before_cursor_execute", note)
    try:
        yield asked
    finally:
        event.remove(database.engine, "before_cursor_execute", note)


def writes(asked: list[str]) -> list[str]:
    return [statement for statement in asked if statement.lstrip().upper().startswith(WRITES)]


def fill(world: World, count: int) -> None:
    """So many more conversations wait, each with a customer, what they said, and a case."""
    with world.work() as work:
        begun = len(world.all(Conversation))
        for n in range(begun, begun + count):
            id, customer = f"c{n}", ("K1", "K2", "K3")[n % 3]
            work.session.add(
                Conversation(
                    id=id,
                    channel="web",
                    external_id=id,
                    customer_id=customer,
                    customer_proved_at=work.now,
                    proved_by="code",
                    owner="queue",
                    queue="service",
                    priority=n % 5,
                    queued_at=work.now,
                    opened_at=work.now,
                    changed_at=work.now,
                )
            )
            work.session.flush()
            work.session.add_all(
                [
                    Message(
                        conversation_id=id,
                        seq=1,
                        direction="in",
                        author="customer",
                        text="在吗",
                        channel="web",
                        created_at=work.now,
                    ),
                    Case(
                        number=f"GD{n}",
                        type="repair",
                        status="new",
                        queue="service",
                        description="坏了",
                        channel="web",
                        customer_id=customer,
                        engineer_id=11,
                        asset_id="AA26000001",
                        idempotency_key=id,
                        created_at=work.now,
                        changed_at=work.now,
                    ),
                ]
            )


@pytest.mark.parametrize(
    "path",
    [
        "/api/conversations",
        "/api/conversations?owner=queue",
        "/api/cases?open=true",
        "/api/dispatch/to-plan",
        "/api/dispatch/engineers",
        "/api/tasks",
    ],
)
def test_a_list_takes_as_many_statements_for_a_thousand_rows(world: World, desk: As, path: str) -> None:
    client, counts = desk(AGENT), []
    database = client.app.state.held.database  # type: ignore[attr-defined]  # Starlette types an ASGI app
    for more in (FEW, MANY - FEW):
        fill(world, more)
        with statements(database) as asked:
            assert client.get(path).status_code == 200
        counts.append(len(asked))
    assert counts[0] == counts[1] and counts[0] <= 10, asked
    assert writes(asked) == []


def test_places_are_those_of_one_by_one(world: World) -> None:
    fill(world, 30)
    with world.work() as work:
        for n, row in enumerate(work.session.query(Conversation).order_by(Conversation.id)):
            row.queue = ("service", "safety")[n % 2]
            if n % 7 == 0:
                row.owner = "bot"
        work.session.flush()
        rows = work.session.query(Conversation).all()
        waiting = [row for row in rows if row.owner == "queue"]
        assert ownership.positions(work, rows) == {row.id: ownership.position(work, row) for row in waiting}


# -- streams -----------------------------------------------------------------------------------------------------------


@pytest.fixture
def held(world: World, kb: Knowledge, tmp_path: Path) -> Iterator[State]:
    state: State = create_app(Settings(database_url=world.database.url, var_dir=tmp_path), kb).state.held
    yield state
    state.database.close()


class Reader:
    """Somebody at the other end of a stream."""

    def __init__(self, source: AsyncIterator[str]) -> None:
        self._source = source

    async def until(self, part: str) -> str:
        """The next event that contains this."""
        while True:
            found = await asyncio.wait_for(anext(self._source), PATIENCE)
            if part in found:
                return found


async def there() -> bool:
    return False


REQUEST: Any = SimpleNamespace(is_disconnected=there)


async def in_background(*parts: Any) -> list[asyncio.Task[None]]:
    tasks = [asyncio.create_task(part.run()) for part in parts]
    await asyncio.sleep(0)
    return tasks


async def end(tasks: list[asyncio.Task[None]]) -> None:
    for task in tasks:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


def speak(world: World, chat: str, text: str) -> None:
    with world.work() as work:
        say(work, work.session.get_one(Conversation, chat), text)


def test_an_open_desk_reacts_with_as_many_statements_and_writes_nothing(world: World, held: State) -> None:
    chat, counts = world.chat(), []

    async def watch() -> list[str]:
        tasks = await in_background(held.changes)
        reader = Reader(desk_stream.events(REQUEST, held, world.logged_in(AGENT)))
        await reader.until("change")
        for more in (FEW, MANY - FEW):
            await asyncio.to_thread(fill, world, more)
            await reader.until("change")
            await asyncio.to_thread(speak, world, chat, "您好")
            with statements(held.database) as asked:
                await reader.until("change")
            counts.append(len(asked))
        await end(tasks)
        return asked

    with statements(held.database) as all_asked:
        asyncio.run(watch())
    assert writes(all_asked) == []
    assert max(counts) <= 5, counts


def test_an_open_chat_writes_nothing_and_what_it_showed_is_marked_at_once(world: World, held: State) -> None:
    chat = world.chat()
    for n in range(5):
        speak(world, chat, f"第{n}句")

    async def watch() -> None:
        tasks = await in_background(held.changes)
        reader = Reader(stream.stream_of(held, chat, 0, REQUEST))
        await reader.until("第4句")
        await asyncio.to_thread(speak, world, chat, "再说一句")
        await reader.until("再说一句")
        await end(tasks)

    with statements(held.database) as asked:
        asyncio.run(watch())
    assert writes(asked) == []


def test_shown_messages_are_marked_together(world: World, held: State) -> None:
    chat = world.chat()
    for n in range(5):
        speak(world, chat, f"第{n}句")

    async def mark() -> None:
        tasks = await in_background(held.delivered)
        with held.database.doorbell.listen(lambda changed: done.set() if topics.OUTBOX in changed else None):
            for row in await asyncio.to_thread(world.all, Message):
                held.delivered.note([row.id])
            assert await asyncio.to_thread(done.wait, PATIENCE)
        await end(tasks)

    done = Event()
    with statements(held.database) as asked:
        asyncio.run(mark())
    assert {row.status for row in world.all(Message)} == {"delivered"}
    assert len([one for one in asked if one.startswith("UPDATE")]) == 1


def test_people_at_the_desk_are_written_together_and_now_and_then(world: World, held: State) -> None:
    def seen() -> list[object]:
        return [row.seen_at for row in world.all(Person)][:3]

    async def stay() -> list[str]:
        at_desk = held.presence.at_desk
        with at_desk(1), at_desk(2), at_desk(2), statements(held.database) as asked:
            for _ in range(3):
                await asyncio.to_thread(held.presence.write)
        with statements(held.database) as nobody:
            await asyncio.to_thread(held.presence.write)
        assert nobody == []
        return asked

    world.logged_in(AGENT), world.logged_in(SECOND_AGENT)
    world.pass_(seconds=21)
    asked = asyncio.run(stay())
    assert seen() == [world._now, world._now, None]
    assert len([one for one in asked if one.startswith("UPDATE")]) == 1
    world.pass_(seconds=21)
    asyncio.run(stay())
    assert seen() == [world._now, world._now, None]


@pytest.mark.parametrize("what", ["desk", "customer"])
def test_a_bell_that_nobody_hears_costs_only_time(
    world: World, held: State, what: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("gateway.workers.change_notifier.FALLBACK_SECONDS", 0.05)
    world.database.doorbell = Doorbell(None)
    chat = world.chat()

    async def watch() -> None:
        tasks = await in_background(held.changes)
        if what == "desk":
            reader = Reader(desk_stream.events(REQUEST, held, world.logged_in(SECOND_AGENT)))
            await reader.until("change")
        else:
            reader = Reader(stream.stream_of(held, chat, 0, REQUEST))
            await reader.until("typing")
        await asyncio.to_thread(speak, world, chat, "听见了")
        await reader.until("change" if what == "desk" else "听见了")
        await end(tasks)

    asyncio.run(watch())


def test_a_look_at_what_was_missed_is_two_statements(world: World, held: State) -> None:
    fill(world, FEW)
    changes = held.changes
    with changes.listen("c1"), changes.listen("c2"), changes.listen_desk(1), statements(held.database) as asked:
        asyncio.run(changes.look())
    assert len(asked) == 2
