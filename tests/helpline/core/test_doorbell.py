"""Whoever changes rows rings for them, whoever listens hears it soon, and a bell that is not heard costs only time."""

import logging
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy import select, text, update

from helpline.conversations.messages import say
from helpline.core import clock, topics
from helpline.core.database import Database
from helpline.core.doorbell import Doorbell
from helpline.core.unit_of_work import UnitOfWork
from helpline.jobs.payloads import CallbackDue
from helpline.jobs.schedule import schedule
from helpline.tables import Conversation, Message, Person, Task, Turn
from tests.world import World

pytestmark = [pytest.mark.both_databases, pytest.mark.slow]

SOON_SECONDS = 0.1
PATIENCE = 20.0
TRIES = 8  # on a busy machine one of them is soon

OTHER_PROCESS = """
import sys, time
from uuid import uuid4
from helpline.core import clock
from helpline.core.database import Database
from helpline.tables import Task
database = Database(sys.argv[1])
for line in sys.stdin:
    with database.write() as session:
        session.add(Task(team="agent", kind="alert", key=uuid4().hex, subject="r", created_at=clock.now()))
        began = time.monotonic()
    print(began, flush=True)
"""


class Ear:
    """Keeps what it hears, and when."""

    def __init__(self) -> None:
        self.heard: list[tuple[float, frozenset[str]]] = []
        self._bell = threading.Condition()

    def __call__(self, changed: frozenset[str]) -> None:
        with self._bell:
            self.heard.append((time.monotonic(), changed))
            self._bell.notify_all()

    def wait_for(self, topic: str, times: int = 1) -> bool:
        with self._bell:
            return self._bell.wait_for(lambda: sum(topic in one for _, one in self.heard) >= times, PATIENCE)

    def topics(self) -> set[str]:
        return {topic for _, changed in self.heard for topic in changed}


@contextmanager
def listening(database: Database) -> Iterator[Ear]:
    """Hears the database from here on, the connection included."""
    ear = Ear()
    with database.doorbell.listen(ear):
        assert ear.wait_for(topics.EVERYTHING)
        ear.heard.clear()
        yield ear


def test_another_process_is_heard_soon(database: Database) -> None:
    command = [sys.executable, "-c", OTHER_PROCESS, database.url]
    delays = []
    with (
        listening(database) as ear,
        subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as other,
    ):
        assert other.stdin and other.stdout
        for n in range(TRIES):
            print("now", file=other.stdin, flush=True)
            began = float(other.stdout.readline())
            assert ear.wait_for(topics.DESK, n + 1)
            delays.append(ear.heard[-1][0] - began)
        other.stdin.close()
    assert min(delays) < SOON_SECONDS, delays


def conversation(work: UnitOfWork, chat: str) -> Conversation:
    return work.session.get_one(Conversation, chat)


def writes(work: UnitOfWork, chat: str) -> None:
    more = {"author": "customer", "text": "在吗", "channel": "web", "created_at": work.now}
    work.session.add(Message(conversation_id=chat, seq=9, direction="in", **more))


def is_answered(work: UnitOfWork, chat: str) -> None:
    writes(work, chat)
    (message,) = work.session.new
    message.handled_at = work.now


def is_taken(work: UnitOfWork, chat: str) -> None:
    conversation(work, chat).owner = "agent"


def is_freed(work: UnitOfWork, chat: str) -> None:
    conversation(work, chat).flow = ""


# what is done, what is rung for; {chat} is the conversation
CHANGES: dict[str, tuple[Callable[[UnitOfWork, str], object], set[str]]] = {
    "a customer writes": (writes, {"desk", "conversation/{chat}", "inbox/{chat}"}),
    "something is said": (lambda w, c: say(w, conversation(w, c), "您好"), {"desk", "conversation/{chat}", "outbox"}),
    "what was written is answered": (is_answered, {"desk", "conversation/{chat}", "answered/{chat}"}),
    "an agent takes it": (is_taken, {"desk", "conversation/{chat}", "answered/{chat}"}),
    "the bot is idle again": (is_freed, {"desk", "conversation/{chat}", "inbox/{chat}"}),
    "a turn begins": (
        lambda w, c: w.session.add(Turn(id="t", conversation_id=c, text="", created_at=w.now)),
        {"conversation/{chat}"},
    ),
    "a job is set": (lambda w, c: schedule(w, CallbackDue(conversation_id=c), c, w.now), {"jobs/clock"}),
    "many are tried again": (
        lambda w, c: w.session.execute(update(Message).where(Message.status == "held").values(status="pending")),
        {"outbox"},
    ),
    "none is tried again": (
        lambda w, c: w.session.execute(update(Message).where(Message.status == "lost").values(status="pending")),
        set(),
    ),
    "somebody is seen": (lambda w, c: setattr(w.session.get_one(Person, 1), "seen_at", w.now), set()),
}


