"""Logging in at the desk: password, then where there is one the second factor."""

from helpline.core.errors import LoginFailed
from helpline.core.unit_of_work import UnitOfWork
from helpline.staff import audit, devices
from helpline.staff.credential_checks import CredentialChecks, LoggedIn, Origin, code_refused, key_of
from helpline.staff.guessing import claim_try
from helpline.staff.people import by_username
from helpline.staff.secrets import hash_address, place_to_hash
from helpline.staff.sessions import open_session
from helpline.tables import Person


def log_in(checks: CredentialChecks, username: str, password: str, code: str, origin: Origin) -> LoggedIn:
    """LoginFailed, CodeNeeded, CodeWrong or TooManyAttempts otherwise. Takes as long for a name nobody has."""
    with place_to_hash():
        with checks.read() as work:
            person = by_username(work, username)
            hashed = person.password_hash if person else ""
            device = devices.known(work, person, origin.device)
        key = key_of(username, origin, device)
        checks.check_password(key, hashed, password)
    with checks.write() as work:
        person = by_username(work, username)
        if person is None or person.password_hash != hashed:
            raise LoginFailed()  # meanwhile it was changed, or they have left
        if code and not device:
            # Whoever knows the password and has many addresses guesses at the six digits no more often either.
            claim_try(work, f"{username} by code")
        refused = code_refused(work, person, code, key)
        if refused is None:
            return enter(work, person, origin)
    raise refused


def enter(work: UnitOfWork, person: Person, origin: Origin) -> LoggedIn:
    """A new session of somebody who has shown who they are."""
    token, actor = open_session(work, person, hash_address(origin.address), origin.browser)
    audit.note(work.as_(actor), "logged_in", audit.person(person))
    return LoggedIn(actor, token, devices.signed(work, person))
