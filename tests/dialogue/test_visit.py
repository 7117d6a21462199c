"""What booking a visit promises is kept on the case."""

from types import SimpleNamespace
from typing import cast

from sqlalchemy import update

from bot.actions.engine.runtime import Runtime
from bot.actions.engine.turn import DialogueTurn
from bot.actions.tasks.visit import BookVisit
from helpline.core.unit_of_work import CUSTOMER
from helpline.tables import Conversation, Person, Task
from tests.world import World


def ask_for_a_visit(world: World, chat: str) -> list[str]:
    """What the bot says to a customer whose case is known."""
    with world.work(CUSTOMER) as work:
        turn = DialogueTurn(
            work=work,
            conversation=work.session.get_one(Conversation, chat),
            runtime=cast(Runtime, SimpleNamespace(kb=world.kb, channels={})),
            id="turn",
            text="约个上门时间",
            intent="book_visit",
            confidence=0.9,
            facts=[],
            slots={},
            form="visit_form",
            pressed=False,
        )
        BookVisit().advance(turn)
        return [line["text"] for line in turn.said]


def test_a_wish_that_no_window_fits_is_handed_to_people(world: World) -> None:
    """The customer is told that somebody will call them: so somebody has it to do, once until it is done."""
    chat = world.chat()
    id = world.file(chat, category="air_conditioner")
    with world.work() as work:
        work.session.execute(update(Person).values(ended_at=work.now))
    for _ in range(2):
        (told,) = ask_for_a_visit(world, chat)
        assert told in world.kb.phrases["no_slots"]
    assert world.kinds(id).count("visit_wanted") == 2
    assert [(task.team, task.kind, task.case_id) for task in world.all(Task, rule="no_slots")] == [
        ("agent", "task", id)
    ]
    with world.work() as work:
        work.session.execute(update(Task).values(state="done", done_at=work.now))
    ask_for_a_visit(world, chat)
    assert len(world.all(Task, rule="no_slots")) == 2
