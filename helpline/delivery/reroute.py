"""A message that does not reach its customer goes another way, where policy says so (kb/policies/delivery.yml)."""

from collections.abc import Container
from datetime import timedelta

from helpline.conversations.channel_selection import by_phone
from helpline.conversations.messages import prompt, say
from helpline.core.unit_of_work import UnitOfWork
from helpline.tables import Conversation, Message, Turn


def try_another_way(work: UnitOfWork, message: Message, channels: Container[str]) -> bool:
    """Sends a held or failed message by the fall-back channel; it is then `rerouted` and ends here."""
    if not _other_way(work, message, channels):
        return False
    message.status = "rerouted"
    return True


def tell_if_away(work: UnitOfWork, message: Message, channels: Container[str]) -> None:
    """A notice on a page that its customer has left goes out by the fall-back channel as well."""
    if not _may_go_otherwise(work, message, channels):
        return
    conversation = work.session.get_one(Conversation, message.conversation_id)
    away = work.now - timedelta(minutes=work.kb.policies.delivery.away_minutes)
    if conversation.last_customer_at is None or conversation.last_customer_at < away:
        _other_way(work, message, channels)


def _may_go_otherwise(work: UnitOfWork, message: Message, channels: Container[str]) -> bool:
    policy = work.kb.policies.delivery
    there = policy.fallback in channels and message.channel != policy.fallback
    return there and message.purpose.partition(":")[0] in policy.purposes


def _other_way(work: UnitOfWork, message: Message, channels: Container[str]) -> bool:
    fallback = work.kb.policies.delivery.fallback
    if not fallback or not _may_go_otherwise(work, message, channels):
        return False
    origin = work.session.get_one(Conversation, message.conversation_id)
    there = by_phone(work, fallback, origin)
    if there is None or there.unreachable:
        return False
    there.case_id = origin.case_id or there.case_id
    turn = work.session.get(Turn, message.turn_id) if message.turn_id else None
    if turn and turn.payload:
        # A question must be asked where its answer will come in, so the bot begins it there.
        prompt(work, there, turn.payload, f"rerouted:{turn.id}", message.complaint_id)
    else:
        copy = say(
            work,
            there,
            message.text,
            author=message.author,
            purpose=message.purpose,
            complaint_id=message.complaint_id,
            useful_until=message.useful_until,
        )
        copy.copy_of = message.id
    return True
