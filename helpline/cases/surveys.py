"""Surveys (R35): asked once after each case and answered by a score with a few words; a low score becomes a task."""

from datetime import timedelta

from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload

from helpline.cases.queries import visible
from helpline.conversations import confidential
from helpline.conversations.channel_selection import of_case as way_to
from helpline.conversations.messages import prompt
from helpline.core.database import insert_once
from helpline.core.errors import Invalid, NotFound
from helpline.core.paging import Key, Order, Page, PageRequest, page_of
from helpline.core.phone import SMS, stored
from helpline.core.unit_of_work import UnitOfWork
from helpline.customers.proof import Act, may
from helpline.escalation import rules
from helpline.promises.policy import policy_of
from helpline.tables import Case, Conversation, Survey
from helpline.tasks import ledger
from helpline.timeline.record import record
from kb.models.escalation import Trigger
from kb.models.knowledge import ClosingPolicy

PHONE = "phone"  # the channel of what somebody is to ask by a call
RULE = "regular_survey"  # of the task to call
_NEWEST_FIRST = Order("surveys", (Key(Survey.id, descending=True),))


def ask(work: UnitOfWork, case: Case) -> bool:
    """Whether the customer is asked now: once a case."""
    conversation = way_to(work, case)
    values = {
        "customer_id": case.customer_id,
        "asked_at": work.now,
        "channel": conversation.channel if conversation else case.channel,
        "engineer_id": case.engineer_id,
        "category": case.category,
    }
    work.session.flush()
    new = insert_once(work.session, Survey, case_id=case.id, **values)
    work.session.expire(case, ["survey"])
    return new


def of_case(work: UnitOfWork, case: Case) -> Survey:
    """The survey about a case; made where a customer scores one unasked."""
    ask(work, case)
    assert case.survey is not None
    return case.survey


def find(work: UnitOfWork, id: int) -> Survey:
    """One the acting person may see; NotFound otherwise."""
    row = work.session.scalars(_visible(work).where(Survey.id == id)).one_or_none()
    if row is None:
        raise NotFound(str(id))
    return row


def listed(work: UnitOfWork, answered: bool | None, page: PageRequest) -> Page[Survey]:
    """Surveys the acting person may see, newest first; those answered, not answered, or all. None moves."""
    rows = _visible(work)
    if answered is not None:
        rows = rows.where(Survey.answered_at.is_not(None) if answered else Survey.answered_at.is_(None))
    return page_of(work.session, rows, _NEWEST_FIRST, page)


def may_answer(work: UnitOfWork, conversation: Conversation, row: Survey) -> bool:
    """Whether it may be answered in this talk: by whom it was asked of, shown to be so."""
    if row.case is not None:
        return may(work, conversation, Act.CLOSE_CASE, row.case)
    if row.customer is None:
        return False
    if conversation.channel == SMS and stored(row.customer.phone) == conversation.external_id:
        return True
    return may(work, conversation, Act.TAKE_QUESTION, row.customer)


def is_low(work: UnitOfWork, row: Survey) -> bool:
    """Whether the score is one that somebody asks about."""
    return row.score is not None and row.score <= _policy(work, row).low_score


def has_lapsed(work: UnitOfWork, row: Survey) -> bool:
    """Whether it was asked so long ago that only a score is still taken for the answer."""
    return work.now - row.asked_at >= timedelta(minutes=_policy(work, row).survey_expire_minutes)


def _policy(work: UnitOfWork, row: Survey) -> ClosingPolicy:
    return policy_of(work.kb, row.case).closing if row.case else work.kb.policies.closing


def score(work: UnitOfWork, row: Survey, score: int, words: str = "", turn_id: str = "") -> rules.Outcome | None:
    """Records the answer; a low score becomes a task for quality staff. The first score counts, words may follow."""
    if not 1 <= score <= 5:
        raise Invalid("score")
    case = row.case
    if case is not None:
        words = confidential.words_for(work, case, words, turn_id)
    first = row.score is None
    if first:
        row.score, row.answered_at = score, work.now
    if words:
        row.words = words
    if case is not None:
        record(work, case, "scored", words, score=row.score)
    if first and is_low(work, row):
        return rules.fire(work, Trigger.LOW_SCORE, case=case)
    return None


def answered_by_phone(work: UnitOfWork, row: Survey, told: int, words: str) -> None:
    """Somebody asked by a call: what the customer said, and whose task it was is done. Invalid once it is answered."""
    if row.answered_at is not None:
        raise Invalid("id: answered already")
    score(work, row, told, words)
    ledger.settle(work, RULE, about=f"survey:{row.id}")


def ask_in(work: UnitOfWork, conversation: Conversation, row: Survey) -> None:
    """The customer under contract is asked in this talk, once it is the bot's and idle."""
    prompt(work, conversation, f'/ask_regular{{"choice": "{row.id}"}}', f"ask_regular:{row.id}")


def _visible(work: UnitOfWork) -> Select[Survey]:
    shown = (joinedload(part) for part in (Survey.case, Survey.customer, Survey.engineer))
    rows = select(Survey).outerjoin(Case, Case.id == Survey.case_id).options(*shown)
    return rows.where(Survey.case_id.is_(None) | visible(work))
