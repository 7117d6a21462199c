"""promises, holds and jobs as rows; the twelve columns of cases, timers, erasures and hand-made leases go

Revision: 8a4c2e91d7f0, after 5d1a7f04c3b8

Going down rebuilds the shape only; what was in it comes back from the copy made before (gateway/commands/migrate.py).
"""

import json
from datetime import datetime

import sqlalchemy as sa
from alembic import op

from helpline.tables.base import UtcDateTime

revision = "8a4c2e91d7f0"
down_revision = "5d1a7f04c3b8"
branch_labels = None
depends_on = None

KINDS = ("reply", "onsite", "solve")
HOLDS = {"waiting": "waiting_customer", "solved": "asked_to_agree", "closed": "closed"}
STEPS = {"deadline_near": "near", "deadline_missed": "missed"}
LANES = {"fetch_attachment": "files", "pull_messages": "pulls", "erase_conversation": "erasure"}
OPEN_JOB = sa.text("done_at IS NULL AND cancelled_at IS NULL")
Instant = UtcDateTime(timezone=True)


def upgrade() -> None:
    _new_tables()
    op.add_column("messages", sa.Column("claimed_by", sa.String(), nullable=False, server_default=""))
    op.add_column("messages", sa.Column("claimed_until", Instant, nullable=True))
    op.drop_index("ix_messages_outbox", "messages")
    op.alter_column("messages", "next_try_at", new_column_name="due_at")
    op.execute("UPDATE messages SET due_at = created_at WHERE due_at IS NULL AND status = 'pending'")  # due at once
    _outbox_index("due_at")
    op.add_column("turns", sa.Column("due_at", Instant, nullable=True))
    op.execute("UPDATE turns SET due_at = created_at")

    link = op.get_bind()
    agreed = _agreed(link)
    _jobs(link, _promises(link, agreed), agreed)
    _timeline(link)

    for table in ("timers", "erasures"):
        op.drop_table(table)
    op.drop_index("ix_pull_cursors_wanted_at", "pull_cursors")
    for column in ("wanted_at", "leased_until", "attempts"):
        op.drop_column("pull_cursors", column)
    op.drop_index("ix_attachments_waiting", "attachments")
    for column in ("attempts", "next_try_at"):
        op.drop_column("attachments", column)
    for kind in KINDS:
        for part in ("minutes", "due_at", "met_at", "breached_at"):
            op.drop_column("cases", f"{kind}_{part}")
    op.drop_column("cases", "sla_calendar")


