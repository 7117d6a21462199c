"""The window is over and nobody came, as far as is known: the customer hears it from us, and it is planned again."""

from datetime import timedelta

from helpline.cases.lifecycle import move
from helpline.conversations.ownership import said_time
from helpline.core.phrases import phrase
from helpline.core.unit_of_work import UnitOfWork
from helpline.dispatch import customer_booking
from helpline.dispatch.stamping import dispatchers
from helpline.jobs.payloads import VisitOverdue
from helpline.promises.policy import policy_of
from helpline.staff import conduct
from helpline.tables import Visit
from helpline.tables.states import TO_COME, CaseStatus, VisitStatus
from helpline.tables.supervision import Conduct
from helpline.tasks.ledger import open_task
from helpline.timeline.record import record
from helpline.visits import telling
from helpline.visits.ending import take_back

RULE = "visit_missed"


def act(work: UnitOfWork, payload: VisitOverdue) -> None:
    visit = work.session.get_one(Visit, payload.visit_id, with_for_update=True)
    if visit.status not in TO_COME:
        return
    case, policy = visit.case, policy_of(work.kb, visit.case).visits
    if visit.status == VisitStatus.BOOKED:  # who is on the way has said so to the customer
        conduct.mark(work, visit.engineer, Conduct.LATE, case)
    take_back(work, visit, VisitStatus.MISSED)
    record(work, case, "visit_missed", start=visit.start_at.isoformat(), engineer=visit.engineer.username)
    left = customer_booking.current(work, case)
    case.engineer_id = left.engineer_id if left else None
    if left is None and case.status == CaseStatus.ASSIGNED:
        move(work, case, CaseStatus.NEW)
    subject = phrase(work.kb, "task_visit_missed", number=case.number, time=said_time(work, visit.start_at))
    open_task(work, dispatchers(case), "task", subject, RULE, 1, case.id, about=f"visit:{visit.id}")
    if work.now - visit.end_at <= timedelta(minutes=policy.overdue_minutes + policy.stale_minutes):
        telling.customer(work, visit, "visit_missed_notice")
    else:
        record(work, case, "visit_missed_notice_skipped", start=visit.start_at.isoformat())
