"""The customer has not said whether the case may be closed: asked once more, then the rule's time runs (R34)."""

from datetime import timedelta

from helpline.conversations.channel_selection import of_case
from helpline.conversations.messages import say
from helpline.conversations.notices import closure_facts
from helpline.core.phrases import phrase
from helpline.core.unit_of_work import UnitOfWork
from helpline.jobs.payloads import ClosureByRule, ClosureReminder
from helpline.jobs.schedule import schedule
from helpline.promises.policy import policy_of
from helpline.tables import Case
from helpline.timeline.record import record


def act(work: UnitOfWork, payload: ClosureReminder) -> None:
    case = work.session.get_one(Case, payload.case_id)
    if case.status != "solved":
        return
    policy = policy_of(work.kb, case).closing
    conversation = of_case(work, case)
    if conversation:
        hours = max(1, policy.close_minutes // 60)
        text = phrase(work.kb, "closure_reminder", number=case.number, hours=hours)
        facts = closure_facts(work, case)
        say(
            work,
            conversation,
            text,
            author="bot",
            purpose="notice:closure",
            facts=facts,
            complaint_id=case.complaint_id,
        )
    record(work, case, "asked", question="closure_reminder", reached=bool(conversation))
    due = work.now + timedelta(minutes=policy.close_minutes)
    schedule(work, ClosureByRule(case_id=case.id), case.number, due)
