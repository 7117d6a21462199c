"""Somebody leaves the company: no customer waits for a visit of theirs, no hour of duty is left to them unnoticed."""

from sqlalchemy import select

from helpline.conversations import offboarding
from helpline.core.phrases import phrase
from helpline.core.unit_of_work import UnitOfWork
from helpline.dispatch.stamping import decline
from helpline.duty import coverage
from helpline.tables import Person, Visit, VisitCrew
from helpline.tables.states import GOES, VisitStatus


def deactivate(work: UnitOfWork, username: str) -> Person:
    """As `helpline.conversations.offboarding.deactivate`; their visits that have not begun are planned anew, as if they
    had declined, and supervisors are told of hours in which nobody is on duty any more.
    """
    person = offboarding.deactivate(work, username)
    why = phrase(work.kb, "visit_engineer_left", name=person.name)
    theirs = (
        select(VisitCrew, Visit)
        .join(Visit, Visit.id == VisitCrew.visit_id)
        .where(VisitCrew.person_id == person.id, VisitCrew.state.in_(GOES))
        .where(Visit.status == VisitStatus.BOOKED)
    )
    for mine, visit in work.session.execute(theirs.order_by(Visit.start_at)).all():
        decline(work, visit, mine, work.now, why)
    coverage.tell(work)
    return person
