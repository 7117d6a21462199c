"""drafts and facts of notices

Revision: 3c7d0b92e6a5, after e58a1f3c94d0
"""

import sqlalchemy as sa
from alembic import op

revision = "3c7d0b92e6a5"
down_revision = "e58a1f3c94d0"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("conversations", sa.Column("draft", sa.JSON(), nullable=False, server_default="{}"))
    op.add_column("messages", sa.Column("facts", sa.JSON(), nullable=False, server_default="{}"))


def downgrade() -> None:
    op.drop_column("messages", "facts")
    op.drop_column("conversations", "draft")
