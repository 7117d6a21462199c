"""What is told and used of a serial number that somebody names: of one's own machine, shown to be so, and of no other.

Whether a number is on file tells a thief which machines there are, so who has shown nothing is told neither that it is
nor the model of what has it. The number itself goes on the case, where staff see what is on file.
"""

from enum import StrEnum

from helpline.core.unit_of_work import UnitOfWork
from helpline.customers import wrong_claims
from helpline.customers.proof import Act, may
from helpline.customers.queries import assets_numbered
from helpline.tables import Asset, Conversation

NO_PHONE = ""  # a number is looked up with none


class LookUp(StrEnum):
    """What may be said of a number that is asked about."""

    OWN = "own"  # the machine of the talk's customer: what `own_machine` gives
    UNKNOWN = "unknown"  # that there is none of this number
    UNTOLD = "untold"  # nothing: it is to be shown first whose it is, or too much was guessed


def own_machine(work: UnitOfWork, conversation: Conversation, serial: str | None) -> Asset | None:
    """The machine of the number where it is the talk's customer's, who was shown to be so, weakly at least.

    Only of this one may product, model, place and warranty be used in words to the customer.
    """
    found = assets_numbered(work, serial)
    return next((one for one in found if may(work, conversation, Act.CHOOSE_MACHINE, one)), None)


def look_up(work: UnitOfWork, conversation: Conversation, serial: str) -> LookUp:
    """For who asks about a machine by its number. One that is unknown counts as a guess, told again as the same one."""
    if own_machine(work, conversation, serial):
        return LookUp.OWN
    if wrong_claims.is_locked(work, conversation, None) or assets_numbered(work, serial):
        return LookUp.UNTOLD
    claim = f"serial {serial}"
    if not wrong_claims.is_noted(work, conversation, NO_PHONE, claim):
        wrong_claims.note(work, conversation, NO_PHONE, claim)
    return LookUp.UNKNOWN
