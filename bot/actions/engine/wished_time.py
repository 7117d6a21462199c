"""When the customer would like somebody to come, told before that was asked."""

import re

from bot.actions.engine.turn import DialogueTurn
from language import pasted_form

_CLAUSE = re.compile(r"[，。；！？,;!?\n]")
_COMES = re.compile(r"来(?!客|电|水|了)|上门|派|有空|在家|方便|修吧|修一下|(?<!大)约")
_NOT = re.compile(r"不|没|别")


def noted(turn: DialogueTurn) -> bool:
    """Whether the message names a time: it is kept for the booking, or what is wrong with it is told."""
    if turn.pressed or not (turn.fact("time") or turn.wrong("time")):
        return False
    turn.put("slot", turn.value("time"))
    turn.say(f"wrong_{turn.wrong('time')}" if turn.wrong("time") else "wish_noted")
    return True


def keep_told(turn: DialogueTurn) -> None:
    """Keeps for the booking when somebody is to come, told along with something else: 空调不制冷，明天下午来修."""
    fact = turn.fact("time")
    if turn.pressed or fact is None or "start" not in fact:
        return
    before, after = _CLAUSE.split(turn.text[: fact["start"]])[-1], _CLAUSE.split(turn.text[fact["end"] :])[0]
    wished = _COMES.search(before + after) and not _NOT.search(before + after)
    if wished or pasted_form.matter(turn.text):  # 预约时间：12月1日上午
        turn.put("slot", fact["value"])
