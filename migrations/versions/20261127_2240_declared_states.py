"""declared states: the database refuses others

Revision: c4d8e6b2f153, after b71f3e05a9c4
"""

from alembic import op

revision = "c4d8e6b2f153"
down_revision = "b71f3e05a9c4"
branch_labels = None
depends_on = None

STATES = {
    ("cases", "status"): "new assigned in_progress waiting solved reopened closed cancelled".split(),
    ("visits", "status"): "booked changed cancelled arrived".split(),
    ("conversations", "owner"): "bot queue agent".split(),
    ("messages", "direction"): "in out note".split(),
    ("messages", "status"): ["", *"pending sent delivered read held rerouted failed".split()],
    ("turns", "outcome"): ["", *"answered handed_off kept dropped".split()],
    ("attachments", "status"): "waiting ready lost".split(),
}


def upgrade() -> None:
    for table in dict.fromkeys(table for table, _ in STATES):
        with op.batch_alter_table(table) as batch:
            for (of, column), values in STATES.items():
                if of == table:
                    listed = ", ".join(f"'{value}'" for value in values)
                    batch.create_check_constraint(f"ck_{table}_{column}", f"{column} IN ({listed})")


def downgrade() -> None:
    for table in dict.fromkeys(table for table, _ in STATES):
        with op.batch_alter_table(table) as batch:
            for of, column in STATES:
                if of == table:
                    batch.drop_constraint(f"ck_{table}_{column}", type_="check")
