"""Complaints become cases with what was told (R41), when nobody asks any further.

One that is made while people have the conversation for another matter is filed beside it: the matter keeps its people
and its place, and the complaint's readers get a task.
"""

from collections.abc import Mapping, Sequence

from sqlalchemy import select

from helpline.cases.accused import accuse, names_a_reader
from helpline.cases.filing import Request, file_case
from helpline.cases.lifecycle import CaseType
from helpline.conversations import confidential
from helpline.conversations.channel_selection import phone_to_reach
from helpline.conversations.messages import last_said, say
from helpline.core.phrases import phrase
from helpline.core.unit_of_work import UnitOfWork
from helpline.tables import Case, Complaint, Conversation, Message
from helpline.tables.states import FINISHED_CASE
from helpline.tasks.ledger import open_task
from helpline.timeline.record import record
from kb.complaint import accuses
from kb.lookup import complaint_roles, complaint_rule

LONGEST_STORY = 1000  # characters
CONTACT = {"name": "contact_name", "phone": "phone", "address": "address"}  # what is told, and where it is kept


def filed_words(work: UnitOfWork, case: Case, beside: bool = False) -> str:
    """What the customer is told of a complaint that was filed: its number, and who reads it."""
    if names_a_reader(work, case):
        return phrase(work.kb, "complaint_beside_apart" if beside else "complaint_filed_apart", number=case.number)
    if beside:
        return phrase(work.kb, "complaint_beside", number=case.number)
    company = work.kb.company
    line = {"phone": company.complaint_phone, "email": company.complaint_email}
    return phrase(work.kb, "complaint_filed", number=case.number, **line)


def told_key(turn_id: str) -> str:
    """The idempotency key of the case that a turn's complaint becomes."""
    return f"complaint:{turn_id}"


def told_case(work: UnitOfWork, conversation: Conversation, turn_id: str) -> Case | None:
    """The case of the complaint that is being told, filed now (by `told_key`) if it was not; None when none is told."""
    if conversation.complaint_id is None:
        return None
    return _open_case(work, conversation.complaint_id) or _file(work, conversation, conversation.complaint_id, turn_id)


def give_way(work: UnitOfWork, conversation: Conversation, turn_id: str) -> None:
    """An alarm comes first (R22): what was told of a complaint is filed for its readers, the alarm is read by all."""
    told = conversation.complaint_id or confidential.of_turn(_said(work, turn_id))
    if told is None:
        return
    case = _open_case(work, told) or _file(work, conversation, told, turn_id)
    if conversation.owner != "agent":
        _call_readers(work, conversation, case)
        confidential.leave(conversation)
    confidential.unmark(work, turn_id)


def told_beside(work: UnitOfWork, conversation: Conversation, turn_id: str, burst: Sequence[Message]) -> bool:
    """Whether this was a complaint to people who have the conversation for another matter.

    It is then filed, or added to the one that is open, and the customer is told so.
    """
    told = confidential.of_turn(burst)
    if told is None or conversation.complaint_id is not None:
        return False
    case = _open_case(work, told)
    if case is None:
        case = _file(work, conversation, told, turn_id)
        answer = filed_words(work, case, beside=True)
    else:
        words = _joined(burst)
        record(work, case, "customer_chased", words, key=turn_id)
        accuse(work, case, words)
        answer = phrase(work.kb, "complaint_added", last_said(work, conversation, 2), number=case.number)
    _call_readers(work, conversation, case)
    if conversation.agent and not set(conversation.agent.roles).isdisjoint(complaint_roles(work.kb)):
        confidential.tell(work, conversation, case=case)
    say(work, conversation, answer, turn_id=turn_id, complaint_id=told)
    return True


def told_in_passing(work: UnitOfWork, conversation: Conversation, turn_id: str, burst: Sequence[Message]) -> None:
    """An accusation in what the bot took for something else, a fault or a reason to cancel, is filed beside it."""
    marked = confidential.of_turn(burst)
    told = work.session.get(Complaint, marked) if marked is not None else None
    if told and told.turn_id != turn_id and accuses(work.kb, _joined(burst)):
        told_beside(work, conversation, turn_id, burst)


def reached(work: UnitOfWork, conversation: Conversation, facts: Mapping[str, str]) -> str:
    """Who complained tells how to reach them, after it was filed: put on the case that lacks it, and said so.

    "" when nothing was told of it. A name counts with a phone, or with the phone known: others are the accused.
    """
    case = _open_case(work, conversation.complaint_id) if conversation.complaint_id is not None else None
    if case is None:
        return ""
    counts = CONTACT if case.phone or facts.get("phone") else {"address": CONTACT["address"]}
    fresh = {field: facts[kind] for kind, field in counts.items() if kind in facts and not getattr(case, field)}
    for field, value in fresh.items():
        setattr(case, field, value)
    if not fresh:
        return ""
    record(work, case, "completed", **fresh)
    told = phrase(work.kb, "comma").join(fresh.values())
    return phrase(work.kb, "complaint_reached", number=case.number, what=told)


def _open_case(work: UnitOfWork, complaint_id: int) -> Case | None:
    rows = select(Case).where(Case.complaint_id == complaint_id, Case.status.not_in(FINISHED_CASE))
    return work.session.scalars(rows.order_by(Case.id.desc()).limit(1)).one_or_none()


def _call_readers(work: UnitOfWork, conversation: Conversation, case: Case) -> None:
    """A task for who reads complaints, as their queue does not hold the conversation."""
    rule = complaint_rule(work.kb)
    for role in complaint_roles(work.kb):
        open_task(
            work,
            role,
            "task",
            rule.reason,
            rule.id,
            rule.priority,
            case_id=case.id,
            conversation_id=conversation.id,
        )


def _file(work: UnitOfWork, conversation: Conversation, complaint_id: int, turn_id: str) -> Case:
    said = select(Message).where(Message.complaint_id == complaint_id, Message.author == "customer")
    about = work.session.get(Case, conversation.case_id) if conversation.case_id else None
    request = Request(
        type=CaseType.COMPLAINT,
        description=_joined(work.session.scalars(said.order_by(Message.id)).all())[:LONGEST_STORY],
        key=told_key(turn_id),
        name=about.contact_name if about else conversation.customer.name if conversation.customer else "",
        phone=phone_to_reach(work, conversation),
    )
    return file_case(work, conversation, request, complaint=work.session.get_one(Complaint, complaint_id))


def _joined(messages: Sequence[Message]) -> str:
    return "\n".join(message.text for message in messages if message.text)


def _said(work: UnitOfWork, turn_id: str) -> list[Message]:
    work.session.flush()
    rows = select(Message).where(Message.turn_id == turn_id, Message.direction == "in")
    return list(work.session.scalars(rows.order_by(Message.seq)))
