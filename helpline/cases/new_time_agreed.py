"""What cannot be kept is agreed anew (R05, R15): the customer hears the reason and the new time, it is on the clock."""

from datetime import datetime

from helpline.conversations.channel_selection import of_case
from helpline.conversations.messages import say
from helpline.conversations.ownership import said_time
from helpline.core.errors import ArrivalByVisit, Invalid, NothingToKeep
from helpline.core.phrases import phrase
from helpline.core.unit_of_work import UnitOfWork
from helpline.promises import ledger
from helpline.tables import Case
from helpline.tables.states import TO_COME
from helpline.tasks.ledger import open_task
from helpline.timeline.record import record

RULE = "call_about_promise"
BY_VISITS = "onsite"  # agreed by booking one


def agree(work: UnitOfWork, case: Case, kind: str, at: datetime, reason: str) -> None:
    """The new time takes the place of the old one, whose miss stays a miss.

    Where the customer cannot be written to, it is somebody's task to call them. ArrivalByVisit for an arrival,
    NothingToKeep for what is not promised or kept already, Invalid for a time that has passed.
    """
    _require_open(work, case, kind)
    name = next((one.name for one in work.kb.policies.sla.kinds if one.id == kind), "")
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


def _require_open(work: UnitOfWork, case: Case, kind: str) -> None:
    """Refuses with the cause: which promise, how it stands, and what is possible instead."""
    if kind == BY_VISITS:
        booked = [said_time(work, visit.start_at) for visit in case.visits if visit.status in TO_COME]
        instead = f"move the visit booked for {booked[0]}" if booked else "plan a visit, none is booked"
        raise ArrivalByVisit(f"kind: {kind} is agreed by a visit; {instead}")
    possible = [promise.kind for promise in ledger.open_of(work, case) if promise.kind != BY_VISITS]
    if kind not in possible:
        made = ledger.newest(work, case).get(kind)
        how = f"is {made.state}" if made else "is not promised of this case"
        raise NothingToKeep(f"kind: {kind} {how}; another time can be agreed for {', '.join(possible) or 'nothing'}")
