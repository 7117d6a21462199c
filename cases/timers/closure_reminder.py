"""The customer has not said whether the case may be closed: asked once more, then the rule's time runs (R34)."""

from datetime import timedelta

from cases import timers
from cases.messages import say
from cases.notices import closure_facts
from cases.phrases import phrase
from cases.reach import of_case
from cases.tables import Case, Timer
from cases.timeline import record
from cases.work import Work


def act(work: Work, timer: Timer) -> None:
    case = work.session.get_one(Case, timer.data["case_id"])
    if case.status != "solved":
        return
    policy = work.kb.policies.closing
    conversation = of_case(work, case)
    if conversation:
        hours = max(1, policy.close_minutes // 60)
        text = phrase(work.kb, "closure_reminder", number=case.number, hours=hours)
        say(work, conversation, text, author="bot", purpose="notice:closure", facts=closure_facts(work, case))
    record(work, case, "asked", question="closure_reminder", reached=bool(conversation))
    due = work.now + timedelta(minutes=policy.close_minutes)
    timers.schedule(work, "closure_by_rule", case.number, due, {"case_id": case.id})
