"""Who sees a case through: somebody of those who may see it, until they hand it on or let it go."""

from sqlalchemy import select

from helpline.cases.queries import may_see_case
from helpline.core.errors import Invalid
from helpline.core.phrases import phrase
from helpline.core.unit_of_work import UnitOfWork
from helpline.staff.people import actor_of, by_username, is_here
from helpline.tables import Case, Person
from helpline.tasks import ledger
from helpline.timeline.record import record
from kb.lookup import queue

RULE = "case_handed_on"


def set_owner(work: UnitOfWork, case: Case, to: str, reason: str = "") -> None:
    """The case is theirs, by username or by a name that one of those has who may see it; "" lets it go. Whoever gets it
    from another finds a task.

    Invalid without a reason, unless somebody takes what nobody has or lets their own go, and for whoever may not see
    the case.
    """
    had = case.owner
    before = had.username if had else ""
    person = _whoever_sees(work, case, to) if to else None
    username = person.username if person else ""
    if username == before:
        return
    mine = work.actor.username
    if not reason and not (before in ("", mine) and username in ("", mine)):
        raise Invalid("reason: say why it goes to another")
    case.owner, case.owner_id, case.changed_at = person, person.id if person else None, work.now
    names = {"before_name": had.name if had else "", "after_name": person.name if person else ""}
    record(work, case, "owner_changed", reason, before=before, after=username, **names)
    if person and username != mine:
        _tell(work, case, person)


def _whoever_sees(work: UnitOfWork, case: Case, to: str) -> Person:
    called = by_username(work, to)
    people = [called] if called else work.session.scalars(select(Person).where(Person.name == to, is_here())).all()
    those = [person for person in people if may_see_case(work.as_(actor_of(person)), case)]
    if len(those) != 1:
        raise Invalid("owner: nobody who may see this case")
    return those[0]


def _tell(work: UnitOfWork, case: Case, person: Person) -> None:
    subject = phrase(work.kb, "task_case_handed_on", number=case.number)
    ledger.open_task(
        work,
        team_of(work, case, person),
        "task",
        subject,
        RULE,
        case.priority,
        case.id,
        about=f"{case.id}:{person.username}",
        assignee=person,
    )


def team_of(work: UnitOfWork, case: Case, person: Person) -> str:
    """In which of their roles somebody works at a case: one that serves its queue, where they have it."""
    roles = queue(work.kb, case.queue).roles
    return next((role for role in person.roles if role in roles), person.roles[0])
