"""Before a visit the customer is reminded of the window and the engineer (R27)."""

from cases.handoff import said_time
from cases.messages import say
from cases.phrases import phrase
from cases.tables import Conversation, Timer, Visit
from cases.timeline import record
from cases.work import Work


def act(work: Work, timer: Timer) -> None:
    visit = work.session.get_one(Visit, timer.data["visit_id"])
    if visit.status != "booked" or visit.case.conversation_id is None:
        return
    conversation = work.session.get_one(Conversation, visit.case.conversation_id)
    text = phrase(
        work.kb,
        "visit_reminder",
        time=said_time(work, visit.start_at),
        engineer=visit.engineer.name,
        phone=visit.engineer.phone,
        number=visit.case.number,
    )
    say(work, conversation, text, author="bot")
    record(work, visit.case, "visit_reminded", start=visit.start_at.isoformat())
