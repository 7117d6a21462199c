"""What the gateway hears in a burst by itself: danger, and the facts an alarm lacks. All of it outside transactions.

It costs the processor's time, and others wait while a transaction writes.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import bindparam, select

from helpline.core.database import Database
from helpline.core.unit_of_work import ZONE
from helpline.tables import Conversation, Message
from kb.emergency import detect
from kb.lookup import product_words
from kb.models.knowledge import EmergencyKind, Knowledge
from kb.models.limits import BurstPolicy
from language.facts.extract import extract
from language.facts.normalise import normalise
from language.facts.road_position import road_position

TOLD = ("address", "place", "phone", "name", "product")
MOST_WAITING = 200  # messages of one conversation that are looked at together


_OWNER = select(Conversation.owner).where(Conversation.id == bindparam("conversation"))
_WAITING = (
    select(Message.id, Message.text, Message.payload)
    .where(Message.conversation_id == bindparam("conversation"), Message.handled_at.is_(None))
    .where(Message.direction == "in", Message.author == "customer")
    .order_by(Message.seq)
    .limit(MOST_WAITING)
)


class Said(NamedTuple):
    """What is heard of a message."""

    id: int
    text: str
    payload: str


@dataclass(frozen=True)
class Heard:
    """A burst to make a turn of, and what it tells. The rest of what waits is left for the next turn."""

    messages: tuple[int, ...]
    owner: str  # of the conversation when it was heard
    text: str = ""
    danger: EmergencyKind | None = None
    facts: tuple[tuple[str, str], ...] = ()  # of an alarm, and where a human is awaited: who, where, what
    rest: bool = False  # whether more waits than this burst


def hear(database: Database, kb: Knowledge, conversation_id: str, now: datetime) -> Heard | None:
    """The next burst of a conversation; None when nothing of its customer waits."""
    with database.read() as session:
        owner = session.scalars(_OWNER, {"conversation": conversation_id}).one()
        waiting = [Said(*row) for row in session.execute(_WAITING, {"conversation": conversation_id})]
    burst = burst_of(waiting, kb.policies.limits.burst)
    if not burst:
        return None
    text = joined(burst)
    danger = None if burst[-1].payload else detect(kb, normalise(text))
    if danger is None:
        for message in waiting[len(burst) :]:  # danger waits for no burst before it
            if message.text and not message.payload and (danger := detect(kb, normalise(message.text))):
                burst, text = [message], message.text
                break
    facts = told(kb, text, now) if text and (owner == "queue" or danger is not None) else ()
    rest = len(waiting) > len(burst)
    return Heard(tuple(message.id for message in burst), owner, text, danger, facts, rest)


def told(kb: Knowledge, text: str, now: datetime) -> tuple[tuple[str, str], ...]:
    """The address, phone, name and product in a text; where no address is told, the place."""
    facts = extract(text, now.astimezone(ZONE), product_words(kb))
    found = {fact.kind: fact.value for fact in reversed(facts) if fact.kind in TOLD and fact.value}
    place = found.pop("place", None)
    place = road_position(text) or place
    if place:
        found.setdefault("address", place)
    return tuple(found.items())


def burst_of(messages: Sequence[Said], burst_policy: BurstPolicy) -> list[Said]:
    """The messages to answer together: as many as policy lets, up to and including a pressed button, which stands
    alone."""
    burst: list[Said] = []
    characters = 0
    for message in messages:
        characters += len(message.text)
        if burst and (message.payload or len(burst) == burst_policy.messages or characters > burst_policy.characters):
            return burst
        burst.append(message)
        if message.payload:
            return burst
    return burst


def joined(burst: Sequence[Said]) -> str:
    """One text of several bubbles: customers split a wish over 2–4 short messages."""
    parts = [message.text for message in burst if message.text]
    text = ""
    for part in parts:
        glue = "" if not text or text[-1] in "。！？，；,.!?;~～… " else "，"
        text += glue + part
    return text
