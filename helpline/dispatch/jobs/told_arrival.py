"""The time passed that a customer was told for an arrival later than promised: nobody came, and they hear of it."""

from helpline.conversations.channel_selection import of_case
from helpline.conversations.messages import say
from helpline.conversations.ownership import said_time
from helpline.core.phrases import phrase
from helpline.core.unit_of_work import UnitOfWork
from helpline.escalation import rules as escalation
from helpline.jobs.payloads import ToldArrival
from helpline.tables import Case, Promise
from helpline.tables.promise import OPEN
from kb.models.escalation import Trigger


def act(work: UnitOfWork, payload: ToldArrival) -> None:
    promise = work.session.get_one(Promise, payload.promise_id, with_for_update=True)
    if promise.state not in OPEN or promise.due_at is None or promise.told_due_at is None:
        return
    case = work.session.get_one(Case, promise.case_id)
    escalation.fire(work, Trigger.DEADLINE_LATE, case=case, promise=promise.kind)
    conversation = of_case(work, case)
    if conversation is not None:
        due = said_time(work, promise.told_due_at)
        told = phrase(work.kb, "promise_missed_onsite", number=case.number, due=due)
        say(work, conversation, told, author="bot", purpose="notice", complaint_id=case.complaint_id)
