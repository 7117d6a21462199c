"""Learning from use: what the bot missed is kept with the reason, and people at the desk say what it meant.

Anybody at the desk may suggest what a customer's message meant; the roles of `kb/policies/learning.yml` decide.
"""

import logging
import re
from collections.abc import Sequence
from datetime import timedelta
from enum import StrEnum

from sqlalchemy import ColumnElement, case, func, or_, select

from helpline.conversations import confidential
from helpline.conversations.access import require, visible
from helpline.core.errors import AlreadyReviewed, Invalid, NotAllowed, NotFound
from helpline.core.paging import Key, Order, Page, PageRequest, page_of
from helpline.core.unit_of_work import ZONE, UnitOfWork
from helpline.jobs.payloads import ForgetReview
from helpline.jobs.schedule import cancel, schedule
from helpline.tables import Case, Conversation, Message, ReviewItem, Turn
from kb.lookup import product_words
from kb.models.escalation import Trigger
from language.facts.anonymous import anonymous
from language.han import HAN

SURE = 0.7  # a question answered while another was asked: the second asking is then no sign of a miss
LONGEST = 200  # characters; what is longer is a story, not an example
NO_INTENT = ("", "nlu_fallback")
_READABLE = re.compile(f"[{HAN}A-Za-z]")

log = logging.getLogger(__name__)


class Reason(StrEnum):
    """Why a message is kept."""

    BEFORE_HANDOFF = "before_handoff"  # not understood once too often: a human took over
    FALLBACK = "fallback"  # no intent was probable enough
    ASKED_AGAIN = "asked_again"  # the bot asked the same question twice
    NOT_UNDERSTOOD = "not_understood"  # it did not answer what was asked
    RELABELLED = "relabelled"  # an agent says it meant something else


# -- collecting --------------------------------------------------------------------------------------------------


def collect(work: UnitOfWork, conversation: Conversation, turn: Turn, messages: Sequence[Message]) -> None:
    """Keeps the turn's words if the bot missed them. Never fails: an answer matters more than an example."""
    try:
        reason = _reason(work, conversation, turn)
        if reason and messages:
            with work.session.begin_nested():
                _keep(work, conversation, max(message.seq for message in messages), turn.text, reason, turn)
    except Exception:
        log.exception("turn %s: keeping it for review failed", turn.id)


def _reason(work: UnitOfWork, conversation: Conversation, turn: Turn) -> Reason | None:
    if turn.payload or not turn.text:
        return None
    if conversation.handoff_turn == turn.id and conversation.owner == "queue":
        rules = {rule.id: rule for rule in work.kb.policies.escalation.rules}
        rule = rules.get(conversation.handoff_rule)
        return Reason.BEFORE_HANDOFF if rule and rule.on == Trigger.NOT_UNDERSTOOD else None
    unclear = turn.intent in NO_INTENT
    asked = _asked_before(work, turn) if unclear or turn.asked else ""  # nothing else depends on it
    if unclear and not asked:
        return Reason.FALLBACK
    another_wish = turn.intent != "inform" and turn.confidence >= SURE
    if asked and asked == turn.asked and not another_wish:
        return Reason.ASKED_AGAIN
    return Reason.NOT_UNDERSTOOD if conversation.misunderstood else None


def _asked_before(work: UnitOfWork, turn: Turn) -> str:
    """What the bot was asking for when the turn was said."""
    before = select(Turn.asked).where(
        Turn.conversation_id == turn.conversation_id,
        Turn.id != turn.id,
        Turn.done_at.is_not(None),
        Turn.outcome == "answered",
    )
    return work.session.scalar(before.order_by(Turn.done_at.desc()).limit(1)) or ""


