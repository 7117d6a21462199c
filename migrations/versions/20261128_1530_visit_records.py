"""checks, pictures and lines of visits

Revision: 7c20de51a9f4, after 5e7a1d94c0b3
"""

import sqlalchemy as sa
from alembic import op

from helpline.tables.base import UtcDateTime

revision = "7c20de51a9f4"
down_revision = "5e7a1d94c0b3"
branch_labels = None
depends_on = None

TABLES = ("check_answers", "visit_photos", "work_lines")


def upgrade() -> None:
    op.create_table(
        "check_answers",
        sa.Column("id", sa.Integer(), nullable=False),
        *_told(),
        *_texts("item", "name", "value", "unit", "verdict", "note"),
        sa.Column("low", sa.Double(), nullable=True),
        sa.Column("high", sa.Double(), nullable=True),
        _one_of("check_answers", "verdict", ("ok", "faulty", "absent")),
        *_keys("check_answers"),
    )
    op.create_table(
        "visit_photos",
        sa.Column("id", sa.String(), nullable=False),
        *_told(),
        *_texts("kind", "content_type", "note"),
        sa.Column("size", sa.Integer(), nullable=False),
        _one_of("visit_photos", "kind", ("before", "after", "signature")),
        *_keys("visit_photos"),
    )
    op.create_table(
        "work_lines",
        sa.Column("id", sa.Integer(), nullable=False),
        *_told(),
        *_texts("kind", "text", "unit", "payer", "serial_in", "serial_out", "old_part", "voids"),
        sa.Column("quantity", sa.Integer(), nullable=False),
        sa.Column("price_fen", sa.Integer(), nullable=False),
        sa.CheckConstraint("quantity >= 1 AND price_fen >= 0", name=op.f("ck_work_lines_amount")),
        sa.CheckConstraint("(kind = 'void') = (voids <> '')", name=op.f("ck_work_lines_void")),
        _one_of("work_lines", "kind", ("part", "labour", "travel", "fee", "discount", "void")),
        _one_of("work_lines", "payer", ("customer", "warranty", "contract", "company")),
        _one_of("work_lines", "old_part", ("", "returned", "kept", "scrapped")),
        *_keys("work_lines"),
    )
    for table in TABLES:
        op.create_index(op.f(f"ix_{table}_visit_id"), table, ["visit_id"])


def downgrade() -> None:
    for table in reversed(TABLES):
        op.drop_table(table)


def _told() -> list[sa.Column]:
    return [
        sa.Column("visit_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("client_key", sa.String(), nullable=False),
        sa.Column("happened_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("received_at", UtcDateTime(timezone=True), nullable=False),
    ]


def _texts(*names: str) -> list[sa.Column]:
    return [sa.Column(name, sa.String(), nullable=False) for name in names]


def _keys(table: str) -> list[sa.Constraint]:
    return [
        sa.ForeignKeyConstraint(["visit_id"], ["visits.id"], name=op.f(f"fk_{table}_visit_id")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f(f"fk_{table}_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
        sa.UniqueConstraint("person_id", "client_key", name=op.f(f"uq_{table}_person_id_client_key")),
    ]


def _one_of(table: str, column: str, values: tuple[str, ...]) -> sa.CheckConstraint:
    listed = ", ".join(f"'{value}'" for value in values)
    return sa.CheckConstraint(f"{column} IN ({listed})", name=op.f(f"ck_{table}_{column}"))
