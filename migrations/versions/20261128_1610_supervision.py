"""conduct marks, reviews of complaints

Revision: 7c2e9a4d61f8, after 7c20de51a9f4
"""

import sqlalchemy as sa
from alembic import op

from helpline.tables.base import UtcDateTime

revision = "7c2e9a4d61f8"
down_revision = "7c20de51a9f4"
branch_labels = None
depends_on = None

Instant = UtcDateTime(timezone=True)
KINDS = ("quarrel", "favours", "late", "same_fault")


def upgrade() -> None:
    op.create_table(
        "conduct_marks",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("consequence", sa.String(), nullable=False),
        sa.Column("made_by", sa.String(), nullable=False),
        sa.Column("made_at", Instant, nullable=False),
        sa.Column("withdrawn_at", Instant, nullable=True),
        sa.CheckConstraint("kind IN ({})".format(", ".join(f"'{kind}'" for kind in KINDS)), name="ck_conduct_marks_kind"),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_conduct_marks_case_id")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_conduct_marks_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_conduct_marks")),
        sa.UniqueConstraint("person_id", "case_id", "kind", name=op.f("uq_conduct_marks_person_id_case_id_kind")),
    )
    op.create_index(op.f("ix_conduct_marks_case_id"), "conduct_marks", ["case_id"])
    op.create_table(
        "complaint_reviews",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("reviewer_id", sa.Integer(), nullable=False),
        sa.Column("found_true", sa.Boolean(), nullable=False),
        sa.Column("cause", sa.String(), nullable=False),
        sa.Column("measure", sa.String(), nullable=False),
        sa.Column("measure_by", sa.Date(), nullable=True),
        sa.Column("made_at", Instant, nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_complaint_reviews_case_id")),
        sa.ForeignKeyConstraint(["reviewer_id"], ["people.id"], name=op.f("fk_complaint_reviews_reviewer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_complaint_reviews")),
        sa.UniqueConstraint("case_id", name=op.f("uq_complaint_reviews_case_id")),
    )


def downgrade() -> None:
    op.drop_table("complaint_reviews")
    op.drop_table("conduct_marks")
