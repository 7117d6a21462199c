"""Having somebody show who they are: asks for what is missing, refuses what does not fit, hands over who guesses."""

from typing import TYPE_CHECKING

from bot.actions.engine import otp_step
from bot.actions.engine.detail_slots import PROOF
from bot.actions.engine.hand_off import call_human
from bot.actions.engine.turn import DialogueTurn
from helpline.conversations import locked_proof
from helpline.customers.identity import Proof, is_known, prove
from kb.models.escalation import Trigger

if TYPE_CHECKING:
    from bot.actions.engine.base import Task


def shown(flow: "Task", turn: DialogueTurn, ask: str, serial: str | None = None) -> bool:
    """Whether it is shown whose talk this is, weakly at least. If not, the turn has asked on or handed over.

    `ask` is the phrase that asks for a case number or a phone, where neither is told.
    """
    take_own_phone(turn)
    phone = turn.get("phone")
    by_code = otp_step.can_ask(turn, phone)
    number = turn.get("case_number")
    proof = prove(turn.work, turn.conversation, phone, turn.get("name"), serial, number, by_code)
    if proof == Proof.PROVED:
        return True
    if proof == Proof.CODE:
        otp_step.ask(turn, phone)
    elif proof == Proof.MISSING and phone:
        turn.ask("name", "ask_name_for_proof")
    elif proof == Proof.MISSING:
        turn.ask("case_number", ask)
    else:
        refused(flow, turn, proof)
    return False


def take_own_phone(turn: DialogueTurn) -> None:
    """Whoever writes or calls from a phone that is on file need not tell it; it is a claim like one that is told."""
    own = otp_step.own_phone(turn)
    if own and not turn.get("phone") and is_known(turn.work, own):
        turn.put("phone", own)


def refused(flow: "Task", turn: DialogueTurn, proof: Proof) -> None:
    """What was told does not fit: asked anew, or handed over."""
    if proof == Proof.LOCKED:
        flow.done(turn)
        locked(turn)
        return
    turn.forget(*PROOF)
    turn.ask("case_number", "proof_wrong")


def locked(turn: DialogueTurn) -> None:
    """Too much was guessed: a human goes on, as long as few such talks come from there; else it is told until when."""
    if locked_proof.may_hand_over(turn.work, turn.conversation):
        turn.say("proof_locked")
        call_human(turn, Trigger.IDENTITY_FAILED)
    else:
        turn.say_text(locked_proof.words(turn.work, turn.conversation, turn.get("phone")))
