"""The outbox: what is to be sent is a row, and every row ends sent, held until the customer writes, sent another way,
or failed with its reason.

A conversation's messages go out in their order, by one sweeper at a time. Before each foreign call the message's
attempt and the customer's allowance are written down: a process that dies in the call can neither overrun the
allowance nor try for ever. Only when it dies between the call and the next commit is a message sent a second time.
"""

import logging
from collections import Counter
from concurrent.futures import Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session
from structlog.contextvars import bind_contextvars

from connectors.contract.channel import Channel, Notifier, Registry
from connectors.contract.outbound import Delivery, Outbound, Parcel, Result
from helpline.conversations import allowances
from helpline.core import clock
from helpline.core.database import Database
from helpline.core.unit_of_work import SYSTEM, ZONE, UnitOfWork
from helpline.delivery import reroute, retry_policy
from helpline.delivery.packing import packed
from helpline.delivery.receipts import note_call, show
from helpline.delivery.throttle import Throttle
from helpline.jobs import claims, held
from helpline.tables import Conversation, Message
from kb.models.knowledge import Knowledge

LEASE = timedelta(seconds=60)
SLOW = timedelta(seconds=1)  # a call; in a shorter one a platform's clock of whole seconds does not move
UNHEARD = timedelta(seconds=10)  # for so long a platform may still do what it did not answer
CONVERSATIONS = 16  # in one round, and under way on one channel
AT_ONCE = 8  # on one channel
OFF = ""  # whatever belongs to no channel that is on
TOO_LATE = "too_late"
TAKEN_OVER = "wecom_state_human"  # a human of the platform's own desk talks with the customer

log = logging.getLogger(__name__)


def outbound(message: Message, uploads: Path | None = None) -> Outbound:
    """The row as connectors see it; with `uploads` the attachments say where their file lies (`path`)."""
    files = [{**file, "path": str(uploads / file["id"])} if uploads else file for file in message.attachments]
    return Outbound(
        id=message.id,
        seq=message.seq,
        author=message.author,
        author_name=message.author_name,
        text=message.text,
        buttons=tuple(message.buttons),
        attachments=tuple(files),
        sent_at=message.created_at.astimezone(ZONE).isoformat(timespec="seconds"),
        purpose=message.purpose,
        facts=message.facts,
    )


