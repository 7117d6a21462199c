"""The life of a case: one table of allowed moves, and `move()`, the only writer of a status.

The diagram in docs/tour.md is drawn from this table.
"""

from enum import StrEnum

from helpline.core.errors import MoveNotAllowed
from helpline.core.unit_of_work import UnitOfWork
from helpline.promises import ledger
from helpline.tables import Case
from helpline.tables.states import TO_COME, CaseStatus, VisitStatus
from helpline.timeline.record import record
from helpline.visits import work_orders
from helpline.visits.ending import take_back
from kb.models.sla import HoldReason


class CaseType(StrEnum):
    REPAIR = "repair"
    INSTALLATION = "installation"
    MAINTENANCE = "maintenance"
    EMERGENCY = "emergency"
    COMPLAINT = "complaint"
    RETURN = "return"
    PART = "part"
    INVOICE = "invoice"
    SUGGESTION = "suggestion"
    QUESTION = "question"


HOLDS = {  # R18
    CaseStatus.WAITING: HoldReason.WAITING_CUSTOMER,
    CaseStatus.SOLVED: HoldReason.ASKED_TO_AGREE,
    CaseStatus.CLOSED: HoldReason.CLOSED,
}
KEPT_BY_SOLVING = ("solve", "restore", "dispatch", "reply", "verify")  # promises, in this order
NOBODY_COMES = frozenset({CaseStatus.NEW, CaseStatus.SOLVED, CaseStatus.CANCELLED})

STAFF = frozenset({"agent"})
ANYBODY = frozenset({"agent", "bot", "customer", "system"})
CUSTOMER_SIDE = frozenset({"customer", "bot", "agent"})

S = CaseStatus
MOVES: dict[tuple[CaseStatus, CaseStatus], frozenset[str]] = {
    (S.NEW, S.ASSIGNED): ANYBODY,
    (S.NEW, S.IN_PROGRESS): STAFF,
    (S.NEW, S.WAITING): STAFF,
    (S.NEW, S.SOLVED): STAFF,
    (S.NEW, S.CANCELLED): CUSTOMER_SIDE,
    (S.ASSIGNED, S.NEW): ANYBODY,  # the visit was cancelled
    (S.ASSIGNED, S.IN_PROGRESS): STAFF,
    (S.ASSIGNED, S.WAITING): STAFF,
    (S.ASSIGNED, S.SOLVED): STAFF,
    (S.ASSIGNED, S.CANCELLED): CUSTOMER_SIDE,
    (S.IN_PROGRESS, S.ASSIGNED): ANYBODY,  # another visit
    (S.IN_PROGRESS, S.WAITING): STAFF,
    (S.IN_PROGRESS, S.SOLVED): STAFF,
    (S.IN_PROGRESS, S.CANCELLED): CUSTOMER_SIDE,
    (S.WAITING, S.ASSIGNED): ANYBODY,
    (S.WAITING, S.IN_PROGRESS): ANYBODY,  # the customer answered
    (S.WAITING, S.SOLVED): STAFF,
    (S.WAITING, S.CANCELLED): CUSTOMER_SIDE,
    (S.SOLVED, S.CLOSED): frozenset({"customer", "system"}),  # consent, or by rule after silence
    (S.SOLVED, S.REOPENED): frozenset({"customer", "agent"}),
    (S.REOPENED, S.ASSIGNED): ANYBODY,
    (S.REOPENED, S.IN_PROGRESS): STAFF,
    (S.REOPENED, S.WAITING): STAFF,
    (S.REOPENED, S.SOLVED): STAFF,
    (S.CLOSED, S.REOPENED): frozenset({"customer", "agent"}),
}


def allowed(status: str, kind: str) -> list[CaseStatus]:
    """The statuses an actor of this kind may move a case to."""
    return [to for (frm, to), who in MOVES.items() if frm == status and kind in who]


def offered(case: Case) -> list[CaseStatus]:
    """Where people may move it by hand: to `assigned` only where somebody is to come."""
    return [to for to in allowed(case.status, "agent") if to != CaseStatus.ASSIGNED or is_visited(case)]


def move_by_hand(work: UnitOfWork, case: Case, to: CaseStatus, why: str) -> None:
    """As `move`; nobody is told that an engineer is assigned when none is booked."""
    if to == CaseStatus.ASSIGNED and not is_visited(case):
        raise MoveNotAllowed(f"{case.number}: nobody is booked to come")
    move(work, case, to, why)


def is_visited(case: Case) -> bool:
    """Whether somebody is to come."""
    return any(visit.status in TO_COME for visit in case.visits)


def move(work: UnitOfWork, case: Case, to: CaseStatus, why: str = "") -> None:
    """Writes the status and its line in the timeline, and stops or resumes the promises. An unlisted move raises."""
    frm = CaseStatus(case.status)
    who = MOVES.get((frm, to))
    if who is None or work.actor.kind not in who:
        raise MoveNotAllowed(f"{case.number}: {frm} -> {to} by {work.actor.kind}")
    case.status = to
    case.changed_at = work.now
    record(work, case, "moved", why, frm=frm, to=to)
    if to in NOBODY_COMES:
        _free_visits(work, case)
    if to == CaseStatus.ASSIGNED:
        ledger.keep(work, case, "dispatch")
    if to == CaseStatus.SOLVED:
        case.solved_at = work.now
        for kind in KEPT_BY_SOLVING:
            ledger.keep(work, case, kind)
    elif to == CaseStatus.CLOSED:
        case.closed_at = work.now
    elif to == CaseStatus.REOPENED:
        case.closed_at = None
        case.solved_at = None
        case.reopened += 1
    if to == CaseStatus.CANCELLED:
        ledger.void(work, case)
    else:
        ledger.hold(work, case, HOLDS.get(to))
    if to == CaseStatus.REOPENED:
        for kind in ("solve", "restore"):
            ledger.renew(work, case, kind)


def _free_visits(work: UnitOfWork, case: Case) -> None:
    """Visits still to come are taken back, so that their time is free for others and nobody is reminded of them."""
    for visit in case.visits:
        if visit.status in TO_COME:
            take_back(work, visit, VisitStatus.CANCELLED)
            case.engineer_id = None
            record(work, case, "visit_cancelled", start=visit.start_at.isoformat(), engineer=visit.engineer.username)
            ledger.withdraw_agreed(work, case, "onsite")
    if case.status != CaseStatus.NEW:
        work_orders.give_up(work, case)
