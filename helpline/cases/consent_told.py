"""Consent that a customer gave to somebody of ours by phone or face to face, as their own words and who heard them."""

from enum import StrEnum

from helpline.cases import closing
from helpline.core.errors import Invalid
from helpline.core.phone import SMS, is_mobile, stored
from helpline.core.unit_of_work import CUSTOMER, UnitOfWork
from helpline.customers import consent
from helpline.tables import Case
from helpline.timeline.record import record


class ConsentTo(StrEnum):
    CLOSURE = "closure"  # it is solved (R34)
    MESSAGES = "messages"  # to be written to by text message
    COST = "cost"  # to be charged (R09)
    REMOTE = "remote"  # that we look at the machine from afar (R04)


def consented(case: Case, to: ConsentTo) -> bool:
    """Whether the customer has said so to somebody of ours in this case."""
    return any(line.kind == "consent" and line.data.get("to") == to for line in case.events)


def record_consent(work: UnitOfWork, case: Case, to: ConsentTo, words: str) -> None:
    """Kept with the words; to closure it closes the solved case as the customer's own word would.

    MoveNotAllowed when the case is not solved, Invalid where there is no mobile phone to write to.
    """
    if to == ConsentTo.MESSAGES and not is_mobile(case.phone):
        raise Invalid("to: the case has no mobile phone")
    record(work, case, "consent", words, to=to)
    if to == ConsentTo.CLOSURE:
        closing.agree(work.as_(CUSTOMER), case)
    elif to == ConsentTo.MESSAGES:
        consent.give(work, SMS, stored(case.phone), "told")
