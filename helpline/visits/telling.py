"""Who hears of a change to a visit: its engineers by text message, its customer where they can be reached.

Each is said in the transaction of the change, so once. A customer who cannot be reached is called by somebody.
"""

from datetime import datetime, timedelta

from helpline.conversations.channel_selection import by_phone, of_case
from helpline.conversations.messages import say
from helpline.conversations.notices import visit_facts
from helpline.conversations.opening import talk_with
from helpline.conversations.ownership import said_time
from helpline.core.phone import SMS, is_phone
from helpline.core.phrases import phrase
from helpline.core.unit_of_work import UnitOfWork
from helpline.promises.policy import policy_of
from helpline.tables import Case, Conversation, Person, Visit
from helpline.tasks.ledger import open_task
from helpline.timeline.record import record
from kb.lookup import category

RULE = "call_about_visit"


def engineers(work: UnitOfWork, visit: Visit, id: str, **values: str) -> None:
    """Says the phrase `id` to everybody who is to come."""
    for one in visit.crew:
        if one.is_live:
            engineer(work, one.person, visit, id, **values)


def engineer(work: UnitOfWork, person: Person, visit: Visit, id: str, **values: str) -> None:
    """Says it to one; nothing to who has no phone on file, or did it themselves."""
    if person.id == work.actor.person_id or not is_phone(person.phone):
        return
    case = visit.case
    told = phrase(
        work.kb,
        id,
        number=case.number,
        time=said_time(work, visit.start_at),
        address=case.address,
        product=category(work.kb, case.category).name if case.category else case.product_text,
        **values,
    )
    say(work, talk_with(work, SMS, person), told, purpose="notice", useful_until=_useful_until(work, visit))


def customer(work: UnitOfWork, visit: Visit, id: str, **values: str) -> None:
    """Says the phrase `id` to the case's customer; where there is no way, it is somebody's task to call them."""
    case = visit.case
    told = phrase(
        work.kb,
        id,
        number=case.number,
        time=said_time(work, visit.start_at),
        engineer=visit.engineer.name,
        company=work.kb.company.short_name,
        **values,
    )
    conversation = of_case(work, case)
    if conversation is not None:
        facts = visit_facts(work, visit)
        complaint = case.complaint_id
        say(
            work,
            conversation,
            told,
            author="bot",
            purpose="notice:visit",
            facts=facts,
            complaint_id=complaint,
            useful_until=_useful_until(work, visit),
        )
    else:
        to_call(work, case, told)
    record(work, case, "visit_told", told, visit=visit.id, reached=conversation is not None)


def write(work: UnitOfWork, case: Case, told: str) -> bool:
    """Says something about a case to its customer, and whether there is a way to."""
    conversation = of_case(work, case)
    if conversation is None:
        return False
    say(work, conversation, told, author="bot", purpose="notice", complaint_id=case.complaint_id)
    return not conversation.unreachable or _is_texted(work, conversation)


def write_or_call(work: UnitOfWork, case: Case, told: str) -> None:
    """The same; where there is no way, it is somebody's task to call them."""
    if not write(work, case, told):
        to_call(work, case, told)


def _is_texted(work: UnitOfWork, conversation: Conversation) -> bool:
    """Whether what cannot be said there goes out by text message."""
    fallback = work.kb.policies.delivery.fallback
    there = by_phone(work, fallback, conversation) if fallback else None
    return there is not None and not there.unreachable


def _useful_until(work: UnitOfWork, visit: Visit) -> datetime:
    """When somebody has nothing of hearing it any more: the visit is over, and what happened is long past."""
    stale = timedelta(minutes=policy_of(work.kb, visit.case).visits.stale_minutes)
    return max(visit.end_at, work.now + stale)


def to_call(work: UnitOfWork, case: Case, what: str) -> None:
    """Somebody is to tell the customer by phone."""
    team = "quality" if case.complaint_id is not None else "agent"
    subject = phrase(work.kb, "task_call_about_visit", number=case.number, what=what)
    open_task(work, team, "task", subject, RULE, 2, case.id, case.conversation_id)
