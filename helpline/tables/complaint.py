"""Complaints (R41): what a customer tells against the company or its people, from its first word on."""

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from helpline.tables.base import Base


class Complaint(Base):
    """The mark that messages and cases carry: it stays whoever has the conversation, on every channel."""

    __tablename__ = "complaints"

    id: Mapped[int] = mapped_column(primary_key=True)
    turn_id: Mapped[str] = mapped_column(default="")  # the newest turn that was about it
    begun_at: Mapped[datetime]


class Accused(Base):
    """Somebody of the company whom a complaint names: they never read it."""

    __tablename__ = "complaint_accused"

    complaint_id: Mapped[int] = mapped_column(ForeignKey("complaints.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), primary_key=True)
