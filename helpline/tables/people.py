"""Customers, what they own, how they reach us, and the people who serve them (R03)."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from helpline.tables.base import Base


class Customer(Base):
    __tablename__ = "customers"

    id: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    organisation: Mapped[str] = mapped_column(default="")
    phone: Mapped[str] = mapped_column(index=True)
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


class Engineer(Base):
    __tablename__ = "engineers"

    id: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    phone: Mapped[str]
    skills: Mapped[list[str]]
    regions: Mapped[list[str]]
    days: Mapped[list[Any]]  # ISO weekdays
    spans: Mapped[list[Any]]  # [["09:00", "18:00"], …]
    active: Mapped[bool] = mapped_column(default=True)


class Staff(Base):
    """Somebody who logs in at the desk."""

    __tablename__ = "staff"

    id: Mapped[int] = mapped_column(primary_key=True)
    username: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    role: Mapped[str]  # agent, supervisor, quality
    password_hash: Mapped[str]
    active: Mapped[bool] = mapped_column(default=True)
    seen_at: Mapped[datetime | None]  # last sign of life at the desk


class StaffSession(Base):
    __tablename__ = "staff_sessions"

    token_hash: Mapped[str] = mapped_column(primary_key=True)
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff.id"), index=True)
    expires_at: Mapped[datetime]


class LoginAttempt(Base):
    """A failed login, kept to limit guessing."""

    __tablename__ = "login_attempts"

    id: Mapped[int] = mapped_column(primary_key=True)
    username: Mapped[str] = mapped_column(index=True)
    at: Mapped[datetime]
