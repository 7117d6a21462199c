"""What getting in at the desk stands on: short transactions, and a password looked at between them.

A try is counted before its secret is looked at, and passwords are hashed while no transaction is open.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from helpline.core.database import Database
from helpline.core.errors import CodeNeeded, CodeWrong, LoginFailed
from helpline.core.unit_of_work import SYSTEM, Actor, UnitOfWork
from helpline.staff.devices import network
from helpline.staff.guessing import claim_try, forget_tries, give_back
from helpline.staff.second_factor import takes
from helpline.staff.secrets import is_password
from helpline.tables import Person
from kb.models.knowledge import Knowledge


@dataclass(frozen=True)
class Origin:
    """Where a request comes from."""

    address: str = ""
    browser: str = ""  # what it calls itself
    device: str = ""  # what it was given to keep when the person last logged in (`helpline.staff.devices`)


@dataclass(frozen=True)
class LoggedIn:
    """Somebody who has got in: the session's token, and what their device is to keep."""

    actor: Actor
    token: str
    device: str


@dataclass(frozen=True)
class CredentialChecks:
    database: Database
    kb: Knowledge
    now: datetime

    @contextmanager
    def read(self) -> Iterator[UnitOfWork]:
        with self.database.read() as session:
            yield UnitOfWork(session, self.kb, self.now)

    @contextmanager
    def write(self, actor: Actor = SYSTEM) -> Iterator[UnitOfWork]:
        with self.database.write() as session:
            yield UnitOfWork(session, self.kb, self.now, actor)

    def check_password(self, key: str, hashed: str, password: str) -> None:
        """LoginFailed when it is wrong; TooManyAttempts when too many counted under the key were."""
        with self.write() as work:
            claim_try(work, key)
        if not is_password(hashed, password):
            raise LoginFailed()


def key_of(username: str, origin: Origin, device: str) -> str:
    """What wrong tries are counted under: the name at a known device, or at the address."""
    return f"{username} at device {device}" if device else f"{username} at {network(origin.address)}"


def code_refused(work: UnitOfWork, person: Person, code: str, key: str) -> CodeNeeded | CodeWrong | None:
    """Why the second factor keeps the person out, who has shown the password; None when it does not.

    Returned, not raised: the transaction keeps count of it. A wrong code counts as the wrong password would have.
    """
    if not person.totp_secret or (code and takes(work, person, code)):
        forget_tries(work, key)
        return None
    if code:
        return CodeWrong()
    give_back(work, key)
    return CodeNeeded()
