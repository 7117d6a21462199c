"""The platforms' later word on what was sent. Callbacks come twice and out of order; a status only goes forward."""

from collections.abc import Container

from sqlalchemy import select

from connectors.contract.inbound import Receipt, Status
from helpline.core.unit_of_work import UnitOfWork
from helpline.delivery import reroute
from helpline.tables import Message, SentParcel

ORDER = [Status.SENT, Status.DELIVERED, Status.READ]


def further(old: str, new: str) -> bool:
    """Whether `new` is news after `old`: forward, or failed unless it was read."""
    if new == Status.FAILED:
        return old not in (Status.READ, Status.FAILED)
    return old != Status.FAILED and ORDER.index(Status(new)) > (ORDER.index(Status(old)) if old in ORDER else -1)


def note_receipt(work: UnitOfWork, channel: str, receipt: Receipt, channels: Container[str]) -> list[str]:
    """Applies a receipt to its messages; one that comes before we noted the call waits for it.

    `channels` are those that are on, by which a message that failed may go instead.
    """
    rows = list(
        work.session.scalars(
            select(SentParcel)
            .where(SentParcel.channel == channel, SentParcel.foreign_id == receipt.foreign_id)
            .order_by(SentParcel.id)
            .with_for_update()
        )
    )
    if not rows:
        early = SentParcel(channel=channel, foreign_id=receipt.foreign_id, message_id=None, status=receipt.status)
        early.reason, early.at = receipt.reason, work.now
        work.session.add(early)
        return []
    changed = []
    for row in rows:
        if further(row.status, receipt.status):
            row.status, row.reason, row.at = receipt.status, receipt.reason, work.now
            if row.message_id:
                changed.append(show(work, work.session.get_one(Message, row.message_id), channels))
    return changed


def note_call(work: UnitOfWork, channel: str, foreign_id: str, message_ids: tuple[int, ...]) -> None:
    """Notes that a call was taken; a receipt that was faster is applied now."""
    waiting = SentParcel.message_id.is_(None)
    rows = select(SentParcel).where(SentParcel.channel == channel, SentParcel.foreign_id == foreign_id, waiting)
    early = list(work.session.scalars(rows.order_by(SentParcel.id).with_for_update()))
    for id in message_ids:
        row = SentParcel(channel=channel, foreign_id=foreign_id, message_id=id, at=work.now)
        row.status, row.reason = (early[-1].status, early[-1].reason) if early else (Status.SENT, "")
        work.session.add(row)
    for receipt in early:
        work.session.delete(receipt)
    work.session.flush()


def show(work: UnitOfWork, message: Message, channels: Container[str]) -> str:
    """Sets a sent message's status from all its calls: failed if one failed, otherwise the least of them.

    One that newly failed goes another way, where policy says so; that is its end.
    """
    work.session.flush()
    rows = work.session.execute(
        select(SentParcel.status, SentParcel.reason).where(SentParcel.message_id == message.id)
    ).all()
    failed = [reason for status, reason in rows if status == Status.FAILED]
    if failed:
        if message.status in ("failed", "rerouted"):  # another of its calls failed before
            return message.conversation_id
        message.status, message.error = "failed", failed[0][:500]
        reroute.try_another_way(work, message, channels)
    elif rows and message.status in ORDER:
        message.status = min((status for status, _ in rows), key=lambda s: ORDER.index(Status(s)))
    return message.conversation_id
