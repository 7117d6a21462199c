"""erasures

Revision: e58a1f3c94d0, after 6a6578d78fd6
"""

import sqlalchemy as sa
from alembic import op

import helpline.tables.base

revision = "e58a1f3c94d0"
down_revision = "6a6578d78fd6"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "erasures",
        sa.Column("conversation_id", sa.String(), nullable=False),
        sa.Column("files", sa.JSON(), nullable=False),
        sa.Column("due_at", helpline.tables.base.UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["conversation_id"], ["conversations.id"], name=op.f("fk_erasures_conversation_id")),
        sa.PrimaryKeyConstraint("conversation_id", name=op.f("pk_erasures")),
    )


def downgrade() -> None:
    op.drop_table("erasures")
