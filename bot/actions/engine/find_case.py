"""Finding the case a customer speaks of: the one their words fit, begun here or theirs by what was shown."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from bot.actions.engine import proof_step, which_case
from bot.actions.engine.turn import DialogueTurn
from helpline.customers.identity import Proof, open_cases, show_case
from helpline.customers.proof import level_of
from helpline.tables import Case
from helpline.tables.states import FINISHED_CASE

if TYPE_CHECKING:
    from bot.actions.engine.base import Task


def any_case(_: Case) -> bool:
    return True


def find(flow: "Task", turn: DialogueTurn, fits: Callable[[Case], bool] = any_case) -> Case | None:
    """The case, or None after asking for what is missing, asking which one, refusing, or handing over.

    `fits`: which cases the task can be about; where none of the customer's is, it is one of the others.
    """
    number = turn.get("case_number")
    if number and turn.fact("case_number"):
        return _numbered(flow, turn, number)
    known = open_cases(turn.work, turn.conversation)
    candidates = [case for case in known if fits(case)] or known
    meant = which_case.named(turn, candidates)
    remembered = [case for case in known if case.number == number]
    if remembered and (not meant or remembered[0] in meant):
        return remembered[0]
    if number and not remembered and not meant:
        return _numbered(flow, turn, number)
    here = [case for case in candidates if case.conversation_id == turn.conversation.id]
    told = meant or (here if here and (here[0] is candidates[0] or not level_of(turn.work, turn.conversation)) else [])
    if not told:
        if not proof_step.shown(flow, turn, "ask_case_or_phone", turn.get("serial")):
            which_case.remember(turn)
            return None
        known = open_cases(turn.work, turn.conversation)
        candidates = [case for case in known if fits(case)] or known
        told = which_case.named(turn, candidates) or which_case.named_before(turn, candidates) or candidates
    if not told:
        turn.say("no_open_case")
        flow.done(turn)
        return None
    if len(told) > 1:
        which_case.ask(turn, told)
        return None
    turn.put("case_number", told[0].number)
    return told[0]


def other_meant(turn: DialogueTurn, fits: Callable[[Case], bool] = any_case) -> bool:
    """Whether the words mean another of the customer's cases than the one in hand; that one is then in hand."""
    number = turn.get("case_number")
    known = [case for case in open_cases(turn.work, turn.conversation) if fits(case)]
    meant = which_case.named(turn, known)
    if turn.pressed or not number or not meant or number in [case.number for case in meant]:
        return False
    turn.put("case_number", meant[0].number if len(meant) == 1 else None)
    return True


def _numbered(flow: "Task", turn: DialogueTurn, number: str) -> Case | None:
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
