"""work orders, visits with people whose time they take, what happened on the way; exclusions as rows

Revision: 5e7a1d94c0b3, after 4e81b6d20c57

Each visit of before becomes an order with that visit. An engineer on site stays so where the case is worked on and
nothing newer is there; otherwise the visit is done.
"""

from datetime import timedelta
from typing import Any

import sqlalchemy as sa
from alembic import op

from helpline.tables.base import UtcDateTime

revision = "5e7a1d94c0b3"
down_revision = "4e81b6d20c57"
branch_labels = None
depends_on = None

Instant = UtcDateTime(timezone=True)
TRAVEL, WORK, QUARTER = 15, 90, 15  # minutes, as in kb/policies/visits.yml when this was written
BOOKED = sa.text("status = 'booked'")
ORDERS = ("to_plan", "planned", "under_way", "done", "cancelled")
VISITS = (
    *("booked", "travelling", "arrived", "paused", "done", "part_done", "no_access", "changed", "cancelled"),
    *("declined", "missed"),
)
OUTCOMES = ("", "solved", "second_visit", "wrong_part", "too_hard", "no_access")
STAMPS = ("accept", "decline", "depart", "arrive", "pause", "resume", "finish")


def upgrade() -> None:
    link = op.get_bind()
    old = [dict(row) for row in link.execute(sa.select(_old()).order_by(_old().c.id)).mappings()]
    op.drop_table("visits")
    _create()
    _carry_over(link, old)
    _exclusions(link)
    with op.batch_alter_table("conversations") as batch:
        batch.add_column(sa.Column("person_id", sa.Integer(), nullable=True))
        batch.create_foreign_key(op.f("fk_conversations_person_id"), "people", ["person_id"], ["id"])


def downgrade() -> None:
    link = op.get_bind()
    visits, crew = _table("visits"), _table("visit_crew")
    lead = sa.select(visits, crew.c.person_id).join(crew, crew.c.visit_id == visits.c.id).where(crew.c.role == "lead")
    found = {row["id"]: dict(row) for row in link.execute(lead.order_by(crew.c.asked_at)).mappings()}
    with op.batch_alter_table("conversations") as batch:
        batch.drop_constraint(op.f("fk_conversations_person_id"), type_="foreignkey")
        batch.drop_column("person_id")
    for name in ("engineer_exclusions", "visit_stamps", "occupancy", "visit_crew", "visits", "work_orders"):
        op.drop_table(name)
    op.create_table(
        "visits",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("engineer_id", sa.Integer(), nullable=False),
        *(sa.Column(name, Instant, nullable=False) for name in ("start_at", "end_at", "booked_at")),
        sa.Column("status", sa.String(), nullable=False),
        sa.CheckConstraint(
            "status IN ('booked', 'changed', 'cancelled', 'arrived')", name=op.f("ck_visits_ck_visits_status")
        ),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name="fk_visits_case_id"),
        sa.ForeignKeyConstraint(["engineer_id"], ["people.id"], name="fk_visits_engineer_id"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_visits")),
    )
    op.create_index("ix_visits_case_id", "visits", ["case_id"])
    for name, columns in (("uq_visits_booked", ["engineer_id", "start_at"]), ("uq_visits_case", ["case_id"])):
        op.create_index(name, "visits", columns, unique=True, sqlite_where=BOOKED, postgresql_where=BOOKED)
    booked: set[int] = set()
    for id in sorted(found):
        row = found[id]
        status = {"booked": "booked", "travelling": "booked", "changed": "changed"}.get(row["status"], "cancelled")
        if row["status"] in ("arrived", "paused", "done", "part_done", "no_access"):
            status = "arrived"
        if status == "booked" and row["case_id"] in booked:
            status = "changed"
        booked |= {row["case_id"]} if status == "booked" else set()
        kept = {name: row[name] for name in ("id", "case_id", "start_at", "end_at", "booked_at")}
        link.execute(sa.insert(_old()).values(**kept, status=status, engineer_id=row["person_id"]))
    _count_on(link, "visits")


