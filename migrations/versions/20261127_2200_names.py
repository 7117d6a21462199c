"""names: allowances, customer_chased

Revision: 5d1a7f04c3b8, after 3c7d0b92e6a5
"""

import sqlalchemy as sa
from alembic import op

revision = "5d1a7f04c3b8"
down_revision = "3c7d0b92e6a5"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.alter_column("conversations", "windows", new_column_name="allowances")
    _rename("urged", "customer_chased")


def downgrade() -> None:
    _rename("customer_chased", "urged")
    op.alter_column("conversations", "allowances", new_column_name="windows")


def _rename(old: str, new: str) -> None:
    """A line's kind, and the rule it names."""
    events = sa.table("case_events", sa.column("kind"))
    op.execute(events.update().where(events.c.kind == old).values(kind=new))
