"""One conversation is forgotten: because its person unfollows, asks for erasure, or because it is too old.

Who unfollows is deleted as the channel's operator demands. Cases are service records that must be kept (R39), with the
conversation they were filed in; they stay with the customer they belong to, without the channel's name of the person.
Talk that led to no case is deleted.
"""

from collections import Counter
from datetime import timedelta
from hashlib import sha256

from sqlalchemy import Executable, delete, select, update

from helpline.core.unit_of_work import UnitOfWork
from helpline.jobs.payloads import EraseConversation
from helpline.jobs.schedule import schedule
from helpline.tables import (
    Attachment,
    Call,
    CallStep,
    Case,
    Conversation,
    Dialogue,
    Identity,
    Message,
    OneTimeCode,
    ReviewItem,
    Task,
    Turn,
    WrongClaim,
)

# By then a turn that Rasa was asked has ended, and a picture that was being fetched is there: neither comes after.
ERASED_AFTER = timedelta(minutes=10)
LEFT, ERASED = "left:", "erased:"  # before the hash that stands for an account: its cases' talk stays, or nothing does


def forget(work: UnitOfWork, conversation: Conversation, whole: bool = False) -> Counter[str]:
    """Unlinks the account, deletes words and pictures that belong to no case, and stops what waits to be sent.

    With `whole` those of a case go as well. Returns how many rows were emptied or deleted, by kind; a second time
    changes nothing. Files and what Rasa remembers are erased some minutes later, by `gateway/workers/erasing.py`, which
    also notes it beside the backups.
    """
    session, id = work.session, conversation.id
    if conversation.external_id.startswith(ERASED):
        return Counter()
    known = Identity.channel == conversation.channel, Identity.external_id == conversation.external_id
    counts = Counter(identities=_rows(work, delete(Identity).where(*known)), conversations=1)
    session.execute(
        update(Message)
        .where(Message.conversation_id == id, Message.status.in_(("pending", "held")))
        .values(status="failed", error="left")
    )
    if whole:  # a phone can be guessed from its hash; only who unfollows is to be known again, if the platform repeats
        session.execute(update(Message).where(Message.conversation_id == id).values(sender_hash=id))
    # Something can still be learned from the example: it tells nothing of who said it.
    reviewed = update(ReviewItem).where(ReviewItem.conversation_id == id).values(text=ReviewItem.example)
    counts["review_items"] = _rows(work, reviewed)
    files: list[str] = []
    gone = whole or session.scalar(select(Case.id).where(Case.conversation_id == id).limit(1)) is None
    if gone:
        files = _delete_talk(work, id, counts)
        conversation.customer_id = None
        conversation.customer_proved_at, conversation.proved_by, conversation.origin = None, "", ""
    job = EraseConversation(conversation_id=id, files=tuple(files), whole=gone)
    schedule(work, job, id, work.now + ERASED_AFTER)
    # The next time they come they are somebody new; the hash keeps the row unique and tells nothing.
    name = f"{conversation.channel}:{conversation.external_id}:{id}"
    conversation.external_id = (ERASED if gone else LEFT) + sha256(name.encode()).hexdigest()[:32]
    conversation.token_hash = None
    conversation.unreachable = "left"
    session.execute(delete(Dialogue).where(Dialogue.conversation_id == id))
    conversation.flow, conversation.draft, conversation.allowances = "", {}, {}
    return counts


def _delete_talk(work: UnitOfWork, id: str, counts: Counter[str]) -> list[str]:
    """Empties the conversation, and ends its turn: nobody is there to be answered. Returns the names of its files."""
    session = work.session
    files = list(session.scalars(select(Attachment.id).where(Attachment.conversation_id == id)))
    counts["files"] = _rows(work, delete(Attachment).where(Attachment.conversation_id == id))
    messages = update(Message).where(Message.conversation_id == id)
    counts["messages"] = _rows(work, messages.values(text="", payload="", buttons=[], attachments=[], facts={}))
    session.execute(messages.where(Message.handled_at.is_(None), Message.direction == "in").values(handled_at=work.now))
    turns = update(Turn).where(Turn.conversation_id == id)
    session.execute(turns.values(text="", payload=""))
    session.execute(turns.where(Turn.done_at.is_(None)).values(done_at=work.now, claimed_until=None, outcome="dropped"))
    session.execute(delete(OneTimeCode).where(OneTimeCode.conversation_id == id))
    session.execute(delete(WrongClaim).where(WrongClaim.conversation_id == id))
    session.execute(update(Task).where(Task.conversation_id == id).values(subject="", outcome=""))
    calls = select(Call.sid).where(Call.conversation_id == id)
    session.execute(update(CallStep).where(CallStep.call_sid.in_(calls)).values(twiml=""))
    session.execute(update(Call).where(Call.conversation_id == id).values(from_phone=""))
    return files


def _rows(work: UnitOfWork, statement: Executable) -> int:
    return work.session.execute(statement).rowcount  # type: ignore[attr-defined, no-any-return]  # counts its rows