def downgrade() -> None:
    op.add_column("cases", sa.Column("sla_calendar", sa.String(), nullable=False, server_default="always"))
    for kind in KINDS:
        op.add_column("cases", sa.Column(f"{kind}_minutes", sa.Integer(), nullable=True))
        for part in ("due_at", "met_at", "breached_at"):
            op.add_column("cases", sa.Column(f"{kind}_{part}", Instant, nullable=True))
    op.add_column("attachments", sa.Column("attempts", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("attachments", sa.Column("next_try_at", Instant, nullable=True))
    waiting = sa.text("status = 'waiting'")
    op.create_index(
        "ix_attachments_waiting", "attachments", ["next_try_at"], sqlite_where=waiting, postgresql_where=waiting
    )
    op.add_column("pull_cursors", sa.Column("wanted_at", Instant, nullable=True))
    op.add_column("pull_cursors", sa.Column("leased_until", Instant, nullable=True))
    op.add_column("pull_cursors", sa.Column("attempts", sa.Integer(), nullable=False, server_default="0"))
    op.create_index("ix_pull_cursors_wanted_at", "pull_cursors", ["wanted_at"])
    op.create_table(
        "erasures",
        sa.Column("conversation_id", sa.String(), nullable=False),
        sa.Column("files", sa.JSON(), nullable=False),
        sa.Column("due_at", Instant, nullable=False),
        sa.ForeignKeyConstraint(["conversation_id"], ["conversations.id"], name="fk_erasures_conversation_id"),
        sa.PrimaryKeyConstraint("conversation_id", name="pk_erasures"),
    )
    op.create_table(
        "timers",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("data", sa.JSON(), nullable=False),
        sa.Column("due_at", Instant, nullable=False),
        sa.Column("claimed_until", Instant, nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("last_error", sa.String(), nullable=False),
        sa.Column("done_at", Instant, nullable=True),
        sa.Column("cancelled_at", Instant, nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_timers"),
    )
    op.create_index(
        "uq_timers_open", "timers", ["kind", "key"], unique=True, sqlite_where=OPEN_JOB, postgresql_where=OPEN_JOB
    )
    op.create_index("ix_timers_due", "timers", ["due_at"], sqlite_where=OPEN_JOB, postgresql_where=OPEN_JOB)
    op.drop_column("turns", "due_at")
    op.drop_index("ix_messages_outbox", "messages")
    op.alter_column("messages", "due_at", new_column_name="next_try_at")
    _outbox_index("next_try_at")
    op.drop_column("messages", "claimed_until")
    op.drop_column("messages", "claimed_by")
    for table in ("jobs", "holds", "promise_steps", "promises"):
        op.drop_table(table)


def _outbox_index(column: str) -> None:
    pending = sa.text("status = 'pending'")
    op.create_index("ix_messages_outbox", "messages", [column], sqlite_where=pending, postgresql_where=pending)


def _new_tables() -> None:
    op.create_table(
        "promises",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("subject_id", sa.Integer(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("pack", sa.String(), nullable=False),
        sa.Column("policy_version", sa.String(), nullable=False),
        sa.Column("calendar", sa.String(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=True),
        sa.Column("starts_at", Instant, nullable=False),
        sa.Column("agreed_at", Instant, nullable=True),
        sa.Column("due_at", Instant, nullable=True),
        sa.Column("met_at", Instant, nullable=True),
        sa.Column("missed_at", Instant, nullable=True),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("replaces_id", sa.Integer(), nullable=True),
        sa.Column("made_at", Instant, nullable=False),
        sa.CheckConstraint(
            "state IN ('running', 'held', 'late', 'kept', 'kept_late', 'replaced', 'void')",
            name=op.f("ck_promises_state"),
        ),
        sa.CheckConstraint("source IN ('policy', 'agreed')", name=op.f("ck_promises_source")),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_promises_case_id")),
        sa.ForeignKeyConstraint(["replaces_id"], ["promises.id"], name=op.f("fk_promises_replaces_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_promises")),
    )
    op.create_index("ix_promises_case_id", "promises", ["case_id"])
    op.create_index("ix_promises_pack_kind_state", "promises", ["pack", "kind", "state"])
    still = sa.text("state IN ('running', 'held', 'late')")
    op.create_index(
        "uq_promises_open",
        "promises",
        ["case_id", "kind", "subject_id"],
        unique=True,
        sqlite_where=still,
        postgresql_where=still,
    )
    running = sa.text("state = 'running'")
    op.create_index("ix_promises_due", "promises", ["due_at"], sqlite_where=running, postgresql_where=running)
    op.create_table(
        "promise_steps",
        sa.Column("promise_id", sa.Integer(), nullable=False),
        sa.Column("step", sa.String(), nullable=False),
        sa.Column("fired_at", Instant, nullable=False),
        sa.ForeignKeyConstraint(["promise_id"], ["promises.id"], name=op.f("fk_promise_steps_promise_id")),
        sa.PrimaryKeyConstraint("promise_id", "step", name=op.f("pk_promise_steps")),
    )
    op.create_table(
        "holds",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("begun_at", Instant, nullable=False),
        sa.Column("ended_at", Instant, nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_holds_case_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_holds")),
    )
    op.create_index("ix_holds_case_id", "holds", ["case_id"])
    lasts = sa.text("ended_at IS NULL")
    op.create_index(
        "uq_holds_open", "holds", ["case_id", "reason"], unique=True, sqlite_where=lasts, postgresql_where=lasts
    )
    op.create_table(
        "jobs",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("lane", sa.String(), nullable=False),
        sa.Column("payload", sa.JSON(), nullable=False),
        sa.Column("last_error", sa.String(), nullable=False),
        sa.Column("done_at", Instant, nullable=True),
        sa.Column("cancelled_at", Instant, nullable=True),
        sa.Column("due_at", Instant, nullable=True),
        sa.Column("claimed_by", sa.String(), nullable=False, server_default=""),
        sa.Column("claimed_until", Instant, nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_jobs")),
    )
    op.create_index("ix_jobs_due", "jobs", ["lane", "due_at"], sqlite_where=OPEN_JOB, postgresql_where=OPEN_JOB)
    op.create_index(
        "uq_jobs_open", "jobs", ["kind", "key"], unique=True, sqlite_where=OPEN_JOB, postgresql_where=OPEN_JOB
    )


def _columns(**types: sa.types.TypeEngine) -> list[sa.Column]:
    return [sa.Column(name, type) for name, type in types.items()]


def _promises(link: sa.Connection, agreed: dict[int, datetime]) -> dict[tuple[int, str], int]:
    """A row for each promised length of each case; (case, kind) → its id. Holds are replayed from the timeline."""
    parts = {f"{kind}_minutes": sa.Integer() for kind in KINDS} | {
        f"{kind}_{part}": Instant for kind in KINDS for part in ("due_at", "met_at", "breached_at")
    }
    cases = sa.table(
        "cases",
        *_columns(id=sa.Integer(), status=sa.String(), sla_calendar=sa.String(), created_at=Instant, **parts),
    )
    made = sa.table(
        "promises",
        *_columns(
            id=sa.Integer(),
            case_id=sa.Integer(),
            kind=sa.String(),
            subject_id=sa.Integer(),
            source=sa.String(),
            pack=sa.String(),
            policy_version=sa.String(),
            calendar=sa.String(),
            minutes=sa.Integer(),
            starts_at=Instant,
            agreed_at=Instant,
            due_at=Instant,
            met_at=Instant,
            missed_at=Instant,
            state=sa.String(),
            made_at=Instant,
        ),
    )
    ids: dict[tuple[int, str], int] = {}
    rows = []
    for case in link.execute(sa.select(cases).order_by(cases.c.id)).mappings().all():
        for kind in KINDS:
            if case[f"{kind}_minutes"] is None:
                continue
            met, missed, due = (case[f"{kind}_{part}_at"] for part in ("met", "breached", "due"))
            state = _state(case["status"], due, met, missed)
            agreed_at = agreed.get(case["id"]) if kind == "onsite" and met is None else None
            ids[case["id"], kind] = len(rows) + 1
            rows.append(
                {
                    "id": len(rows) + 1,
                    "case_id": case["id"],
                    "kind": kind,
                    "subject_id": 0,
                    "source": "agreed" if agreed_at else "policy",
                    "pack": "",
                    "policy_version": "",
                    "calendar": case["sla_calendar"],
                    "minutes": case[f"{kind}_minutes"],
                    "starts_at": agreed_at or case["created_at"],
                    "agreed_at": due if agreed_at else None,
                    "due_at": None if state == "held" else due,
                    "met_at": met,
                    "missed_at": missed,
                    "state": state,
                    "made_at": agreed_at or case["created_at"],
                }
            )
    if rows:
        link.execute(made.insert(), rows)
        if link.dialect.name == "postgresql":
            link.execute(sa.text("SELECT setval(pg_get_serial_sequence('promises', 'id'), :last)"), {"last": len(rows)})
    _holds(link)
    return ids


def _agreed(link: sa.Connection) -> dict[int, datetime]:
    """When a visit was agreed on: its time took the place of what the case was promised before."""
    visits = sa.table("visits", *_columns(case_id=sa.Integer(), status=sa.String(), booked_at=Instant))
    booked = sa.select(visits.c.case_id, visits.c.booked_at).where(visits.c.status == "booked")
    return {case_id: booked_at for case_id, booked_at in link.execute(booked)}


def _state(status: str, due: datetime | None, met: datetime | None, missed: datetime | None) -> str:
    if met is not None:
        return "kept_late" if missed or (due and met > due) else "kept"
    if status == "cancelled":
        return "void"
    if status in HOLDS:
        return "held"
    return "late" if missed else "running"


def _holds(link: sa.Connection) -> None:
    events = sa.table(
        "case_events", *_columns(id=sa.Integer(), case_id=sa.Integer(), at=Instant, kind=sa.String(), data=sa.JSON())
    )
    holds = sa.table(
        "holds", *_columns(case_id=sa.Integer(), reason=sa.String(), begun_at=Instant, ended_at=Instant)
    )
    moves = sa.select(events.c.case_id, events.c.at, events.c.data).where(events.c.kind == "moved")
    rows: list[dict] = []
    last: dict[int, dict] = {}
    for case_id, at, data in link.execute(moves.order_by(events.c.id)).all():
        before = last.get(case_id)
        if before and before["ended_at"] is None:
            before["ended_at"] = at
        if reason := HOLDS.get(data["to"]):
            last[case_id] = {"case_id": case_id, "reason": reason, "begun_at": at, "ended_at": None}
            rows.append(last[case_id])
    if rows:
        link.execute(holds.insert(), rows)


def _jobs(
    link: sa.Connection, promises: dict[tuple[int, str], int], agreed: dict[int, datetime]
) -> None:
    """What is still to be done; of what was done the steps that were taken for the promises that stand."""
    timers = sa.table(
        "timers",
        *_columns(
            kind=sa.String(),
            key=sa.String(),
            data=sa.JSON(),
            due_at=Instant,
            claimed_until=Instant,
            attempts=sa.Integer(),
            last_error=sa.String(),
            done_at=Instant,
            cancelled_at=Instant,
        ),
    )
    steps = sa.table("promise_steps", *_columns(promise_id=sa.Integer(), step=sa.String(), fired_at=Instant))
    taken: dict[tuple[int, str], datetime] = {}
    jobs: list[dict] = []
    for timer in link.execute(sa.select(timers).where(timers.c.cancelled_at.is_(None))).mappings().all():
        kind, key, payload = timer["kind"], timer["key"], timer["data"]
        if kind in STEPS:
            case_id, clock = payload["case_id"], payload["clock"]
            promise = promises.get((case_id, clock))
            if promise is None:
                continue
            if timer["done_at"]:
                replaced = clock == "onsite" and case_id in agreed and timer["done_at"] <= agreed[case_id]
                if not replaced:  # else it was taken for what was promised before
                    taken[promise, STEPS[kind]] = timer["done_at"]
                continue
            kind, key = "promise_step", f"promise:{promise}:{STEPS[kind]}"
            payload = {"promise_id": promise, "step": STEPS[timer["kind"]]}
        if timer["done_at"] is None:
            jobs.append(
                _job(kind, key, payload, timer["due_at"], timer["claimed_until"], timer["attempts"], timer["last_error"])
            )
    if taken:
        rows = [{"promise_id": promise, "step": step, "fired_at": at} for (promise, step), at in taken.items()]
        link.execute(steps.insert(), rows)

    attachments = sa.table(
        "attachments", *_columns(id=sa.String(), status=sa.String(), attempts=sa.Integer(), next_try_at=Instant)
    )
    for row in link.execute(sa.select(attachments).where(attachments.c.status == "waiting")).mappings().all():
        payload = {"attachment_id": row["id"]}
        jobs.append(_job("fetch_attachment", row["id"], payload, row["next_try_at"], attempts=row["attempts"]))
    cursors = sa.table(
        "pull_cursors",
        *_columns(
            channel=sa.String(), account=sa.String(), wanted_at=Instant, leased_until=Instant, attempts=sa.Integer()
        ),
    )
    for row in link.execute(sa.select(cursors).where(cursors.c.wanted_at.is_not(None))).mappings().all():
        payload = {"channel": row["channel"], "account": row["account"]}
        key = f"{row['channel']}:{row['account']}"
        jobs.append(_job("pull_messages", key, payload, row["wanted_at"], row["leased_until"], row["attempts"]))
    erasures = sa.table("erasures", *_columns(conversation_id=sa.String(), files=sa.JSON(), due_at=Instant))
    for row in link.execute(sa.select(erasures)).mappings().all():
        payload = {"conversation_id": row["conversation_id"], "files": row["files"]}
        jobs.append(_job("erase_conversation", row["conversation_id"], payload, row["due_at"]))
    if jobs:
        table = sa.table(
            "jobs",
            *_columns(
                kind=sa.String(),
                key=sa.String(),
                lane=sa.String(),
                payload=sa.JSON(),
                due_at=Instant,
                claimed_until=Instant,
                attempts=sa.Integer(),
                last_error=sa.String(),
            ),
        )
        link.execute(table.insert(), jobs)


def _job(
    kind: str,
    key: str,
    payload: dict,
    due_at: datetime,
    claimed_until: datetime | None = None,
    attempts: int = 0,
    error: str = "",
) -> dict:
    """A pause before the next try is a claim that has not run out."""
    return {
        "kind": kind,
        "key": key,
        "lane": LANES.get(kind, "clock"),
        "payload": payload,
        "due_at": due_at,
        "claimed_until": claimed_until,
        "attempts": attempts,
        "last_error": error,
    }


def _timeline(link: sa.Connection) -> None:
    """The lines of promises name the kind as `promise`."""
    events = sa.table("case_events", *_columns(id=sa.Integer(), kind=sa.String(), data=sa.JSON()))
    lines = sa.select(events.c.id, events.c.data).where(events.c.kind.in_(("promise_met", "promise_missed")))
    for id, data in link.execute(lines).all():
        told = json.loads(data) if isinstance(data, str) else dict(data)
        if "clock" in told:
            told["promise"] = told.pop("clock")
            link.execute(events.update().where(events.c.id == id).values(data=told))
