"""staff own, link and are told of cases; keys of requests; when a promise was told

Revision: 13cd8f31a2fe, after d91b4c7e0a35
"""

import sqlalchemy as sa
from alembic import op

from helpline.tables.base import UtcDateTime

revision = "13cd8f31a2fe"
down_revision = "d91b4c7e0a35"
branch_labels = None
depends_on = None

Instant = UtcDateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "request_keys",
        *(sa.Column(name, sa.String(), nullable=False) for name in ("asker", "key", "deed", "made")),
        sa.Column("at", Instant, nullable=False),
        sa.PrimaryKeyConstraint("asker", "key", name=op.f("pk_request_keys")),
    )
    op.create_table(
        "case_links",
        *(sa.Column(name, sa.Integer(), nullable=False) for name in ("id", "case_id", "other_id")),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("made_at", Instant, nullable=False),
        sa.CheckConstraint(
            "kind IN ('related', 'repeat_of', 'follow_up_of', 'merged_into')", name=op.f("ck_case_links_kind")
        ),
        sa.CheckConstraint("case_id <> other_id", name=op.f("ck_case_links_two_cases")),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_case_links_case_id")),
        sa.ForeignKeyConstraint(["other_id"], ["cases.id"], name=op.f("fk_case_links_other_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_links")),
        sa.UniqueConstraint("case_id", "other_id", "kind", name=op.f("uq_case_links_case_id_other_id_kind")),
    )
    op.create_index(op.f("ix_case_links_other_id"), "case_links", ["other_id"])
    with op.batch_alter_table("cases") as batch:
        batch.add_column(sa.Column("owner_id", sa.Integer(), nullable=True))
        batch.create_index(op.f("ix_cases_owner_id"), ["owner_id"])
        batch.create_foreign_key(op.f("fk_cases_owner_id"), "people", ["owner_id"], ["id"])
    with op.batch_alter_table("promises") as batch:
        batch.add_column(sa.Column("told_at", Instant, nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("promises") as batch:
        batch.drop_column("told_at")
    with op.batch_alter_table("cases") as batch:
        batch.drop_constraint(op.f("fk_cases_owner_id"), type_="foreignkey")
        batch.drop_index(op.f("ix_cases_owner_id"))
        batch.drop_column("owner_id")
    op.drop_table("case_links")
    op.drop_table("request_keys")
