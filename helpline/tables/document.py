"""Papers about a visit that the customer is given."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from helpline.tables.base import Base, one_of
from helpline.tables.visit import Visit


class DocumentKind(StrEnum):
    SERVICE_ORDER = "service_order"  # R29
    FAULT_ANALYSIS = "fault_analysis"  # R37


class Document(Base):
    """A paper, made when the visit ends. What stands in it is read from the visit's record, which is only added to."""

    __tablename__ = "documents"
    __table_args__ = (UniqueConstraint("visit_id", "kind"), one_of("documents", "kind", DocumentKind))

    id: Mapped[int] = mapped_column(primary_key=True)
    visit_id: Mapped[int] = mapped_column(ForeignKey("visits.id"))
    kind: Mapped[str]
    made_at: Mapped[datetime]

    visit: Mapped[Visit] = relationship()