def _create() -> None:
    op.create_table(
        "work_orders",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("made_at", Instant, nullable=False),
        _one_of("work_orders", "status", ORDERS),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_work_orders_case_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_work_orders")),
        sa.UniqueConstraint("number", name=op.f("uq_work_orders_number")),
    )
    op.create_index(op.f("ix_work_orders_case_id"), "work_orders", ["case_id"])
    over = sa.text("status NOT IN ('done', 'cancelled')")
    op.create_index(
        "uq_work_orders_open", "work_orders", ["case_id"], unique=True, sqlite_where=over, postgresql_where=over
    )
    op.create_table(
        "visits",
        *(sa.Column(name, sa.Integer(), nullable=False) for name in ("id", "work_order_id", "case_id", "seq")),
        *(
            sa.Column(name, Instant, nullable=False)
            for name in ("start_at", "end_at", "planned_start_at", "planned_end_at", "booked_at")
        ),
        *(sa.Column(name, sa.Integer(), nullable=False) for name in ("travel_minutes", "code_tries")),
        *(sa.Column(name, sa.String(), nullable=False) for name in ("status", "outcome", "reason", "code_hash")),
        sa.Column("successor_id", sa.Integer(), nullable=True),
        sa.Column("confirmed_at", Instant, nullable=True),
        sa.CheckConstraint("end_at > start_at", name=op.f("ck_visits_window")),
        _one_of("visits", "status", VISITS),
        _one_of("visits", "outcome", OUTCOMES),
        sa.ForeignKeyConstraint(["work_order_id"], ["work_orders.id"], name=op.f("fk_visits_work_order_id")),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_visits_case_id")),
        sa.ForeignKeyConstraint(["successor_id"], ["visits.id"], name=op.f("fk_visits_successor_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_visits")),
        sa.UniqueConstraint("work_order_id", "seq", name=op.f("uq_visits_work_order_id_seq")),
    )
    op.create_index(op.f("ix_visits_case_id"), "visits", ["case_id"])
    op.create_index("ix_visits_status_start", "visits", ["status", "start_at"])
    op.create_table(
        "visit_crew",
        *(sa.Column(name, sa.Integer(), nullable=False) for name in ("visit_id", "person_id")),
        *(sa.Column(name, sa.String(), nullable=False) for name in ("role", "state", "reason")),
        sa.Column("asked_at", Instant, nullable=False),
        sa.Column("answered_at", Instant, nullable=True),
        _one_of("visit_crew", "role", ("lead", "helper")),
        _one_of("visit_crew", "state", ("asked", "accepted", "declined", "taken_off")),
        sa.ForeignKeyConstraint(["visit_id"], ["visits.id"], name=op.f("fk_visit_crew_visit_id")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_visit_crew_person_id")),
        sa.PrimaryKeyConstraint("visit_id", "person_id", name=op.f("pk_visit_crew")),
    )
    op.create_index(op.f("ix_visit_crew_person_id"), "visit_crew", ["person_id"])
    lead = sa.text("role = 'lead' AND state IN ('asked', 'accepted')")
    op.create_index(
        "uq_visit_crew_lead", "visit_crew", ["visit_id"], unique=True, sqlite_where=lead, postgresql_where=lead
    )
    op.create_table(
        "occupancy",
        *(sa.Column(name, sa.Integer(), nullable=False) for name in ("person_id", "quarter", "lane", "visit_id")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_occupancy_person_id")),
        sa.ForeignKeyConstraint(["visit_id"], ["visits.id"], name=op.f("fk_occupancy_visit_id")),
        sa.PrimaryKeyConstraint("person_id", "quarter", "lane", name=op.f("pk_occupancy")),
    )
    op.create_index(op.f("ix_occupancy_visit_id"), "occupancy", ["visit_id"])
    op.create_table(
        "visit_stamps",
        *(sa.Column(name, sa.Integer(), nullable=False) for name in ("id", "visit_id", "person_id")),
        *(sa.Column(name, sa.String(), nullable=False) for name in ("kind", "source", "client_key")),
        *(sa.Column(name, Instant, nullable=False) for name in ("happened_at", "received_at")),
        sa.Column("data", sa.JSON(), nullable=False),
        _one_of("visit_stamps", "kind", STAMPS),
        sa.ForeignKeyConstraint(["visit_id"], ["visits.id"], name=op.f("fk_visit_stamps_visit_id")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_visit_stamps_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_visit_stamps")),
        sa.UniqueConstraint("person_id", "client_key", name=op.f("uq_visit_stamps_person_id_client_key")),
    )
    op.create_index(op.f("ix_visit_stamps_visit_id"), "visit_stamps", ["visit_id"])
    op.create_table(
        "engineer_exclusions",
        *(sa.Column(name, sa.Integer(), nullable=False) for name in ("id", "person_id", "case_id")),
        sa.Column("customer_id", sa.String(), nullable=True),
        sa.Column("phone", sa.String(), nullable=False),
        sa.Column("made_at", Instant, nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_engineer_exclusions_person_id")),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_engineer_exclusions_case_id")),
        sa.ForeignKeyConstraint(["customer_id"], ["customers.id"], name=op.f("fk_engineer_exclusions_customer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_engineer_exclusions")),
        sa.UniqueConstraint("person_id", "case_id", name=op.f("uq_engineer_exclusions_person_id_case_id")),
    )
    for column in ("case_id", "customer_id", "phone"):
        op.create_index(op.f(f"ix_engineer_exclusions_{column}"), "engineer_exclusions", [column])


def _carry_over(link: sa.Connection, old: list[dict[str, Any]]) -> None:
    cases = _table("cases")
    known = {row.id: row for row in link.execute(sa.select(cases.c.id, cases.c.number, cases.c.status))}
    newest = {row["case_id"]: row["id"] for row in old if row["status"] == "arrived"}
    newest |= {row["case_id"]: row["id"] for row in old if row["status"] == "booked"}
    counts: dict[int, int] = {}
    for row in old:
        case = known[row["case_id"]]
        counts[case.id] = counts.get(case.id, 0) + 1
        status, order = row["status"], {"booked": "planned", "arrived": "under_way"}.get(row["status"], "cancelled")
        if status == "arrived" and (newest[case.id] != row["id"] or case.status in ("solved", "closed", "cancelled")):
            status, order = "done", "done"
        made = {"id": row["id"], "number": f"{case.number}-{counts[case.id]}", "case_id": case.id, "status": order}
        link.execute(sa.insert(_table("work_orders")).values(**made, made_at=row["booked_at"]))
        begins = row["start_at"] + timedelta(minutes=TRAVEL)
        visit = {name: row[name] for name in ("id", "case_id", "start_at", "end_at", "booked_at")}
        visit |= {"work_order_id": row["id"], "seq": 1, "status": status, "travel_minutes": TRAVEL, "code_tries": 0}
        visit |= {"planned_start_at": begins, "planned_end_at": begins + timedelta(minutes=WORK)}
        link.execute(sa.insert(_table("visits")).values(**visit, outcome="", reason="", code_hash=""))
        crew = {"visit_id": row["id"], "person_id": row["engineer_id"], "role": "lead", "asked_at": row["booked_at"]}
        state = {"booked": "asked", "arrived": "accepted", "done": "accepted"}.get(status, "taken_off")
        link.execute(sa.insert(_table("visit_crew")).values(**crew, state=state, reason=""))
        if status == "booked":
            _occupy(link, row)
    for name in ("work_orders", "visits"):
        _count_on(link, name)


def _occupy(link: sa.Connection, row: dict[str, Any]) -> None:
    """What is taken already, by windows that overlapped, stays with the one that was booked first."""
    taken = _table("occupancy")
    begin = int(row["start_at"].timestamp()) // (QUARTER * 60)
    for quarter in range(begin, begin + (TRAVEL + WORK) // QUARTER):
        place = {"person_id": row["engineer_id"], "quarter": quarter, "lane": 0}
        there = sa.select(taken.c.visit_id).where(*(taken.c[name] == value for name, value in place.items()))
        if link.execute(there).first() is None:
            link.execute(sa.insert(taken).values(**place, visit_id=row["id"]))


def _exclusions(link: sa.Connection) -> None:
    lines, cases, people = _table("case_events"), _table("cases"), _table("people")
    ids = {username: id for id, username in link.execute(sa.select(people.c.id, people.c.username))}
    said = sa.select(lines.c.at, lines.c.data, cases.c.id, cases.c.customer_id, cases.c.phone)
    said = said.join(cases, cases.c.id == lines.c.case_id).where(lines.c.kind == "engineer_excluded")
    known: set[tuple[int, int]] = set()
    for line in link.execute(said.order_by(lines.c.id)).mappings():
        person = ids.get((line["data"] or {}).get("engineer", ""))
        if person is None or (person, line["id"]) in known:
            continue
        known.add((person, line["id"]))
        made = {"person_id": person, "case_id": line["id"], "customer_id": line["customer_id"]}
        link.execute(
            sa.insert(_table("engineer_exclusions")).values(**made, phone=line["phone"] or "", made_at=line["at"])
        )


def _old() -> sa.TableClause:
    names = ("id", "case_id", "engineer_id", "status")
    instants = (sa.column(name, Instant) for name in ("start_at", "end_at", "booked_at"))
    return sa.table("visits", *(sa.column(name) for name in names), *instants)


def _table(name: str) -> sa.TableClause:
    columns = {
        "cases": ("id", "number", "status", "customer_id", "phone"),
        "people": ("id", "username"),
        "case_events": ("id", "case_id", "kind", "at", "data"),
        "work_orders": ("id", "number", "case_id", "status", "made_at"),
        "visits": (
            *("id", "work_order_id", "case_id", "seq", "start_at", "end_at", "planned_start_at", "planned_end_at"),
            *("booked_at", "travel_minutes", "code_tries", "status", "outcome", "reason", "code_hash"),
        ),
        "visit_crew": ("visit_id", "person_id", "role", "state", "reason", "asked_at"),
        "occupancy": ("person_id", "quarter", "lane", "visit_id"),
        "engineer_exclusions": ("person_id", "case_id", "customer_id", "phone", "made_at"),
    }[name]
    return sa.table(name, *(_column(column) for column in columns))


def _column(name: str) -> sa.ColumnClause[Any]:
    if name == "at" or name.endswith("_at"):
        return sa.column(name, Instant)
    return sa.column(name, sa.JSON()) if name == "data" else sa.column(name)


def _one_of(table: str, column: str, values: tuple[str, ...]) -> sa.CheckConstraint:
    listed = ", ".join(f"'{value}'" for value in values)
    return sa.CheckConstraint(f"{column} IN ({listed})", name=op.f(f"ck_{table}_{column}"))


def _count_on(link: sa.Connection, table: str) -> None:
    """The next id comes after those that were put in."""
    if link.dialect.name == "postgresql":
        newest = f"(SELECT COALESCE(MAX(id), 0) + 1 FROM {table})"
        op.execute(f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), {newest}, false)")
