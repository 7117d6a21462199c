"""What was said in complaints before there was a mark is marked (R41); what was said elsewhere is not."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
from alembic import command
from sqlalchemy import JSON, Connection, MetaData, create_engine, select

from gateway.commands.migrate import config, migrate
from helpline.core.database import Database
from helpline.tables import Accused, Case, Complaint, Conversation, Message

pytestmark = [pytest.mark.both_databases, pytest.mark.slow]
BEFORE = "e7b1c40f9d26"
BEGUN = datetime(2026, 11, 20, 2, tzinfo=UTC)
EMPTY: dict[type, Any] = {str: "", int: 0, float: 0.0, bool: False, datetime: BEGUN, date: BEGUN.date(), time: time(0)}


class Rows:
    """Rows of the earlier shape; what is not said is empty."""

    def __init__(self, link: Connection) -> None:
        self._link, self._shape = link, MetaData()
        self._shape.reflect(link)

    def add(self, table: str, **values: Any) -> None:
        columns = self._shape.tables[table].columns
        needed = (c for c in columns if not c.nullable and c.name not in values)
        lists = {"buttons", "attachments", "ranking"}
        for c in needed:
            values[c.name] = ([] if c.name in lists else {}) if isinstance(c.type, JSON) else EMPTY[c.type.python_type]
        self._link.execute(columns[next(iter(values))].table.insert().values(values))

    def said(self, talk: str, *intents: str) -> None:
        """A turn a minute, each one message; of what it was understood as."""
        for n, intent in enumerate(intents):
            at, turn = BEGUN + timedelta(minutes=n), f"{talk}:{n}"
            self.add(
                "turns", id=turn, conversation_id=talk, intent=intent, outcome="answered", created_at=at, done_at=at
            )
            fields = {"direction": "in", "author": "customer", "channel": "web", "text": intent}
            self.add(
                "messages",
                id=len(talk) * 100 + ord(talk[0]) * 1000 + n,
                conversation_id=talk,
                seq=n + 1,
                turn_id=turn,
                created_at=at,
                handled_at=at,
                **fields,
            )


def fill(rows: Rows) -> None:
    rows.add("people", id=1, username="di", name="狄青")
    for id, more in (
        ("filed", {}),
        ("telling", {"flow": "complaint_form", "draft": {"flow": "complaint_form", "slots": {"complaint": "收钱"}}}),
        ("waiting", {"owner": "queue", "queue": "quality"}),
        ("plain", {}),
    ):
        rows.add("conversations", **{"id": id, "channel": "web", "external_id": id, "owner": "bot", **more})
    rows.said("filed", "report_fault", "complain", "inform", "inform", "report_fault")
    rows.said("telling", "greet", "complain", "inform")
    rows.said("waiting", "complain", "inform")
    rows.said("plain", "report_fault", "inform")
    at = {"created_at": BEGUN + timedelta(minutes=2), "closed_at": BEGUN + timedelta(minutes=3)}
    case = {"type": "complaint", "status": "closed", "queue": "quality", "channel": "web", "number": "GD1"}
    rows.add("cases", id=1, conversation_id="filed", idempotency_key="k1", description="狄青收了两百", **case, **at)


def test_existing_complaints_are_marked(empty_url: str) -> None:
    command.upgrade(config(empty_url), BEFORE)
    engine = create_engine(empty_url)
    with engine.begin() as link:
        fill(Rows(link))
    engine.dispose()
    migrate(empty_url)
    database = Database(empty_url)
    with database.read() as session:
        said = session.execute(
            select(Message.conversation_id, Message.complaint_id).order_by(Message.conversation_id, Message.seq)
        ).all()
        marks = {talk: [id is not None for other, id in said if other == talk] for talk, _ in said}
        telling = session.get_one(Conversation, "telling")
        assert marks == {
            "filed": [False, True, True, True, False],
            "telling": [False, True, True],
            "waiting": [True, True],
            "plain": [False, False],
        }
        assert session.get_one(Case, 1).complaint_id == session.scalars(select(Accused.complaint_id)).one()
        assert telling.complaint_id == telling.draft["complaint_id"] is not None
        assert session.get_one(Conversation, "waiting").complaint_id is not None
        assert session.get_one(Conversation, "filed").complaint_id is None
        assert len(session.scalars(select(Complaint)).all()) == 3
    database.close()
    command.downgrade(config(empty_url), BEFORE)
    migrate(empty_url)
