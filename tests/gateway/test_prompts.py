"""What the product asks by itself: nobody waits for an answer, so silence and a late start are no failure."""

import asyncio
from itertools import count
from typing import Any

import pytest

from gateway.rasa.client import Answer, RasaUnavailable
from gateway.workers import turns as workers
from gateway.workers.turns import Turns
from helpline.conversations.messages import prompt
from helpline.tables import Conversation, Message, Task, Turn
from tests.gateway.fakes import gateway
from tests.gateway.test_turns import write
from tests.world import World


def ask(world: World, chat: str) -> None:
    with world.work() as work:
        prompt(work, work.session.get_one(Conversation, chat), '/ask_closure{"case_number": "GD20261126-2129"}', "k")


def owner(world: World, chat: str) -> str:
    with world.work() as work:
        return work.session.get_one(Conversation, chat).owner


def test_a_question_that_is_settled_meanwhile_is_not_asked(world: World) -> None:
    """The customer gave the engineer the code before the bot came round to asking whether the case may be closed."""
    chat, turns = world.chat(), gateway(world, lambda _sender, _text: [])
    ask(world, chat)
    asyncio.run(turns.answer(chat))
    assert world.said(chat) == [] and owner(world, chat) == "bot" and world.all(Task) == []
    assert [turn.outcome for turn in world.all(Turn)] == ["dropped"]
    assert all(message.handled_at for message in world.all(Message)) and turns.claims.waiting() == []


def test_a_customer_who_gets_no_word_gets_a_human(world: World) -> None:
    chat, turns = world.chat(), gateway(world, lambda _sender, _text: [])
    write(world, chat, "空调坏了")
    asyncio.run(turns.answer(chat))
    assert owner(world, chat) == "queue" and world.said(chat)


@pytest.mark.parametrize("wrote", [True, False])
def test_only_who_wrote_is_told_that_the_bot_is_starting(
    world: World, monkeypatch: pytest.MonkeyPatch, wrote: bool
) -> None:
    chat, turns = world.chat(), gateway(world)
    starts_late(turns, monkeypatch)
    if wrote:
        write(world, chat, "空调坏了")
    else:
        ask(world, chat)
    asyncio.run(turns.answer(chat))
    assert len(world.said(chat)) == 1 + wrote


def starts_late(turns: Turns, monkeypatch: pytest.MonkeyPatch) -> None:
    """The first question finds a Rasa that has not answered yet; whoever waits is told at once."""
    monkeypatch.setattr(workers, "TELL_SECONDS", 0)
    rasa, heard = turns.rasa, turns.rasa.ask
    rasa.was_ready = False

    tries = count()

    async def ask(*asked: Any) -> Answer:
        if next(tries) == 0:
            raise RasaUnavailable("starting")
        return await heard(*asked)

    monkeypatch.setattr(rasa, "ask", ask)
