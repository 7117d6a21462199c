"""What an engineer writes down on a visit (R28, R29): what was looked at and measured, pictures, what it costs.

Added, never changed; sent twice it is one. What it means is read from all of it together (`helpline.visits.record`).
"""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from helpline.tables.base import Base, one_of


class Verdict(StrEnum):
    OK = "ok"
    FAULTY = "faulty"  # or measured outside its limits
    ABSENT = "absent"  # there is nothing to look at


class PhotoKind(StrEnum):
    BEFORE = "before"
    AFTER = "after"
    SIGNATURE = "signature"  # the customer's, on the glass


class LineKind(StrEnum):
    PART = "part"
    LABOUR = "labour"
    TRAVEL = "travel"
    FEE = "fee"
    DISCOUNT = "discount"  # taken off
    VOID = "void"  # another line was a mistake


class Payer(StrEnum):
    CUSTOMER = "customer"
    WARRANTY = "warranty"
    CONTRACT = "contract"
    COMPANY = "company"  # goodwill, or our own fault


class OldPart(StrEnum):
    """Where the part went that was taken out."""

    NONE = ""
    RETURNED = "returned"  # to the depot
    KEPT = "kept"  # by the customer
    SCRAPPED = "scrapped"


class CheckAnswer(Base):
    """One item of a checklist as it was found, with its name and limits as they were then. The newest counts."""

    __tablename__ = "check_answers"
    __table_args__ = (UniqueConstraint("person_id", "client_key"), one_of("check_answers", "verdict", Verdict))

    id: Mapped[int] = mapped_column(primary_key=True)
    visit_id: Mapped[int] = mapped_column(ForeignKey("visits.id"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    client_key: Mapped[str]
    happened_at: Mapped[datetime]
    received_at: Mapped[datetime]
    item: Mapped[str]  # of kb/checklists
    name: Mapped[str]
    value: Mapped[str]  # a number where it has a unit, else the verdict
    unit: Mapped[str]
    low: Mapped[float | None]
    high: Mapped[float | None]
    verdict: Mapped[str]
    note: Mapped[str]


class VisitPhoto(Base):
    """A picture of a visit; its file lies among the uploads under its id."""

    __tablename__ = "visit_photos"
    __table_args__ = (UniqueConstraint("person_id", "client_key"), one_of("visit_photos", "kind", PhotoKind))

    id: Mapped[str] = mapped_column(primary_key=True)
    visit_id: Mapped[int] = mapped_column(ForeignKey("visits.id"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    client_key: Mapped[str]
    happened_at: Mapped[datetime]
    received_at: Mapped[datetime]
    kind: Mapped[str]
    content_type: Mapped[str]
    size: Mapped[int]
    note: Mapped[str]  # of a signature: whose


class WorkLine(Base):
    """A part, work or fee, and who pays it. A mistake is taken back by a line of its own, which names its key."""

    __tablename__ = "work_lines"
    __table_args__ = (
        UniqueConstraint("person_id", "client_key"),
        CheckConstraint("quantity >= 1 AND price_fen >= 0", name="amount"),
        CheckConstraint("(kind = 'void') = (voids <> '')", name="void"),
        one_of("work_lines", "kind", LineKind),
        one_of("work_lines", "payer", Payer),
        one_of("work_lines", "old_part", OldPart),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    visit_id: Mapped[int] = mapped_column(ForeignKey("visits.id"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    client_key: Mapped[str]
    happened_at: Mapped[datetime]
    received_at: Mapped[datetime]
    kind: Mapped[str]
    text: Mapped[str]
    quantity: Mapped[int]
    unit: Mapped[str]
    price_fen: Mapped[int]  # of one
    payer: Mapped[str]
    serial_in: Mapped[str]  # of the part put in
    serial_out: Mapped[str]  # of the part taken out
    old_part: Mapped[str]
    voids: Mapped[str]  # the key of a line of the same person and visit

    @property
    def total_fen(self) -> int:
        return self.quantity * self.price_fen * (-1 if self.kind == LineKind.DISCOUNT else 1)
