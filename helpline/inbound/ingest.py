"""Stored before answered: what comes in is a row before its sender is told so."""

from collections import defaultdict
from collections.abc import Container, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import bindparam, delete, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from connectors.contract.channel import Channel
from connectors.contract.inbound import Inbound, Kind, Received
from connectors.contract.request import Refused
from helpline.conversations.opening import conversation_of
from helpline.core import clock
from helpline.core.database import Database
from helpline.core.errors import NotFound
from helpline.core.unit_of_work import CUSTOMER, UnitOfWork
from helpline.delivery.receipts import note_receipt
from helpline.inbound.ingest_message import arrive, free_held, hear_before, sender_hash
from helpline.inbound.pull_wanted import want
from helpline.tables import Conversation, Message, Nonce
from kb.models.knowledge import Knowledge

NONCE_LASTS = timedelta(minutes=15)  # longer than a request's timestamp may lie in the past

Authentic = tuple[Channel, Received]
Key = tuple[str, str, str]  # of a message: its channel, sender and id


@dataclass(frozen=True)
class Stored:
    message_id: int
    conversation_id: str
    repeated: bool


def receive(database: Database, kb: Knowledge, inbound: Inbound, conversation_id: str, origin: str = "") -> Stored:
    """Stores a message of a conversation that is known; its sender's same id again finds the first one's row.

    `origin` is where this message comes from, as `gateway/api/origin.py` tells it.
    """
    hear_before(kb, [inbound])
    try:
        with database.write() as session:
            work = UnitOfWork(session, kb, clock.now(), CUSTOMER)
            known = _known(work, [inbound]).get(_key(inbound))
            return Stored(*known, True) if known else _receive(work, inbound, conversation_id, origin)
    except IntegrityError:
        with database.read() as session:
            known = _known(UnitOfWork(session, kb, clock.now()), [inbound]).get(_key(inbound))
            if known is None:
                raise
            return Stored(*known, True)


def _receive(work: UnitOfWork, inbound: Inbound, conversation_id: str, origin: str) -> Stored:
    conversation = work.session.get(Conversation, conversation_id, with_for_update=True)
    if conversation is None:
        raise NotFound(conversation_id)
    conversation.origin = origin
    message = arrive(work, inbound, conversation)
    free_held(work, [conversation_id])
    work.session.flush()
    return Stored(message.id, conversation_id, False)


def take_in(
    database: Database, kb: Knowledge, channel: Channel, received: Received, channels: Container[str] = ()
) -> list[str]:
    """Stores everything of an authentic request in one transaction; returns the conversations that changed.

    What the platform says it could not deliver goes by another of `channels`, where policy says so. Repeats change
    nothing. Refused when the request's nonce came before with other messages.
    """
    for attempt in (1, 2):
        try:
            return take_in_all(database, kb, [(channel, received)], channels)[0]
        except IntegrityError:  # the same at the same instant in another process, which has stored it by now
            if attempt == 2:
                raise
    raise AssertionError


def take_in_all(
    database: Database, kb: Knowledge, requests: Sequence[Authentic], channels: Container[str] = ()
) -> list[list[str]]:
    """The same for several requests in one transaction, which costs little more than one: all are stored, or none."""
    hear_before(kb, [one for _, received in requests for one in received.inbound])
    with database.write() as session:
        work = UnitOfWork(session, kb, clock.now(), CUSTOMER)
        batch = _Batch(work, requests, channels)
        changed = [batch.take_in(channel, received) for channel, received in requests]
        free_held(work, batch.writing)
        return changed


