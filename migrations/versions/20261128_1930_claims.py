"""claims are found without a look at what nobody has claimed

Revision: c4e81d5b7a20, after 93ab4f07d2c8
"""

import sqlalchemy as sa
from alembic import op

revision = "c4e81d5b7a20"
down_revision = "93ab4f07d2c8"
branch_labels = None
depends_on = None

JOBS = sa.text("done_at IS NULL AND cancelled_at IS NULL AND claimed_until IS NOT NULL")
MESSAGES = sa.text("status = 'pending' AND claimed_until IS NOT NULL")


def upgrade() -> None:
    op.create_index(
        "ix_jobs_claimed", "jobs", ["lane", "claimed_until"], sqlite_where=JOBS, postgresql_where=JOBS
    )
    op.create_index(
        "ix_messages_claimed", "messages", ["claimed_until"], sqlite_where=MESSAGES, postgresql_where=MESSAGES
    )


def downgrade() -> None:
    op.drop_index("ix_messages_claimed", "messages")
    op.drop_index("ix_jobs_claimed", "jobs")