def _keep(
    work: UnitOfWork, conversation: Conversation, seq: int, text: str, reason: Reason, turn: Turn | None
) -> ReviewItem | None:
    example = _without_customer(work, conversation, text)
    if len(_READABLE.findall(example)) < 2 or len(example) > LONGEST:
        return None
    same = work.session.scalars(
        select(ReviewItem).where(ReviewItem.example == example, ReviewItem.status == "waiting").limit(1)
    ).one_or_none()
    if same and reason != Reason.RELABELLED:
        same.times += 1
        return same
    item = ReviewItem(
        conversation_id=conversation.id,
        seq=seq,
        turn_id=turn.id if turn else None,
        text=text,
        example=example,
        reason=reason,
        predicted=turn.intent if turn else "",
        confidence=turn.confidence if turn else 0.0,
        ranking=list(turn.ranking) if turn else [],
        times=1,
        created_at=work.now,
    )
    work.session.add(item)
    work.session.flush()
    return item


def _without_customer(work: UnitOfWork, conversation: Conversation, text: str) -> str:
    known = {conversation.customer.name, conversation.customer.address} if conversation.customer else set()
    if conversation.case_id and (case := work.session.get(Case, conversation.case_id)):
        known |= {case.contact_name, case.address}
    words = product_words(work.kb)
    return anonymous(text, work.now.astimezone(ZONE), words, sorted(word for word in known if word))


# -- suggesting --------------------------------------------------------------------------------------------------


def relabel(work: UnitOfWork, conversation_id: str, seq: int, intent: str) -> ReviewItem:
    """Anybody who may see the conversation: the customer's message meant `intent`. A reviewer will look at it.

    AlreadyReviewed when that has happened; Invalid when there is nothing in the message to learn from.
    """
    conversation = require(work, conversation_id)
    message = work.session.scalars(
        select(Message).where(Message.conversation_id == conversation_id, Message.seq == seq)
    ).one_or_none()
    if message is None or message.author != "customer" or confidential.withheld(work, [message]):
        raise NotFound(str(seq))
    of_the_message = (ReviewItem.seq == seq) & (ReviewItem.conversation_id == conversation_id)
    of_its_turn = (ReviewItem.turn_id == message.turn_id) & ReviewItem.turn_id.is_not(None)
    item = work.session.scalars(
        select(ReviewItem).where(or_(of_the_message, of_its_turn)).limit(1).with_for_update()
    ).one_or_none()
    if item is None:
        turn = work.session.get(Turn, message.turn_id) if message.turn_id else None
        whole = turn if turn and turn.text == message.text else None
        item = _keep(work, conversation, seq, message.text, Reason.RELABELLED, whole)
    if item is None:
        raise Invalid("too short or too long to learn from")
    if item.status != "waiting":
        raise AlreadyReviewed(item.status)
    item.reason = Reason.RELABELLED
    item.suggested, item.suggested_by = intent, work.actor.name
    return item


# -- reviewing ---------------------------------------------------------------------------------------------------


def may_review(work: UnitOfWork) -> bool:
    """Whether the acting person decides what becomes an example."""
    return work.actor.has(work.kb.policies.learning.reviewers)


_BY_USE = Order(
    "learning",
    (
        Key(case((ReviewItem.suggested == "", 1), else_=0)),
        Key(ReviewItem.times, descending=True),
        Key(ReviewItem.id),
    ),
)


def waiting(work: UnitOfWork, page: PageRequest = PageRequest()) -> Page[ReviewItem]:
    """Reviewers: what waits for them, agents' suggestions and what is said often first.

    An item moves up when an agent suggests an intent for it and when it is said again.
    """
    if not may_review(work):
        raise NotAllowed(work.actor.role)
    rows = select(ReviewItem).join(Conversation).where(ReviewItem.status == "waiting", _is_seen(work))
    return page_of(work.session, rows, _BY_USE, page)


def count_waiting(work: UnitOfWork) -> int:
    """How many wait for the acting person; 0 for who may not review."""
    if not may_review(work):
        return 0
    rows = select(func.count(ReviewItem.id)).join(Conversation)
    return work.session.scalar(rows.where(ReviewItem.status == "waiting", _is_seen(work))) or 0


