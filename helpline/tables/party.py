"""Who the company serves and works with: organisations, their people, where they are and how they are reached (R03).

People and organisations end, they are not deleted: what was done for them keeps its name.
"""

from datetime import date, datetime
from typing import TYPE_CHECKING

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from helpline.core.phone import shown, stored
from helpline.tables.base import Base, PhoneNumber, one_of
from helpline.tables.states import OrganisationKind, PointKind

if TYPE_CHECKING:
    from helpline.tables.asset import Asset


class Organisation(Base):
    """A company, an authority, a hotel; a part of it has it as its parent."""

    __tablename__ = "organisations"
    __table_args__ = (one_of("organisations", "kind", OrganisationKind),)

    id: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(index=True)
    short_name: Mapped[str] = mapped_column(default="")
    kind: Mapped[str] = mapped_column(default=OrganisationKind.CUSTOMER)
    parent_id: Mapped[str | None] = mapped_column(ForeignKey("organisations.id"), index=True)
    grade: Mapped[str] = mapped_column(default="")  # of service, an id of `grades` in kb/policies/sla.yml (R14)
    note: Mapped[str] = mapped_column(default="")
    since: Mapped[date | None]
    created_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]

    parent: Mapped["Organisation | None"] = relationship(remote_side=[id])


class Customer(Base):
    """A person who comes to us, for themselves or for an organisation."""

    __tablename__ = "customers"

    id: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    title: Mapped[str] = mapped_column(default="", server_default="")  # what they are in the organisation
    organisation_id: Mapped[str | None] = mapped_column(ForeignKey("organisations.id"), index=True)
    address: Mapped[str] = mapped_column(default="")
    district: Mapped[str] = mapped_column(default="")
    grade: Mapped[str] = mapped_column(default="")  # their own, where no organisation or contract gives one (R14)
    since: Mapped[date | None]
    created_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]

    organisation: Mapped[Organisation | None] = relationship()
    points: Mapped[list["ContactPoint"]] = relationship(
        back_populates="customer", order_by="ContactPoint.id", lazy="selectin", cascade="all, delete-orphan"
    )
    assets: Mapped[list["Asset"]] = relationship(
        primaryjoin="and_(Customer.id == Asset.customer_id, Asset.ended_at.is_(None))",
        order_by="Asset.id",
        viewonly=True,
    )

    @property
    def phones(self) -> list[str]:
        """The numbers that are theirs now, the preferred one first, as people here write them."""
        live = [point for point in self.points if point.kind == PointKind.PHONE and point.ended_at is None]
        return [shown(point.value) for point in sorted(live, key=lambda point: not point.preferred)]

    @property
    def phone(self) -> str:
        """The number they are reached at; "" where none is on file."""
        return next(iter(self.phones), "")

    @phone.setter
    def phone(self, number: str) -> None:
        """Makes it the preferred one; the others stay. "" changes nothing."""
        if not number:
            return
        for point in self.points:
            point.preferred = False
        value = stored(number)
        known = next((p for p in self.points if p.kind == PointKind.PHONE and p.value == value), None)
        if known is None:
            known = ContactPoint(kind=PointKind.PHONE, value=value)
            self.points.append(known)
        known.preferred, known.ended_at = True, None

    def has_phone(self, number: str) -> bool:
        """Whether the number, in any spelling, is one of theirs."""
        return shown(number) in self.phones


class ContactPoint(Base):
    """A number or address a person is reached at. A switchboard belongs to many people, a person has many numbers."""

    __tablename__ = "contact_points"
    __table_args__ = (
        UniqueConstraint("customer_id", "kind", "value"),
        Index("ix_contact_points_kind_value", "kind", "value"),
        one_of("contact_points", "kind", PointKind),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    customer_id: Mapped[str] = mapped_column(ForeignKey("customers.id"))
    kind: Mapped[str]
    value: Mapped[str]  # a phone as E.164, an e-mail address in lower case
    label: Mapped[str] = mapped_column(default="")  # e.g. 值班室
    preferred: Mapped[bool] = mapped_column(default=False)  # the one that is used of its kind
    verified_at: Mapped[datetime | None]  # they showed by a code that they hold it
    ended_at: Mapped[datetime | None]  # no longer theirs

    customer: Mapped[Customer] = relationship(back_populates="points")


class Site(Base):
    """A place where things stand and engineers go: of an organisation or of a person."""

    __tablename__ = "sites"
    __table_args__ = (CheckConstraint("(organisation_id IS NULL) <> (customer_id IS NULL)", name="one_owner"),)

    id: Mapped[str] = mapped_column(primary_key=True)
    organisation_id: Mapped[str | None] = mapped_column(ForeignKey("organisations.id"), index=True)
    customer_id: Mapped[str | None] = mapped_column(ForeignKey("customers.id"), index=True)
    name: Mapped[str]
    address: Mapped[str] = mapped_column(default="")
    district: Mapped[str] = mapped_column(default="", index=True)
    access_note: Mapped[str] = mapped_column(default="")  # how to get in, whom to ask
    hours: Mapped[str] = mapped_column(default="")  # when somebody lets one in, as people say it
    ended_at: Mapped[datetime | None]

    organisation: Mapped[Organisation | None] = relationship()
    customer: Mapped[Customer | None] = relationship()


class Identity(Base):
    """A channel's account that was shown to belong to a customer."""

    __tablename__ = "identities"
    __table_args__ = (UniqueConstraint("channel", "external_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    channel: Mapped[str]
    external_id: Mapped[str]
    customer_id: Mapped[str] = mapped_column(ForeignKey("customers.id"), index=True)
    proved_at: Mapped[datetime]
    proved_by: Mapped[str]  # the kind of fact that showed it


class WrongClaim(Base):
    """A fact told that does not fit the file, kept to limit guessing; of what was told only a hash is kept."""

    __tablename__ = "wrong_claims"

    id: Mapped[int] = mapped_column(primary_key=True)
    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversations.id"), index=True)
    phone: Mapped[str] = mapped_column(PhoneNumber, index=True)  # it was tried with
    origin: Mapped[str] = mapped_column(index=True)  # of the conversation then
    claim_hash: Mapped[str]
    at: Mapped[datetime]
