"""What is remembered of a conversation from one turn to the next: typed, and in one place (`Dialogue`)."""

from datetime import datetime
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from bot.actions.engine.understanding import Understanding

MOST_OFFERS = 30  # whose buttons are still known; older ones are answered as if they were used


class Offer(BaseModel):
    """A question that was asked with buttons."""

    id: str
    task: str
    asked: str
    became: str = ""  # what it came to, in words for the customer


class State(BaseModel):
    """Unknown keys are refused: what an older version kept is carried over by a migration."""

    model_config = ConfigDict(extra="forbid")

    task: str = ""  # the task in hand, "" when there is none
    asked: str = ""  # what was asked last, "" when nothing is open
    last: str = ""  # the task that was done last: more may be said to it
    resume: str = ""  # a task that was broken off and is taken up where it was
    draft: str = ""  # the request being told: the id of the turn that began it; what it files is filed under this
    offer: str = ""  # the question whose buttons may be pressed, "" when it has none
    offers: list[Offer] = Field(default_factory=list)  # the newest last
    agenda: list[Understanding] = Field(default_factory=list)  # wishes that come next, each in the customer's words
    slots: dict[str, Any] = Field(default_factory=dict)
    facts_at: datetime | None = None  # since when what tells whose talk it is has been remembered
    used: list[str] = Field(default_factory=list)  # the newest sentences said, the last one first
