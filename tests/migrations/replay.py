"""The migrated database at work, with the earlier version's clock and the far end of its channel."""

import json
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from typing import Any

import httpx
from sqlalchemy import func, select

from connectors.contract.channel import Registry as Channels
from connectors.contract.inbound import Inbound, Pulled, Received
from connectors.contract.outbound import SENT, Parcel, Result
from gateway.processes.handlers import registry
from gateway.processes.sweeper import once
from gateway.settings import Settings
from helpline.cases.lifecycle import move
from helpline.core.database import Database
from helpline.core.unit_of_work import ZONE, UnitOfWork
from helpline.delivery.outbox import Outbox
from helpline.inbound.ingest import take_in
from helpline.promises.ledger import newest
from helpline.tables import Attachment, Case, CaseEvent, Job, Message, ReviewItem, Task
from helpline.tables.states import CaseStatus
from kb.models.knowledge import Knowledge
from tests.helpline.delivery.test_outbox import Wire
from tests.migrations.old_database import ENDS, GOES_ON, HELD_WRITES, RESUMED, Old
from tests.world import AGENT


class Platform(Wire):
    """The far end: takes every message, holds the files, gives what is pulled, and forgets."""

    def __init__(self) -> None:
        super().__init__()
        self.taken: list[tuple[str, Parcel]] = []
        self.pulls: list[str] = []
        self.forgotten: list[str] = []

    def send(self, to: str, parcel: Parcel) -> Result:
        self.taken.append((to, parcel))
        return SENT

    def fetch(self, media: str) -> bytes:
        return b"\xff\xd8\xff picture"

    def pull(self, account: str, token: str, cursor: str) -> Pulled:
        self.pulls.append(f"{account} {token}")
        return Pulled((Inbound("wire", "puller", "pulled-1", text="拉来的"),), (), "c2", False)

    def rasa(self, request: httpx.Request) -> httpx.Response:
        self.forgotten.append(json.loads(request.content)["sender"])
        return httpx.Response(200, json={})


