"""A visit is very near: what is not clear for it yet is somebody's to ask by phone (R27)."""

from helpline.core.unit_of_work import UnitOfWork
from helpline.dispatch import readiness
from helpline.jobs.payloads import VisitReady
from helpline.tables import Visit


def act(work: UnitOfWork, payload: VisitReady) -> None:
    readiness.chase(work, work.session.get_one(Visit, payload.visit_id))
