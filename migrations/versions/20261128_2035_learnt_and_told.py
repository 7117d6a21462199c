"""what is learnt, told and asked: analyses, guided faults, readiness, surveys as rows

Revision: b57cdaa3b717, after e2b7a9c31f46
"""

import sqlalchemy as sa
from alembic import op

from helpline.tables.base import UtcDateTime

revision = "b57cdaa3b717"
down_revision = "e2b7a9c31f46"
branch_labels = None
depends_on = None

Instant = UtcDateTime(timezone=True)
SCORED = ("surveyed_at", "score_words", "score")


def upgrade() -> None:
    op.create_table(
        "guided_faults",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("asset_id", sa.String(), nullable=True),
        sa.Column("category", sa.String(), nullable=False),
        sa.Column("symptom", sa.String(), nullable=False),
        sa.Column("article", sa.String(), nullable=False),
        sa.Column("cause", sa.String(), nullable=False),
        sa.Column("steps", sa.JSON(), nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("solved_at", Instant, nullable=False),
        sa.ForeignKeyConstraint(["asset_id"], ["assets.id"], name=op.f("fk_guided_faults_asset_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_guided_faults")),
        sa.UniqueConstraint("key", name=op.f("uq_guided_faults_key")),
    )
    op.create_index(op.f("ix_guided_faults_asset_id"), "guided_faults", ["asset_id"])
    op.create_index(op.f("ix_guided_faults_category"), "guided_faults", ["category"])
    op.create_table(
        "fault_analyses",
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("due_at", Instant, nullable=False),
        sa.Column("cause", sa.String(), nullable=False),
        sa.Column("treatment", sa.String(), nullable=False),
        sa.Column("prevention", sa.String(), nullable=False),
        sa.Column("written_at", Instant, nullable=True),
        sa.Column("writer_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_fault_analyses_case_id")),
        sa.ForeignKeyConstraint(["writer_id"], ["people.id"], name=op.f("fk_fault_analyses_writer_id")),
        sa.PrimaryKeyConstraint("case_id", name=op.f("pk_fault_analyses")),
    )
    op.create_table(
        "visit_readiness",
        sa.Column("visit_id", sa.Integer(), nullable=False),
        sa.Column("item", sa.String(), nullable=False),
        sa.Column("asked_at", Instant, nullable=True),
        sa.Column("answer", sa.String(), nullable=False),
        sa.Column("answered_at", Instant, nullable=True),
        sa.Column("answered_by", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["visit_id"], ["visits.id"], name=op.f("fk_visit_readiness_visit_id")),
        sa.PrimaryKeyConstraint("visit_id", "item", name=op.f("pk_visit_readiness")),
    )
    op.create_table(
        "calendar_years",
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("version", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("year", name=op.f("pk_calendar_years")),
    )
    _surveys()
    with op.batch_alter_table("assets") as batch:
        batch.add_column(sa.Column("parameters", sa.JSON(), server_default="{}", nullable=False))
    with op.batch_alter_table("cases") as batch:
        batch.add_column(sa.Column("serial_told", sa.String(), server_default="", nullable=False))
    with op.batch_alter_table("contracts") as batch:
        batch.add_column(sa.Column("resident_id", sa.Integer(), nullable=True))
        batch.create_foreign_key(op.f("fk_contracts_resident_id"), "people", ["resident_id"], ["id"])
    with op.batch_alter_table("promises") as batch:
        batch.add_column(sa.Column("told_due_at", Instant, nullable=True))


def _surveys() -> None:
    """What stood on the case becomes a row of its own."""
    op.create_table(
        "surveys",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=True),
        sa.Column("contract_id", sa.String(), nullable=True),
        sa.Column("period", sa.String(), nullable=False),
        sa.Column("customer_id", sa.String(), nullable=True),
        sa.Column("asked_at", Instant, nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("engineer_id", sa.Integer(), nullable=True),
        sa.Column("category", sa.String(), nullable=False),
        sa.Column("answered_at", Instant, nullable=True),
        sa.Column("score", sa.Integer(), nullable=True),
        sa.Column("words", sa.String(), nullable=False),
        sa.CheckConstraint("(case_id IS NULL) <> (contract_id IS NULL)", name=op.f("ck_surveys_about_one")),
        sa.CheckConstraint("score BETWEEN 1 AND 5", name=op.f("ck_surveys_score")),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_surveys_case_id")),
        sa.ForeignKeyConstraint(["contract_id"], ["contracts.id"], name=op.f("fk_surveys_contract_id")),
        sa.ForeignKeyConstraint(["customer_id"], ["customers.id"], name=op.f("fk_surveys_customer_id")),
        sa.ForeignKeyConstraint(["engineer_id"], ["people.id"], name=op.f("fk_surveys_engineer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_surveys")),
        sa.UniqueConstraint("case_id", name=op.f("uq_surveys_case_id")),
        sa.UniqueConstraint("contract_id", "period", name=op.f("uq_surveys_contract_id_period")),
    )
    op.create_index(op.f("ix_surveys_asked_at"), "surveys", ["asked_at"])
    op.create_index(op.f("ix_surveys_customer_id"), "surveys", ["customer_id"])
    op.execute(
        "INSERT INTO surveys (case_id, period, customer_id, asked_at, channel, engineer_id, category, answered_at,"
        " score, words) SELECT id, '', customer_id, coalesce(surveyed_at, changed_at), channel, engineer_id, category,"
        " CASE WHEN score IS NULL THEN NULL ELSE coalesce(surveyed_at, changed_at) END, score, score_words"
        " FROM cases WHERE surveyed_at IS NOT NULL OR score IS NOT NULL"
    )
    with op.batch_alter_table("cases") as batch:
        for column in SCORED:
            batch.drop_column(column)


def _scores() -> None:
    with op.batch_alter_table("cases") as batch:
        batch.add_column(sa.Column("score", sa.Integer(), nullable=True))
        batch.add_column(sa.Column("score_words", sa.String(), server_default="", nullable=False))
        batch.add_column(sa.Column("surveyed_at", Instant, nullable=True))
    with op.batch_alter_table("cases") as batch:
        batch.alter_column("score_words", server_default=None)
    of_case = "(SELECT {} FROM surveys WHERE surveys.case_id = cases.id)"
    op.execute(
        f"UPDATE cases SET score = {of_case.format('score')}, score_words = {of_case.format('words')},"
        f" surveyed_at = {of_case.format('asked_at')} WHERE id IN (SELECT case_id FROM surveys)"
    )
    op.drop_table("surveys")


def downgrade() -> None:
    _scores()
    op.drop_table("calendar_years")
    op.drop_table("visit_readiness")
    with op.batch_alter_table("promises") as batch:
        batch.drop_column("told_due_at")
    with op.batch_alter_table("contracts") as batch:
        batch.drop_constraint(op.f("fk_contracts_resident_id"), type_="foreignkey")
        batch.drop_column("resident_id")
    with op.batch_alter_table("cases") as batch:
        batch.drop_column("serial_told")
    with op.batch_alter_table("assets") as batch:
        batch.drop_column("parameters")
    op.drop_table("fault_analyses")
    op.drop_table("guided_faults")
