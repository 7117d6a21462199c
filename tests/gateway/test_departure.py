"""Who is deactivated leaves nothing behind: their talks and tasks are their colleagues', and the timeline says so."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from helpline.conversations.ownership import take
from helpline.core import clock
from helpline.tables import Conversation, Task
from helpline.tasks.ledger import open_task
from tests.gateway.desk_people import ADMINISTRATOR, House, house_of
from tests.world import AGENT, MONDAY, QUALITY, SECOND_AGENT, World

pytestmark = pytest.mark.slow


@pytest.fixture
def house(world: World, tmp_path: Path) -> Iterator[House]:
    with house_of(world, tmp_path) as made:
        yield made


def deactivate(house: House, username: str) -> None:
    assert house.logged_in(ADMINISTRATOR).post(f"/api/people/{username}/deactivate").status_code == 200


def test_their_talks_wait_again_where_they_waited_and_customers_are_told(house: House) -> None:
    world = house.world
    chats = [world.chat(), world.chat(), world.chat()]  # one that waited, one straight from the bot, a colleague's
    id = world.file(chats[1])
    with world.work() as work:
        waited = work.session.get_one(Conversation, chats[0])
        waited.owner, waited.queue, waited.priority, waited.queued_at = "queue", "safety", 1, work.now
    for actor, chat in ((AGENT, chats[0]), (AGENT, chats[1]), (SECOND_AGENT, chats[2])):
        with world.work(actor) as work:
            take(work, chat)
    world.pass_(minutes=5)
    deactivate(house, "an")
    rows = [world.conversation(chat) for chat in chats]
    assert [(row.owner, row.queue, row.agent_id) for row in rows] == [
        ("queue", "safety", None),
        ("queue", "service", None),
        ("agent", "", SECOND_AGENT.person_id),
    ]
    assert rows[0].priority == 1 and (rows[0].queued_at, rows[1].queued_at) == (MONDAY, clock.now())
    told = [world.said(chat)[-1] for chat in chats]
    left = world.kb.phrases["agent_left"][0]
    assert [left in text for text in told] == [True, True, False]
    line = world.case(id).events[-1]
    assert (line.kind, line.text, line.actor) == ("queued_again", AGENT.name, "agent:ji")
    listed = house.logged_in(SECOND_AGENT).get("/api/conversations?owner=queue").json()["items"]
    assert {row["id"] for row in listed} == {chats[1]} | (
        {chats[0]} if "agent" in queue_roles(world, "safety") else set()
    )


def queue_roles(world: World, id: str) -> tuple[str, ...]:
    return next(queue.roles for queue in world.kb.policies.queues if queue.id == id)


def test_what_they_had_on_other_channels_is_the_bots_and_the_customer_waits_once(house: House) -> None:
    world = house.world
    web, wechat = world.chat("K1"), world.write("wechat", "o1", "你好")
    with world.work() as work:
        other = work.session.get_one(Conversation, wechat)
        other.customer_id, other.customer_proved_at, other.proved_by = "K1", work.now, "code"
        work.session.get_one(Conversation, web).last_customer_at = work.now
    for chat in (web, wechat):
        with world.work(AGENT) as work:
            take(work, chat)
    deactivate(house, "an")
    assert sorted(world.conversation(chat).owner for chat in (web, wechat)) == ["bot", "queue"]


def test_a_complaint_goes_back_to_its_readers(house: House) -> None:
    world = house.world
    chat = world.write("wechat", "o1", "我要投诉你们的师傅")
    with world.work(QUALITY) as work:
        take(work, chat)
    deactivate(house, "di")
    row = world.conversation(chat)
    assert (row.owner, row.queue) == ("queue", "quality") and row.complaint_id is not None


def test_their_tasks_are_open_again(house: House) -> None:
    world = house.world
    id = world.file()
    with world.work() as work:
        task = open_task(work, "agent", "task", "给客户回电", "low_score", 2, case_id=id)
        work.session.flush()
        task_id = task.id
    assert house.logged_in(AGENT).post(f"/api/tasks/{task_id}/claim").status_code == 200
    deactivate(house, "an")
    (row,) = world.all(Task, id=task_id)
    assert (row.state, row.assignee_id, row.claimed_at) == ("open", None, None)
    line = world.case(id).events[-1]
    assert (line.kind, line.text, line.data["subject"]) == ("task_freed", AGENT.name, "给客户回电")
    assert house.logged_in(SECOND_AGENT).post(f"/api/tasks/{task_id}/claim").status_code == 200
