"""The company's people: agents, engineers, supervisors and quality staff are rows of one kind with roles."""

from datetime import datetime, time

from sqlalchemy import BigInteger, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from helpline.tables.base import Base, PhoneNumber, one_of
from helpline.tables.party import Organisation
from helpline.tables.states import PasswordFrom

ENGINEER = "engineer"  # goes to customers
ADMINISTRATOR = "administrator"  # manages the people at the desk
# Log in at the desk; where several are held, the first is shown.
DESK_ROLES = ("agent", "supervisor", "quality", ADMINISTRATOR)
LOGIN_ROLES = (*DESK_ROLES, ENGINEER)  # have a password: the desk's people, and engineers for their own page


class Person(Base):
    """Somebody of the company. People end, they are not deleted: what they did keeps its name."""

    __tablename__ = "people"

    id: Mapped[int] = mapped_column(primary_key=True)
    username: Mapped[str] = mapped_column(unique=True)  # how kb/seed, the log-in and the timeline name them
    name: Mapped[str]
    phone: Mapped[str] = mapped_column(PhoneNumber, default="")
    password_hash: Mapped[str] = mapped_column(default="")  # "": cannot log in
    password_from: Mapped[str] = mapped_column(default=PasswordFrom.NOWHERE, server_default="")
    device_key: Mapped[str] = mapped_column(default="", server_default="")  # signs the devices they have logged in from
    totp_secret: Mapped[str] = mapped_column(default="", server_default="")  # "": no second factor
    totp_pending: Mapped[str] = mapped_column(default="", server_default="")  # shown, and not confirmed by a code yet
    totp_step: Mapped[int] = mapped_column(BigInteger, default=0, server_default="0")  # of the newest code taken
    vehicle: Mapped[str] = mapped_column(default="", server_default="")  # the plate of their own; "": they have none
    partner_id: Mapped[str | None] = mapped_column(ForeignKey("organisations.id"), index=True)  # None: ours
    seen_at: Mapped[datetime | None]  # last sign of life at the desk
    ended_at: Mapped[datetime | None]  # no longer with the company

    partner: Mapped[Organisation | None] = relationship(lazy="selectin")
    role_rows: Mapped[list["PersonRole"]] = relationship(lazy="selectin", cascade="all, delete-orphan")
    skill_rows: Mapped[list["PersonSkill"]] = relationship(cascade="all, delete-orphan")
    area_rows: Mapped[list["PersonArea"]] = relationship(cascade="all, delete-orphan")
    hour_rows: Mapped[list["PersonHours"]] = relationship(cascade="all, delete-orphan")

    __table_args__ = (one_of("people", "password_from", PasswordFrom),)

    @property
    def roles(self) -> tuple[str, ...]:
        """In the order of DESK_ROLES, others after them."""
        held = {row.role for row in self.role_rows}
        return (*(role for role in DESK_ROLES if role in held), *sorted(held - set(DESK_ROLES)))

    @property
    def skills(self) -> set[str]:
        return {row.skill for row in self.skill_rows}

    @property
    def districts(self) -> set[str]:
        return {row.district for row in self.area_rows}


class PersonRole(Base):
    __tablename__ = "person_roles"

    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), primary_key=True)
    role: Mapped[str] = mapped_column(primary_key=True, index=True)


class PersonSkill(Base):
    """What an engineer can repair (R25)."""

    __tablename__ = "person_skills"

    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), primary_key=True)
    skill: Mapped[str] = mapped_column(primary_key=True)


class PersonArea(Base):
    """Where an engineer goes (R25)."""

    __tablename__ = "person_areas"

    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), primary_key=True)
    district: Mapped[str] = mapped_column(primary_key=True)


class PersonHours(Base):
    """When somebody works in a week; several spans a day are several rows."""

    __tablename__ = "person_hours"

    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), primary_key=True)
    weekday: Mapped[int] = mapped_column(primary_key=True)  # ISO, 1 is Monday
    begins: Mapped[time] = mapped_column(primary_key=True)
    ends: Mapped[time]
