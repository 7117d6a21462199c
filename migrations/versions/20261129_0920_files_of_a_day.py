"""files are counted by the day they came

Revision: 4c1f0a7d9e26, after e6eb94145904
"""

from alembic import op

revision = "4c1f0a7d9e26"
down_revision = "e6eb94145904"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index(op.f("ix_attachments_created_at"), "attachments", ["created_at"])


def downgrade() -> None:
    op.drop_index(op.f("ix_attachments_created_at"), "attachments")
