"""service points, partners, kept papers, emergency plans, reports and quality checks

Revision: e6eb94145904, after b57cdaa3b717
"""

import sqlalchemy as sa
from alembic import op

from helpline.tables.base import UtcDateTime

revision = 'e6eb94145904'
down_revision = "b57cdaa3b717"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('plan_drills',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('plan', sa.String(), nullable=False),
    sa.Column('version', sa.String(), nullable=False),
    sa.Column('held_on', sa.Date(), nullable=False),
    sa.Column('led_by', sa.String(), nullable=False),
    sa.Column('people', sa.Integer(), nullable=False),
    sa.Column('findings', sa.String(), nullable=False),
    sa.Column('noted_by', sa.String(), nullable=False),
    sa.Column('noted_at', UtcDateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_plan_drills'))
    )
    with op.batch_alter_table('plan_drills') as table:
        table.create_index(table.f('ix_plan_drills_plan'), ['plan'], unique=False)

    op.create_table('service_reports',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('period', sa.String(), nullable=False),
    sa.Column('begun_on', sa.Date(), nullable=False),
    sa.Column('ended_on', sa.Date(), nullable=False),
    sa.Column('figures', sa.JSON(), nullable=False),
    sa.Column('made_at', UtcDateTime(timezone=True), nullable=False),
    sa.CheckConstraint("period IN ('day', 'week', 'month')", name=op.f('ck_service_reports_period')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_service_reports')),
    sa.UniqueConstraint('period', 'begun_on', name=op.f('uq_service_reports_period_begun_on'))
    )
    op.create_table('kept_papers',
    sa.Column('id', sa.String(), nullable=False),
    sa.Column('kind', sa.String(), nullable=False),
    sa.Column('case_id', sa.Integer(), nullable=True),
    sa.Column('asset_id', sa.String(), nullable=True),
    sa.Column('contract_id', sa.String(), nullable=True),
    sa.Column('title', sa.String(), nullable=False),
    sa.Column('words', sa.String(), nullable=False),
    sa.Column('dated', sa.Date(), nullable=True),
    sa.Column('content_type', sa.String(), nullable=False),
    sa.Column('size', sa.Integer(), nullable=False),
    sa.Column('kept_by', sa.String(), nullable=False),
    sa.Column('kept_at', UtcDateTime(timezone=True), nullable=False),
    sa.CheckConstraint("kind IN ('confirmation', 'purchase', 'inspection', 'structure', 'settings', 'drawing', 'other')", name=op.f('ck_kept_papers_kind')),
    sa.CheckConstraint('(CASE WHEN case_id IS NULL THEN 0 ELSE 1 END) + (CASE WHEN asset_id IS NULL THEN 0 ELSE 1 END) + (CASE WHEN contract_id IS NULL THEN 0 ELSE 1 END) = 1', name=op.f('ck_kept_papers_one_place')),
    sa.ForeignKeyConstraint(['asset_id'], ['assets.id'], name=op.f('fk_kept_papers_asset_id')),
    sa.ForeignKeyConstraint(['case_id'], ['cases.id'], name=op.f('fk_kept_papers_case_id')),
    sa.ForeignKeyConstraint(['contract_id'], ['contracts.id'], name=op.f('fk_kept_papers_contract_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_kept_papers'))
    )
    with op.batch_alter_table('kept_papers') as table:
        table.create_index(table.f('ix_kept_papers_asset_id'), ['asset_id'], unique=False)
        table.create_index(table.f('ix_kept_papers_case_id'), ['case_id'], unique=False)
        table.create_index(table.f('ix_kept_papers_contract_id'), ['contract_id'], unique=False)

    op.create_table('plan_runs',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('case_id', sa.Integer(), nullable=False),
    sa.Column('plan', sa.String(), nullable=False),
    sa.Column('version', sa.String(), nullable=False),
    sa.Column('authorised_by', sa.Integer(), nullable=False),
    sa.Column('reason', sa.String(), nullable=False),
    sa.Column('started_at', UtcDateTime(timezone=True), nullable=False),
    sa.Column('ended_at', UtcDateTime(timezone=True), nullable=True),
    sa.Column('summary', sa.String(), nullable=False),
    sa.ForeignKeyConstraint(['authorised_by'], ['people.id'], name=op.f('fk_plan_runs_authorised_by')),
    sa.ForeignKeyConstraint(['case_id'], ['cases.id'], name=op.f('fk_plan_runs_case_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_plan_runs'))
    )
    with op.batch_alter_table('plan_runs') as table:
        table.create_index(table.f('ix_plan_runs_case_id'), ['case_id'], unique=False)
        table.create_index('uq_plan_runs_open', ['case_id', 'plan'], unique=True, sqlite_where=sa.text('ended_at IS NULL'), postgresql_where=sa.text('ended_at IS NULL'))

    op.create_table('quality_checks',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('case_id', sa.Integer(), nullable=False),
    sa.Column('drawn_at', UtcDateTime(timezone=True), nullable=False),
    sa.Column('checked_by', sa.Integer(), nullable=True),
    sa.Column('checked_at', UtcDateTime(timezone=True), nullable=True),
    sa.Column('good', sa.Boolean(), nullable=True),
    sa.Column('findings', sa.String(), nullable=False),
    sa.ForeignKeyConstraint(['case_id'], ['cases.id'], name=op.f('fk_quality_checks_case_id')),
    sa.ForeignKeyConstraint(['checked_by'], ['people.id'], name=op.f('fk_quality_checks_checked_by')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_quality_checks')),
    sa.UniqueConstraint('case_id', name=op.f('uq_quality_checks_case_id'))
    )
    op.create_table('plan_run_steps',
    sa.Column('run_id', sa.Integer(), nullable=False),
    sa.Column('step', sa.String(), nullable=False),
    sa.Column('place', sa.Integer(), nullable=False),
    sa.Column('name', sa.String(), nullable=False),
    sa.Column('due_at', UtcDateTime(timezone=True), nullable=False),
    sa.Column('agreed', sa.String(), nullable=False),
    sa.Column('outcome', sa.String(), nullable=False),
    sa.Column('done_at', UtcDateTime(timezone=True), nullable=True),
    sa.Column('done_by', sa.String(), nullable=False),
    sa.ForeignKeyConstraint(['run_id'], ['plan_runs.id'], name=op.f('fk_plan_run_steps_run_id')),
    sa.PrimaryKeyConstraint('run_id', 'step', name=op.f('pk_plan_run_steps'))
    )
    with op.batch_alter_table('cases') as table:
        table.add_column(sa.Column('service_point', sa.String(), server_default='', nullable=False))

    with op.batch_alter_table('people') as table:
        table.add_column(sa.Column('vehicle', sa.String(), server_default='', nullable=False))
        table.add_column(sa.Column('partner_id', sa.String(), nullable=True))
        table.create_index(table.f('ix_people_partner_id'), ['partner_id'], unique=False)
        table.create_foreign_key(table.f('fk_people_partner_id'), 'organisations', ['partner_id'], ['id'])



def downgrade() -> None:
    with op.batch_alter_table('people') as table:
        table.drop_constraint(table.f('fk_people_partner_id'), type_='foreignkey')
        table.drop_index(table.f('ix_people_partner_id'))
        table.drop_column('partner_id')
        table.drop_column('vehicle')

    with op.batch_alter_table('cases') as table:
        table.drop_column('service_point')

    op.drop_table('plan_run_steps')
    op.drop_table('quality_checks')
    with op.batch_alter_table('plan_runs') as table:
        table.drop_index('uq_plan_runs_open', sqlite_where=sa.text('ended_at IS NULL'), postgresql_where=sa.text('ended_at IS NULL'))
        table.drop_index(table.f('ix_plan_runs_case_id'))

    op.drop_table('plan_runs')
    with op.batch_alter_table('kept_papers') as table:
        table.drop_index(table.f('ix_kept_papers_contract_id'))
        table.drop_index(table.f('ix_kept_papers_case_id'))
        table.drop_index(table.f('ix_kept_papers_asset_id'))

    op.drop_table('kept_papers')
    op.drop_table('service_reports')
    with op.batch_alter_table('plan_drills') as table:
        table.drop_index(table.f('ix_plan_drills_plan'))

    op.drop_table('plan_drills')
