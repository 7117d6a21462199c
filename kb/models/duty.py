"""The shapes of `kb/policies/duty.yml`: who is on duty when, and how they are rung (R22, R24, R33)."""

from datetime import date, time
from enum import StrEnum
from typing import Annotated

from pydantic import Field

from kb.models.entry import Entry


class Days(StrEnum):
    """On which days the shifts of a rule begin; the policy's calendar tells working days from others (调休)."""

    ALL = "all"
    WORK = "work"
    REST = "rest"


class RosterRule(Entry):
    """People who take turns. Their shifts begin at `hand_over`, business zone, and may run over midnight."""

    rank: Annotated[int, Field(ge=1, le=5)]  # 1 is rung first
    people: Annotated[tuple[str, ...], Field(min_length=1)]  # usernames, in the order of their turns
    hand_over: time
    hours: Annotated[int, Field(ge=1, le=24 * 28)]  # up to 24: one shift a day; longer ones are whole days
    days: Days = Days.ALL
    since: date  # the day on which the first shift begins
    until: date | None = None  # no shift begins on this day, or after it


class DutyRoster(Entry):
    id: str
    name: str
    purpose: str
    business: str = ""  # empty: for every business that has none of its own for the purpose
    rules: Annotated[tuple[RosterRule, ...], Field(min_length=1)]


class PagePolicy(Entry):
    """R22: how somebody is rung for a case, and who after them."""

    ring_seconds: Annotated[int, Field(ge=10, le=110)]  # each person has to say that they have it
    stale_seconds: Annotated[int, Field(ge=30, le=3600)]  # a ring that comes so late is not made any more
    unanswered_seconds: Annotated[int, Field(ge=30, le=3600)]  # then the customer hears that nobody was reached
    answer_minutes: Annotated[int, Field(ge=5, le=240)]  # for so long a text message counts as the answer to a ring
    staff_purpose: str  # rung when staff ask for somebody
    then: tuple[str, ...]  # purposes of the rosters that are rung afterwards
    ladder: tuple[str, ...]  # roles whose people are rung last
    answers: Annotated[tuple[str, ...], Field(min_length=1)]  # whole text messages that mean to take a page on
    refusals: Annotated[tuple[str, ...], Field(min_length=1)]  # and that do not


class DutyPolicy(Entry):
    calendar: str  # which days are working days
    ahead_days: Annotated[int, Field(ge=7, le=90)]  # shifts are made so far ahead
    page: PagePolicy
    rosters: tuple[DutyRoster, ...]
