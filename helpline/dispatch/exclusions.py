"""Engineers who are not sent to a customer again (R25): because the customer complained of them, or refuses them."""

from sqlalchemy import or_, select

from helpline.core.database import insert_once
from helpline.core.unit_of_work import UnitOfWork
from helpline.tables import Case, EngineerExclusion, Person
from helpline.timeline.record import record


def exclude(work: UnitOfWork, case: Case, engineer: Person, why: str = "") -> None:
    """Never again to the case's customer; once for a case and an engineer."""
    values = {"person_id": engineer.id, "case_id": case.id, "customer_id": case.customer_id, "phone": case.phone}
    if insert_once(work.session, EngineerExclusion, **values, made_at=work.now):
        record(work, case, "engineer_excluded", why, engineer=engineer.username)


def excluded(work: UnitOfWork, case: Case) -> set[int]:
    """Ids of the engineers who do not come to this case's customer, by any case of theirs."""
    same = [EngineerExclusion.case_id == case.id]
    if case.customer_id:
        same.append(EngineerExclusion.customer_id == case.customer_id)
    if case.phone:
        same.append(EngineerExclusion.phone == case.phone)
    return set(work.session.scalars(select(EngineerExclusion.person_id).where(or_(*same))))
