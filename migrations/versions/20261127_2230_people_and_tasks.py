"""one table of people with roles; tasks with owner and key

Revision: b71f3e05a9c4, after 8a4c2e91d7f0

Going down rebuilds the shape only; what was in it comes back from the copy made before (gateway/commands/migrate.py).
"""

from datetime import UTC, datetime, time

import sqlalchemy as sa
from alembic import op

from helpline.tables.base import UtcDateTime

revision = "b71f3e05a9c4"
down_revision = "8a4c2e91d7f0"
branch_labels = None
depends_on = None

Instant = UtcDateTime(timezone=True)
UNFINISHED = sa.text("state IN ('open', 'claimed')")
BOOKED = sa.text("status = 'booked'")


def upgrade() -> None:
    _new_tables()
    ids = _people(op.get_bind())
    _refer("cases", "engineer_id", ids, nullable=True)
    op.drop_index("uq_visits_booked", "visits")
    _refer("visits", "engineer_id", ids, nullable=False)
    op.create_index(
        "uq_visits_booked",
        "visits",
        ["engineer_id", "start_at"],
        unique=True,
        sqlite_where=BOOKED,
        postgresql_where=BOOKED,
    )
    with op.batch_alter_table("conversations") as batch:
        batch.drop_constraint("fk_conversations_agent_id", type_="foreignkey")
        batch.create_foreign_key("fk_conversations_agent_id", "people", ["agent_id"], ["id"])
    op.drop_table("staff_sessions")  # everybody logs in once more
    op.drop_table("staff")
    op.drop_table("engineers")
    _tasks()


def downgrade() -> None:
    op.drop_index("ix_tasks_team", "tasks")
    op.drop_index("uq_tasks_unfinished", "tasks")
    with op.batch_alter_table("tasks") as batch:
        batch.drop_constraint("fk_tasks_assignee_id", type_="foreignkey")
        batch.drop_constraint("ck_tasks_state", type_="check")
        for column in ("assignee_id", "key", "state", "claimed_at", "outcome"):
            batch.drop_column(column)
        batch.alter_column("team", new_column_name="role")
        batch.alter_column("subject", new_column_name="reason")
    op.create_index("ix_tasks_open", "tasks", ["role", "done_at"])
    op.create_table(
        "engineers",
        sa.Column("id", sa.String(), nullable=False),
        *(sa.Column(name, sa.String(), nullable=False) for name in ("name", "phone")),
        *(sa.Column(name, sa.JSON(), nullable=False) for name in ("skills", "regions", "days", "spans")),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_engineers"),
    )
    op.create_table(
        "staff",
        sa.Column("id", sa.Integer(), nullable=False),
        *(sa.Column(name, sa.String(), nullable=False) for name in ("username", "name", "role", "password_hash")),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("seen_at", Instant, nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_staff"),
        sa.UniqueConstraint("username", name="uq_staff_username"),
    )
    op.create_table(
        "staff_sessions",
        sa.Column("token_hash", sa.String(), nullable=False),
        sa.Column("staff_id", sa.Integer(), nullable=False),
        sa.Column("expires_at", Instant, nullable=False),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name="fk_staff_sessions_staff_id"),
        sa.PrimaryKeyConstraint("token_hash", name="pk_staff_sessions"),
    )
    op.create_index("ix_staff_sessions_staff_id", "staff_sessions", ["staff_id"])
    for table, column, other in (("conversations", "agent_id", "staff"),):
        with op.batch_alter_table(table) as batch:
            batch.drop_constraint(f"fk_{table}_{column}", type_="foreignkey")
            batch.create_foreign_key(f"fk_{table}_{column}", other, [column], ["id"])
    op.drop_index("uq_visits_booked", "visits")
    for table in ("visits", "cases"):
        with op.batch_alter_table(table) as batch:
            batch.drop_constraint(f"fk_{table}_engineer_id", type_="foreignkey")
            batch.alter_column("engineer_id", type_=sa.String(), postgresql_using="engineer_id::varchar")
            batch.create_foreign_key(f"fk_{table}_engineer_id", "engineers", ["engineer_id"], ["id"])
    op.create_index(
        "uq_visits_booked",
        "visits",
        ["engineer_id", "start_at"],
        unique=True,
        sqlite_where=BOOKED,
        postgresql_where=BOOKED,
    )
    for table in ("login_sessions", "person_hours", "person_areas", "person_skills", "person_roles", "people"):
        op.drop_table(table)


