"""What people at the desk get in with, changed by themselves: password and second factor."""

from helpline.core.errors import LoginFailed, NotLoggedIn, PasswordWrong
from helpline.core.unit_of_work import Actor, UnitOfWork
from helpline.staff import audit, devices, second_factor
from helpline.staff.credential_checks import CredentialChecks, LoggedIn, Origin, code_refused
from helpline.staff.guessing import claim_try, forget_tries
from helpline.staff.login import enter
from helpline.staff.password_links import forget_links, person_of, use_link
from helpline.staff.people import actor_of
from helpline.staff.secrets import hash_password, place_to_hash
from helpline.staff.sessions import end_sessions
from helpline.staff.strength import require_strong
from helpline.tables import Person
from helpline.tables.states import PasswordFrom


def change_password(checks: CredentialChecks, actor: Actor, current: str, new: str, origin: Origin) -> LoggedIn:
    """All sessions of the person end, and a new one begins. PasswordWrong or PasswordWeak otherwise."""
    with place_to_hash():
        hashed = _require_password(checks, actor, current)
        with checks.read() as work:
            require_strong(work.kb, _acting(work, actor), new)
        new_hash = hash_password(new)
    with checks.write(actor) as work:
        person = _acting(work, actor)
        if person.password_hash != hashed or person.ended_at is not None:
            raise NotLoggedIn()  # meanwhile it was changed, or they have left
        _set_password(work, person, new_hash)
        return enter(work, person, origin)


def set_password(checks: CredentialChecks, link: str, new: str) -> None:
    """By a one-time link: all sessions of its person end. LinkSpent or PasswordWeak otherwise."""
    with place_to_hash():
        with checks.read() as work:
            require_strong(work.kb, person_of(work, link), new)
        new_hash = hash_password(new)
    with checks.write() as work:
        person = use_link(work, link)
        _set_password(work.as_(actor_of(person)), person, new_hash)


def begin_second_factor(checks: CredentialChecks, actor: Actor, password: str, code: str) -> str:
    """The `otpauth:` address of a new secret, in force when confirmed. One in force already must be shown by a code."""
    with place_to_hash():
        _require_password(checks, actor, password)
    with checks.write(actor) as work:
        person = _acting(work, actor)
        refused = code_refused(work, person, code, _key(actor))
        if refused is None:
            return second_factor.begin(work, person)
    raise refused


def confirm_second_factor(checks: CredentialChecks, actor: Actor, code: str) -> list[str]:
    """The recovery codes, now that the app has shown a right code; CodeWrong otherwise. All other sessions end."""
    with checks.write(actor) as work:
        claim_try(work, _key(actor))
    with checks.write(actor) as work:
        person = _acting(work, actor)
        codes = second_factor.confirm(work, person, code)
        forget_tries(work, _key(actor))
        end_sessions(work, person, but=actor.session)
        audit.note(work, "set_up_second_factor", audit.person(person))
        return codes


def _require_password(checks: CredentialChecks, actor: Actor, password: str) -> str:
    """The hash of the acting person's password, which they have shown once more."""
    with checks.read() as work:
        hashed = _acting(work, actor).password_hash
    try:
        checks.check_password(_key(actor), hashed, password)
    except LoginFailed:
        raise PasswordWrong() from None
    return hashed


def _set_password(work: UnitOfWork, person: Person, hashed: str) -> None:
    person.password_hash, person.password_from = hashed, PasswordFrom.OWN
    devices.forget(person)
    forget_links(work, person)
    end_sessions(work, person)
    audit.note(work, "set_password", audit.person(person))


def _acting(work: UnitOfWork, actor: Actor) -> Person:
    return work.session.get_one(Person, actor.person_id)


def _key(actor: Actor) -> str:
    return f"session {actor.session}"
