"""papers about visits

Revision: 93ab4f07d2c8, after 7c2e9a4d61f8
"""

import sqlalchemy as sa
from alembic import op

from helpline.tables.base import UtcDateTime

revision = "93ab4f07d2c8"
down_revision = "7c2e9a4d61f8"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "documents",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("visit_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("made_at", UtcDateTime(timezone=True), nullable=False),
        sa.CheckConstraint("kind IN ('service_order', 'fault_analysis')", name=op.f("ck_documents_kind")),
        sa.ForeignKeyConstraint(["visit_id"], ["visits.id"], name=op.f("fk_documents_visit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_documents")),
        sa.UniqueConstraint("visit_id", "kind", name=op.f("uq_documents_visit_id_kind")),
    )


def downgrade() -> None:
    op.drop_table("documents")
