"""Papers that came in and are kept: with a case, a machine or a contract. What we issue ourselves is `Document`."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from helpline.tables.base import Base, one_of


class PaperKind(StrEnum):
    CONFIRMATION = "confirmation"  # stamped by the customer, after a call
    PURCHASE = "purchase"  # proof of it: an invoice, a receipt
    INSPECTION = "inspection"  # a report that goes with what was delivered
    STRUCTURE = "structure"  # of a customer's system
    SETTINGS = "settings"  # of it, as they are now
    DRAWING = "drawing"
    OTHER = "other"


class KeptPaper(Base):
    """A picture of it, or only what stands on it; the file lies among the uploads under the id."""

    __tablename__ = "kept_papers"
    __table_args__ = (
        CheckConstraint(
            "(CASE WHEN case_id IS NULL THEN 0 ELSE 1 END) + (CASE WHEN asset_id IS NULL THEN 0 ELSE 1 END)"
            " + (CASE WHEN contract_id IS NULL THEN 0 ELSE 1 END) = 1",
            name="one_place",
        ),
        one_of("kept_papers", "kind", PaperKind),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    kind: Mapped[str]
    case_id: Mapped[int | None] = mapped_column(ForeignKey("cases.id"), index=True)
    asset_id: Mapped[str | None] = mapped_column(ForeignKey("assets.id"), index=True)
    contract_id: Mapped[str | None] = mapped_column(ForeignKey("contracts.id"), index=True)
    title: Mapped[str]
    words: Mapped[str] = mapped_column(default="")  # what stands on it
    dated: Mapped[date | None]  # the day on the paper
    content_type: Mapped[str] = mapped_column(default="")  # "": no picture of it
    size: Mapped[int] = mapped_column(default=0)
    kept_by: Mapped[str]  # a username
    kept_at: Mapped[datetime]
