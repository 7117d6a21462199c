"""What a customer put right, told as it is now."""

from typing import TYPE_CHECKING

from bot.actions.engine.turn import DialogueTurn
from helpline.cases import amend
from helpline.cases.queries import case_numbered

if TYPE_CHECKING:
    from bot.actions.engine.base import Task


def tell(flow: "Task", turn: DialogueTurn, changed: dict[str, str]) -> None:
    """Tells what was put right, as it is now; on the case, where that is filed already."""
    number = flow.filed(turn)
    if number is None:
        turn.put("confirmed", None)
        turn.say("corrected_to", changes=_changes(turn, changed))
        return
    case = case_numbered(turn.work, number)
    new = {field: str(turn.get(field)) for field in changed if field in amend.FIELDS}
    if amend.may_amend(case) and amend.amend(turn.work, case, new):
        turn.say("amended", of=case, number=number, changes=_changes(turn, {field: changed[field] for field in new}))


def _changes(turn: DialogueTurn, changed: dict[str, str]) -> str:
    lines = {
        turn.words(f"field_{field}"): value for field, value in changed.items()
    }  # a model and its kind are one line
    return turn.words("comma").join(turn.words("change", field=name, value=value) for name, value in lines.items())
