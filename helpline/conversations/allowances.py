"""Allowances: how many messages a channel lets out after the customer did something, counted per sender.

Whether several allowances add up is not established for every platform, so they do not here: a message is counted
against each open one, and the largest of what is left decides.
"""

from datetime import datetime, timedelta

from helpline.core.unit_of_work import UnitOfWork
from helpline.tables import Conversation

REMEMBERED = 10  # of the latest messages' times


def open_allowance(
    work: UnitOfWork,
    conversation: Conversation,
    name: str,
    count: int,
    lasts: timedelta,
    since: datetime | None = None,
    ticket: str = "",
) -> None:
    """The customer did something that opens an allowance: it is whole again, less what went out `since` then.

    A push can be late: what we sent meanwhile the platform has counted against the allowance that it opened.
    """
    until = (work.now + lasts).isoformat()
    spent = [] if since is None else [at for at in _spent(conversation) if datetime.fromisoformat(at) >= since]
    opened = {"left": max(0, count - len(spent)), "until": until, "spent": spent, "ticket": ticket}
    conversation.allowances = {**_open(conversation, work.now), name: opened}


def left(conversation: Conversation, now: datetime) -> int:
    """How many messages may go out now."""
    return max((allowance["left"] for allowance in _open(conversation, now).values()), default=0)


def ticket(conversation: Conversation, now: datetime) -> str:
    """What an open allowance wants to see with the next message, if one does and still lets a message out."""
    allowances = _open(conversation, now).values()
    return next((allowance["ticket"] for allowance in allowances if allowance["left"] and allowance.get("ticket")), "")


def open_until(conversation: Conversation, now: datetime) -> datetime | None:
    """When the last open allowance ends; None when none is open."""
    ends = [datetime.fromisoformat(allowance["until"]) for allowance in _open(conversation, now).values()]
    return max(ends, default=None)


def spend(work: UnitOfWork, conversation: Conversation, reserve: int = 0) -> bool:
    """Counts one message, before it is sent; False, and nothing counted, when no more than `reserve` are left."""
    if left(conversation, work.now) <= reserve:
        return False
    _change(conversation, work.now, -1)
    return True


def may_count_until(work: UnitOfWork, conversation: Conversation, began: datetime, until: datetime) -> None:
    """The platform may have counted as late as `until` what was spent at `began`, so against what opened meanwhile."""
    for allowance in (opened := _open(conversation, work.now)).values():
        earlier = [at for at in allowance["spent"] if at != began.isoformat()]
        if len(earlier) == len(allowance["spent"]):
            allowance["left"] = max(0, allowance["left"] - 1)
        allowance["spent"] = [*earlier, until.isoformat()]
    conversation.allowances = opened


def give_back(work: UnitOfWork, conversation: Conversation) -> None:
    """The message was surely not counted by the platform."""
    _change(conversation, work.now, 1)


def use_up(work: UnitOfWork, conversation: Conversation) -> None:
    """The platform says that no more may go out: it is believed rather than our count."""
    conversation.allowances = {}


def _open(conversation: Conversation, now: datetime) -> dict[str, dict]:
    allowances = (conversation.allowances or {}).items()
    return {name: {"spent": []} | each for name, each in allowances if datetime.fromisoformat(each["until"]) > now}


def _change(conversation: Conversation, now: datetime, by: int) -> None:
    allowances = _open(conversation, now)
    spent = _spent(conversation)
    spent = [*spent[1 - REMEMBERED :], now.isoformat()] if by < 0 else spent[:-1]
    conversation.allowances = {
        name: {**w, "left": max(0, w["left"] + by), "spent": spent} for name, w in allowances.items()
    }


def _spent(conversation: Conversation) -> list[str]:
    """When the latest messages were counted."""
    return max((w.get("spent", []) for w in (conversation.allowances or {}).values()), key=len, default=[])
