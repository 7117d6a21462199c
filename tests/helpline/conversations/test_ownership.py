"""Handing over to a human: position, hours, callback, taking, giving back, and who may see which queue (R41)."""

import re
from datetime import datetime

import pytest
from sqlalchemy import select

from helpline.cases.lifecycle import CaseType
from helpline.cases.queries import find_case
from helpline.conversations import ownership
from helpline.conversations.queries import list_conversations
from helpline.core.errors import AlreadyTaken, NotFound, NotOwner
from helpline.core.unit_of_work import CUSTOMER, ZONE, Actor
from helpline.escalation import rules
from helpline.tables import Case, Conversation, Job, Message, Task
from kb.models.escalation import Trigger
from tests.world import AGENT, QUALITY, SECOND_AGENT, SUPERVISOR, World


def hand(world: World, on: Trigger = Trigger.HUMAN_REQUESTED, customer: str | None = None) -> tuple[str, str]:
    """A conversation handed over, and what its customer is told."""
    chat = world.chat(customer)
    with world.work() as work:
        outcome = rules.fire(work, on, conversation=work.session.get_one(Conversation, chat))
    assert outcome
    return chat, outcome.tell


def take(world: World, chat: str, actor: Actor = AGENT) -> None:
    with world.work(actor) as work:
        ownership.take(work, chat)


def place(world: World, chat: str) -> int:
    with world.work() as work:
        return ownership.position(work, work.session.get_one(Conversation, chat))


def test_position_is_by_urgency_then_by_waiting(world: World) -> None:
    world.present(AGENT)
    chats = []
    for on, customer in (
        (Trigger.HUMAN_REQUESTED, None),
        (Trigger.HUMAN_REQUESTED, None),
        (Trigger.HUMAN_REQUESTED, "K3"),
        (Trigger.BOT_FAILED, None),
    ):
        chats.append(hand(world, on, customer)[0])
        world.pass_(seconds=10)
    assert [place(world, chat) for chat in chats] == [3, 4, 1, 2]
    with world.work(AGENT) as work:
        listed = [row.id for row in list_conversations(work, "queue").items]
    assert listed == [chats[2], chats[3], chats[0], chats[1]]


def test_the_customer_hears_the_position(world: World) -> None:
    world.present(AGENT)
    first = hand(world)[1]
    world.pass_(seconds=1)
    second = hand(world)[1]
    assert first != second
    assert world.all(Job) == []


def test_who_is_taken_leaves_the_queue(world: World) -> None:
    world.present(AGENT)
    chats = []
    for _ in range(3):
        chats.append(hand(world)[0])
        world.pass_(seconds=1)
    take(world, chats[0])
    assert [place(world, chat) for chat in chats[1:]] == [1, 2]


def test_waiting_only_moves_up(world: World) -> None:
    chat = hand(world, Trigger.BOT_FAILED)[0]  # priority 2
    queued = world.conversation(chat).queued_at
    world.pass_(minutes=1)
    with world.work() as work:
        rules.fire(work, Trigger.HUMAN_REQUESTED, conversation=work.session.get_one(Conversation, chat))
    row = world.conversation(chat)
    assert (row.priority, row.handoff_rule, row.queued_at) == (2, "bot_failed", queued)


def test_with_nobody_there_a_callback_is_promised_and_kept(world: World) -> None:
    chat, told = hand(world)
    assert "10:30" in told
    assert [job.key for job in world.all(Job)] == [chat]
    world.pass_(minutes=30)
    world.sweep()
    assert world.conversation(chat).priority == 1
    assert world.roles_told("callback_due") == [("agent", "alert"), ("supervisor", "alert")]
    assert len(world.said(chat)) == 1  # the customer hears that we are late


def test_a_missed_callback_is_promised_for_no_other_time(world: World) -> None:
    """Who writes on hears that it was missed and whom to ring, and people are told once more."""
    chat, told = hand(world)
    world.pass_(minutes=40)
    world.sweep()
    with world.work() as work:
        for task in work.session.scalars(select(Task)):
            task.state, task.done_at = "done", work.now
    with world.work(CUSTOMER) as work:
        again = ownership.expectation(work, work.session.get_one(Conversation, chat))
    assert "抱歉" in again and world.kb.company.hotline in again and not re.search(r"\d:\d\d", again)
    assert [task.rule for task in world.all(Task, state="open")] == ["callback_due", "callback_due"]


def test_taken_in_time_the_callback_is_off(world: World) -> None:
    chat = hand(world)[0]
    take(world, chat)
    world.pass_(minutes=31)
    world.sweep()
    assert world.roles_told("callback_due") == []
    assert world.conversation(chat).callback_due_at is None


