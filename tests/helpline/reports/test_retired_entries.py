"""An entry is taken out of kb/ while rows name it: the start says so, everything opens, nothing raises."""

from collections.abc import Callable
from typing import Any

import pytest

from gateway.api import case_views, conversation_views
from helpline.cases.lifecycle import allowed, move
from helpline.cases.queries import find_case, list_cases
from helpline.conversations import ownership
from helpline.conversations.queries import list_conversations
from helpline.core.paging import PageRequest
from helpline.dispatch import customer_booking
from helpline.escalation import rules
from helpline.reports.retired_entries import rows_without_entry
from helpline.tables import Case, Conversation
from helpline.tables.states import CaseStatus
from kb.models.escalation import Trigger
from kb.models.knowledge import Knowledge
from tests.world import AGENT, QUALITY, World

pytestmark = pytest.mark.slow


def without(kb: Knowledge, **change: Any) -> Knowledge:
    return kb.model_copy(update=change)


def no_category(kb: Knowledge) -> Knowledge:
    return without(kb, categories=tuple(entry for entry in kb.categories if entry.id != "air_conditioner"))


def no_queue(kb: Knowledge) -> Knowledge:
    queues = tuple(queue for queue in kb.policies.queues if queue.id != "service")
    return without(kb, policies=kb.policies.model_copy(update={"queues": queues}))


def no_calendar(kb: Knowledge) -> Knowledge:
    return without(kb, hours=tuple(hours for hours in kb.hours if hours.id != "always"))


def no_engineer(kb: Knowledge) -> Knowledge:
    return without(kb, engineers=(), staff=())


@pytest.mark.parametrize(
    ("taken_out", "named"),
    [
        (no_category, "the category 'air_conditioner' is in no file of kb/ any more, but 1 cases name it, e.g. GD"),
        (no_queue, "the queue 'service' is in no file of kb/ any more, but 1 unfinished cases name it, e.g. GD"),
        (no_calendar, "the calendar 'always' is in no file of kb/ any more, but 2 open promises name it, e.g. "),
        (no_engineer, "the person 'e_west' is in no file of kb/ any more, but 1 booked visits name it, e.g. GD"),
    ],
)
def test_everything_opens(world: World, taken_out: Callable[[Knowledge], Knowledge], named: str) -> None:
    chat = world.chat("K1")
    id = world.file(chat, category="air_conditioner", serial="AA26000001")
    with world.work() as work:
        case = work.session.get_one(Case, id)
        customer_booking.book(work, case, customer_booking.free_slots(work, case)[0])
        rules.fire(work, Trigger.HUMAN_REQUESTED, conversation=work.session.get_one(Conversation, chat), case=case)
    world.kb = taken_out(world.kb)
    with world.work() as work:
        assert any(line.startswith(named) for line in rows_without_entry(work))
    who = QUALITY if taken_out is no_queue else AGENT
    with world.work(who) as work:
        page = PageRequest(limit=10)
        (case,) = list_cases(work, page=page).items
        (talk,) = list_conversations(work, page=page).items
        case_views.case_row(work, case), conversation_views.conversation_row(work, talk)
        case_views.case_detail(work, find_case(work, case.number))
        assert ownership.expectation(work, talk)
        ownership.take(work, talk.id)
        customer_booking.free_slots(work, case)
        for to in (CaseStatus.IN_PROGRESS, CaseStatus.WAITING, CaseStatus.IN_PROGRESS, CaseStatus.SOLVED):
            assert to in allowed(case.status, "agent")
            move(work, case, to)
    world.pass_(days=1)
    world.sweep()


def test_nothing_is_said_where_nothing_is_missing(world: World) -> None:
    world.file(world.chat("K1"), category="air_conditioner", serial="AA26000001")
    with world.work() as work:
        assert rows_without_entry(work) == []
