"""codes are counted by when they were sent

Revision: 4b8e19d03c7f, after 9d2f7c40b1e8
"""

from alembic import op

revision = "4b8e19d03c7f"
down_revision = "9d2f7c40b1e8"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_one_time_codes_sent_at", "one_time_codes", ["sent_at"])


def downgrade() -> None:
    op.drop_index("ix_one_time_codes_sent_at", "one_time_codes")
