"""Cases at the desk. Staff see the cases of the queues their role serves."""

from typing import Any, Literal

from fastapi import APIRouter
from pydantic import BaseModel, Field

from gateway.api import views
from gateway.api.deps import Reading, Writing
from helpline.cases import closing
from helpline.cases.lifecycle import Status, move
from helpline.cases.queries import find_case, list_cases
from helpline.core.errors import NotFound
from helpline.delivery.retry_policy import STUCK
from helpline.dispatch import visits
from helpline.promises import ledger
from helpline.tables import Task
from helpline.tasks.queries import open_tasks
from helpline.timeline.record import record

routes = APIRouter(prefix="/api", tags=["desk"])


class Words(BaseModel):
    text: str = Field("", max_length=2000)


class Solution(BaseModel):
    solution: str = Field(min_length=1, max_length=2000)


class Move(BaseModel):
    to: Literal["new", "assigned", "in_progress", "waiting", "reopened", "cancelled"]
    why: str = Field("", max_length=500)


@routes.get("/cases")
def list_(work: Reading, phone: str | None = None, open: bool = False) -> list[dict[str, Any]]:
    """Staff: cases of their queues, by phone or the unfinished ones in the order of work."""
    return [views.case_row(work, case) for case in list_cases(work, phone, open)]


@routes.get("/cases/{number}")
def show(number: str, work: Reading) -> dict[str, Any]:
    """Staff of the queue: everything about the case."""
    case = find_case(work, number)
    return views.case_detail(work, case)


@routes.post("/cases/{number}/move")
def move_(number: str, body: Move, work: Writing) -> dict[str, Any]:
    """Staff of the queue: another status, if the transition table allows it."""
    case = find_case(work, number)
    move(work, case, Status(body.to), body.why)
    return views.case_row(work, case)


@routes.post("/cases/{number}/contacted")
def contacted(number: str, body: Words, work: Writing) -> dict[str, Any]:
    """Staff of the queue: the customer was reached (by phone, say); meets the promised reply."""
    case = find_case(work, number)
    record(work, case, "contacted", body.text)
    ledger.keep(work, case, "reply")
    return views.case_row(work, case)


@routes.post("/cases/{number}/note")
def note(number: str, body: Words, work: Writing) -> dict[str, Any]:
    """Staff of the queue: a line in the timeline."""
    case = find_case(work, number)
    record(work, case, "note", body.text)
    return views.case_row(work, case)


@routes.post("/cases/{number}/arrived")
def arrived(number: str, work: Writing) -> dict[str, Any]:
    """Staff of the queue: the engineer is on site."""
    case = find_case(work, number)
    visits.arrive(work, case)
    return views.case_row(work, case)


@routes.post("/cases/{number}/solve")
def solve(number: str, body: Solution, work: Writing) -> dict[str, Any]:
    """Staff of the queue: solved; the customer is asked to agree (R34)."""
    case = find_case(work, number)
    closing.solve(work, case, body.solution)
    return views.case_row(work, case)


@routes.get("/tasks")
def tasks(work: Reading) -> list[dict[str, Any]]:
    """Staff: alerts and tasks of their role. Where `channel` is given, it sends nothing, and `reason` is a key."""
    return [
        {
            "id": task.id,
            "kind": task.kind,
            "reason": task.reason,
            "channel": task.rule.removeprefix(STUCK) if task.rule.startswith(STUCK) else None,
            "priority": task.priority,
            "case": task.case.number if task.case else None,
            "conversation_id": task.conversation_id,
            "created_at": views.instant(task.created_at),
            "due_at": views.instant(task.due_at),
        }
        for task in open_tasks(work)
    ]


@routes.post("/tasks/{id}/done")
def done(id: int, work: Writing) -> dict[str, Any]:
    """Staff of the role: the task is done."""
    task = work.session.get(Task, id)
    if task is None or task.role != work.actor.role:
        raise NotFound(str(id))
    if task.done_at is None:
        task.done_at, task.done_by = work.now, work.actor.username
    return {"id": task.id, "done_at": views.instant(task.done_at)}
