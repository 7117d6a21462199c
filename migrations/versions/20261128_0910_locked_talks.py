"""talks that were handed over because too much was guessed are counted

Revision: 7c1e5a92d840, after 4b8e19d03c7f
"""

import sqlalchemy as sa
from alembic import op

import helpline.tables.base

revision = "7c1e5a92d840"
down_revision = "4b8e19d03c7f"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("conversations") as batch:
        batch.add_column(sa.Column("locked_at", helpline.tables.base.UtcDateTime(timezone=True), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("conversations") as batch:
        batch.drop_column("locked_at")
