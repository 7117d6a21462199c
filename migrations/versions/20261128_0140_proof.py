"""proof: how it was shown whose talk it is, where a talk comes from, and what was guessed

Revision: d2a90c4e71b8, after 7a1c5e90d3f2
"""

import sqlalchemy as sa
from alembic import op

import helpline.tables.base

revision = "d2a90c4e71b8"
down_revision = "7a1c5e90d3f2"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "wrong_claims",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("conversation_id", sa.String(), nullable=False),
        sa.Column("phone", sa.String(), nullable=False),
        sa.Column("origin", sa.String(), nullable=False),
        sa.Column("claim_hash", sa.String(), nullable=False),
        sa.Column("at", helpline.tables.base.UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["conversation_id"], ["conversations.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    for column in ("conversation_id", "phone", "origin"):
        op.create_index(f"ix_wrong_claims_{column}", "wrong_claims", [column])
    op.execute("DELETE FROM login_attempts WHERE username LIKE 'proof:%'")
    with op.batch_alter_table("conversations") as batch:
        batch.add_column(sa.Column("proved_by", sa.String(), nullable=False, server_default=""))
        batch.add_column(sa.Column("origin", sa.String(), nullable=False, server_default=""))
        batch.drop_column("identity_attempts")
        batch.drop_column("identity_locked_until")
    op.execute(
        "UPDATE conversations SET proved_by = coalesce((SELECT proved_by FROM identities "
        "WHERE identities.channel = conversations.channel AND identities.external_id = conversations.external_id "
        "AND identities.customer_id = conversations.customer_id), '') WHERE customer_id IS NOT NULL"
    )
    with op.batch_alter_table("conversations") as batch:
        batch.alter_column("proved_by", server_default=None)
        batch.alter_column("origin", server_default=None)
    with op.batch_alter_table("cases") as batch:
        batch.add_column(sa.Column("filer_proved", sa.Boolean(), nullable=False, server_default=sa.true()))
    with op.batch_alter_table("cases") as batch:
        batch.alter_column("filer_proved", server_default=None)


def downgrade() -> None:
    with op.batch_alter_table("cases") as batch:
        batch.drop_column("filer_proved")
    with op.batch_alter_table("conversations") as batch:
        batch.add_column(sa.Column("identity_attempts", sa.Integer(), nullable=False, server_default="0"))
        batch.add_column(
            sa.Column("identity_locked_until", helpline.tables.base.UtcDateTime(timezone=True), nullable=True)
        )
        batch.drop_column("origin")
        batch.drop_column("proved_by")
    with op.batch_alter_table("conversations") as batch:
        batch.alter_column("identity_attempts", server_default=None)
    op.drop_table("wrong_claims")
