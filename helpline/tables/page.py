"""Pages: who was rung for a case, when, and what they answered (R22)."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from helpline.core import topics
from helpline.tables.base import Base, one_of
from helpline.tables.case import Case
from helpline.tables.people import Person
from helpline.tables.states import Moves, hold_to


class RoundState(StrEnum):
    RINGING = "ringing"
    ANSWERED = "answered"  # somebody has it
    UNANSWERED = "unanswered"  # everybody was rung; a call is somebody's task
    STOPPED = "stopped"  # the case ended meanwhile


class PageRound(Base):
    """One time that people are rung for a case, one after the other. A case has one that rings at most."""

    __tablename__ = "page_rounds"
    topics_of_many = (topics.DESK,)
    __table_args__ = (
        UniqueConstraint("case_id", "round"),
        Index(
            "uq_page_rounds_ringing",
            "case_id",
            unique=True,
            sqlite_where=text("state = 'ringing'"),
            postgresql_where=text("state = 'ringing'"),
        ),
        one_of("page_rounds", "state", RoundState),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"))
    round: Mapped[int]  # 1 is the first
    purpose: Mapped[str]  # of the roster that is rung first
    reason: Mapped[str]
    asked_by: Mapped[str]  # as the timeline names them
    state: Mapped[str] = mapped_column(default=RoundState.RINGING)
    begun_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    told_unanswered_at: Mapped[datetime | None]  # the customer heard that nobody had been reached

    case: Mapped[Case] = relationship()
    pages: Mapped[list["Page"]] = relationship(order_by="Page.rank", back_populates="page_round")


class PageOutcome(StrEnum):
    RINGING = "ringing"
    ANSWERED = "answered"
    MISSED = "missed"  # nothing was heard in the time policy gives, or there was no way to ring them
    REFUSED = "refused"
    SKIPPED = "skipped"  # not rung: too late for it, or not needed any more


class Page(Base):
    """One person rung, by all the ways there are at once."""

    __tablename__ = "pages"
    topics_of_many = (topics.DESK,)
    __table_args__ = (
        UniqueConstraint("case_id", "round", "rank"),
        Index("ix_pages_person", "person_id", "rung_at"),
        one_of("pages", "outcome", PageOutcome),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    page_round_id: Mapped[int] = mapped_column(ForeignKey("page_rounds.id"), index=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"))
    round: Mapped[int]
    rank: Mapped[int]  # the order in which they are rung; 1 is the first
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    channels: Mapped[list[str]] = mapped_column(default=list)  # by which they were rung: desk, sms, voice
    rung_at: Mapped[datetime]
    rung_out_at: Mapped[datetime | None]  # when a sweeper rang them: it is done once
    answered_at: Mapped[datetime | None]
    answered_by: Mapped[str] = mapped_column(default="")  # the channel of the answer
    outcome: Mapped[str] = mapped_column(default=PageOutcome.RINGING)
    error: Mapped[str] = mapped_column(default="")  # why a way failed

    page_round: Mapped[PageRound] = relationship(back_populates="pages")
    person: Mapped[Person] = relationship()


ROUND_MOVES: Moves = {
    RoundState.RINGING: frozenset({RoundState.ANSWERED, RoundState.UNANSWERED, RoundState.STOPPED}),
    RoundState.UNANSWERED: frozenset({RoundState.ANSWERED}),  # somebody answers after all
}
PAGE_MOVES: Moves = {
    PageOutcome.RINGING: frozenset(
        {PageOutcome.ANSWERED, PageOutcome.MISSED, PageOutcome.REFUSED, PageOutcome.SKIPPED}
    ),
    PageOutcome.MISSED: frozenset({PageOutcome.ANSWERED}),  # later than asked, and better than not
    PageOutcome.REFUSED: frozenset({PageOutcome.ANSWERED}),  # they can come after all, or others refused in their name
}
hold_to(PageRound.state, ROUND_MOVES)
hold_to(Page.outcome, PAGE_MOVES)