@pytest.mark.parametrize("change", CHANGES)
def test_rows_say_what_is_rung_for(world: World, change: str) -> None:
    do, expected = CHANGES[change]
    chat = world.chat()
    with world.work() as work:
        conversation(work, chat).flow = "report_fault"
        say(work, conversation(work, chat), "稍等").status = "held"
    with listening(world.database) as ear:
        with world.work() as work:
            do(work, chat)
        assert ear.topics() == {topic.format(chat=chat) for topic in expected}


def test_what_is_rolled_back_is_not_rung_for(world: World) -> None:
    chat = world.chat()
    with listening(world.database) as ear:
        with pytest.raises(ZeroDivisionError), world.work() as work:
            say(work, conversation(work, chat), "您好")
            work.session.flush()
            raise ZeroDivisionError
        assert ear.heard == []


def test_a_change_can_be_read_when_it_is_rung_for(database: Database) -> None:
    other, found = Database(database.url), []

    class Reader(Ear):
        def __call__(self, changed: frozenset[str]) -> None:
            if topics.DESK in changed:
                with database.read() as session:
                    found.append(len(session.scalars(select(Task)).all()))
            super().__call__(changed)

    ear = Reader()
    with listening(database), database.doorbell.listen(ear):
        with other.write() as session:
            session.add(Task(team="agent", kind="alert", key=uuid4().hex, subject="r", created_at=clock.now()))
        assert ear.wait_for(topics.DESK)
    other.close()
    assert found == [1]


def test_many_topics_go_in_several_parcels(database: Database) -> None:
    many = frozenset(topics.inbox(f"{n:032x}") for n in range(500))
    other = Database(database.url)
    with listening(database) as ear:
        with other.write() as session:
            other.doorbell.announce(session, many)
        other.doorbell.ring(many)
        for topic in (min(many), max(many)):
            assert ear.wait_for(topic)
    other.close()


def test_a_broken_connection_is_made_anew_and_everybody_looks(
    postgres: object, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("helpline.core.notify_wire.AGAIN_SECONDS", 0.0)
    with postgres.fresh() as url:  # type: ignore[attr-defined]
        database = Database(url)
        with listening(database) as ear:
            with database.read() as session:
                ended = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE 'LISTEN%'"
                assert session.execute(text(ended)).all() == [(True,)]
            assert ear.wait_for(topics.EVERYTHING)
        database.close()
    assert "changes of other processes are seen late" in caplog.text


# -- sockets ---------------------------------------------------------------------------------------------------------


@pytest.fixture
def file(sqlite: object) -> Iterator[str]:
    with sqlite.fresh() as url:  # type: ignore[attr-defined]
        yield url


def add_task(database: Database) -> None:
    with database.write() as session:
        session.add(Task(team="agent", kind="alert", key=uuid4().hex, subject="r", created_at=clock.now()))


def sockets(url: str) -> list[Path]:
    path = Path(url.removeprefix("sqlite:///"))
    return list(path.parent.glob(f"{path.name}.bell-*"))


def test_a_socket_goes_with_its_database(file: str) -> None:
    database = Database(file)
    assert sockets(file) == []
    with listening(database):
        assert len(sockets(file)) == 1
    database.close()
    assert sockets(file) == []


def test_what_a_killed_process_left_is_removed(file: str) -> None:
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as dead:
        dead.bind(f"{file.removeprefix('sqlite:///')}.bell-dead")
    assert len(sockets(file)) == 1
    database = Database(file)
    add_task(database)
    database.close()
    assert sockets(file) == []


def test_one_that_cannot_be_written_to_is_told_of_once(file: str, caplog: pytest.LogCaptureFixture) -> None:
    database = Database(file)
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as foreign:
        foreign.bind(f"{file.removeprefix('sqlite:///')}.bell-foreign")
        foreign.listen()
        for _ in range(3):
            add_task(database)
    database.close()
    assert caplog.text.count("cannot be written to") == 1


def test_without_a_socket_the_own_process_is_heard_and_the_log_tells(
    file: str, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Refused(socket.socket):
        def bind(self, address: object) -> None:
            raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("helpline.core.socket_wire.socket.socket", Refused)
    database, ear = Database(file), Ear()
    with database.doorbell.listen(ear), caplog.at_level(logging.WARNING):
        add_task(database)
    database.close()
    assert ear.topics() == {topics.DESK}
    assert "changes of other processes are seen late" in caplog.text


def test_a_listener_that_does_not_read_holds_up_nobody_for_long(file: str) -> None:
    database = Database(file)
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as hung:
        hung.bind(f"{file.removeprefix('sqlite:///')}.bell-hung")
        began = time.monotonic()
        for _ in range(600):  # more than any kernel keeps for it
            database.doorbell.ring(frozenset({topics.DESK}))
        took = time.monotonic() - began
    database.close()
    assert took < PATIENCE / 2


def test_a_failing_listener_fails_no_other() -> None:
    bell, ear = Doorbell(None), Ear()

    def fail(_changed: frozenset[str]) -> None:
        raise ZeroDivisionError

    with bell.listen(fail), bell.listen(ear):
        bell.ring(frozenset({topics.DESK}))
    bell.ring(frozenset({topics.jobs("clock")}))
    assert ear.topics() == {topics.DESK}
