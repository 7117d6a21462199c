"""When something was bought, as far as it was told."""

from datetime import date, datetime, timedelta

from bot.actions.engine.turn import DialogueTurn
from helpline.core.unit_of_work import ZONE
from language.facts.month import last_day_of_month


def bought_on(turn: DialogueTurn) -> date | None:
    """The last day it may have been, from this message; None when none is told."""
    value = turn.value("since")
    if isinstance(value, dict):
        end = datetime.fromisoformat(value["end"]).astimezone(ZONE).date() - timedelta(days=1)
        return min(end, turn.work.today)
    return last_day_of_month(turn.text, turn.work.today)
