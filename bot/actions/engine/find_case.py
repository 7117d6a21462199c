"""Finding the case a customer speaks of: begun here, theirs by what was shown, or shown now by facts on file."""

from typing import TYPE_CHECKING

from bot.actions.engine import otp_step
from bot.actions.engine.hand_off import call_human
from bot.actions.engine.turn import DialogueTurn
from helpline.customers.identity import Proof, case_proved, count_wrong, is_known, open_cases, prove
from helpline.tables import Case
from helpline.tables.states import FINISHED_CASE
from kb.models.escalation import Trigger

if TYPE_CHECKING:
    from bot.actions.engine.base import Flow

PROOF_FACTS = ("phone", "name", "serial", "case_number")


def find(flow: "Flow", turn: DialogueTurn) -> Case | None:
    """The case, or None after asking for what is missing, refusing, or handing over."""
    own = otp_step.own_phone(turn)
    if own and not turn.get("phone") and is_known(turn.work, own):
        turn.put("phone", own)
    number = turn.get("case_number")
    if number:
        case = case_proved(turn.work, turn.conversation, number, turn.get("phone"))
        if case and case.status in FINISHED_CASE and not turn.fact("case_number"):
            turn.put("case_number", None)  # remembered from before, and finished: a newer one is meant
            return find(flow, turn)
        if case:
            return case
        if not turn.get("phone"):
            turn.ask("phone", "ask_phone_for_case", number=number)
            return None
        _refused(flow, turn, count_wrong(turn.work, turn.conversation, turn.get("phone")))
        return None
    mine = open_cases(turn.work, turn.conversation)
    if mine:
        return mine[0]
    proof = prove(turn.work, turn.conversation, turn.get("phone"), turn.get("name"), turn.get("serial"))
    if proof == Proof.PROVED:
        mine = open_cases(turn.work, turn.conversation)
        if not mine:
            turn.say("no_open_case")
            flow.done(turn)
        return mine[0] if mine else None
    if proof == Proof.MISSING:
        if turn.get("phone"):
            if not otp_step.ask(turn, turn.get("phone")):
                turn.ask("name", "ask_name_for_proof")
        else:
            turn.ask("case_number", "ask_case_or_phone")
        return None
    _refused(flow, turn, proof)
    return None


def _refused(flow: "Flow", turn: DialogueTurn, proof: Proof) -> None:
    if proof == Proof.LOCKED:
        flow.done(turn)
        turn.say("proof_locked")
        call_human(turn, Trigger.IDENTITY_FAILED)
        return
    turn.forget("phone", "name", "serial", "case_number")
    turn.ask("case_number", "proof_wrong")