def _new_tables() -> None:
    op.create_table(
        "people",
        sa.Column("id", sa.Integer(), nullable=False),
        *(sa.Column(name, sa.String(), nullable=False) for name in ("username", "name", "phone", "password_hash")),
        sa.Column("seen_at", Instant, nullable=True),
        sa.Column("ended_at", Instant, nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_people")),
        sa.UniqueConstraint("username", name=op.f("uq_people_username")),
    )
    for table, column in (("person_roles", "role"), ("person_skills", "skill"), ("person_areas", "district")):
        op.create_table(
            table,
            sa.Column("person_id", sa.Integer(), nullable=False),
            sa.Column(column, sa.String(), nullable=False),
            sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f(f"fk_{table}_person_id")),
            sa.PrimaryKeyConstraint("person_id", column, name=op.f(f"pk_{table}")),
        )
    op.create_index("ix_person_roles_role", "person_roles", ["role"])
    op.create_table(
        "person_hours",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("weekday", sa.Integer(), nullable=False),
        sa.Column("begins", sa.Time(), nullable=False),
        sa.Column("ends", sa.Time(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_person_hours_person_id")),
        sa.PrimaryKeyConstraint("person_id", "weekday", "begins", name=op.f("pk_person_hours")),
    )
    op.create_table(
        "login_sessions",
        sa.Column("token_hash", sa.String(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("expires_at", Instant, nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_login_sessions_person_id")),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_login_sessions")),
    )
    op.create_index("ix_login_sessions_person_id", "login_sessions", ["person_id"])


def _people(link: sa.Connection) -> dict[str, int]:
    """Staff keep their ids; engineers come after them. Returns the new ids of engineers by their old ones."""
    staff = sa.table(
        "staff",
        *(sa.column(name) for name in ("id", "username", "name", "role", "password_hash", "active")),
        sa.column("seen_at", Instant),
    )
    engineers = sa.table(
        "engineers",
        *(sa.column(name) for name in ("id", "name", "phone", "active")),
        *(sa.column(name, sa.JSON()) for name in ("skills", "regions", "days", "spans")),
    )
    now = datetime.now(UTC)
    people, rows = [], {"person_roles": [], "person_skills": [], "person_areas": [], "person_hours": []}
    for row in link.execute(sa.select(staff)).mappings():
        ended = None if row["active"] else now
        people.append(_person(row["id"], row["username"], row["name"], "", row["password_hash"], row["seen_at"], ended))
        rows["person_roles"].append({"person_id": row["id"], "role": row["role"]})
    taken = {person["username"] for person in people}
    ids: dict[str, int] = {}
    following = max((person["id"] for person in people), default=0) + 1
    for id, row in enumerate(link.execute(sa.select(engineers).order_by(engineers.c.id)).mappings(), following):
        ids[row["id"]] = id
        username = row["id"] if row["id"] not in taken else f"engineer_{row['id']}"
        ended = None if row["active"] else now
        people.append(_person(id, username, row["name"], row["phone"], "", None, ended))
        rows["person_roles"].append({"person_id": id, "role": "engineer"})
        rows["person_skills"] += [{"person_id": id, "skill": skill} for skill in dict.fromkeys(row["skills"])]
        rows["person_areas"] += [{"person_id": id, "district": name} for name in dict.fromkeys(row["regions"])]
        rows["person_hours"] += [
            {"person_id": id, "weekday": day, "begins": time.fromisoformat(begins), "ends": time.fromisoformat(ends)}
            for day in dict.fromkeys(row["days"])
            for begins, ends in row["spans"]
        ]
    columns = {
        "people": [*(sa.column(n) for n in ("id", "username", "name", "phone", "password_hash")),
                   sa.column("seen_at", Instant), sa.column("ended_at", Instant)],
        "person_roles": [sa.column("person_id"), sa.column("role")],
        "person_skills": [sa.column("person_id"), sa.column("skill")],
        "person_areas": [sa.column("person_id"), sa.column("district")],
        "person_hours": [sa.column("person_id"), sa.column("weekday"),
                         sa.column("begins", sa.Time()), sa.column("ends", sa.Time())],
    }
    for name, values in {"people": people, **rows}.items():
        if values:
            link.execute(sa.table(name, *columns[name]).insert(), values)
    if people and link.dialect.name == "postgresql":
        last = {"last": max(person["id"] for person in people)}
        link.execute(sa.text("SELECT setval(pg_get_serial_sequence('people', 'id'), :last)"), last)
    return ids


def _person(
    id: int, username: str, name: str, phone: str, hashed: str, seen: datetime | None, ended: datetime | None
) -> dict:
    return {
        "id": id,
        "username": username,
        "name": name,
        "phone": phone,
        "password_hash": hashed,
        "seen_at": seen,
        "ended_at": ended,
    }


def _refer(table: str, column: str, ids: dict[str, int], nullable: bool) -> None:
    """The column names people by their new ids."""
    rows = sa.table(table, sa.column(column))
    with op.batch_alter_table(table) as batch:
        batch.drop_constraint(f"fk_{table}_{column}", type_="foreignkey")
    for old, new in ids.items():
        op.execute(rows.update().where(rows.c[column] == old).values({column: str(new)}))
    with op.batch_alter_table(table) as batch:
        batch.alter_column(
            column, type_=sa.Integer(), existing_nullable=nullable, postgresql_using=f"{column}::integer"
        )
        batch.create_foreign_key(f"fk_{table}_{column}", "people", [column], ["id"])


def _tasks() -> None:
    op.drop_index("ix_tasks_open", "tasks")
    with op.batch_alter_table("tasks") as batch:
        batch.alter_column("role", new_column_name="team")
        batch.alter_column("reason", new_column_name="subject")
        batch.add_column(sa.Column("assignee_id", sa.Integer(), nullable=True))
        batch.add_column(sa.Column("key", sa.String(), nullable=False, server_default=""))
        batch.add_column(sa.Column("state", sa.String(), nullable=False, server_default="open"))
        batch.add_column(sa.Column("claimed_at", Instant, nullable=True))
        batch.add_column(sa.Column("outcome", sa.String(), nullable=False, server_default=""))
    op.execute("UPDATE tasks SET state = 'done' WHERE done_at IS NOT NULL")
    # As helpline.tasks.ledger makes them; of several that are unfinished the newest keeps the key.
    op.execute(
        "UPDATE tasks SET key = rule || ':' || team || ':' ||"
        " COALESCE(CAST(case_id AS VARCHAR), conversation_id, '')"
    )
    op.execute(
        "UPDATE tasks SET state = 'dropped', outcome = 'said again' WHERE state = 'open' AND EXISTS ("
        "SELECT 1 FROM tasks AS newer WHERE newer.key = tasks.key AND newer.state = 'open' AND newer.id > tasks.id)"
    )
    with op.batch_alter_table("tasks") as batch:
        batch.create_foreign_key("fk_tasks_assignee_id", "people", ["assignee_id"], ["id"])
        batch.create_check_constraint("ck_tasks_state", "state IN ('open', 'claimed', 'done', 'dropped')")
    op.create_index("ix_tasks_team", "tasks", ["team", "state", "due_at"])
    op.create_index(
        "uq_tasks_unfinished",
        "tasks",
        ["key"],
        unique=True,
        sqlite_where=UNFINISHED,
        postgresql_where=UNFINISHED,
    )
