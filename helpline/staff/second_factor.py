"""The second factor: six digits that an app on the person's phone shows for half a minute (TOTP, RFC 6238)."""

import hmac
import secrets
from collections.abc import Iterator

import pyotp
from sqlalchemy import delete, update

from helpline.core.errors import CodeWrong
from helpline.core.unit_of_work import UnitOfWork
from helpline.staff.secrets import hash_token
from helpline.tables import Person, RecoveryCode
from helpline.tables.states import PasswordFrom

WINDOW = 1  # steps a phone's clock may be off
RECOVERY_BYTES = 6


def is_missing(work: UnitOfWork, person: Person) -> bool:
    """Whether a role of the person must have a second factor and they have none. The invented people need none."""
    needed = not set(person.roles).isdisjoint(work.kb.policies.access.second_factor)
    return needed and not person.totp_secret and person.password_from != PasswordFrom.DEMO


def begin(work: UnitOfWork, person: Person) -> str:
    """A new secret's `otpauth:` address, for the app; shown once, in force when a code confirms it."""
    person.totp_pending = pyotp.random_base32()
    return pyotp.TOTP(person.totp_pending).provisioning_uri(
        name=person.username, issuer_name=work.kb.company.short_name
    )


def confirm(work: UnitOfWork, person: Person, code: str) -> list[str]:
    """The new secret is in force; gives the recovery codes, shown once. CodeWrong when the app shows another code."""
    step = _step(work, person.totp_pending, code)
    if step is None:
        raise CodeWrong()
    person.totp_secret, person.totp_pending, person.totp_step = person.totp_pending, "", step
    codes = [secrets.token_hex(RECOVERY_BYTES) for _ in range(work.kb.policies.access.recovery_codes)]
    work.session.execute(delete(RecoveryCode).where(RecoveryCode.person_id == person.id))
    work.session.add_all(RecoveryCode(person_id=person.id, code_hash=_hashed(code)) for code in codes)
    return codes


def takes(work: UnitOfWork, person: Person, code: str) -> bool:
    """Whether the code is the app's of now, or a recovery code. Each is good once, also if two send it at once."""
    step = _step(work, person.totp_secret, code)
    if step is not None:
        newer = update(Person).where(Person.id == person.id, Person.totp_step < step).values(totp_step=step)
        return bool(work.session.execute(newer).rowcount)  # type: ignore[attr-defined]  # an UPDATE counts its rows
    used = delete(RecoveryCode).where(RecoveryCode.person_id == person.id, RecoveryCode.code_hash == _hashed(code))
    return bool(work.session.execute(used).rowcount)  # type: ignore[attr-defined]  # likewise


def reset(work: UnitOfWork, person: Person) -> None:
    """The person has none any more, and sets one up at the next log-in where their role must."""
    person.totp_secret = person.totp_pending = ""
    work.session.execute(delete(RecoveryCode).where(RecoveryCode.person_id == person.id))


def _step(work: UnitOfWork, secret: str, code: str) -> int | None:
    """The step whose code this is, the clocks being off by a step at most."""
    if not secret:
        return None
    totp = pyotp.TOTP(secret)
    for step in _steps(totp, work.now.timestamp()):
        if hmac.compare_digest(totp.generate_otp(step).encode(), code.encode()):
            return step
    return None


def _steps(totp: pyotp.TOTP, now: float) -> Iterator[int]:
    here = int(now) // totp.interval
    return iter(range(here - WINDOW, here + WINDOW + 1))


def _hashed(code: str) -> str:
    return hash_token(code.strip().lower())
