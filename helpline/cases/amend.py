"""Putting right what a case says, by whoever filed it (R02): the timeline keeps what it said before (R39)."""

from helpline.core.unit_of_work import UnitOfWork
from helpline.tables import Case
from helpline.tables.states import FINISHED_CASE
from helpline.timeline.record import record

FIELDS = {
    "phone": "phone",
    "name": "contact_name",
    "address": "address",
    "symptom": "description",
}


def may_amend(case: Case) -> bool:
    """What is over stays as it was."""
    return case.status not in FINISHED_CASE


def amend(work: UnitOfWork, case: Case, changes: dict[str, str]) -> dict[str, str]:
    """Sets the fields of `FIELDS` that are new; returns those that changed, as they are now."""
    changed = {}
    for field, value in changes.items():
        column = FIELDS[field]
        before = getattr(case, column)
        if value and value != before:
            setattr(case, column, value)
            changed[field] = value
            record(work, case, "amended", field=column, before=before, after=value)
    if changed:
        case.changed_at = work.now
        work.session.flush()
    return changed


def add_words(work: UnitOfWork, case: Case, words: str) -> None:
    """More about the matter, told after filing: whoever works on it reads it."""
    case.changed_at = work.now
    record(work, case, "customer_added", words)
