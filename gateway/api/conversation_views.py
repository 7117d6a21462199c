"""Conversations and their messages as the API shows them."""

from collections.abc import Mapping, Sequence
from typing import Any, cast

from connectors.contract.capabilities import Capabilities
from connectors.contract.channel import Registry
from gateway.api.case_views import contract_in_force
from gateway.api.conversation_schemas import ConversationRow, CustomerFile, Draft, MessageRow, Way
from gateway.api.schemas import Attachment, Button
from helpline.conversations import confidential, drafts
from helpline.conversations.allowances import left, open_until
from helpline.conversations.channel_selection import reaches_now
from helpline.conversations.ownership import colleague, default_way, positions
from helpline.conversations.queries import threads
from helpline.core.unit_of_work import UnitOfWork
from helpline.customers.contracts import grade_of
from helpline.tables import Contract, Conversation, Customer, Message
from kb.lookup import category


def conversation_row(
    work: UnitOfWork, conversation: Conversation, places: Mapping[str, int] | None = None
) -> ConversationRow:
    """A line of the queue; `places` in it are handed over where many lines are asked for."""
    waiting = conversation.owner == "queue"
    if places is None:
        places = positions(work, [conversation])
    return ConversationRow(
        id=conversation.id,
        channel=conversation.channel,
        owner=cast(Any, conversation.owner),
        queue=conversation.queue,
        priority=conversation.priority,
        position=places.get(conversation.id),
        reason=conversation.handoff_reason,
        rule=conversation.handoff_rule,
        customer=conversation.customer.name if conversation.customer else None,
        customer_id=conversation.customer_id,
        agent=conversation.agent.username if conversation.agent else None,
        agent_name=conversation.agent.name if conversation.agent else None,
        unread=conversation.unread,
        queued_at=conversation.queued_at,
        callback_due_at=conversation.callback_due_at,
        waiting_seconds=int((work.now - conversation.queued_at).total_seconds())
        if waiting and conversation.queued_at
        else None,
        last_customer_at=conversation.last_customer_at,
        displeasure=round(conversation.displeasure, 2),
    )


def ways(work: UnitOfWork, conversation: Conversation, channels: Registry) -> list[Way]:
    """The channels on which this customer may be answered, the one that is used unless another is named first.

    Of `left` messages the last `reserve` are kept for the survey.
    """
    chosen = default_way(work, conversation)
    others = [other for other in threads(work, conversation) if other.id != chosen.id]
    return [
        Way(
            conversation_id=way.id,
            channel=way.channel,
            reaches=reaches_now(work, way) and way.channel in channels.channels,
            why_not=way.unreachable if way.channel in channels.channels else "channel_off",
            left=left(way, work.now) if way.channel in work.kb.policies.delivery.windowed else None,
            reserve=capabilities.reserve if (capabilities := _capabilities(channels, way.channel)) else 0,
            pictures=bool(capabilities and capabilities.pictures),
            colleague=busy.name if (busy := colleague(work, way)) else "",
            until=open_until(way, work.now),
            last_customer_at=way.last_customer_at,
        )
        for way in (chosen, *others)
    ]


def _capabilities(channels: Registry, name: str) -> Capabilities | None:
    channel = channels.get(name)
    return channel.capabilities if channel else None


def message_rows(work: UnitOfWork, messages: Sequence[Message]) -> list[MessageRow]:
    """Messages as the person may read them (R41)."""
    withheld = confidential.withheld(work, messages)
    return [
        _withheld(message, withheld[message.id]) if message.id in withheld else _row(message) for message in messages
    ]


def _withheld(message: Message, why: str) -> MessageRow:
    """That something is there, and why it cannot be read."""
    nothing = {
        "kind": "text",
        "purpose": "",
        "author_name": "",
        "text": "",
        "buttons": [],
        "attachments": [],
        "error": "",
    }
    return _row(message).model_copy(update={**nothing, "withheld": why})


def _row(message: Message) -> MessageRow:
    return MessageRow(
        id=str(message.id),
        conversation_id=message.conversation_id,
        seq=message.seq,
        direction=cast(Any, message.direction),
        kind=message.kind,
        purpose=message.purpose,
        author=message.author,
        author_name=message.author_name,
        text=message.text,
        withheld="",
        buttons=[Button(**button) for button in message.buttons],
        attachments=[Attachment(**file) for file in message.attachments],
        channel=message.channel,
        status=message.status,
        error=message.error,
        sent_at=message.created_at,
    )


def draft(work: UnitOfWork, conversation: Conversation) -> Draft:
    """What the customer has told the bot towards a request that is not filed; empty when there is nothing to read."""
    told = drafts.told(work, conversation)
    parts = {
        "description": told.get("symptom") or told.get("detail") or told.get("complaint"),
        "product": category(work.kb, told["product"]).name if told.get("product") else told.get("product_text"),
        **{name: told.get(name) for name in ("serial", "name", "phone", "address", "wish")},
    }
    return Draft(**{name: str(value) for name, value in parts.items() if value})


def customer_file(customer: Customer, contracts: Sequence[Contract]) -> CustomerFile:
    """`contracts` are those in force for them."""
    return CustomerFile(
        id=customer.id,
        name=customer.name,
        title=customer.title,
        phones=customer.phones,
        contracts=[contract_in_force(contract) for contract in contracts],
        organisation=customer.organisation.name if customer.organisation else "",
        phone=customer.phone,
        address=customer.address,
        grade=grade_of(customer, None),
    )
