"""A message arrives in its conversation: words are kept for the bot or the agent, events are acted on at once."""

from collections.abc import Collection, Iterable
from datetime import timedelta
from hashlib import sha256
from uuid import uuid4

from sqlalchemy import bindparam, case, select, update

from connectors.contract.capabilities import Capabilities
from connectors.contract.inbound import Inbound, Kind
from connectors.contract.numbering import chosen
from helpline.conversations import confidential, displeasure, erasure
from helpline.conversations.allowances import open_allowance
from helpline.conversations.messages import last_said, say
from helpline.core.errors import NotFound
from helpline.core.phrases import phrase
from helpline.core.unit_of_work import UnitOfWork
from helpline.customers import consent
from helpline.jobs import claims
from helpline.jobs.payloads import FetchAttachment
from helpline.jobs.schedule import schedule
from helpline.tables import Attachment, Conversation, Message
from kb.complaint import begins
from kb.models.knowledge import Knowledge

EVENTS = (Kind.JOINED, Kind.SCANNED, Kind.LEFT, Kind.STOPPED, Kind.RESUMED)
OFFERS_LOOKED_AT = 20
LONG_WAIT = timedelta(minutes=2)  # for another try; shorter ones end by themselves
LONGEST_CHOICE = 2  # digits; a code that begins with zeros is no choice
WHOLE_SECOND = timedelta(seconds=1)  # platforms tell no part of it


def arrive(
    work: UnitOfWork, inbound: Inbound, conversation: Conversation, capabilities: Capabilities | None = None
) -> Message:
    """Stores the message in its conversation, whose row is locked, and opens what allowance it opens.

    Of a longer text than policy lets the rest is not kept, and the customer is told so.
    Nothing is flushed unless needed: many messages stored together cost little more than one.
    """
    conversation.last_seq += 1
    conversation.changed_at = work.now
    longest = work.kb.policies.limits.text.characters
    message = Message(
        conversation_id=conversation.id,
        seq=conversation.last_seq,
        direction="in",
        kind=inbound.kind,
        author="customer",
        text=inbound.text[:longest],
        payload=_payload(work, conversation, inbound, capabilities),
        attachments=_attachments(work, conversation, inbound),
        channel=inbound.channel,
        external_id=inbound.external_id,
        sender_hash=sender_hash(inbound),
        created_at=work.now,
    )
    work.session.add(message)
    if capabilities and (allowance := capabilities.allowances.get(inbound.opens)):
        since = inbound.written_at + WHOLE_SECOND if inbound.written_at else None
        open_allowance(work, conversation, inbound.opens, allowance.count, allowance.lasts, since, inbound.ticket)
    if inbound.kind in EVENTS:
        message.handled_at = work.now
        _EVENT[Kind(inbound.kind)](work, conversation, inbound)
    else:
        conversation.last_customer_at = work.now
        conversation.unreachable = ""
        conversation.unread += 1
        if inbound.text:
            conversation.displeasure = displeasure.after(work, conversation, message)
        confidential.hear(work, conversation, message)
        if len(inbound.text) > longest:
            work.session.flush()
            say(work, conversation, phrase(work.kb, "text_cut", count=longest), author="system")
    return message


def hear_before(kb: Knowledge, inbound: Iterable[Inbound]) -> None:
    """Listens for complaints in what will arrive: it takes a moment, for which nobody's writing should wait."""
    for one in inbound:
        begins(kb, one.text[: kb.policies.limits.text.characters])


def sender_hash(inbound: Inbound) -> str:
    """Tells senders of a channel apart, and still knows a repeat when the sender's name has been forgotten."""
    return sha256(f"{inbound.channel}:{inbound.sender}".encode()).hexdigest()[:32]


def free_held(work: UnitOfWork, conversation_ids: Collection[str]) -> None:
    """What was held until these customers write may go out, and what waits long for another try is tried now."""
    if conversation_ids:
        values = {"writing": list(conversation_ids), "now": work.now, "long": work.now + LONG_WAIT}
        work.session.execute(_FREE, values, execution_options={"synchronize_session": False})


_HELD = Message.status == "held"
_WAITS_LONG = (Message.status == "pending") & (Message.due_at > bindparam("long"))
_FREE = (  # made once: it is asked at every message
    update(Message)
    .where(Message.conversation_id.in_(bindparam("writing", expanding=True)))
    .where(_HELD | _WAITS_LONG & claims.free(Message, bindparam("now")))
    .values(
        status="pending",
        due_at=bindparam("now"),
        claimed_until=None,
        error="",
        attempts=case((_HELD, 0), else_=Message.attempts),
    )
)


# -- what a message names ----------------------------------------------------------------------------------------------


