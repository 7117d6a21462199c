"""What customers think of the service, as asked (R35): after each case, and regularly of those under contract."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from helpline.core import topics
from helpline.tables.base import Base
from helpline.tables.case import Case
from helpline.tables.contract import Contract
from helpline.tables.party import Customer
from helpline.tables.people import Person


class Survey(Base):
    """Asked once about a case, or once in a period of those under a contract. A complaint is never an answer."""

    __tablename__ = "surveys"
    topics_of_many = (topics.DESK,)
    __table_args__ = (
        UniqueConstraint("contract_id", "period"),
        CheckConstraint("(case_id IS NULL) <> (contract_id IS NULL)", name="about_one"),
        CheckConstraint("score BETWEEN 1 AND 5", name="score"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int | None] = mapped_column(ForeignKey("cases.id"), unique=True)
    contract_id: Mapped[str | None] = mapped_column(ForeignKey("contracts.id"))
    period: Mapped[str] = mapped_column(default="")  # the month it was due in, of a regular one
    customer_id: Mapped[str | None] = mapped_column(ForeignKey("customers.id"), index=True)  # who was asked
    asked_at: Mapped[datetime] = mapped_column(index=True)
    channel: Mapped[str]  # it was asked on; `phone` where somebody is to call
    engineer_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))  # who served
    category: Mapped[str] = mapped_column(default="")  # of the machine
    answered_at: Mapped[datetime | None]
    score: Mapped[int | None]
    words: Mapped[str] = mapped_column(default="")

    case: Mapped[Case | None] = relationship(back_populates="survey")
    contract: Mapped[Contract | None] = relationship()
    customer: Mapped[Customer | None] = relationship()
    engineer: Mapped[Person | None] = relationship()