def context(work: UnitOfWork, item: ReviewItem, around: int = 2) -> tuple[list[Message], set[int]]:
    """The item's messages with so many before and after them, and the places of its own."""
    nearby = select(Message).where(
        Message.conversation_id == item.conversation_id,
        Message.seq.between(item.seq - 12, item.seq + 2 * around + 2),
        ~((Message.direction == "in") & (Message.author == "system")),
    )
    rows = list(work.session.scalars(nearby.order_by(Message.seq)))
    own = {
        row.seq
        for row in rows
        if row.author == "customer" and (row.seq == item.seq or (item.turn_id and row.turn_id == item.turn_id))
    }
    places = [n for n, row in enumerate(rows) if row.seq in own]
    return rows[max(0, places[0] - around) : places[-1] + around + 1] if places else [], own


def label(work: UnitOfWork, id: int, intent: str, example: str | None = None) -> ReviewItem:
    """Reviewers: it means `intent`, in the words of `example` when they changed them. One of several is held out."""
    item = _take(work, id, "waiting")
    if example is not None:
        item.example = _without_customer(work, item.conversation, example)
        if not _READABLE.search(item.example) or len(item.example) > LONGEST:
            raise Invalid("too short or too long to learn from")
    _decide(work, item, "held_out" if item.id % work.kb.policies.learning.held_out_every == 0 else "approved")
    item.intent = intent
    return item


def reject(work: UnitOfWork, id: int) -> ReviewItem:
    """Reviewers: nothing to learn from; deleted some time later."""
    item = _take(work, id, "waiting")
    _decide(work, item, "rejected")
    forget_later(work, item)
    return item


def undo(work: UnitOfWork, id: int) -> ReviewItem:
    """Reviewers: it waits again. AlreadyReviewed once it has become an example."""
    item = _take(work, id, "approved", "held_out", "rejected")
    cancel(work, ForgetReview, str(item.id))
    item.status, item.intent, item.reviewed_by, item.reviewed_at = "waiting", "", "", None
    return item


def reviewed(work: UnitOfWork, status: str) -> list[ReviewItem]:
    """Whatever was decided so (`approved`, `held_out`, `rejected`, ...), oldest first."""
    return list(work.session.scalars(select(ReviewItem).where(ReviewItem.status == status).order_by(ReviewItem.id)))


def forget_later(work: UnitOfWork, item: ReviewItem) -> None:
    """Sets the job that deletes a settled item."""
    due = work.now + timedelta(days=work.kb.policies.learning.keep_days)
    schedule(work, ForgetReview(item_id=item.id), str(item.id), due)


def _take(work: UnitOfWork, id: int, *statuses: str) -> ReviewItem:
    if not may_review(work):
        raise NotAllowed(work.actor.role)
    rows = select(ReviewItem).join(Conversation).where(ReviewItem.id == id, _is_seen(work))
    item = work.session.scalars(rows.with_for_update(of=ReviewItem)).one_or_none()
    if item is None:
        raise NotFound(str(id))
    if item.status not in statuses:
        raise AlreadyReviewed(item.status)
    return item


def _decide(work: UnitOfWork, item: ReviewItem, status: str) -> None:
    item.status, item.reviewed_by, item.reviewed_at = status, work.actor.username, work.now


def _is_seen(work: UnitOfWork) -> ColumnElement[bool]:
    """R41: what was said in a complaint is seen by who may read it."""
    of_turn = (Message.turn_id == ReviewItem.turn_id) & Message.turn_id.is_not(None)
    own = (Message.conversation_id == ReviewItem.conversation_id) & ((Message.seq == ReviewItem.seq) | of_turn)
    told = select(Message.id).where(own, ~confidential.readable(work, Message.complaint_id))
    return visible(work) & ~told.exists()
