"""How people get in at the desk, and what is written down of what they do there. Tokens and codes are kept hashed."""

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from helpline.core import topics
from helpline.tables.base import Base
from helpline.tables.people import Person


class LoginSession(Base):
    """A log-in that has not ended."""

    __tablename__ = "login_sessions"

    id: Mapped[str] = mapped_column(primary_key=True)  # names it to people; opens nothing
    token_hash: Mapped[str] = mapped_column(unique=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    opened_at: Mapped[datetime]
    used_at: Mapped[datetime]  # when the person last did something
    expires_at: Mapped[datetime]
    address: Mapped[str]  # hashed
    device: Mapped[str]  # what the browser calls itself

    person: Mapped[Person] = relationship()

    def topics(self) -> tuple[str, ...]:
        return (topics.person(self.person_id),)


class LoginTry(Base):
    """How often something secret was got wrong since an instant, by what is counted together."""

    __tablename__ = "login_tries"

    key: Mapped[str] = mapped_column(primary_key=True)  # a name, and the address, device or step it was tried at
    count: Mapped[int]
    since: Mapped[datetime] = mapped_column(index=True)


class PasswordLink(Base):
    """A one-time link to set a password; used, replaced or too old it is no more."""

    __tablename__ = "password_links"

    token_hash: Mapped[str] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    expires_at: Mapped[datetime]


class RecoveryCode(Base):
    """Stands in for the second factor once; gone when used."""

    __tablename__ = "recovery_codes"

    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), primary_key=True)
    code_hash: Mapped[str] = mapped_column(primary_key=True)


class AuditLine(Base):
    """Who read or did what, about whom (R39). Lines are added, never changed."""

    __tablename__ = "audit_log"

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    actor: Mapped[str]  # as the timeline names them; without a log-in whoever was at the machine is `system`
    person_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"), index=True)
    what: Mapped[str]  # a word, e.g. read_customer
    about: Mapped[str] = mapped_column(index=True)  # a kind and an id, e.g. customer:C0001
    session: Mapped[str]  # the id of the log-in
    address: Mapped[str]  # hashed
