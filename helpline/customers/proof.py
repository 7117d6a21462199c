"""What somebody may be told and may have done, by how well they have shown who they are (R03): one table of acts.

What matches the file is matched, never recited, below `Level.STRONG`.
"""

from collections.abc import Mapping
from datetime import timedelta
from enum import IntEnum, StrEnum

from helpline.core.phone import SMS, stored
from helpline.core.unit_of_work import UnitOfWork
from helpline.tables import Asset, Case, Conversation, Customer


class Level(IntEnum):
    """How well it is shown whose talk this is."""

    NOTHING = 0
    WEAK = 1  # facts others may know: phone and name or serial number as on file, case number and phone
    STRONG = 2  # a one-time code in this talk, or an account or device that was shown so before


LEVEL_BY = {"code": Level.STRONG, "name": Level.WEAK, "serial": Level.WEAK, "case": Level.WEAK}


class Act(StrEnum):
    """What a customer may want told or done."""

    FILE_REQUEST = "file_request"  # report, ask, complain, request
    CHOOSE_MACHINE = "choose_machine"  # among one's own, named by kind, place and the tail of the serial number
    HEAR_WARRANTY = "hear_warranty"  # of the machine that is meant
    HEAR_CASE = "hear_case"  # progress, visit, engineer
    CHANGE_VISIT = "change_visit"  # book, change, cancel; whoever is on file is told
    READ_FILE = "read_file"  # address, whole serial numbers, names, past talks
    CLOSE_CASE = "close_case"  # close, reopen, rate
    CHANGE_CONTACT = "change_contact"  # phone, name or address on file
    TAKE_QUESTION = "take_question"  # be asked here what another talk would have been asked


NEEDED: Mapping[Act, Level] = {
    Act.FILE_REQUEST: Level.NOTHING,
    Act.CHOOSE_MACHINE: Level.WEAK,
    Act.HEAR_WARRANTY: Level.WEAK,
    Act.HEAR_CASE: Level.WEAK,
    Act.CHANGE_VISIT: Level.WEAK,
    Act.READ_FILE: Level.STRONG,
    Act.CLOSE_CASE: Level.STRONG,
    Act.CHANGE_CONTACT: Level.STRONG,
    Act.TAKE_QUESTION: Level.STRONG,
}
WHERE_FILED = frozenset({Act.HEAR_CASE, Act.CHANGE_VISIT, Act.CLOSE_CASE})  # open to anybody in the case's own talk


def level_of(work: UnitOfWork, conversation: Conversation) -> Level:
    """What was shown in this talk and has not run out since."""
    level = LEVEL_BY.get(conversation.proved_by, Level.NOTHING)
    policy = work.kb.policies.identity
    days = {Level.NOTHING: 0, Level.WEAK: policy.weak_days, Level.STRONG: policy.strong_days}[level]
    at = conversation.customer_proved_at
    holds = conversation.customer_id is not None and at is not None and work.now - at < timedelta(days=days)
    return level if holds else Level.NOTHING


def has_run_out(work: UnitOfWork, conversation: Conversation) -> bool:
    """Whether something was shown in this talk, and holds no more."""
    return conversation.proved_by in LEVEL_BY and level_of(work, conversation) == Level.NOTHING


def customer_of(work: UnitOfWork, conversation: Conversation) -> Customer | None:
    """Who the talk's customer was shown to be, weakly at least; for matching, not for reciting."""
    return conversation.customer if level_of(work, conversation) else None


def may(
    work: UnitOfWork,
    conversation: Conversation,
    act: Act,
    about: Asset | Case | Customer | None = None,
) -> bool:
    """Whether the act is open in this talk; `about` somebody's file, machine or case, it must be the talk's customer's.

    A case filed in this very talk may be heard of, changed and closed there by whoever filed it. A closing question
    that went as a text message to the case's own phone is answered there. What belongs to the organisation of the
    talk's customer, and to no other person, is open only at `Level.STRONG`.
    """
    if isinstance(about, Case):
        if about.conversation_id == conversation.id and act in WHERE_FILED:
            return True
        if act == Act.CLOSE_CASE and conversation.channel == SMS and about.phone:
            return conversation.external_id == stored(about.phone)
    level = level_of(work, conversation)
    if level < NEEDED[act]:
        return False
    if about is None or NEEDED[act] == Level.NOTHING:
        return True
    if (owner := about.id if isinstance(about, Customer) else about.customer_id) is not None:
        return owner == conversation.customer_id
    return level == Level.STRONG and _is_of_organisation(conversation, about)


def _is_of_organisation(conversation: Conversation, about: Asset | Case | Customer) -> bool:
    """Whether a thing of nobody in particular is the organisation's that the talk's customer is of."""
    theirs = conversation.customer.organisation_id if conversation.customer else None
    return isinstance(about, Asset) and theirs is not None and about.organisation_id == theirs