@dataclass
class Outbox:
    """One sender; any number may run."""

    database: Database
    kb: Knowledge
    channels: Registry
    uploads: Path | None = None
    instance: str = ""  # who claims

    def __post_init__(self) -> None:
        self._throttle = Throttle(
            {name: channel.capabilities.per_second for name, channel in self.channels.channels.items()}
        )
        self._workers = {name: ThreadPoolExecutor(AT_ONCE) for name in (*self.channels.channels, OFF)}
        self._under_way: dict[str, tuple[str, Future[None]]] = {}  # channel and sending, by conversation

    def deliver(self, patience: float | None = None) -> int:
        """Sends what is pending and due; returns how many messages it took up.

        What takes longer than `patience` seconds is left under way: a slow platform keeps no other waiting.
        """
        self._under_way = {id: (name, sending) for id, (name, sending) in self._under_way.items() if not sending.done()}
        batches = self._claim()
        for (conversation_id, name), ids in batches.items():
            workers = self._workers.get(name, self._workers[OFF])
            self._under_way[conversation_id] = (name, workers.submit(self._safely, (conversation_id, ids)))
        wait([sending for _, sending in self._under_way.values()], patience)
        return sum(len(ids) for ids in batches.values())

    def is_under_way(self) -> bool:  # a full channel takes more when it ends
        return any(not sending.done() for _, sending in self._under_way.values())

    def next_due(self, now: datetime) -> datetime | None:
        """When there is next something to send, by the clock."""
        with self.database.read() as session:
            return claims.next_instant(session, Message, now, Message.status == "pending")

    def close(self) -> None:
        for workers in self._workers.values():
            workers.shutdown()

    # -- claiming ----------------------------------------------------------------------------------------------------

    def _claim(self) -> dict[tuple[str, str], list[int]]:
        """Conversations (and channel) whose oldest pending message is due, with all their pending messages, leased."""
        now = clock.now()
        counts = Counter(name for name, _ in self._under_way.values())
        full = [name for name, count in counts.items() if count >= CONVERSATIONS]
        ready = claims.ready(Message, now)
        with self.database.read() as session:  # most rounds find nothing, and reading keeps nobody waiting
            pending = (Message.status == "pending", held.messages(held.held_since(session)))
            if session.scalar(select(Message.id).where(*pending, ready).limit(1)) is None:
                return {}
        with self.database.write() as session:
            self._skip_what_is_over(session, now)
            oldest = (
                select(Message.conversation_id, func.min(Message.seq).label("seq"))
                .where(*pending)
                .group_by(Message.conversation_id)
                .subquery()
            )
            first = (
                select(Message.conversation_id, Message.channel)
                .join(oldest, (oldest.c.conversation_id == Message.conversation_id) & (oldest.c.seq == Message.seq))
                .where(Message.status == "pending", ready)
                .where(Message.conversation_id.not_in(self._under_way), Message.channel.not_in(full))
                .order_by(Message.id)
                .limit(CONVERSATIONS)
                .with_for_update(of=Message, skip_locked=True)
            )
            claimed = {id: name for id, name in session.execute(first)}
            rows = select(Message.conversation_id, Message.id)
            rows = rows.where(Message.conversation_id.in_(claimed), *pending)
            batches: dict[tuple[str, str], list[int]] = {key: [] for key in claimed.items()}
            for conversation_id, id in session.execute(rows.order_by(Message.conversation_id, Message.seq)):
                batches[conversation_id, claimed[conversation_id]].append(id)
            taken = [id for ids in batches.values() for id in ids]
            claims.lease(session, Message, taken, self.instance, now, LEASE)
            return batches

    def _skip_what_is_over(self, session: Session, now: datetime) -> None:
        """What would say by now what is not so any more ends failed, unless some of it has gone out.

        What customers read from our own rows they have had when it was said.
        """
        pushing = [name for name, channel in self.channels.channels.items() if channel.capabilities.pushes]
        over = update(Message).where(Message.status == "pending", Message.useful_until <= now, Message.parts_sent == 0)
        over = over.where(Message.channel.in_(pushing), claims.free(Message, now))
        session.execute(over.values(status="failed", error=TOO_LATE))

    # -- sending -----------------------------------------------------------------------------------------------------

    def _safely(self, batch: tuple[str, list[int]]) -> None:
        bind_contextvars(conversation=batch[0])  # until the thread's next
        try:
            self._send_all(*batch)
        except Exception:  # the lease ends, and another round takes it up; other conversations go on
            log.exception("sending to conversation %s failed", batch[0])

    def _send_all(self, conversation_id: str, ids: list[int]) -> None:
        with self.database.read() as session:
            conversation = session.get_one(Conversation, conversation_id)
            name, to, unreachable = conversation.channel, conversation.external_id, conversation.unreachable
            heard = _heard(session, conversation_id)
            rows = list(session.scalars(select(Message).where(Message.id.in_(ids)).order_by(Message.seq)))
            messages, sent = [outbound(row, self.uploads) for row in rows], {row.id: row.parts_sent for row in rows}
            tried = {row.id for row in rows if row.attempts}
        channel = self.channels.get(name)
        if channel is None:
            self._hold_from(conversation_id, ids[0], Result(Delivery.HOLD, reason="channel_off"), heard)
            return
        # What was tried goes out again as it was, joined by nothing new: a platform that knows it then takes it once.
        parcels = packed(channel, [message for message in messages if message.id in tried])
        parcels += packed(channel, [message for message in messages if message.id not in tried])
        parcels.sort(key=lambda parcel: (parcel.ids[0], parcel.part))
        for parcel in parcels:
            if parcel.part < sent[parcel.ids[0]]:
                continue
            if parcel.parts == 0:
                result = Result(Delivery.NEVER, reason="unpackable")
            elif unreachable and parcel.purpose != "code":
                result = Result(Delivery.HOLD, reason=unreachable)
            else:
                result = self._send(conversation_id, channel, to, parcel, heard)
            if not self._settle(conversation_id, channel, parcel, result, heard):
                self._release(ids)
                break

    def _send(self, conversation_id: str, channel: Channel, to: str, parcel: Parcel, heard: int) -> Result:
        """Counts, then calls. No more than the allowance ever leaves, whenever a process dies."""
        if not channel.capabilities.pushes and not channel.capabilities.allowances:
            return self._call(channel, to, parcel)  # it is only read from our own rows: nothing to count
        limited = bool(channel.capabilities.allowances)
        with self.database.write() as session:
            work = UnitOfWork(session, self.kb, clock.now(), SYSTEM)
            conversation = session.get_one(Conversation, conversation_id, with_for_update=True)
            if retry_policy.overtakes(session, conversation_id, parcel):
                return Result(Delivery.RETRY, spent=False)
            parcel = replace(parcel, ticket=allowances.ticket(conversation, work.now))
            # What a ticket lets out cannot be kept for later.
            reserve = 0 if parcel.ticket or parcel.purpose in ("survey", "code") else channel.capabilities.reserve
            spent = not limited or allowances.spend(work, conversation, reserve)
            if spent or _notifier(channel, parcel):
                tried = update(Message).where(Message.id.in_(parcel.ids))
                session.execute(tried.values(attempts=Message.attempts + 1, claimed_until=clock.now() + LEASE))
        if not spent:
            return self._notify(channel, to, parcel)
        self._throttle.wait(channel.name)
        result = self._call(channel, to, parcel)
        if limited and result.spent:
            self._count_late(conversation_id, work.now, result, heard)
        if limited and (not result.spent or result.delivery == Delivery.HOLD):
            with self.database.write() as session:
                work = UnitOfWork(session, self.kb, clock.now(), SYSTEM)
                conversation = session.get_one(Conversation, conversation_id, with_for_update=True)
                if result.delivery != Delivery.HOLD:
                    allowances.give_back(work, conversation)
                elif _heard(session, conversation_id) == heard:  # else the customer has opened a new one meanwhile
                    allowances.use_up(work, conversation)
        return result

    def _count_late(self, conversation_id: str, began: datetime, result: Result, heard: int) -> None:
        """The customer wrote during the call, or it took long: the platform may have counted it after they wrote."""
        unheard = result.delivery == Delivery.RETRY
        with self.database.read() as session:
            meanwhile = _heard(session, conversation_id) != heard
        if meanwhile or unheard or clock.now() - began >= SLOW:
            with self.database.write() as session:
                work = UnitOfWork(session, self.kb, clock.now(), SYSTEM)
                conversation = session.get_one(Conversation, conversation_id, with_for_update=True)
                until = work.now + (UNHEARD if unheard else timedelta())
                allowances.may_count_until(work, conversation, began, until)

    def _notify(self, channel: Channel, to: str, parcel: Parcel) -> Result:
        """A notice in a form of the platform's own that needs no allowance, where there is one."""
        held = Result(Delivery.HOLD, reason="allowance_used_up", spent=False)
        notifier = _notifier(channel, parcel)
        try:
            return (notifier.notify(to, parcel) if notifier else None) or held
        except Exception as error:
            return retry_policy.raised(error)

    def _call(self, channel: Channel, to: str, parcel: Parcel) -> Result:
        try:
            return channel.send(to, parcel)
        except Exception as error:
            log.warning("%s: message %s could not be sent: %s", channel.name, parcel.ids, type(error).__name__)
            return retry_policy.raised(error)

    # -- settling ----------------------------------------------------------------------------------------------------

    def _settle(self, conversation_id: str, channel: Channel, parcel: Parcel, result: Result, heard: int) -> bool:
        """Writes down what became of the parcel; False when the rest of the conversation has to wait."""
        if result.delivery == Delivery.HOLD:
            self._hold_from(conversation_id, parcel.ids[0], result, heard)
            return False
        with self.database.write() as session:
            work = UnitOfWork(session, self.kb, clock.now(), SYSTEM)
            rows = list(session.scalars(select(Message).where(Message.id.in_(parcel.ids)).with_for_update()))
            if result.delivery == Delivery.SENT:
                self._sent(work, rows, channel, parcel, result)
                return True
            goes_on = retry_policy.settle(work, rows, result, self.channels.channels)
            if result.unreachable:
                session.get_one(Conversation, conversation_id, with_for_update=True).unreachable = result.reason
        retry_policy.tell(self.database, self.kb, channel.name, result, max(row.attempts for row in rows))
        return goes_on

    def _sent(self, work: UnitOfWork, rows: list[Message], channel: Channel, parcel: Parcel, result: Result) -> None:
        for row in rows:
            row.parts_sent = parcel.part + 1
            if row.parts_sent < parcel.parts or row.status == "rerouted":  # an earlier part failed with the platform
                continue
            row.status, row.error, row.claimed_until = "sent", "", None
            if row.purpose == "code":
                row.text = ""  # told to the customer, and to nobody who reads the thread later
            if not channel.capabilities.pushes:
                reroute.tell_if_away(work, row, self.channels.channels)
        if result.foreign_id:
            note_call(work, channel.name, result.foreign_id, parcel.ids)
            for row in rows:
                show(work, row, self.channels.channels)

    def _hold_from(self, conversation_id: str, message_id: int, result: Result, heard: int) -> None:
        """Holds this message and everything after it, to keep the order; what policy sends otherwise goes that way.

        Where a human has taken over, the bot's talk fails instead: said afterwards it would answer what is long past.
        A customer who wrote since `heard` has freed what was held by then, and would wait in vain for the rest: that
        is tried again.
        """
        with self.database.write() as session:
            work = UnitOfWork(session, self.kb, clock.now(), SYSTEM)
            session.get_one(Conversation, conversation_id, with_for_update=True)
            first = session.get_one(Message, message_id)
            rest = select(Message).where(
                Message.conversation_id == conversation_id, Message.status == "pending", Message.seq >= first.seq
            )
            again = result.reason != "channel_off" and _heard(session, conversation_id) != heard
            for row in session.scalars(rest.order_by(Message.seq)):
                if again:
                    row.due_at, row.claimed_until, row.error = work.now, None, result.reason
                    continue
                talk = row.author != "agent" and not row.purpose
                row.status = "failed" if talk and result.reason == TAKEN_OVER else "held"
                row.error, row.claimed_until = result.reason, None
                reroute.try_another_way(work, row, self.channels.channels)

    def _release(self, ids: list[int]) -> None:
        """What was claimed with the batch and not settled waits for nothing but its turn."""
        with self.database.write() as session:
            claims.release(session, Message, ids, Message.status == "pending")


def _heard(session: Session, conversation_id: str) -> int:
    """The newest message that came in, 0 for none."""
    newest = select(func.max(Message.id)).where(Message.conversation_id == conversation_id, Message.direction == "in")
    return session.scalar(newest) or 0


def _notifier(channel: Channel, parcel: Parcel) -> Notifier | None:
    """The channel, if it may have a form of its own for the parcel."""
    return channel if isinstance(channel, Notifier) and parcel.purpose.startswith("notice") else None


def deliver(database: Database, kb: Knowledge, channels: Registry, uploads: Path | None = None) -> int:
    """One round of a sender made for the purpose."""
    outbox = Outbox(database, kb, channels, uploads)
    try:
        return outbox.deliver()
    finally:
        outbox.close()
