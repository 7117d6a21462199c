"""Tasks and alerts of a role."""

from typing import Any

from fastapi import APIRouter

from gateway.api.deps import Reading, Writing
from gateway.api.errors import refuses
from gateway.api.schemas import IdInPath, Paging, shown
from gateway.api.task_schemas import TaskDone, TaskPage, TaskRow
from helpline.delivery.retry_policy import STUCK
from helpline.tables import Task
from helpline.tasks import ledger
from helpline.tasks.queries import open_tasks

routes = APIRouter(prefix="/api/tasks", tags=["tasks"], responses=refuses(401, 403, 422))


@routes.get("", response_model=TaskPage)
def list_tasks(work: Reading, page: Paging) -> dict[str, Any]:
    """Staff: what their role is to do or to know and nobody has done, the most urgent first. None moves."""
    return shown(open_tasks(work, page), _row)


@routes.post("/{id}/claim", responses=refuses(404, 409))
def claim_task(id: IdInPath, work: Writing) -> TaskRow:
    """Staff of the role: they are at it; 409 when somebody else is."""
    return _row(ledger.claim(work, id))


@routes.post("/{id}/done", responses=refuses(404))
def finish_task(id: IdInPath, work: Writing) -> TaskDone:
    """Staff of the role: the task is done."""
    task = ledger.finish(work, id)
    return TaskDone(id=task.id, done_at=task.done_at)


def _row(task: Task) -> TaskRow:
    return TaskRow(
        id=task.id,
        kind=task.kind,
        reason=task.subject,
        channel=task.rule.removeprefix(STUCK) if task.rule.startswith(STUCK) else None,
        priority=task.priority,
        case=task.case.number if task.case else None,
        conversation_id=task.conversation_id,
        created_at=task.created_at,
        due_at=task.due_at,
        assignee=task.assignee.username if task.assignee else None,
    )
