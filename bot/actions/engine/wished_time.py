"""When the customer would like somebody to come, told before that was asked."""

from bot.actions.engine.turn import DialogueTurn


def noted(turn: DialogueTurn) -> bool:
    """Whether the message names a time: it is kept for the booking, or what is wrong with it is told."""
    if turn.pressed or not (turn.fact("time") or turn.wrong("time")):
        return False
    turn.put("slot", turn.value("time"))
    turn.say(f"wrong_{turn.wrong('time')}" if turn.wrong("time") else "wish_noted")
    return True
