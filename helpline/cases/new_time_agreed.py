"""What cannot be kept is agreed anew (R05, R15): the customer hears the reason and the new time, it is on the clock."""

from datetime import datetime

from helpline.conversations.channel_selection import of_case
from helpline.conversations.messages import say
from helpline.conversations.ownership import said_time
from helpline.core.errors import Invalid
from helpline.core.phrases import phrase
from helpline.core.unit_of_work import UnitOfWork
from helpline.promises import ledger
from helpline.tables import Case
from helpline.tasks.ledger import open_task
from helpline.timeline.record import record

RULE = "call_about_promise"
BY_VISITS = "onsite"  # agreed by booking one


def agree(work: UnitOfWork, case: Case, kind: str, at: datetime, reason: str) -> None:
    """The new time takes the place of the old one, whose miss stays a miss.

    Where the customer cannot be written to, it is somebody's task to call them. Invalid for what is not promised, or
    kept already, or agreed by visits, and for a time that has passed.
    """
    stands = {promise.kind for promise in ledger.open_of(work, case)}
    name = next((one.name for one in work.kb.policies.sla.kinds if one.id == kind), "")
    if kind not in stands or kind == BY_VISITS:
        raise Invalid("kind: nothing of it is to be kept by an agreed time")
    if at <= work.now:
        raise Invalid("at: it has passed")
    ledger.agree(work, case, kind, at)
    ledger.told(work, case, kind)
    told = phrase(
        work.kb,
        "promise_agreed_notice",
        company=work.kb.company.short_name,
        number=case.number,
        reason=reason,
        what=name,
        due=said_time(work, at),
    )
    conversation = of_case(work, case)
    if conversation is not None:
        say(work, conversation, told, author="bot", purpose="notice", complaint_id=case.complaint_id)
    else:
        team = "quality" if case.complaint_id is not None else "agent"
        subject = phrase(work.kb, "task_call_about_visit", number=case.number, what=told)
        open_task(work, team, "task", subject, RULE, 2, case.id, about=f"{case.id}:{kind}")
    record(work, case, "promise_agreed", reason, promise=kind, at=at.isoformat(), reached=conversation is not None)
