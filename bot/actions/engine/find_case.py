"""Finding the case a customer speaks of: begun here, theirs by what was shown, or shown now by facts on file."""

from typing import TYPE_CHECKING

from bot.actions.engine import proof_step
from bot.actions.engine.turn import DialogueTurn
from helpline.customers.identity import Proof, open_cases, show_case
from helpline.customers.proof import level_of
from helpline.tables import Case
from helpline.tables.states import FINISHED_CASE

if TYPE_CHECKING:
    from bot.actions.engine.base import Task


def find(flow: "Task", turn: DialogueTurn) -> Case | None:
    """The case, or None after asking for what is missing, refusing, or handing over."""
    number = turn.get("case_number")
    if number:
        proof_step.take_own_phone(turn)
        proof, case = show_case(turn.work, turn.conversation, number, turn.get("phone"))
        if case and case.status in FINISHED_CASE and not turn.fact("case_number"):
            turn.put("case_number", None)  # remembered from before, and finished: a newer one is meant
            return find(flow, turn)
        if proof == Proof.MISSING:
            turn.ask("phone", "ask_phone_for_case", number=number)
        elif case is None:
            proof_step.refused(flow, turn, proof)
        return case
    mine = open_cases(turn.work, turn.conversation)
    here = [case for case in mine if case.conversation_id == turn.conversation.id]
    if here and (here[0] is mine[0] or not level_of(turn.work, turn.conversation)):
        return here[0]
    if not proof_step.shown(flow, turn, "ask_case_or_phone", turn.get("serial")):
        return None
    mine = open_cases(turn.work, turn.conversation)
    if not mine:
        turn.say("no_open_case")
        flow.done(turn)
    return mine[0] if mine else None
