"""messages kept for review

Revision ID: 7c1e5b0f42a9
Revises: 7255163587b7
Create Date: 2026-11-22 07:15:00
"""

import sqlalchemy as sa
from alembic import op

import helpline.tables.base

revision = "7c1e5b0f42a9"
down_revision = "7255163587b7"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "review_items",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("conversation_id", sa.String(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("turn_id", sa.String(), nullable=True),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("example", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("predicted", sa.String(), nullable=False),
        sa.Column("confidence", sa.Double(), nullable=False),
        sa.Column("ranking", sa.JSON(), nullable=False),
        sa.Column("suggested", sa.String(), nullable=False),
        sa.Column("suggested_by", sa.String(), nullable=False),
        sa.Column("times", sa.Integer(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("intent", sa.String(), nullable=False),
        sa.Column("reviewed_by", sa.String(), nullable=False),
        sa.Column("reviewed_at", helpline.tables.base.UtcDateTime(timezone=True), nullable=True),
        sa.Column("created_at", helpline.tables.base.UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["conversation_id"], ["conversations.id"], name=op.f("fk_review_items_conversation_id")
        ),
        sa.ForeignKeyConstraint(["turn_id"], ["turns.id"], name=op.f("fk_review_items_turn_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_review_items")),
        sa.UniqueConstraint("conversation_id", "seq", name=op.f("uq_review_items_conversation_id_seq")),
    )
    with op.batch_alter_table("review_items") as table:
        table.create_index(op.f("ix_review_items_status"), ["status"], unique=False)
    with op.batch_alter_table("turns") as table:
        table.add_column(sa.Column("ranking", sa.JSON(), nullable=False, server_default="[]"))
        table.add_column(sa.Column("asked", sa.String(), nullable=False, server_default=""))


def downgrade() -> None:
    with op.batch_alter_table("turns") as table:
        table.drop_column("asked")
        table.drop_column("ranking")
    with op.batch_alter_table("review_items") as table:
        table.drop_index(op.f("ix_review_items_status"))
    op.drop_table("review_items")
