"""What is filled in at a visit: its duties (R28), the checklist of the machine, what the customer rates (R35)."""

from helpline.promises.policy import policy_of
from helpline.tables import Case
from kb.lookup import checklist_of
from kb.models.checklist import CheckItem, Duty
from kb.models.knowledge import Knowledge


def duties_of(kb: Knowledge, case: Case) -> list[Duty]:
    """By the policies of the case; some only of a major fault."""
    return [duty for duty in policy_of(kb, case).visits.duties if case.level == 1 or not duty.urgent]


def questions_of(kb: Knowledge, case: Case) -> list[CheckItem]:
    """What the customer rates when the work is over, 1 to 5."""
    return list(policy_of(kb, case).visits.questionnaire)


def items_of(kb: Knowledge, case: Case) -> list[CheckItem]:
    checklist = checklist_of(kb, case.category)
    return [*duties_of(kb, case), *checklist.items, *questions_of(kb, case)]