class _Batch:
    """What several requests need to look up, looked up together."""

    def __init__(self, work: UnitOfWork, requests: Sequence[Authentic], channels: Container[str]) -> None:
        self._work, self._channels = work, channels
        self.writing: set[str] = set()
        inbound = [one for _, received in requests for one in received.inbound]
        # Nonces before messages: a nonce another process has just stored came with its message, which is found then.
        self._nonces = _nonces(work, requests)
        self._seen = set(_known(work, inbound))
        self._talks: dict[tuple[str, str], Conversation] = {}
        for channel, ones in _by_channel(inbound).items():
            senders = {one.sender for one in ones}
            rows = select(Conversation).where(Conversation.channel == channel, Conversation.external_id.in_(senders))
            for talk in work.session.scalars(rows.order_by(Conversation.id).with_for_update()):
                self._talks[channel, talk.external_id] = talk

    def take_in(self, channel: Channel, received: Received) -> list[str]:
        fresh = [one for one in received.inbound if _key(one) not in self._seen]
        if received.nonce and (fresh or not received.inbound) and self._came_before(channel.name, received.nonce):
            if fresh:
                raise Refused("the nonce was used before")
            return []  # the platform says again what was stored with the nonce
        changed = []
        for one in fresh:
            self._seen.add(_key(one))
            talk = self._talk(channel.name, one.sender)
            arrive(self._work, one, talk, channel.capabilities)
            changed.append(talk.id)
            if one.kind == Kind.LEFT:  # whoever comes next under this name is somebody new
                del self._talks[channel.name, one.sender]
            elif one.kind != Kind.STOPPED:
                self.writing.add(talk.id)
        for receipt in received.receipts:
            changed += note_receipt(self._work, channel.name, receipt, self._channels)
        for pull in received.pulls:
            want(self._work, channel.name, pull.account, pull.token)
        return changed

    def _talk(self, channel: str, sender: str) -> Conversation:
        if (channel, sender) not in self._talks:
            self._talks[channel, sender] = conversation_of(self._work, channel, sender)
        return self._talks[channel, sender]

    def _came_before(self, channel: str, nonce: str) -> bool:
        """Notes the nonce when it is new."""
        if (channel, nonce) in self._nonces:
            return True
        self._nonces.add((channel, nonce))
        self._work.session.add(Nonce(channel=channel, nonce=nonce, at=self._work.now))
        return False


def _key(inbound: Inbound) -> Key:
    return inbound.channel, sender_hash(inbound), inbound.external_id


def _known(work: UnitOfWork, inbound: Sequence[Inbound]) -> dict[Key, tuple[int, str]]:
    """(message id, conversation id) of those that are stored."""
    found: dict[Key, tuple[int, str]] = {}
    for channel, ones in _by_channel(inbound).items():
        asked = {
            "channel": channel,
            "senders": list({sender_hash(one) for one in ones}),
            "names": list({one.external_id for one in ones}),
        }
        for sender, name, id, talk in work.session.execute(_KNOWN, asked):
            found[channel, sender, str(name)] = (id, talk)
    return found


_KNOWN = select(Message.sender_hash, Message.external_id, Message.id, Message.conversation_id).where(
    Message.channel == bindparam("channel"),
    Message.sender_hash.in_(bindparam("senders", expanding=True)),
    Message.external_id.in_(bindparam("names", expanding=True)),
)


def _nonces(work: UnitOfWork, requests: Sequence[Authentic]) -> set[tuple[str, str]]:
    asked: dict[str, set[str]] = defaultdict(set)
    for channel, received in requests:
        if received.nonce:
            asked[channel.name].add(received.nonce)
    found = set()
    for name, nonces in asked.items():
        rows = select(Nonce.nonce).where(Nonce.channel == name, Nonce.nonce.in_(nonces))
        found |= {(name, nonce) for nonce in work.session.scalars(rows)}
    return found


def _by_channel(inbound: Sequence[Inbound]) -> dict[str, list[Inbound]]:
    grouped: dict[str, list[Inbound]] = defaultdict(list)
    for one in inbound:
        grouped[one.channel].append(one)
    return grouped


def forget_nonces(session: Session, now: datetime) -> None:
    """Drops nonces whose requests would be refused for their age anyway."""
    session.execute(delete(Nonce).where(Nonce.at < now - NONCE_LASTS))
