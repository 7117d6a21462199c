"""The people who log in, at the desk or as engineers, for administrators: who may, and with what."""

from typing import Any

from fastapi import APIRouter

from gateway.api.deps import Reading, Writing
from gateway.api.errors import refuses
from gateway.api.own_access import session_row
from gateway.api.people_schemas import PasswordLink, PeoplePage, PersonRow, SessionPage
from gateway.api.schemas import NameInPath, Paging, shown
from helpline.dispatch import offboarding
from helpline.staff import administration
from helpline.tables import Person

routes = APIRouter(prefix="/api/people", tags=["people"], responses=refuses(401, 403, 422))


@routes.get("", response_model=PeoplePage)
def list_people(work: Reading, page: Paging) -> dict[str, Any]:
    """Administrators: those who log in, at the desk or as engineers, also who has left, by username. None moves."""
    return shown(administration.list_people(work, page), _row)


@routes.post("/{username}/password-link", status_code=201, responses=refuses(404))
def make_password_link(username: NameInPath, work: Writing) -> PasswordLink:
    """Administrators: a one-time link by which the person sets their password; earlier ones are good no more."""
    path, expires = administration.give_link(work, username)
    return PasswordLink(path=path, expires_at=expires)


@routes.post("/{username}/second-factor/reset", responses=refuses(404))
def reset_second_factor(username: NameInPath, work: Writing) -> PersonRow:
    """Administrators: the person has no second factor any more, and sets a new one up when they log in."""
    return _row(administration.reset_second_factor(work, username))


@routes.post("/{username}/deactivate", responses=refuses(404))
def deactivate_person(username: NameInPath, work: Writing) -> PersonRow:
    """Administrators: the person is out at once and cannot log in any more. What they had taken is open again."""
    return _row(offboarding.deactivate(work, username))


@routes.post("/{username}/reactivate", responses=refuses(404))
def reactivate_person(username: NameInPath, work: Writing) -> PersonRow:
    """Administrators: the person may log in again, once a link has given them a password."""
    return _row(administration.reactivate(work, username))


@routes.get("/{username}/sessions", response_model=SessionPage, responses=refuses(404))
def list_sessions(username: NameInPath, work: Reading, page: Paging) -> dict[str, Any]:
    """Administrators: the person's log-ins that have not ended, the newest first. None moves."""
    return shown(administration.sessions_of(work, username, page), lambda row: session_row(row, work.actor))


@routes.post("/{username}/sessions/end", responses=refuses(404))
def end_sessions(username: NameInPath, work: Writing) -> PersonRow:
    """Administrators: logs the person out everywhere."""
    return _row(administration.end_sessions(work, username))


def _row(person: Person) -> PersonRow:
    return PersonRow(
        username=person.username,
        name=person.name,
        roles=list(person.roles),
        has_password=bool(person.password_hash),
        second_factor=bool(person.totp_secret),
        seen_at=person.seen_at,
        ended_at=person.ended_at,
    )