class GoingOn:
    """The migrated database at work, from one instant at which something is due to the next."""

    def __init__(self, url: str, kb: Knowledge, old: Old, var: Path) -> None:
        self.database, self.kb, self.old = Database(url), _told_once(kb), old
        self.now = old.taken_at.astimezone(UTC)
        self.settings, self.platform = Settings(var_dir=var), Platform()
        channels = Channels({"wire": self.platform})
        self.handlers = registry(self.database, kb, channels, self.settings)
        self.outbox = Outbox(self.database, kb, channels, instance="new")
        self.done: list[list[str]] = []
        self._heard = count(1)
        with self.database.read() as session:
            self.last = {table: session.scalar(select(func.max(table.id))) or 0 for table in (CaseEvent, Task, Message)}
        self._seen: dict[str, Any] = {**self._state(), "taken": 0, "pulls": 0, "forgotten": 0}
        self._news = {CaseEvent: self.last[CaseEvent], Task: self.last[Task]}

    def rounds(self) -> None:
        while once(self.database, self.kb, self.handlers, self.outbox, "new"):
            pass
        self._note()

    def until(self, at: datetime) -> None:
        """Every round that finds something to do, up to an instant."""
        self.rounds()
        while (due := self._next()) and due <= at:
            self.now = due
            self.rounds()
        self.now = at.astimezone(UTC)
        self.rounds()

    def writes(self, sender: str) -> None:
        inbound = Inbound("wire", sender, f"new{next(self._heard)}", text="在吗")
        take_in(self.database, self.kb, self.platform, Received(inbound=(inbound,)))
        self.rounds()

    def go_on(self, name: str) -> None:
        with self.database.write() as session:
            case = session.scalars(select(Case).where(Case.idempotency_key == name)).one()
            move(UnitOfWork(session, self.kb, self.now, AGENT), case, CaseStatus.IN_PROGRESS)

    def live(self) -> None:
        """All that the earlier version was put through."""
        self.until(self.old.taken_at + HELD_WRITES)
        self.writes("held")
        self.until(self.old.taken_at + GOES_ON)
        for name in RESUMED:
            self.go_on(name)
        self.until(self.old.taken_at + ENDS)

    def promises(self) -> dict[str, dict[str, tuple[str, str, str]]]:
        with self.database.read() as session:
            work = UnitOfWork(session, self.kb, self.now)
            return {
                case.idempotency_key: {
                    kind: (self.said(row.due_at), self.said(row.met_at), self.said(row.missed_at))
                    for kind, row in newest(work, case).items()
                }
                for case in session.scalars(select(Case))
            }

    def said(self, at: datetime | None) -> str:
        """An instant in the business zone, with the day unless it is the one on which the database was left."""
        if at is None:
            return ""
        local = at.astimezone(ZONE)
        today = local.date() == self.old.taken_at.astimezone(ZONE).date()
        return f"{local:%H:%M}" if today else f"{local:%d. %H:%M}"

    def _next(self) -> datetime | None:
        with self.database.read() as session:
            rows: list[Job | Message] = list(
                session.scalars(select(Job).where(Job.done_at.is_(None), Job.cancelled_at.is_(None)))
            )
            rows += session.scalars(select(Message).where(Message.status == "pending"))
            free = [max(row.due_at, row.claimed_until or row.due_at) for row in rows if row.due_at]
        return min((at for at in free if at > self.now), default=None)

    def _note(self) -> None:
        """Writes down what was done, in the words of the earlier version's account."""
        with self.database.read() as session:
            lines = session.scalars(
                select(CaseEvent).where(CaseEvent.id > self._news[CaseEvent]).order_by(CaseEvent.id)
            )
            for line in lines:
                self._news[CaseEvent] = line.id
                more = next((line.data[key] for key in ("promise", "rule", "to", "question") if key in line.data), "")
                self._did(f"{line.case.idempotency_key}: {line.kind} {more}".strip(), line.at)
            for task in session.scalars(select(Task).where(Task.id > self._news[Task]).order_by(Task.id)):
                self._news[Task] = task.id
                about = task.case.idempotency_key if task.case else "-"
                self._did(f"{about}: {task.kind} {task.rule} for {task.team}", task.created_at)
        for to, parcel in self.platform.taken[self._seen["taken"] :]:
            old = parcel.ids[0] <= self.last[Message]
            self._did(f"to {to}: {parcel.text if old else parcel.purpose or 'talk'}")
        for account in self.platform.pulls[self._seen["pulls"] :]:
            self._did(f"pulled: {account.split()[0]}")
        for _ in self.platform.forgotten[self._seen["forgotten"] :]:
            self._did("forgotten by Rasa")
        state = self._state()
        for name in self._seen.keys() | state.keys():
            if ":" in name and self._seen.get(name) != state.get(name):
                self._did(f"{name.replace(':', ' ')}: {state.get(name, 'gone')}")
        counts = {name: len(getattr(self.platform, name)) for name in ("taken", "pulls", "forgotten")}
        self._seen = {**state, **counts}

    def _did(self, what: str, at: datetime | None = None) -> None:
        self.done.append([(at or self.now).astimezone(UTC).isoformat(timespec="seconds"), what])

    def _state(self) -> dict[str, str]:
        with self.database.read() as session:
            items = {f"review item:{item.id}": item.status for item in session.scalars(select(ReviewItem))}
            return items | {f"file:{row.reference}": row.status for row in session.scalars(select(Attachment))}


def _told_once(kb: Knowledge) -> Knowledge:
    """The knowledge without what is told again and again until a promise is kept, as nobody keeps any for forty days."""
    sla = kb.policies.sla
    once_only = sla.model_copy(
        update={"steps": tuple(step.model_copy(update={"again_minutes": None}) for step in sla.steps)}
    )
    return kb.model_copy(update={"policies": kb.policies.model_copy(update={"sla": once_only})})
