"""Before a visit the customer is reminded of the window and the engineer (R27)."""

from cases.handoff import said_time
from cases.messages import say
from cases.notices import visit_facts
from cases.phrases import phrase
from cases.reach import of_case
from cases.tables import Timer, Visit
from cases.timeline import record
from cases.work import Work


def act(work: Work, timer: Timer) -> None:
    visit = work.session.get_one(Visit, timer.data["visit_id"])
    conversation = of_case(work, visit.case)
    if visit.status != "booked" or conversation is None:
        return
    text = phrase(
        work.kb,
        "visit_reminder",
        time=said_time(work, visit.start_at),
        engineer=visit.engineer.name,
        phone=visit.engineer.phone,
        number=visit.case.number,
    )
    say(work, conversation, text, author="bot", purpose="notice:visit", facts=visit_facts(work, visit))
    record(work, visit.case, "visit_reminded", start=visit.start_at.isoformat())
