"""How cases belong together (R21)."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from helpline.tables.base import Base, one_of
from helpline.tables.case import Case


class LinkKind(StrEnum):
    """What the case is to the other one."""

    RELATED = "related"
    REPEAT_OF = "repeat_of"  # the same fault again (R21)
    FOLLOW_UP_OF = "follow_up_of"
    MERGED_INTO = "merged_into"  # the same matter twice: the other one goes on


class CaseLink(Base):
    __tablename__ = "case_links"
    __table_args__ = (
        UniqueConstraint("case_id", "other_id", "kind"),
        CheckConstraint("case_id <> other_id", name="two_cases"),
        one_of("case_links", "kind", LinkKind),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"))
    other_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), index=True)
    kind: Mapped[str]
    made_at: Mapped[datetime]

    case: Mapped[Case] = relationship(foreign_keys=[case_id])
    other: Mapped[Case] = relationship(foreign_keys=[other_id])
