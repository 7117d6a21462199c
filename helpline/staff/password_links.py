"""One-time links to set a password: given by an administrator or `make password`, good once and for `link_hours`."""

from datetime import datetime, timedelta

from sqlalchemy import delete, select

from helpline.core.errors import Invalid, LinkSpent
from helpline.core.unit_of_work import UnitOfWork
from helpline.staff import audit
from helpline.staff.secrets import hash_token, new_token
from helpline.tables import PasswordLink, Person
from helpline.tables.people import LOGIN_ROLES

PAGE = "/desk/password#"  # what follows is not sent to servers, and so stands in no log


def make_link(work: UnitOfWork, person: Person) -> tuple[str, datetime]:
    """The path of a link and until when it is good; those the person had before are so no more.

    Invalid for those who do not log in.
    """
    if set(person.roles).isdisjoint(LOGIN_ROLES):
        raise Invalid(f"{person.username} does not log in")
    token = new_token()
    expires = work.now + timedelta(hours=work.kb.policies.access.link_hours)
    forget_links(work, person)
    work.session.add(PasswordLink(token_hash=hash_token(token), person_id=person.id, expires_at=expires))
    audit.note(work, "made_password_link", audit.person(person))
    return PAGE + token, expires


def forget_links(work: UnitOfWork, person: Person) -> None:
    work.session.execute(delete(PasswordLink).where(PasswordLink.person_id == person.id))


def person_of(work: UnitOfWork, token: str) -> Person:
    """Whose password the link sets; LinkSpent when it is good no more."""
    good = (
        select(Person)
        .join(PasswordLink)
        .where(
            PasswordLink.token_hash == hash_token(token), PasswordLink.expires_at >= work.now, Person.ended_at.is_(None)
        )
    )
    person = work.session.scalars(good).one_or_none()
    if person is None:
        raise LinkSpent()
    return person


def use_link(work: UnitOfWork, token: str) -> Person:
    """The same, and the link is good no more; of two at once the second finds it spent."""
    person = person_of(work, token)
    used = delete(PasswordLink).where(PasswordLink.token_hash == hash_token(token))
    if not work.session.execute(used).rowcount:  # type: ignore[attr-defined]  # a DELETE counts its rows
        raise LinkSpent()
    return person
