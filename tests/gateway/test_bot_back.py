"""Talks that fell to people because the bot was away go back to it when nobody took them, once, and customers are told."""

import asyncio
from collections.abc import Callable

import pytest

from gateway.rasa.client import RasaAway, RasaUnavailable
from gateway.workers.bot_back import BotBack
from gateway.workers.turns import Turns
from helpline.conversations import ownership
from helpline.escalation import rules
from helpline.jobs.payloads import CallbackDue
from helpline.tables import Conversation, Message, Task, Turn
from kb.models.escalation import Trigger
from tests.gateway.fakes import gateway
from tests.gateway.test_turns import answer, write
from tests.world import AGENT, World


class Shaky:
    """A bot that raises `fault` while it has one."""

    def __init__(self, fault: Exception | None = None) -> None:
        self.fault = fault

    def __call__(self, _sender: str, text: str) -> list[str]:
        if self.fault:
            raise self.fault
        return [f"收到：{text}"]


@pytest.fixture
def bot() -> Shaky:
    return Shaky(RasaAway("hangs"))


def give_back(world: World, turns: Turns) -> None:
    asyncio.run(BotBack(world.database, world.kb, turns.rasa, turns).look())


def fallen(world: World, turns: Turns, *texts: str) -> str:
    chat = world.chat()
    write(world, chat, *texts or ("空调坏了",))
    answer(turns, chat)
    assert (world.conversation(chat).owner, world.conversation(chat).handoff_rule) == ("queue", "bot_failed")
    return chat


def test_the_bot_answers_what_was_left_when_it_is_back(world: World, bot: Shaky) -> None:
    turns = gateway(world, bot)
    chat = fallen(world, turns)
    assert world.jobs(CallbackDue) and world.all(Task, state="open")
    bot.fault = None
    give_back(world, turns)
    assert turns.claims.waiting() == [chat]
    answer(turns, chat)
    row = world.conversation(chat)
    assert (row.owner, row.queue, row.callback_due_at) == ("bot", "", None)
    back, answered = world.said(chat)[-2:]
    assert back in world.kb.phrases["bot_back"] and answered == "收到：空调坏了"
    assert not world.jobs(CallbackDue) and not world.all(Task, state="open")
    (turn,) = world.all(Turn)
    assert (turn.outcome, bool(turn.done_at)) == ("answered", True)
    assert len({id for id, _ in turns.rasa.asked}) == 1  # type: ignore[attr-defined]  # under one id: done once
    assert all(message.handled_at for message in world.all(Message))


def test_what_was_written_while_waiting_is_asked_afterwards(world: World, bot: Shaky) -> None:
    turns = gateway(world, bot)
    chat = fallen(world, turns)
    for text in ("在吗", "外机不转"):
        write(world, chat, text)
        answer(turns, chat)  # kept for people
    bot.fault = None
    give_back(world, turns)
    answer(turns, chat)
    world.pass_(seconds=5)
    assert turns.claims.waiting() == [chat]
    answer(turns, chat)
    assert [text for _, text in turns.rasa.asked][-2:] == ["空调坏了", "在吗，外机不转"]  # type: ignore[attr-defined]
    assert turns.claims.waiting() == []


def test_it_stays_with_whoever_took_it(world: World, bot: Shaky) -> None:
    turns = gateway(world, bot)
    chat = fallen(world, turns)
    with world.work(AGENT) as work:
        ownership.take(work, chat)
    said = world.said(chat)
    bot.fault = None
    give_back(world, turns)
    assert (world.conversation(chat).owner, world.said(chat)) == ("agent", said)


def alarm(world: World, turns: Turns) -> str:
    chat = fallen(world, turns)
    write(world, chat, "现在冒烟了")
    answer(turns, chat)
    return chat


def failing(world: World, turns: Turns) -> str:
    turns.rasa._saying.fault = RasaUnavailable("500")  # type: ignore[attr-defined]
    return fallen(world, turns)


def twice(world: World, turns: Turns) -> str:
    chat = fallen(world, turns)
    give_back(world, turns)
    answer(turns, chat)
    return chat


@pytest.mark.parametrize("happened", [alarm, failing, twice])
def test_what_needs_people_stays_with_them(world: World, bot: Shaky, happened: Callable[[World, Turns], str]) -> None:
    """A danger told while waiting; a bot that was there and could not; one that was gone again."""
    turns = gateway(world, bot)
    chat = happened(world, turns)
    before = world.conversation(chat)
    assert before.owner == "queue"
    bot.fault = None
    give_back(world, turns)
    after = world.conversation(chat)
    assert (after.owner, after.queue, after.queued_at) == ("queue", before.queue, before.queued_at)


def test_while_the_bot_is_away_nothing_is_given_back(world: World, bot: Shaky) -> None:
    turns = gateway(world, bot)
    chat = fallen(world, turns)

    async def not_ready() -> bool:
        return False

    turns.rasa.is_ready = not_ready  # type: ignore[method-assign]
    give_back(world, turns)
    assert world.conversation(chat).owner == "queue"


def test_a_draft_is_kept_for_the_bot(world: World, bot: Shaky) -> None:
    turns = gateway(world, bot)
    chat = fallen(world, turns)
    with world.work() as work:
        work.session.get_one(Conversation, chat).draft = {"product": "空调"}
    bot.fault = None
    give_back(world, turns)
    assert world.conversation(chat).draft == {"product": "空调"}


def test_who_asked_for_people_and_lost_only_the_words_keeps_their_place(world: World, bot: Shaky) -> None:
    """The turn handed the talk over, and then the bot's answer did not arrive."""
    turns = gateway(world, bot)
    chat = world.chat()
    write(world, chat, "转人工")
    claimed = turns.claims.claim(chat)
    assert claimed
    with world.work() as work:
        conversation = work.session.get_one(Conversation, chat)
        rules.fire(work, Trigger.HUMAN_REQUESTED, conversation=conversation, turn_id=claimed.id)
    turns.finish(claimed, None, away=True)
    bot.fault = None
    give_back(world, turns)
    assert (world.conversation(chat).owner, world.conversation(chat).handoff_rule) == ("queue", "human_requested")
    assert len(world.said(chat)) == 1
