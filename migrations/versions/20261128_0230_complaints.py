"""what was said in a complaint is marked

Revision: 9d2f7c40b1e8, after e7b1c40f9d26

Complaints that are there are marked from the customer's first complaining words before the case was filed to its end, in
every conversation the case belongs to; where a complaint is being told or its people have the conversation, what comes
is marked too. Rather too much is marked than too little.
"""

from collections.abc import Iterable
from typing import Any

import sqlalchemy as sa
from alembic import op

from helpline.tables.base import UtcDateTime

revision = "9d2f7c40b1e8"
down_revision = "e7b1c40f9d26"
branch_labels = None
depends_on = None

FORM = "complaint_form"
QUEUE = "quality"
TABLES = ("messages", "cases", "conversations")

case = sa.table(
    "cases",
    *(sa.column(name) for name in ("id", "type", "status", "conversation_id", "description", "complaint_id")),
    *(sa.column(name, UtcDateTime(timezone=True)) for name in ("created_at", "changed_at", "closed_at")),
)
talk = sa.table(
    "conversations",
    *(sa.column(name) for name in ("id", "flow", "queue", "owner", "case_id", "complaint_id")),
    sa.column("draft", sa.JSON()),
    sa.column("changed_at", UtcDateTime(timezone=True)),
)
message = sa.table(
    "messages",
    *(sa.column(name) for name in ("id", "conversation_id", "turn_id", "complaint_id")),
    sa.column("created_at", UtcDateTime(timezone=True)),
)
turn = sa.table("turns", sa.column("id"), sa.column("intent"))
complaint = sa.table(
    "complaints", sa.column("id"), sa.column("turn_id"), sa.column("begun_at", UtcDateTime(timezone=True))
)
accused = sa.table("complaint_accused", sa.column("complaint_id"), sa.column("person_id"))
person = sa.table("people", sa.column("id"), sa.column("name"))


def upgrade() -> None:
    op.create_table(
        "complaints",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("turn_id", sa.String(), nullable=False),
        sa.Column("begun_at", UtcDateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_complaints")),
    )
    op.create_table(
        "complaint_accused",
        sa.Column("complaint_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["complaint_id"], ["complaints.id"], name=op.f("fk_complaint_accused_complaint_id")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_complaint_accused_person_id")),
        sa.PrimaryKeyConstraint("complaint_id", "person_id", name=op.f("pk_complaint_accused")),
    )
    for table in TABLES:
        with op.batch_alter_table(table) as batch:
            batch.add_column(sa.Column("complaint_id", sa.Integer(), nullable=True))
            batch.create_foreign_key(f"fk_{table}_complaint_id", "complaints", ["complaint_id"], ["id"])
    for table in ("messages", "cases"):
        op.create_index(f"ix_{table}_complaint_id", table, ["complaint_id"])
    _mark(op.get_bind())


def downgrade() -> None:
    for table in ("messages", "cases"):
        op.drop_index(f"ix_{table}_complaint_id", table)
    for table in TABLES:
        with op.batch_alter_table(table) as batch:
            batch.drop_constraint(f"fk_{table}_complaint_id", type_="foreignkey")
            batch.drop_column("complaint_id")
    op.drop_table("complaint_accused")
    op.drop_table("complaints")


def _mark(link: sa.Connection) -> None:
    names = {row.id: row.name for row in link.execute(sa.select(person.c.id, person.c.name))}
    for filed in link.execute(sa.select(case).where(case.c.type == "complaint")).all():
        talks = set(link.scalars(sa.select(talk.c.id).where(talk.c.case_id == filed.id)))
        talks |= {filed.conversation_id} - {None}
        begun = _begun(link, talks, filed.created_at)
        id = _new(link, begun)
        link.execute(sa.update(case).where(case.c.id == filed.id).values(complaint_id=id))
        for who, name in names.items():
            if name in filed.description:
                link.execute(sa.insert(accused).values(complaint_id=id, person_id=who))
        ends = filed.closed_at or (filed.changed_at if filed.status == "cancelled" else None)
        _mark_messages(link, talks, id, begun, ends)
    for told in link.execute(sa.select(talk)).all():
        if told.flow == FORM or told.queue == QUEUE or (told.draft or {}).get("flow") == FORM:
            _mark_telling(link, told)


def _mark_telling(link: sa.Connection, told: Any) -> None:
    """A complaint that is being told, or that its people have: from its first words on, and whatever comes."""
    filed = link.scalar(sa.select(case.c.complaint_id).where(case.c.id == told.case_id)) if told.case_id else None
    begun = _begun(link, {told.id}, told.changed_at)
    id = filed or _new(link, begun)
    if filed is None:
        _mark_messages(link, {told.id}, id, begun, None)
    draft = dict(told.draft or {})
    if draft.get("flow") == FORM:
        draft["complaint_id"] = id
    telling = told.queue == QUEUE or (told.flow == FORM and told.owner == "bot")
    link.execute(
        sa.update(talk).where(talk.c.id == told.id).values(complaint_id=id if telling else None, draft=draft)
    )


def _begun(link: sa.Connection, talks: Iterable[str], before: Any) -> Any:
    """When the customer first complained; when they first said anything, where no turn tells of it."""
    first = sa.select(sa.func.min(message.c.created_at)).where(message.c.conversation_id.in_(talks))
    complaining = first.join(turn, turn.c.id == message.c.turn_id).where(turn.c.intent == "complain")
    return link.scalar(complaining) or link.scalar(first) or before


def _new(link: sa.Connection, begun: Any) -> int:
    return int(link.scalar(sa.insert(complaint).values(turn_id="", begun_at=begun).returning(complaint.c.id)) or 0)


def _mark_messages(link: sa.Connection, talks: Iterable[str], id: int, begun: Any, ends: Any) -> None:
    rows = sa.update(message).where(
        message.c.conversation_id.in_(talks), message.c.created_at >= begun, message.c.complaint_id.is_(None)
    )
    link.execute((rows.where(message.c.created_at <= ends) if ends else rows).values(complaint_id=id))
