"""Who may change rosters, and for whom one acts."""

from helpline.core.errors import NotAllowed, NotFound
from helpline.core.unit_of_work import UnitOfWork
from helpline.staff.people import by_username
from helpline.tables import Person
from helpline.tables.people import ADMINISTRATOR

EDITORS = ("supervisor", ADMINISTRATOR)


def may_edit(work: UnitOfWork) -> bool:
    """Whether the acting person changes other people's shifts and decides on their absences."""
    return work.actor.has(EDITORS)


def require_editor(work: UnitOfWork) -> None:
    if not may_edit(work):
        raise NotAllowed("for supervisors and administrators")


def somebody(work: UnitOfWork, username: str) -> Person:
    """The person of this name, or without one whoever acts; NotFound for who has left."""
    person = by_username(work, username or work.actor.username)
    if person is None:
        raise NotFound(username)
    return person
