"""restores, erasures, and until when the law keeps a case whose customer asked for erasure

Revision: e7b1c40f9d26, after e51c7ad90b62
"""

import sqlalchemy as sa
from alembic import op

from helpline.tables.base import UtcDateTime

revision = "e7b1c40f9d26"
down_revision = "e51c7ad90b62"
branch_labels = None
depends_on = None

HELD = sa.text("resumed_at IS NULL")


def upgrade() -> None:
    op.create_table(
        "restores",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("backup_made_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("last_job_id", sa.Integer(), nullable=False),
        sa.Column("last_message_id", sa.Integer(), nullable=False),
        sa.Column("resumed_at", UtcDateTime(timezone=True), nullable=True),
        sa.Column("resumed_by", sa.String(), nullable=False),
        sa.Column("old_sent", sa.Boolean(), nullable=False),
        sa.Column("skipped", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_restores"),
    )
    op.create_index("ix_restores_held", "restores", ["resumed_at"], sqlite_where=HELD, postgresql_where=HELD)
    op.create_table(
        "erasures",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("cause", sa.String(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("erased", sa.JSON(), nullable=False),
        sa.Column("kept", sa.JSON(), nullable=False),
        sa.CheckConstraint("cause IN ('request', 'age', 'restore')", name="ck_erasures_cause"),
        sa.PrimaryKeyConstraint("id", name="pk_erasures"),
    )
    with op.batch_alter_table("cases") as batch:
        batch.add_column(sa.Column("erase_after", UtcDateTime(timezone=True), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("cases") as batch:
        batch.drop_column("erase_after")
    op.drop_table("erasures")
    op.drop_index("ix_restores_held", "restores")
    op.drop_table("restores")