def _payload(work: UnitOfWork, conversation: Conversation, inbound: Inbound, capabilities: Capabilities | None) -> str:
    """The payload of a button that was offered lately; customers cannot make up their own."""
    if inbound.payload and inbound.kind not in EVENTS:
        offers = _offers(work, conversation)
        return inbound.payload if any(_with_payload(b, inbound.payload) for _, b in offers) else ""
    choice = inbound.choice
    number = inbound.text.strip()
    if (
        not choice and capabilities and number.isdecimal() and len(number) <= LONGEST_CHOICE
    ):  # offers may go out as numbers
        choice = str(int(number))
    return _chosen(_offers(work, conversation), choice) if choice else ""


def _offers(work: UnitOfWork, conversation: Conversation) -> list[tuple[int, list[dict[str, str]]]]:
    rows = (
        select(Message.seq, Message.buttons)
        .where(Message.conversation_id == conversation.id, Message.direction == "out")
        .order_by(Message.seq.desc())
        .limit(OFFERS_LOOKED_AT)
    )
    return [(seq, buttons) for seq, buttons in work.session.execute(rows)]


def _with_payload(buttons: list[dict[str, str]], payload: str) -> bool:
    return any(button.get("payload") == payload for button in buttons)


def _chosen(offers: list[tuple[int, list[dict[str, str]]]], choice: str) -> str:
    """The payload of the n-th button of a named message, or of the newest one's button with that number."""
    seq, _, place = choice.rpartition("-")
    if not place.isdecimal():
        return ""
    if not seq:  # as numbered where nothing can be pressed
        button = chosen(offers[0][1], str(int(place))) if offers else None
        return button["payload"] if button else ""
    buttons = next((b for s, b in offers if str(s) == seq), [])
    at = int(place) - 1
    return buttons[at]["payload"] if 0 <= at < len(buttons) else ""


def _attachments(work: UnitOfWork, conversation: Conversation, inbound: Inbound) -> list[dict[str, str]]:
    rows = [work.session.get(Attachment, id) for id in inbound.attachments]
    if any(row is None or row.conversation_id != conversation.id for row in rows):
        raise NotFound("attachment")
    for media in inbound.media:
        row = Attachment(
            id=uuid4().hex,
            conversation_id=conversation.id,
            name=media.kind,
            content_type="",
            size=0,
            reference=media.reference,
            status="waiting",
            created_at=work.now,
        )
        work.session.add(row)
        schedule(work, FetchAttachment(attachment_id=row.id), row.id, work.now)
        rows.append(row)
    return [
        {"id": row.id, "name": row.name, "content_type": row.content_type, "url": f"/chat/attachments/{row.id}"}
        for row in rows
        if row
    ]


# -- events ------------------------------------------------------------------------------------------------------------


def _joined(work: UnitOfWork, conversation: Conversation, inbound: Inbound) -> None:
    company = work.kb.company
    conversation.unreachable = ""
    text = phrase(
        work.kb,
        "greeting",
        last_said(work, conversation, 2),
        company=company.name,
        assistant=company.assistant,
        hotline=company.hotline,
    )
    say(work, conversation, text, author="bot")
    if inbound.payload:
        _scanned(work, conversation, inbound)


def _scanned(work: UnitOfWork, conversation: Conversation, inbound: Inbound) -> None:
    """The label names the machine: what can be done for it is offered. Whose it is stays unsaid."""
    offers = [entry.split("|", 1) for entry in work.kb.phrases["machine_offers"]]
    buttons = [{"title": title, "payload": payload.replace("SERIAL", inbound.payload)} for title, payload in offers]
    text = phrase(work.kb, "machine_scanned", last_said(work, conversation, 2), serial=inbound.payload)
    say(work, conversation, text, author="bot", buttons=buttons)


def _left(work: UnitOfWork, conversation: Conversation, inbound: Inbound) -> None:
    erasure.forget(work, conversation)


def _stopped(work: UnitOfWork, conversation: Conversation, inbound: Inbound) -> None:
    consent.withdraw(work, conversation.channel, conversation.external_id)
    say(work, conversation, phrase(work.kb, "messages_stopped"), purpose="code")
    conversation.unreachable = "stopped"


def _resumed(work: UnitOfWork, conversation: Conversation, inbound: Inbound) -> None:
    consent.give(work, conversation.channel, conversation.external_id, "resumed")
    conversation.unreachable = ""
    say(work, conversation, phrase(work.kb, "messages_resumed"))


_EVENT = {
    Kind.JOINED: _joined,
    Kind.SCANNED: _scanned,
    Kind.LEFT: _left,
    Kind.STOPPED: _stopped,
    Kind.RESUMED: _resumed,
}
