"""what the assistant remembers of a conversation is ours

Revision: c58d0f17a2e6, after 7c1e5a92d840

It stood in Rasa's tracker. What a customer has told towards an unfinished request is carried over from the draft; the
question that was open is asked again.
"""

import sqlalchemy as sa
from alembic import op

revision = "c58d0f17a2e6"
down_revision = "7c1e5a92d840"
branch_labels = None
depends_on = None

TASKS = {
    "report_fault_form": "report_fault",
    "warranty_form": "check_warranty",
    "visit_form": "book_visit",
    "progress_form": "check_progress",
    "complaint_form": "complain",
    "request_form": "service_request",
    "closure_form": "closure",
    "survey_form": "survey",
}

talk = sa.table("conversations", sa.column("id"), sa.column("flow"), sa.column("draft", sa.JSON()))


def upgrade() -> None:
    dialogues = op.create_table(
        "dialogues",
        sa.Column("conversation_id", sa.String(), nullable=False),
        sa.Column("state", sa.JSON(), nullable=False),
        sa.Column("turn_id", sa.String(), nullable=False),
        sa.Column("answer", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["conversation_id"], ["conversations.id"], name=op.f("fk_dialogues_conversation_id_conversations")
        ),
        sa.PrimaryKeyConstraint("conversation_id", name=op.f("pk_dialogues")),
    )
    link = op.get_bind()
    for id, flow, draft in link.execute(sa.select(talk.c.id, talk.c.flow, talk.c.draft)).all():
        if not flow and not draft:
            continue
        task = TASKS.get(flow, "")
        kept = {slot: value for slot, value in (draft or {}).get("slots", {}).items() if value is not None}
        draft = draft | {"flow": TASKS.get(draft["flow"], "")} if draft else draft
        link.execute(talk.update().where(talk.c.id == id).values(flow=task, draft=draft))
        if task and kept:
            state = {"task": task, "resume": task, "slots": kept}
            link.execute(dialogues.insert().values(conversation_id=id, state=state, turn_id="", answer=[]))
        else:
            link.execute(talk.update().where(talk.c.id == id).values(flow=""))


def downgrade() -> None:
    forms = {task: form for form, task in TASKS.items()}
    link = op.get_bind()
    for id, flow, draft in link.execute(sa.select(talk.c.id, talk.c.flow, talk.c.draft)).all():
        if flow or draft:
            draft = draft | {"flow": forms.get(draft["flow"], "")} if draft else draft
            link.execute(talk.update().where(talk.c.id == id).values(flow=forms.get(flow, ""), draft=draft))
    op.drop_table("dialogues")
