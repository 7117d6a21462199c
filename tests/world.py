"""A small company to test with: its people, and verbs for what happens to a case. Nobody in it is real."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, time, timedelta
from itertools import count
from types import SimpleNamespace
from typing import Any
from unittest.mock import patch

from sqlalchemy import select

from connectors.contract.capabilities import Capabilities
from connectors.contract.channel import Registry as Channels
from connectors.contract.inbound import Inbound, Received
from gateway.processes.handlers import registry
from gateway.settings import Settings
from helpline.cases.filing import Request, file_case
from helpline.cases.lifecycle import CaseType
from helpline.conversations.opening import open_chat
from helpline.core import clock
from helpline.core.database import Database
from helpline.core.unit_of_work import CUSTOMER, SYSTEM, ZONE, Actor, UnitOfWork
from helpline.customers.identity import bind
from helpline.inbound.ingest import take_in
from helpline.jobs.payloads import Payload
from helpline.jobs.run import run_due
from helpline.promises.ledger import newest
from helpline.staff.people import set_work
from helpline.staff.sessions import open_session
from helpline.tables import (
    Asset,
    Base,
    Case,
    Conversation,
    Customer,
    Job,
    Message,
    Person,
    PersonRole,
    Promise,
    Task,
)
from kb.models.knowledge import Knowledge

MONDAY = datetime(2026, 11, 23, 10, tzinfo=ZONE)
AGENT, SECOND_AGENT = Actor("agent", "an", "安然", ("agent",), 1), Actor("agent", "bo", "薄言", ("agent",), 2)
SUPERVISOR, QUALITY = Actor("agent", "cen", "岑立", ("supervisor",), 3), Actor("agent", "di", "狄青", ("quality",), 4)
STAFF = (AGENT, SECOND_AGENT, SUPERVISOR, QUALITY)


class World:
    """A database with people in it and a clock that stands still until it is told to move."""

    def __init__(self, database: Database, kb: Knowledge) -> None:
        self.database, self.kb = database, kb
        self._now = MONDAY.astimezone(UTC)
        self._clock = patch.object(clock, "now", lambda: self._now)
        self._keys = count(1)

    def __enter__(self) -> "World":
        self._clock.start()
        with self.database.write() as session:
            session.add_all(people())
        return self

    def __exit__(self, *_: object) -> None:
        self._clock.stop()

    # -- time ----------------------------------------------------------------------------------------------------

    @property
    def now(self) -> datetime:
        """The instant at which the clock stands."""
        return self._now

    def go_to(self, at: datetime) -> None:
        """Moves the clock to an instant."""
        self._now = at.astimezone(UTC)

    def pass_(self, **length: float) -> None:
        """Lets time pass, e.g. `pass_(minutes=20)`."""
        self._now += timedelta(**length)

    # -- work ----------------------------------------------------------------------------------------------------

    @contextmanager
    def work(self, actor: Actor = SYSTEM) -> Iterator[UnitOfWork]:
        """One transaction now."""
        with self.database.write() as session:
            yield UnitOfWork(session, self.kb, clock.now(), actor)

    def sweep(self) -> int:
        """One round of a sweeper over what needs nobody outside."""
        return self.do("clock")

    def do(self, lane: str, channels: Channels | None = None, settings: Settings | None = None) -> int:
        """One round of a sweeper over one lane of jobs."""
        handlers = registry(self.database, self.kb, channels or Channels(), settings or Settings())
        return run_due(self.database, self.kb, handlers, lane, "world")

    def jobs(self, payload: type[Payload] | None = None) -> list[Job]:
        """The open jobs, of one kind or all."""
        rows = self.all(Job, **({"kind": payload.kind} if payload else {}))
        return [row for row in rows if not row.done_at and not row.cancelled_at]

    def promise(self, id: int, kind: str) -> Promise:
        """What stands now for one kind of promise of a case."""
        with self.work() as work:
            return newest(work, work.session.get_one(Case, id))[kind]

    def present(self, *staff: Actor) -> None:
        """These people have just been seen at the desk."""
        with self.work() as work:
            for person in staff:
                work.session.get_one(Person, person.person_id).seen_at = work.now

    def logged_in(self, person: Actor) -> Actor:
        """The person acting through a log-in at the desk."""
        with self.work() as work:
            return open_session(work, work.session.get_one(Person, person.person_id))[1]

    def chat(self, customer: str | None = None, by: str = "code") -> str:
        """A new conversation's id; when a customer is named, it was shown `by` that to be theirs."""
        with self.work() as work:
            _, conversation = open_chat(work)
            theirs(work, conversation, customer, by)
            return conversation.id

    def write(self, channel: str, sender: str, text: str, wire: Any = None, **more: Any) -> str:
        """Somebody writes on a channel; the conversation's id."""
        inbound = Inbound(channel, sender, f"m{next(self._keys)}", text=text, **{"opens": "message"} | more)
        shown = wire or SimpleNamespace(name=channel, capabilities=Capabilities(True, True, 100, True))
        return take_in(self.database, self.kb, shown, Received(inbound=(inbound,)))[0]

    def file(self, chat: str | None = None, **request: Any) -> int:
        """A filed case's id."""
        fields: dict[str, Any] = {
            "type": CaseType.REPAIR,
            "description": "开机没反应",
            "key": f"k{next(self._keys)}",
            "phone": "13911110000",
            "name": "甲先生",
            "address": "西湖区某路1号",
            "district": "西湖区",
        }
        with self.work(CUSTOMER) as work:
            conversation = work.session.get(Conversation, chat) if chat else None
            return file_case(work, conversation, Request(**fields | request)).id

    # -- looking -------------------------------------------------------------------------------------------------

    def case(self, id: int) -> Case:
        """The case as it is now."""
        with self.database.read() as session:
            case = session.get_one(Case, id)
            list(case.events), list(case.visits)
            return case

    def conversation(self, id: str) -> Conversation:
        with self.database.read() as session:
            return session.get_one(Conversation, id)

    def all(self, table: type[Any], **equal: Any) -> list[Any]:
        """All rows of a table with these values, oldest first."""
        with self.database.read() as session:
            return list(session.scalars(select(table).filter_by(**equal).order_by(*table.__table__.primary_key)))

    def kinds(self, id: int) -> list[str]:
        """The kinds of the lines in a case's timeline."""
        return [line.kind for line in self.case(id).events]

    def said(self, chat: str) -> list[str]:
        """What was sent to the customer."""
        return [row.text for row in self.all(Message, conversation_id=chat, direction="out")]

    def prompts(self, chat: str) -> list[str]:
        """What the bot was told to begin."""
        return [row.payload for row in self.all(Message, conversation_id=chat, direction="in", author="system")]

    def roles_told(self, rule: str) -> list[tuple[str, str]]:
        """Who got an alert or a task by a rule, as (role, kind)."""
        return sorted((row.team, row.kind) for row in self.all(Task, rule=rule))


