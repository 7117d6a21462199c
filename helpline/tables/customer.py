"""Customers, what they own, and the accounts by which they reach us (R03)."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from helpline.tables.base import Base, PhoneNumber


class Customer(Base):
    __tablename__ = "customers"

    id: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    organisation: Mapped[str] = mapped_column(default="")
    phone: Mapped[str] = mapped_column(PhoneNumber, index=True)
    address: Mapped[str] = mapped_column(default="")
    district: Mapped[str] = mapped_column(default="")
    grade: Mapped[str] = mapped_column(default="")  # diamond, gold, silver or empty (R14)
    since: Mapped[date | None]
    created_at: Mapped[datetime]

    equipment: Mapped[list["Equipment"]] = relationship(back_populates="customer", order_by="Equipment.serial")


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


class Equipment(Base):
    __tablename__ = "equipment"

    serial: Mapped[str] = mapped_column(primary_key=True)
    customer_id: Mapped[str] = mapped_column(ForeignKey("customers.id"), index=True)
    model: Mapped[str]
    category: Mapped[str]
    place: Mapped[str] = mapped_column(default="")
    card_on: Mapped[date | None]  # date on the warranty card
    handover_on: Mapped[date | None]
    commissioned_on: Mapped[date | None]

    customer: Mapped[Customer] = relationship(back_populates="equipment")
