"""Rosters, shifts, absences and pages as the API takes and shows them."""

from typing import Annotated, Literal

from pydantic import BaseModel, Field

from gateway.api.case_schemas import Key
from gateway.api.schemas import Body, Instant, Name, Page, Text, Time, Words
from helpline.tables.page import PageOutcome, RoundState
from helpline.tables.roster import AbsenceState, MadeBy, ShiftChangeState

Why = Annotated[Text, Field(max_length=200)]


class Keyed(Body):
    key: Key


class Override(Keyed):
    """Somebody is on duty for these hours, whatever the rules say."""

    roster: Name
    rank: Annotated[int, Field(ge=1, le=5)]
    person: Name
    begun_at: Time
    ended_at: Time
    why: Why = ""


class Offer(Keyed):
    """Hours of one's shift that a colleague may take; without them the whole of it."""

    begun_at: Time | None = None
    ended_at: Time | None = None
    why: Why = ""


class Taking(Keyed):
    person: Annotated[Text, Field(max_length=100, description="by supervisors: who takes it; empty: oneself")] = ""


class AbsenceWish(Keyed):
    person: Annotated[Text, Field(max_length=100, description="by supervisors: for whom; empty: for oneself")] = ""
    begun_at: Time
    ended_at: Time
    why: Why = ""


class NoteForNext(Keyed):
    text: Annotated[Words, Field(max_length=1000)]


class PageWish(Keyed):
    reason: Annotated[Words, Field(max_length=200, description="shown to whoever is rung")]


class PageAnswer(Keyed):
    outcome: Literal["answered", "refused"]


class OnDuty(BaseModel):
    """Who comes on duty next."""

    person: str = Field(description="username")
    name: str
    begun_at: Instant


class HandOver(BaseModel):
    """A note for whoever comes on duty."""

    id: int
    roster: str
    at: Instant
    name: str = Field(description="who wrote it")
    text: str


class RosterRow(BaseModel):
    """Who is on duty in a rank of a roster."""

    shift_id: int
    roster: str
    name: str = Field(description="of the roster")
    purpose: str
    business: str = Field(description="empty: every business without a roster of its own")
    rank: int = Field(description="1 is rung first")
    person: str = Field(description="username")
    person_name: str
    phone: str
    reachable: list[str] = Field(description="desk, sms, voice: by what they would be rung now")
    away: bool = Field(description="absent with approval, or no longer here: the next rank is rung first")
    begun_at: Instant
    ended_at: Instant
    following: OnDuty | None
    notes: list[HandOver]


class RosterPage(Page[RosterRow]):
    """Who is on duty."""


class ShiftRow(BaseModel):
    id: int
    roster: str
    rank: int
    person: str
    person_name: str
    begun_at: Instant
    ended_at: Instant
    made_by: MadeBy
    why: str


class ShiftPage(Page[ShiftRow]):
    """Shifts."""


class ShiftChangeRow(BaseModel):
    id: int
    shift_id: int
    roster: str
    rank: int
    asked_by: str = Field(description="username of whose hours they are")
    taken_by: str | None
    begun_at: Instant
    ended_at: Instant
    state: ShiftChangeState
    why: str


class ShiftChangePage(Page[ShiftChangeRow]):
    """Hours that look, or looked, for somebody."""


class AbsenceRow(BaseModel):
    id: int
    person: str
    person_name: str
    begun_at: Instant
    ended_at: Instant
    state: AbsenceState
    why: str


class AbsencePage(Page[AbsenceRow]):
    """Absences."""


class PageRow(BaseModel):
    """One person rung for a case."""

    id: int
    case: str = Field(description="the case's number")
    round: int
    rank: int = Field(description="in the order in which they are rung")
    person: str
    person_name: str
    channels: list[str] = Field(description="by which they were rung: desk, sms, voice")
    rung_at: Instant
    answered_at: Instant | None
    answered_by: str = Field(description="the channel of the answer")
    outcome: PageOutcome
    error: str = Field(description="why a way failed, or why nobody was rung")


class PagePage(Page[PageRow]):
    """Pages."""


class RoundRow(BaseModel):
    """One time that people are rung for a case."""

    case: str
    round: int
    state: RoundState
    reason: str
    begun_at: Instant
    pages: list[PageRow]


class AlarmRow(BaseModel):
    """Something that nobody has yet: an emergency, or a case for which somebody is being rung."""

    case: str
    type: str
    words: str = Field(description="the customer's own words")
    place: str
    phone: str
    contact_name: str
    level: int
    created_at: Instant
    conversation_id: str | None
    round: RoundRow | None = Field(description="the newest")
    mine: int | None = Field(description="the id of the page that rings for whoever asks")


class AlarmPage(Page[AlarmRow]):
    """Alarms."""
