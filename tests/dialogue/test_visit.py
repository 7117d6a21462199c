"""What booking a visit promises is kept on the case."""

from types import SimpleNamespace
from typing import cast

import pytest
from sqlalchemy import update

from bot.actions.engine.runtime import Runtime
from bot.actions.engine.state import State
from bot.actions.engine.turn import DialogueTurn
from bot.actions.engine.understanding import Understanding
from bot.actions.tasks.visit import BookVisit
from helpline.conversations.confidential import begin
from helpline.core.unit_of_work import CUSTOMER, ZONE
from helpline.dispatch import customer_booking
from helpline.tables import Case, Conversation, Message, Person, Task, Turn, Visit
from tests.dialogue import forms, steps
from tests.world import World


def ask_for_a_visit(world: World, chat: str) -> list[str]:
    """What the bot says to a customer whose case is known."""
    with world.work(CUSTOMER) as work:
        turn = DialogueTurn(
            work=work,
            conversation=work.session.get_one(Conversation, chat),
            runtime=cast(Runtime, SimpleNamespace(kb=world.kb, channels={})),
            id="turn",
            heard=Understanding(text="约个上门时间", intent="book_visit", confidence=0.9),
            state=State(task="book_visit"),
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


def test_what_is_complained_of_while_cancelling_stands_in_no_timeline(world: World) -> None:
    """Agents read the timeline of a repair; the words of a complaint are for its readers."""
    talk = forms.Forms(world, world.chat())
    id = world.file(talk.chat)
    with world.work() as work:
        case = work.session.get_one(Case, id)
        customer_booking.book(work, case, customer_booking.free_slots(work, case)[0])
    talk.begin("book_visit", "取消上门", "change_visit")
    this = next(forms._ids) + 1
    with world.work() as work:
        told = begin(work).id
        work.session.add(Turn(id=f"turn{this}", conversation_id=talk.chat, text="", created_at=work.now))
        work.session.flush()
        said = {"conversation_id": talk.chat, "seq": 90, "direction": "in", "author": "customer", "channel": "web"}
        work.session.add(Message(turn_id=f"turn{this}", complaint_id=told, created_at=work.now, text="秘密", **said))
    talk.say("取消上门，师傅上次私收三百块，秘密", "change_visit")
    assert [visit.status for visit in world.all(Visit, case_id=id)] == ["cancelled"]
    assert [event.text for event in world.case(id).events if "秘密" in event.text] == []


def test_a_question_after_filing_files_nothing_more(world: World) -> None:
    talk = forms.Forms(world, world.chat())
    talk.report("13911119999", "方大海")
    assert "已受理" in talk.press("/affirm", "提交")
    for question, intent in (
        ("还在保修期吗", "check_warranty"),
        ("加急多少钱", "ask_fee"),
        ("你们几点上班", "ask_business"),
    ):
        talk.say(question, intent)
    assert len(world.all(Case, conversation_id=talk.chat)) == 1


@pytest.mark.parametrize(
    ("said", "begins"),
    [
        ("12-3下午3点", "2026-12-03T15"),
        ("12.3下午3点", "2026-12-03T15"),
        ("12月3日下午3点", "2026-12-03T15"),
        ("下午3点", "2026-11-23T15"),
    ],
)
def test_a_date_is_the_day_that_was_said_and_not_the_one_that_was_offered(world: World, said: str, begins: str) -> None:
    talk = steps.at(world, "book_visit/slot")
    talk.say(said, "inform")
    (visit,) = world.all(Visit)
    assert visit.start_at.astimezone(ZONE).isoformat().startswith(begins)


@pytest.mark.parametrize("intent", ["cancel", "deny", "inform", "report_fault"])
@pytest.mark.parametrize("said", ["空调自己好了 不用来了", "空调好了，不用修了"])
def test_calling_the_visit_off_begins_no_new_report(world: World, said: str, intent: str) -> None:
    talk = forms.Forms(world, world.chat())
    id = world.file(talk.chat, category="air_conditioner")
    with world.work() as work:
        case = work.session.get_one(Case, id)
        customer_booking.book(work, case, customer_booking.free_slots(work, case)[0])
    talk.say(said, intent)
    assert f"{talk.state.task}/{talk.state.asked}" == "book_visit/cancel_sure"
    talk.say("对", "affirm")
    assert [visit.status for visit in world.all(Visit, case_id=id)] == ["cancelled"]
    assert len(world.all(Case)) == 1
