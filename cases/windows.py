"""Allowances: how many messages a channel lets out after the customer did something, counted per sender.

Whether several allowances add up is not established for every platform, so they do not here: a message is counted
against each open one, and the largest of what is left decides.
"""

from datetime import datetime, timedelta

from cases.tables import Conversation
from cases.work import Work


def open_window(work: Work, conversation: Conversation, name: str, count: int, lasts: timedelta) -> None:
    """The customer did something that opens an allowance: it is whole again."""
    until = (work.now + lasts).isoformat()
    conversation.windows = {**_open(conversation, work.now), name: {"left": count, "until": until}}


def left(conversation: Conversation, now: datetime) -> int:
    """How many messages may go out now."""
    return max((window["left"] for window in _open(conversation, now).values()), default=0)


def open_until(conversation: Conversation, now: datetime) -> datetime | None:
    """When the last open allowance ends; None when none is open."""
    ends = [datetime.fromisoformat(window["until"]) for window in _open(conversation, now).values()]
    return max(ends, default=None)


def spend(work: Work, conversation: Conversation, reserve: int = 0) -> bool:
    """Counts one message, before it is sent; False, and nothing counted, when no more than `reserve` are left."""
    if left(conversation, work.now) <= reserve:
        return False
    _change(conversation, work.now, -1)
    return True


def give_back(work: Work, conversation: Conversation) -> None:
    """The message was surely not counted by the platform."""
    _change(conversation, work.now, 1)


def use_up(work: Work, conversation: Conversation) -> None:
    """The platform says that no more may go out: it is believed rather than our count."""
    conversation.windows = {}


def _open(conversation: Conversation, now: datetime) -> dict[str, dict]:
    return {n: w for n, w in (conversation.windows or {}).items() if datetime.fromisoformat(w["until"]) > now}


def _change(conversation: Conversation, now: datetime, by: int) -> None:
    windows = _open(conversation, now)
    conversation.windows = {name: {**w, "left": max(0, w["left"] + by)} for name, w in windows.items()}
