"""The clock goes back an hour, and nothing waits until it has come round again."""

import pytest

from connectors.contract.channel import Registry
from connectors.contract.inbound import Kind, Media
from gateway.processes.sweeper import beat
from helpline.conversations.messages import prompt
from helpline.core import clock
from helpline.delivery.token_store import LEASE, DatabaseTokenStore
from helpline.jobs.payloads import VisitReminder
from helpline.jobs.schedule import schedule
from helpline.staff.presence import on_duty
from helpline.tables import AccessToken, Conversation, Job, Message
from kb.lookup import queue
from tests.gateway.fakes import gateway
from tests.gateway.test_turns import answer, write
from tests.gateway.test_webhooks import come, message
from tests.helpline.delivery.test_outbox import RETRY, Wire, round_, said, statuses
from tests.world import AGENT, World


def back(world: World, **length: float) -> None:
    """And the sweeper's next beat."""
    world.pass_(**{unit: -much for unit, much in (length or {"hours": 1}).items()})
    beat(world.database)


def test_what_was_just_written_is_answered(world: World) -> None:
    chat, turns = world.chat(), gateway(world)
    write(world, chat, "空调坏了")
    back(world)
    assert turns.claims.waiting() == [chat]


def test_a_burst_goes_on_over_a_small_step(world: World) -> None:
    chat, turns = world.chat(), gateway(world)
    write(world, chat, "空调")
    back(world, seconds=2)
    assert turns.claims.waiting() == []
    world.pass_(seconds=3.1)
    assert turns.claims.waiting() == [chat]


def test_the_turn_of_a_gateway_that_died_is_taken_up(world: World) -> None:
    chat, dead, other = world.chat(), gateway(world, port=1), gateway(world, port=2)
    write(world, chat, "空调坏了")
    assert dead.claims.claim(chat)
    back(world)
    assert other.claims.waiting() == [chat]
    assert other.claims.claim(chat)


def test_a_prompt_still_finds_its_idle_customer(world: World) -> None:
    chat, turns = world.chat(), gateway(world)
    write(world, chat, "空调坏了")
    answer(turns, chat)  # and the bot is in a form now
    with world.work() as work:
        prompt(work, work.session.get_one(Conversation, chat), "/closure", "k")
    back(world)
    assert turns.claims.waiting() == [chat]


@pytest.mark.parametrize("tries", [0, 1])
def test_what_is_to_be_sent_is_sent(world: World, tries: int) -> None:
    ids, wire = said(world, "师傅明天到"), Wire(*[RETRY] * tries)
    for _ in range(tries):
        round_(world, wire)
    back(world, hours=2)
    assert round_(world, wire) == 1
    assert statuses(world, ids) == ["sent"]


def test_what_a_dead_sweeper_held_is_sent(world: World) -> None:
    ids = said(world, "师傅明天到")
    with world.work() as work:
        work.session.get_one(Message, ids[0]).claimed_until = clock.now() + LEASE
    back(world)
    wire = Wire()
    assert (round_(world, wire), statuses(world, ids)) == (1, ["sent"])


def test_a_file_is_fetched(world: World) -> None:
    come(world, message(text="", kind=Kind.PICTURE, media=(Media("media-1", Kind.PICTURE),)))
    back(world)
    assert world.do("files", Registry({"wire": Wire()})) == 1


def test_business_times_stay(world: World) -> None:
    at = clock.now()
    with world.work() as work:
        schedule(work, VisitReminder(visit_id=1), "1", at)
    back(world)
    (job,) = world.all(Job)
    assert job.due_at == at


def test_a_token_is_fetched_though_another_fetched_before_the_step(world: World) -> None:
    with world.work() as work:
        work.session.add(AccessToken(name="t", value="", leased_until=work.now + LEASE))
    back(world)
    assert DatabaseTokenStore(world.database).token("t", lambda: ("fresh", LEASE)) == "fresh"


def test_nobody_stays_present_for_the_length_of_the_step(world: World) -> None:
    world.present(AGENT)
    world.pass_(minutes=-30)
    with world.work() as work:
        assert not on_duty(work, queue(work.kb, "service"))


def test_a_waiting_customer_hears_that_it_arrived(world: World) -> None:
    chat, turns = world.chat(), gateway(world)
    with world.work() as work:
        row = work.session.get_one(Conversation, chat)
        row.owner, row.queue, row.queued_at = "queue", "service", work.now
    write(world, chat, "在吗")
    answer(turns, chat)
    back(world)
    write(world, chat, "还在吗")
    answer(turns, chat)
    assert len(world.said(chat)) == 2
