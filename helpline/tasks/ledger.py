"""Tasks and alerts: opened once while unfinished, claimed by a person, ended with what came of it."""

from datetime import datetime

from sqlalchemy import select

from helpline.core.errors import AlreadyTaken, NotFound
from helpline.core.unit_of_work import UnitOfWork
from helpline.tables import Person, Task
from helpline.tables.people import DESK_ROLES
from helpline.tables.task import IS_UNFINISHED, UNFINISHED, TaskState


def open_task(
    work: UnitOfWork,
    team: str,
    kind: str,
    subject: str,
    rule: str,
    priority: int,
    case_id: int | None = None,
    conversation_id: str | None = None,
    about: str = "",
    due_at: datetime | None = None,
    assignee: Person | None = None,
) -> Task:
    """The team's unfinished task by this rule about this case or conversation (or `about`), made if there is none.

    One that is there becomes as urgent as it is asked to be now. With an `assignee` it is theirs from the beginning.
    """
    work.session.flush()
    key = f"{rule}:{team}:{about or case_id or conversation_id or ''}"
    rows = select(Task).where(Task.key == key, IS_UNFINISHED).with_for_update()
    task = work.session.scalars(rows).one_or_none()
    if task is None:
        task = Task(
            team=team, kind=kind, key=key, rule=rule, state=TaskState.OPEN, created_at=work.now, priority=priority
        )
        task.case_id, task.conversation_id, task.subject, task.due_at = case_id, conversation_id, subject, due_at
        if assignee is not None:
            task.state, task.assignee_id, task.claimed_at = TaskState.CLAIMED, assignee.id, work.now
        work.session.add(task)
    else:
        task.priority, task.subject = min(task.priority, priority), subject
        task.conversation_id = conversation_id or task.conversation_id
    return task


def claim(work: UnitOfWork, id: int) -> Task:
    """The acting person takes it; AlreadyTaken when somebody else has."""
    task = _mine(work, id)
    if task.state == TaskState.CLAIMED and task.assignee_id != work.actor.person_id:
        raise AlreadyTaken(task.assignee.name if task.assignee else "")
    if task.state == TaskState.OPEN:
        task.state, task.assignee_id, task.claimed_at = TaskState.CLAIMED, work.actor.person_id, work.now
    return task


def free(work: UnitOfWork, person: Person) -> list[Task]:
    """What somebody has claimed and will not do is open again."""
    rows = select(Task).where(Task.assignee_id == person.id, Task.state == TaskState.CLAIMED)
    tasks = list(work.session.scalars(rows.order_by(Task.id).with_for_update()))
    for task in tasks:
        task.state, task.assignee_id, task.claimed_at = TaskState.OPEN, None, None
    return tasks


def finish(work: UnitOfWork, id: int, outcome: str = "") -> Task:
    """Done, by whoever of the team says so; said again, nothing changes."""
    task = _mine(work, id)
    if task.state in UNFINISHED:
        task.state, task.done_at, task.done_by, task.outcome = TaskState.DONE, work.now, work.actor.username, outcome
        task.assignee_id = task.assignee_id or work.actor.person_id
    return task


def settle(work: UnitOfWork, rule: str, about: str, outcome: str = "") -> None:
    """What a rule asked for about this was done, by whoever acts: its tasks are, with what came of it."""
    work.session.flush()
    keys = [f"{rule}:{team}:{about}" for team in DESK_ROLES]
    rows = select(Task).where(Task.key.in_(keys), IS_UNFINISHED)
    for task in work.session.scalars(rows.with_for_update()):
        task.state, task.done_at, task.done_by = TaskState.DONE, work.now, work.actor.username
        task.outcome = outcome


def drop(work: UnitOfWork, rule: str, conversation_id: str) -> None:
    """What a rule said of a conversation need not be looked at any more; what somebody is at stays theirs."""
    work.session.flush()
    rows = select(Task).where(Task.rule == rule, Task.conversation_id == conversation_id, Task.state == TaskState.OPEN)
    for task in work.session.scalars(rows.with_for_update()):
        task.state, task.done_at = TaskState.DROPPED, work.now


def _mine(work: UnitOfWork, id: int) -> Task:
    task = work.session.get(Task, id, with_for_update=True)
    if task is None or task.team not in work.actor.roles:
        raise NotFound(str(id))
    return task
