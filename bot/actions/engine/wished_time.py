"""When the customer would like somebody to come, told before that was asked."""

import re

from bot.actions.engine.turn import DialogueTurn
from language import pasted_form
from language.asks_to_come import asks_to_come

_CLAUSE = re.compile(r"[，。；！？,;!?\n]")


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
    if asks_to_come(before + after) or pasted_form.matter(turn.text):  # 预约时间：12月1日上午
        turn.put("slot", fact["value"])
