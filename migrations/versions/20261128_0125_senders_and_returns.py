"""a message is unique by channel, sender and id; a turn may come back from people

Revision: e51c7ad90b62, after 7d20c5e9f1a4
"""

from hashlib import sha256

import sqlalchemy as sa
from alembic import op

revision = "e51c7ad90b62"
down_revision = "7d20c5e9f1a4"
branch_labels = None
depends_on = None

OLD, NEW = ["channel", "external_id"], ["channel", "sender_hash", "external_id"]
CHECKS = (  # SQLite's copy of a table leaves them out unless it is told of them
    sa.CheckConstraint("direction IN ('in', 'out', 'note')", name="ck_messages_direction"),
    sa.CheckConstraint(
        "status IN ('', 'pending', 'sent', 'delivered', 'read', 'held', 'rerouted', 'failed')",
        name="ck_messages_status",
    ),
)


def upgrade() -> None:
    op.add_column("turns", sa.Column("returned_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("messages", sa.Column("sender_hash", sa.String(), nullable=False, server_default=""))
    _hash_senders()
    with _messages() as batch:
        batch.drop_constraint("uq_messages_channel_external_id", type_="unique")
        batch.create_unique_constraint("uq_messages_channel_sender_hash_external_id", NEW)


def downgrade() -> None:
    op.execute(  # what only the sender told apart
        "UPDATE messages SET external_id = sender_hash || ':' || external_id WHERE EXISTS (SELECT 1 FROM messages AS "
        "other WHERE other.channel = messages.channel AND other.external_id = messages.external_id "
        "AND other.id < messages.id)"
    )
    with _messages() as batch:
        batch.drop_constraint("uq_messages_channel_sender_hash_external_id", type_="unique")
        batch.create_unique_constraint("uq_messages_channel_external_id", OLD)
    with _messages() as batch:
        batch.drop_column("sender_hash")
    op.drop_column("turns", "returned_at")


def _messages():
    on_sqlite = op.get_bind().dialect.name == "sqlite"
    return op.batch_alter_table("messages", table_args=CHECKS if on_sqlite else ())


def _hash_senders() -> None:
    link = op.get_bind()
    for id, channel, sender in link.execute(sa.text("SELECT id, channel, external_id FROM conversations")).fetchall():
        link.execute(
            sa.text(
                "UPDATE messages SET sender_hash = :hash WHERE conversation_id = :id "
                "AND direction = 'in' AND author = 'customer'"
            ),
            {"hash": sha256(f"{channel}:{sender}".encode()).hexdigest()[:32], "id": id},
        )
