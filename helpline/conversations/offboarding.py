"""Somebody leaves the desk: what they had taken goes back to where colleagues find it."""

from sqlalchemy import select

from helpline.conversations.ownership import queue_again
from helpline.core.unit_of_work import UnitOfWork
from helpline.staff import administration
from helpline.tables import Conversation, Person
from helpline.tasks import ledger
from helpline.timeline.record import record


def deactivate(work: UnitOfWork, username: str) -> Person:
    """As `administration.deactivate`; their talks wait in the queue again, and their tasks are anybody's of the team.

    The timeline of each case says so.
    """
    person = administration.deactivate(work, username)
    theirs = select(Conversation).where(Conversation.owner == "agent", Conversation.agent_id == person.id)
    for conversation in work.session.scalars(theirs.order_by(Conversation.taken_at, Conversation.id)).all():
        if conversation.owner == "agent":  # of a customer's several talks, the first has brought back the others
            queue_again(work, conversation, person)
    for task in ledger.free(work, person):
        if task.case:
            record(work, task.case, "task_freed", person.name, subject=task.subject)
    return person
