"""What is remembered of a conversation from one turn to the next: typed, and in one place (`Dialogue`)."""

from typing import Any

from pydantic import BaseModel, ConfigDict, Field


class State(BaseModel):
    """Unknown keys are refused: what an older version kept is carried over by a migration."""

    model_config = ConfigDict(extra="forbid")

    task: str = ""  # the task in hand, "" when there is none
    asked: str = ""  # what was asked last, "" when nothing is open
    resume: str = ""  # a task that was broken off and is taken up where it was
    slots: dict[str, Any] = Field(default_factory=dict)
    used: list[str] = Field(default_factory=list)  # the newest sentences said, the last one first
