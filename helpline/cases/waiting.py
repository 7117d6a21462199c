"""Waiting for the customer (R18): they are told what for, their answer lands on the case, and the clock runs on."""

from sqlalchemy import select

from helpline.cases.lifecycle import is_visited, move
from helpline.conversations import confidential
from helpline.conversations.channel_selection import of_case
from helpline.conversations.messages import prompt
from helpline.core.phrases import phrase
from helpline.core.unit_of_work import UnitOfWork
from helpline.tables import Case, CaseEvent
from helpline.tables.states import CaseStatus
from helpline.tasks import ledger
from helpline.timeline.record import record

QUESTION = "ask_waiting"  # the intent of the prompt
RULE = "customer_answered"


def ask(work: UnitOfWork, case: Case, what: str) -> None:
    """Staff need something of the customer: promises stand still, and the customer is asked for it where they are."""
    move(work, case, CaseStatus.WAITING, what)
    conversation = of_case(work, case)
    if conversation is not None:
        asked = len([line for line in case.events if line.kind == "moved" and line.data.get("to") == "waiting"])
        payload = f'/{QUESTION}{{"case_number": "{case.number}"}}'
        prompt(work, conversation, payload, f"{QUESTION}:{case.number}:{asked}", case.complaint_id)
    record(work, case, "asked", question=QUESTION, reached=bool(conversation))


def awaited(work: UnitOfWork, case: Case) -> str:
    """What the customer was asked for, in the words of who asked; "" when nothing is awaited."""
    line = _begun(work, case)
    return line.text if line is not None and case.status == CaseStatus.WAITING else ""


def answered(work: UnitOfWork, case: Case, words: str, turn_id: str) -> None:
    """The customer's answer: on the case, told to its people, and what was promised runs on."""
    line = _begun(work, case)
    record(work, case, "customer_answered", confidential.words_for(work, case, words, turn_id))
    before = line.data.get("frm") if line is not None else None
    comes = before == CaseStatus.ASSIGNED and is_visited(case)
    move(work, case, CaseStatus.ASSIGNED if comes else CaseStatus.IN_PROGRESS)
    subject = phrase(work.kb, "task_customer_answered", number=case.number)
    team = "quality" if case.complaint_id is not None else "agent"
    ledger.open_task(work, team, "task", subject, RULE, 3, case.id, case.conversation_id)


def _begun(work: UnitOfWork, case: Case) -> CaseEvent | None:
    lines = select(CaseEvent).where(CaseEvent.case_id == case.id, CaseEvent.kind == "moved")
    for line in work.session.scalars(lines.order_by(CaseEvent.id.desc())):
        if line.data.get("to") == CaseStatus.WAITING:
            return line
    return None