def theirs(work: UnitOfWork, conversation: Conversation, customer: str | None, by: str = "code") -> None:
    """It was shown `by` that that the conversation is a customer's; nothing was when none is named."""
    if customer:
        bind(work, conversation, work.session.get_one(Customer, customer), by)


def people() -> list[Base]:
    """Two private customers and one with a gold contract; engineers for two skills; four people at the desk."""
    early = datetime(2026, 1, 5, tzinfo=UTC)
    return [
        Customer(
            id="K1", name="甲小明", phone="13911110001", district="西湖区", address="西湖区某路1号", created_at=early
        ),
        Customer(
            id="K2", name="乙大山", phone="13911110002", district="滨江区", address="滨江区某路2号", created_at=early
        ),
        Customer(id="K3", name="丙工厂", phone="13911110003", grade="gold", district="西湖区", created_at=early),
        Asset(
            id="AA26000001",
            serial="AA26000001",
            customer_id="K1",
            model="QH-KFR35",
            category="air_conditioner",
            card_on=date(2026, 3, 1),
        ),
        Asset(id="AA26000002", serial="AA26000002", customer_id="K2", model="QH-KFR35", category="air_conditioner"),
        engineer(11, "e_west", "西工", "13900000001", "hvac", "西湖区"),
        engineer(12, "e_far", "远工", "13900000002", "hvac", "余杭区"),
        engineer(13, "e_lift", "梯工", "13900000003", "lift", "西湖区"),
        engineer(14, "e_left", "离工", "13900000004", "hvac", "西湖区", ended_at=early),
        *(
            Person(id=p.person_id, username=p.username, name=p.name, role_rows=[PersonRole(role=r) for r in p.roles])
            for p in STAFF
        ),
    ]


def engineer(
    id: int, username: str, name: str, phone: str, skill: str, district: str, ended_at: datetime | None = None
) -> Person:
    """Somebody who works on weekdays from half past eight to half past seven."""
    made = Person(id=id, username=username, name=name, phone=phone, ended_at=ended_at)
    made.role_rows.append(PersonRole(role="engineer"))
    set_work(made, [skill], [district], [1, 2, 3, 4, 5], [(time(8, 30), time(19, 30))])
    return made
