"""what a message says may be over before it is sent

Revision: e2b7a9c31f46, after c4e81d5b7a20
"""

import sqlalchemy as sa
from alembic import op

from helpline.tables.base import UtcDateTime

revision = "e2b7a9c31f46"
down_revision = "c4e81d5b7a20"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("messages", sa.Column("useful_until", UtcDateTime(timezone=True), nullable=True))


def downgrade() -> None:
    op.drop_column("messages", "useful_until")
