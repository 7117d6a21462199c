"""Before a visit the customer is reminded of the window and the engineer, and asked for what is to be clear (R27)."""

from helpline.conversations.channel_selection import of_case
from helpline.conversations.messages import say
from helpline.conversations.notices import visit_facts
from helpline.conversations.ownership import said_time
from helpline.core.phrases import phrase
from helpline.core.unit_of_work import UnitOfWork
from helpline.dispatch import readiness
from helpline.jobs.payloads import VisitReminder
from helpline.tables import Visit
from helpline.timeline.record import record


def act(work: UnitOfWork, payload: VisitReminder) -> None:
    visit = work.session.get_one(Visit, payload.visit_id)
    conversation = of_case(work, visit.case)
    if visit.status != "booked" or conversation is None:
        return
    if visit.start_at <= work.now:
        record(work, visit.case, "visit_reminder_skipped", start=visit.start_at.isoformat())
        return
    text = phrase(
        work.kb,
        "visit_reminder",
        time=said_time(work, visit.start_at),
        engineer=visit.engineer.name,
        phone=visit.engineer.phone,
        number=visit.case.number,
    )
    facts = visit_facts(work, visit)
    say(work, conversation, text, author="bot", purpose="notice:visit", facts=facts, useful_until=visit.start_at)
    record(work, visit.case, "visit_reminded", start=visit.start_at.isoformat())
    readiness.ask(work, visit)
