"""A customer chooses a window after the solution was promised: with it they agree to a later solution (R05, R15)."""

from datetime import datetime

from helpline.core.unit_of_work import ZONE, UnitOfWork
from helpline.promises import ledger
from helpline.promises.business_time import add_minutes
from helpline.tables import Case, Promise, Visit
from helpline.tables.promise import OPEN, PromiseSource
from kb.calendar import calendar

FOLLOW = ("solve", "restore")  # kinds that are kept at the visit, not before


def follow(work: UnitOfWork, case: Case, visit: Visit, before: Visit | None) -> None:
    """What would be due before the chosen visit is promised anew, as long after it as it was to be after the first
    arrival; chosen earlier again, the policy's length stands again. Only the customer chooses so: staff agree by hand.
    """
    if work.actor.kind != "customer":
        return
    if before is not None:
        fall_back(work, case, before)
    for kind, promise in ledger.newest(work, case).items():
        if kind in FOLLOW and promise.state in OPEN and promise.due_at is not None and visit.end_at > promise.due_at:
            ledger.agree(work, case, kind, _due_after(work, case, promise, visit))
            ledger.told(work, case, kind)


def fall_back(work: UnitOfWork, case: Case, visit: Visit) -> None:
    """The visit does not take place: what was promised because of it is so no more."""
    for promise in agreed_with(work, case, visit):
        ledger.withdraw_agreed(work, case, promise.kind)


def agreed_with(work: UnitOfWork, case: Case, visit: Visit) -> list[Promise]:
    """The open promises that were agreed by choosing this visit."""
    return [
        promise
        for kind, promise in ledger.newest(work, case).items()
        if kind in FOLLOW
        and promise.state in OPEN
        and promise.source == PromiseSource.AGREED
        and promise.agreed_at == _due_after(work, case, promise, visit)
    ]


def _due_after(work: UnitOfWork, case: Case, promise: Promise, visit: Visit) -> datetime:
    """As long after the end of its window as the policy has from the first arrival to this."""
    onsite = ledger.newest(work, case).get("onsite")
    left = (promise.minutes or 0) - (onsite.minutes or 0 if onsite else 0)
    return add_minutes(visit.end_at, max(0, left), calendar(work.kb, promise.calendar), ZONE)