# when a complaint comes in, when the callback is due (duty 8:30–20:30 every day, 120 minutes)
@pytest.mark.parametrize(
    ("at", "due"),
    [
        ("2026-11-23 10:00", "2026-11-23 12:00"),
        ("2026-11-23 19:30", "2026-11-24 09:30"),
        ("2026-11-23 23:00", "2026-11-24 10:30"),
        ("2026-10-01 06:00", "2026-10-01 10:30"),
    ],
)
def test_callback_of_complaints_in_hours(world: World, at: str, due: str) -> None:
    world.go_to(datetime.fromisoformat(at).replace(tzinfo=ZONE))
    chat = hand(world, Trigger.COMPLAINT)[0]
    assert world.conversation(chat).callback_due_at == datetime.fromisoformat(due).replace(tzinfo=ZONE)


@pytest.mark.parametrize(
    ("present", "minutes", "callback"),
    [(AGENT, 0, False), (AGENT, 1, False), (AGENT, 3, True), (SUPERVISOR, 0, False), (QUALITY, 0, True)],
)
def test_somebody_of_the_queue_must_have_been_seen(world: World, present: Actor, minutes: int, callback: bool) -> None:
    world.present(present)
    world.pass_(minutes=minutes)
    assert bool(world.conversation(hand(world)[0]).callback_due_at) is callback


@pytest.mark.parametrize(
    ("on", "role", "may"),
    [
        (Trigger.HUMAN_REQUESTED, AGENT, True),
        (Trigger.HUMAN_REQUESTED, SUPERVISOR, True),
        (Trigger.HUMAN_REQUESTED, QUALITY, False),
        (Trigger.EMERGENCY, AGENT, True),
        (Trigger.COMPLAINT, AGENT, False),
        (Trigger.COMPLAINT, SUPERVISOR, False),
        (Trigger.COMPLAINT, QUALITY, True),
    ],
)
def test_who_may_see_which_queue(world: World, on: Trigger, role: Actor, may: bool) -> None:
    chat = hand(world, on)[0]
    with world.work(role) as work:
        assert (chat in [row.id for row in list_conversations(work).items]) is may
    if may:
        take(world, chat, role)
    else:
        with pytest.raises(NotFound):
            take(world, chat, role)


def test_complaint_cases_are_for_quality_alone(world: World) -> None:
    number = world.case(world.file(type=CaseType.COMPLAINT)).number
    for actor in (AGENT, SUPERVISOR):
        with pytest.raises(NotFound), world.work(actor) as work:
            find_case(work, number)
    with world.work(QUALITY) as work:
        assert find_case(work, number).number == number


def test_the_second_to_take_is_told_who_was_first(world: World) -> None:
    chat = hand(world)[0]
    take(world, chat)
    take(world, chat)  # once more by the same person changes nothing
    with pytest.raises(AlreadyTaken, match="安然"):
        take(world, chat, SECOND_AGENT)
    assert len(world.said(chat)) == 1


def test_only_the_owner_replies(world: World) -> None:
    chat = hand(world)[0]
    take(world, chat)
    with pytest.raises(NotOwner), world.work(SECOND_AGENT) as work:
        ownership.reply(work, chat, "您好")
    with world.work(SECOND_AGENT) as work:
        ownership.write_note(work, chat, "客户之前打过电话")
    with world.work(AGENT) as work:
        ownership.reply(work, chat, "您好，我是安然")
    assert world.said(chat)[-1] == "您好，我是安然"
    assert [row.direction for row in world.all(Message, conversation_id=chat)] == ["out", "note", "out"]


def test_the_first_reply_meets_the_cases_promise(world: World) -> None:
    chat = world.chat()
    id = world.file(chat)
    with world.work() as work:
        rules.fire(work, Trigger.HUMAN_REQUESTED, conversation=work.session.get_one(Conversation, chat))
    take(world, chat)
    assert world.promise(id, "reply").met_at is None
    with world.work(AGENT) as work:
        ownership.reply(work, chat, "您好")
    assert world.promise(id, "reply").met_at


@pytest.mark.parametrize("verb", [ownership.give_back, ownership.close])
def test_afterwards_it_is_the_bots_again(world: World, verb: object) -> None:
    assert callable(verb)
    chat = hand(world)[0]
    take(world, chat)
    with pytest.raises(NotOwner), world.work(SECOND_AGENT) as work:
        verb(work, chat)
    with world.work(AGENT) as work:
        verb(work, chat)
    row = world.conversation(chat)
    assert (row.owner, row.agent_id, row.queue, row.handoff_rule) == ("bot", None, "", "")


def test_an_agents_conversation_is_not_taken_back_by_a_rule(world: World) -> None:
    chat = hand(world)[0]
    take(world, chat)
    with world.work() as work:
        rules.fire(work, Trigger.DISPLEASURE, conversation=_displeased(work.session.get_one(Conversation, chat)))
    assert world.conversation(chat).owner == "agent"


def _displeased(conversation: Conversation) -> Conversation:
    conversation.displeasure = 1.0
    return conversation


def test_the_case_remembers_the_hand_over(world: World) -> None:
    chat = world.chat()
    id = world.file(chat)
    with world.work() as work:
        rules.fire(
            work,
            Trigger.HUMAN_REQUESTED,
            conversation=work.session.get_one(Conversation, chat),
            case=work.session.get_one(Case, id),
        )
    take(world, chat)
    assert world.kinds(id)[-2:] == ["handed_off", "taken"]
