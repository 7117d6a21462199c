"""The demo company's people on duty, and phones that ring in tests."""

from collections.abc import Iterator
from datetime import datetime
from types import SimpleNamespace
from typing import Any

import pytest

from connectors.contract.capabilities import Capabilities
from connectors.contract.channel import Registry
from helpline.core.unit_of_work import ZONE
from helpline.duty import shifts
from helpline.staff.people import by_username, take_in
from helpline.tables import Conversation, Message, Person, PersonRole
from helpline.tables.people import ENGINEER
from kb.models.knowledge import Engineer, StaffMember
from tests.world import World

SHOWS = Capabilities(buttons=False, pictures=False, longest=500, waits=False)
NATIONAL_DAY = datetime(2026, 10, 2, 3, tzinfo=ZONE)  # three in the morning of a holiday


class Voice:
    """A channel that calls phones."""

    name, capabilities = "voice", SHOWS

    def __init__(self) -> None:
        self.rung: list[tuple[str, int]] = []
        self.fails = False

    def ring(self, to: str, page: int, seconds: int) -> None:
        if self.fails:
            raise ConnectionError("no line")
        self.rung.append((to, page))


class Phones:
    """The channels there are, and what came of them."""

    def __init__(self, world: World, *names: str) -> None:
        self.world, self.voice = world, Voice()
        there: dict[str, Any] = {name: SimpleNamespace(name=name, capabilities=SHOWS) for name in names}
        if "voice" in there:
            there["voice"] = self.voice
        self.channels = Registry(there)

    def ring(self) -> None:
        """Sweepers do what is due: ring, go on to the next, ring them."""
        for lane in ("calls", "pages", "calls"):
            self.world.do(lane, self.channels)

    def texts(self, username: str) -> list[str]:
        """The text messages to somebody's phone."""
        person = self.world.all(Person, username=username)[0]
        talks = [talk for talk in self.world.all(Conversation, channel="sms") if talk.external_id == e164(person.phone)]
        return [row.text for talk in talks for row in self.world.all(Message, conversation_id=talk.id, direction="out")]

    def called(self) -> list[str]:
        """Whose phones were called, by username."""
        names = {e164(person.phone): person.username for person in self.world.all(Person)}
        return [names[number] for number, _ in self.voice.rung]


def e164(phone: str) -> str:
    return f"+86{phone}"


def staffed(world: World) -> None:
    """The demo company's people and their shifts."""
    with world.work() as work:
        people: list[tuple[Engineer | StaffMember, str, str]] = [
            *((entry, entry.id, ENGINEER) for entry in world.kb.engineers),
            *((member, member.username, member.role) for member in world.kb.staff),
        ]
        for place, (entry, username, role) in enumerate(people):
            if by_username(work, username) is None:
                made = Person(id=200 + place, username=username, name=entry.name, role_rows=[PersonRole(role=role)])
                work.session.add(made)  # with an id apart from those of the world
                work.session.flush()
            take_in(work, entry)
        work.session.flush()
        shifts.make(work)


@pytest.fixture
def night(world: World) -> Iterator[World]:
    """Three in the morning of a holiday, with the demo company's people on duty."""
    world.go_to(NATIONAL_DAY)
    staffed(world)
    yield world


@pytest.fixture
def phones(night: World) -> Phones:
    """Text messages and calls are set up."""
    return Phones(night, "sms", "voice")
