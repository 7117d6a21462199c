"""who is on duty when, and who is rung

Revision: 4e81b6d20c57, after 13cd8f31a2fe
"""

import sqlalchemy as sa
from alembic import op

revision = "4e81b6d20c57"
down_revision = "13cd8f31a2fe"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('rosters',
    sa.Column('id', sa.String(), nullable=False),
    sa.Column('name', sa.String(), nullable=False),
    sa.Column('purpose', sa.String(), nullable=False),
    sa.Column('business', sa.String(), nullable=False),
    sa.Column('ended_at', sa.DateTime(timezone=True), nullable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_rosters'))
    )
    op.create_index(op.f('ix_rosters_purpose'), 'rosters', ['purpose'], unique=False)
    op.create_table('absences',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('begun_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('ended_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('state', sa.String(), nullable=False),
    sa.Column('why', sa.String(), nullable=False),
    sa.Column('asked_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('decided_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('decided_by_id', sa.Integer(), nullable=True),
    sa.CheckConstraint("state IN ('asked', 'approved', 'refused')", name=op.f('ck_absences_state')),
    sa.CheckConstraint('ended_at > begun_at', name=op.f('ck_absences_in_order')),
    sa.ForeignKeyConstraint(['decided_by_id'], ['people.id'], name=op.f('fk_absences_decided_by_id')),
    sa.ForeignKeyConstraint(['person_id'], ['people.id'], name=op.f('fk_absences_person_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_absences'))
    )
    op.create_index('ix_absences_person', 'absences', ['person_id', 'ended_at'], unique=False)
    op.create_table('hand_over_notes',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('roster_id', sa.String(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('text', sa.String(), nullable=False),
    sa.ForeignKeyConstraint(['person_id'], ['people.id'], name=op.f('fk_hand_over_notes_person_id')),
    sa.ForeignKeyConstraint(['roster_id'], ['rosters.id'], name=op.f('fk_hand_over_notes_roster_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_hand_over_notes'))
    )
    op.create_index('ix_hand_over_notes_roster', 'hand_over_notes', ['roster_id', 'at'], unique=False)
    op.create_table('shifts',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('roster_id', sa.String(), nullable=False),
    sa.Column('rank', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('begun_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('ended_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('state', sa.String(), nullable=False),
    sa.Column('made_by', sa.String(), nullable=False),
    sa.Column('why', sa.String(), nullable=False),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint("made_by IN ('rule', 'override', 'swap')", name=op.f('ck_shifts_made_by')),
    sa.CheckConstraint("state IN ('standing', 'replaced')", name=op.f('ck_shifts_state')),
    sa.CheckConstraint('ended_at > begun_at', name=op.f('ck_shifts_in_order')),
    sa.ForeignKeyConstraint(['person_id'], ['people.id'], name=op.f('fk_shifts_person_id')),
    sa.ForeignKeyConstraint(['roster_id'], ['rosters.id'], name=op.f('fk_shifts_roster_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_shifts'))
    )
    op.create_index('ix_shifts_person', 'shifts', ['person_id', 'ended_at'], unique=False)
    op.create_index('uq_shifts_standing', 'shifts', ['roster_id', 'rank', 'begun_at'], unique=True, sqlite_where=sa.text("state = 'standing'"), postgresql_where=sa.text("state = 'standing'"))
    op.create_table('shift_changes',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('shift_id', sa.Integer(), nullable=False),
    sa.Column('asked_by_id', sa.Integer(), nullable=False),
    sa.Column('taken_by_id', sa.Integer(), nullable=True),
    sa.Column('begun_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('ended_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('state', sa.String(), nullable=False),
    sa.Column('why', sa.String(), nullable=False),
    sa.Column('asked_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('settled_at', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint("state IN ('open', 'taken', 'withdrawn', 'past_due')", name=op.f('ck_shift_changes_state')),
    sa.CheckConstraint('ended_at > begun_at', name=op.f('ck_shift_changes_in_order')),
    sa.CheckConstraint('taken_by_id IS NULL OR taken_by_id <> asked_by_id', name=op.f('ck_shift_changes_two_people')),
    sa.ForeignKeyConstraint(['asked_by_id'], ['people.id'], name=op.f('fk_shift_changes_asked_by_id')),
    sa.ForeignKeyConstraint(['shift_id'], ['shifts.id'], name=op.f('fk_shift_changes_shift_id')),
    sa.ForeignKeyConstraint(['taken_by_id'], ['people.id'], name=op.f('fk_shift_changes_taken_by_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_shift_changes'))
    )
    op.create_index('ix_shift_changes_state', 'shift_changes', ['state', 'begun_at'], unique=False)
    op.create_table('page_rounds',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('case_id', sa.Integer(), nullable=False),
    sa.Column('round', sa.Integer(), nullable=False),
    sa.Column('purpose', sa.String(), nullable=False),
    sa.Column('reason', sa.String(), nullable=False),
    sa.Column('asked_by', sa.String(), nullable=False),
    sa.Column('state', sa.String(), nullable=False),
    sa.Column('begun_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('ended_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('told_unanswered_at', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint("state IN ('ringing', 'answered', 'unanswered', 'stopped')", name=op.f('ck_page_rounds_state')),
    sa.ForeignKeyConstraint(['case_id'], ['cases.id'], name=op.f('fk_page_rounds_case_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_page_rounds')),
    sa.UniqueConstraint('case_id', 'round', name=op.f('uq_page_rounds_case_id_round'))
    )
    op.create_index('uq_page_rounds_ringing', 'page_rounds', ['case_id'], unique=True, sqlite_where=sa.text("state = 'ringing'"), postgresql_where=sa.text("state = 'ringing'"))
    op.create_table('pages',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('page_round_id', sa.Integer(), nullable=False),
    sa.Column('case_id', sa.Integer(), nullable=False),
    sa.Column('round', sa.Integer(), nullable=False),
    sa.Column('rank', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('channels', sa.JSON(), nullable=False),
    sa.Column('rung_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('rung_out_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('answered_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('answered_by', sa.String(), nullable=False),
    sa.Column('outcome', sa.String(), nullable=False),
    sa.Column('error', sa.String(), nullable=False),
    sa.CheckConstraint("outcome IN ('ringing', 'answered', 'missed', 'refused', 'skipped')", name=op.f('ck_pages_outcome')),
    sa.ForeignKeyConstraint(['case_id'], ['cases.id'], name=op.f('fk_pages_case_id')),
    sa.ForeignKeyConstraint(['page_round_id'], ['page_rounds.id'], name=op.f('fk_pages_page_round_id')),
    sa.ForeignKeyConstraint(['person_id'], ['people.id'], name=op.f('fk_pages_person_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_pages')),
    sa.UniqueConstraint('case_id', 'round', 'rank', name=op.f('uq_pages_case_id_round_rank'))
    )
    op.create_index(op.f('ix_pages_page_round_id'), 'pages', ['page_round_id'], unique=False)
    op.create_index('ix_pages_person', 'pages', ['person_id', 'rung_at'], unique=False)

def downgrade() -> None:
    op.drop_table('pages')
    op.drop_table('page_rounds')
    op.drop_table('shift_changes')
    op.drop_table('shifts')
    op.drop_table('hand_over_notes')
    op.drop_table('absences')
    op.drop_table('rosters')
