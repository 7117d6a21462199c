"""What a customer has told towards a request that is not filed yet, so that nobody need be told it again.

The bot keeps it in the conversation after each answer; a human who takes over sees it, and when a call breaks off it
goes on by text message.
"""

from typing import Any

from helpline.conversations import confidential
from helpline.conversations.channel_selection import by_phone, phone_to_reach
from helpline.conversations.messages import prompt
from helpline.core.phone import SMS, is_mobile
from helpline.core.unit_of_work import UnitOfWork
from helpline.tables import Conversation

GO_ON = "go_on"  # the intent that begins where a draft stopped


def keep(conversation: Conversation, flow: str, slots: dict[str, Any], complaint_id: int | None = None) -> None:
    """Takes the place of what was kept before. `slots` are those of the form `flow`, those without a value as well.

    With `complaint_id` it is of a complaint (R41).
    """
    conversation.draft = {"flow": flow, "slots": slots, "complaint_id": complaint_id}


def told(work: UnitOfWork, conversation: Conversation) -> dict[str, Any]:
    """The slots as the acting person may read them."""
    draft = conversation.draft
    slots: dict[str, Any] = draft.get("slots", {})
    return slots if confidential.may_read(work, draft.get("complaint_id")) else {}


def drop(conversation: Conversation) -> None:
    """Filed, given up, or dealt with by a human."""
    conversation.draft = {}


def go_on_by_text(work: UnitOfWork, conversation: Conversation, key: str) -> bool:
    """Has the bot go on with the draft by text message; whether there is one, and its customer may be written to."""
    if not conversation.draft or not is_mobile(phone_to_reach(work, conversation)):
        return False
    there = by_phone(work, SMS, conversation)
    if there is None or there.unreachable:
        return False
    there.draft = conversation.draft
    drop(conversation)
    complaint = there.complaint_id = there.draft.get("complaint_id")
    prompt(work, there, f"/{GO_ON}", f"{GO_ON}:{key}", complaint)
    return True
