"""What somebody at the desk asked to be done, by their own key: asked twice, it is done once."""

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from helpline.tables.base import Base


class StaffRequest(Base):
    """Only `helpline.staff.once` writes here."""

    __tablename__ = "staff_requests"

    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), primary_key=True)
    key: Mapped[str] = mapped_column(primary_key=True)
    what: Mapped[str]  # the deed and what it was done to
    made_id: Mapped[int] = mapped_column(default=0)  # of the row that came of it
    at: Mapped[datetime]
