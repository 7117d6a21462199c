"""A task as the API shows it."""

from pydantic import BaseModel, Field

from gateway.api.schemas import Instant, Page


class TaskRow(BaseModel):
    """An alert (only seen) or a task (done by somebody)."""

    id: int
    kind: str = Field(description="alert or task")
    reason: str = Field(description="a sentence; the key of one where `channel` is given")
    channel: str | None = Field(description="sends nothing, for this reason")
    priority: int = Field(description="the smaller, the more urgent")
    case: str | None = Field(description="the case's number")
    conversation_id: str | None
    created_at: Instant
    due_at: Instant | None
    assignee: str | None = Field(description="username of whoever is at it")


class TaskPage(Page[TaskRow]):
    """Tasks."""


class TaskDone(BaseModel):
    id: int
    done_at: Instant | None
