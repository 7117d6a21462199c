"""What the bot missed is kept with its reason; the right people decide; what was decided on is deleted in time."""

from collections.abc import Callable
from typing import Any

import pytest

from helpline.conversations.messages import next_seq
from helpline.core.errors import AlreadyReviewed, CaseError, Invalid, NotAllowed, NotFound
from helpline.core.unit_of_work import UnitOfWork
from helpline.learning import review
from helpline.learning.review import Reason
from helpline.tables import Conversation, Message, ReviewItem, Turn
from tests.world import AGENT, QUALITY, SUPERVISOR, World

WORDS = "那个灯老是自己闪来闪去"


def write(world: World, chat: str, text: str, **turn: Any) -> int:
    """A customer's message and its finished turn; returns its place in the conversation."""
    with world.work() as work:
        conversation = work.session.get_one(Conversation, chat)
        seq = next_seq(work, conversation)
        fields = {"id": f"{chat}:{seq}", "outcome": "answered", "intent": "inform", "confidence": 0.4} | turn
        row = Turn(conversation_id=chat, text=text, created_at=work.now, done_at=work.now, **fields)
        work.session.add(row)
        work.session.flush()
        message = Message(
            conversation_id=chat,
            seq=seq,
            direction="in",
            author="customer",
            text=text,
            channel="web",
            turn_id=row.id,
            created_at=work.now,
            handled_at=work.now,
        )
        work.session.add(message)
        work.session.flush()
        review.collect(work, conversation, row, [message])
    world.pass_(seconds=5)
    return seq


def items(world: World) -> list[ReviewItem]:
    return world.all(ReviewItem)


def kept(world: World) -> int:
    """An item that waits."""
    write(world, world.chat(), WORDS, intent="nlu_fallback")
    return items(world)[-1].id


# the turn before, this turn, times not understood, why it is kept
@pytest.mark.parametrize(
    ("before", "turn", "misunderstood", "reason"),
    [
        ({}, {"intent": "nlu_fallback"}, 1, Reason.FALLBACK),
        ({}, {"intent": ""}, 0, Reason.FALLBACK),
        ({}, {"intent": "report_fault", "confidence": 0.9}, 0, None),
        ({"asked": "symptom"}, {"intent": "nlu_fallback", "asked": "phone"}, 0, None),  # the story of a fault
        ({"asked": "phone"}, {"asked": "phone"}, 0, Reason.ASKED_AGAIN),
        ({"asked": "phone"}, {"asked": "phone", "intent": "ask_fee", "confidence": 0.9}, 0, None),  # a side question
        ({"asked": "phone"}, {"asked": "phone", "intent": "ask_fee", "confidence": 0.5}, 0, Reason.ASKED_AGAIN),
        ({"asked": "phone"}, {"asked": "name"}, 0, None),
        ({"asked": "tips"}, {"asked": ""}, 1, Reason.NOT_UNDERSTOOD),
        ({}, {"intent": "nlu_fallback", "payload": "/affirm"}, 1, None),  # a pressed button
    ],
)
def test_why_a_message_is_kept(
    world: World, before: dict[str, Any], turn: dict[str, Any], misunderstood: int, reason: Reason | None
) -> None:
    chat = world.chat()
    write(world, chat, "空调坏了", intent="report_fault", confidence=0.9, **before)
    with world.work() as work:
        work.session.get_one(Conversation, chat).misunderstood = misunderstood
    write(world, chat, WORDS, **turn)
    assert [item.reason for item in items(world) if item.text == WORDS] == ([reason] if reason else [])


@pytest.mark.parametrize(("rule", "reasons"), [("not_understood", [Reason.BEFORE_HANDOFF]), ("human_requested", [])])
def test_the_message_before_a_hand_off_is_kept_only_when_it_was_not_understood(
    world: World, rule: str, reasons: list[Reason]
) -> None:
    chat = world.chat()
    rule_id = next(r.id for r in world.kb.policies.escalation.rules if r.on == rule)
    with world.work() as work:
        row = work.session.get_one(Conversation, chat)
        row.owner, row.queue, row.handoff_rule, row.handoff_turn = "queue", "service", rule_id, f"{chat}:1"
    write(world, chat, WORDS, outcome="handed_off")
    assert [item.reason for item in items(world)] == reasons


@pytest.mark.parametrize("text", ["13805711001", "？？？", "嗯", "好" * 300])
def test_what_teaches_nothing_is_not_kept(world: World, text: str) -> None:
    write(world, world.chat(), text, intent="nlu_fallback")
    assert items(world) == []


def test_the_same_words_again_are_counted(world: World) -> None:
    for _ in range(3):
        write(world, world.chat(), WORDS, intent="nlu_fallback")
    assert [(item.example, item.times) for item in items(world)] == [(WORDS, 3)]


def test_an_example_does_not_tell_who_said_it(world: World) -> None:
    write(world, world.chat("K1"), "小明我是甲小明，电话13911110001，灯又闪了", intent="nlu_fallback")
    (item,) = items(world)
    assert "甲小明" in item.text
    assert not [secret for secret in ("甲小明", "13911110001") if secret in item.example]
    assert item.example.endswith("灯又闪了")


def test_a_failure_to_keep_does_not_fail_the_turn(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> str:
        raise RuntimeError("no")

    monkeypatch.setattr(review, "anonymous", fail)
    chat = world.chat()
    write(world, chat, WORDS, intent="nlu_fallback")
    assert items(world) == []
    assert [turn.text for turn in world.all(Turn)] == [WORDS]


def test_an_agent_names_what_a_message_meant(world: World) -> None:
    chat = world.chat()
    seq = write(
        world, chat, WORDS, intent="ask_usage", confidence=0.8, ranking=[{"name": "ask_usage", "confidence": 0.8}]
    )
    assert items(world) == []
    with world.work(AGENT) as work:
        review.relabel(work, chat, seq, "report_fault")
    with world.work(AGENT) as work:  # on second thoughts
        review.relabel(work, chat, seq, "complain")
    (item,) = items(world)
    assert (item.reason, item.suggested, item.suggested_by) == (Reason.RELABELLED, "complain", AGENT.name)
    assert (item.predicted, item.ranking[0]["name"], item.status) == ("ask_usage", "ask_usage", "waiting")


def test_only_a_customers_message_can_be_named_and_not_after_the_review(world: World) -> None:
    chat = world.chat()
    seq = write(world, chat, WORDS, intent="nlu_fallback")
    with pytest.raises(NotFound), world.work(AGENT) as work:
        review.relabel(work, chat, 99, "complain")
    with world.work(SUPERVISOR) as work:
        review.reject(work, items(world)[0].id)
    with pytest.raises(AlreadyReviewed), world.work(AGENT) as work:
        review.relabel(work, chat, seq, "complain")
    with pytest.raises(Invalid), world.work(AGENT) as work:
        review.relabel(work, chat, write(world, chat, "13805711001"), "complain")


def test_agents_do_not_decide(world: World) -> None:
    id = kept(world)
    verbs: list[Callable[[UnitOfWork], object]] = [
        lambda work: review.label(work, id, "complain"),
        lambda work: review.reject(work, id),
    ]
    for verb in verbs:
        with pytest.raises(NotAllowed), world.work(AGENT) as work:
            verb(work)
    with pytest.raises(NotAllowed), world.work(AGENT) as work:
        review.waiting(work)
    with world.work(AGENT) as work:
        assert review.count_waiting(work) == 0
    with world.work(QUALITY) as work:
        assert review.count_waiting(work) == 1


def test_a_complaint_is_reviewed_by_who_serves_it(world: World) -> None:
    id = kept(world)
    with world.work() as work:
        row = work.session.get_one(Conversation, items(world)[0].conversation_id)
        row.owner, row.queue = "queue", "quality"
    with world.work(SUPERVISOR) as work:
        assert (review.waiting(work).items, review.count_waiting(work)) == ([], 0)
    with pytest.raises(NotFound), world.work(SUPERVISOR) as work:
        review.label(work, id, "complain")
    with world.work(QUALITY) as work:
        assert [item.id for item in review.waiting(work).items] == [id]


def test_of_two_reviewers_one_decides(world: World) -> None:
    id = kept(world)
    with world.work(SUPERVISOR) as work:
        review.label(work, id, "report_fault")
    with pytest.raises(AlreadyReviewed), world.work(QUALITY) as work:
        review.reject(work, id)
    assert (items(world)[0].status, items(world)[0].reviewed_by) == ("approved", SUPERVISOR.username)


def test_undo_puts_it_back_until_it_is_an_example(world: World) -> None:
    id = kept(world)
    with world.work(SUPERVISOR) as work:
        review.reject(work, id)
    with world.work(SUPERVISOR) as work:
        assert review.undo(work, id).status == "waiting"
    world.pass_(days=world.kb.policies.learning.keep_days + 1)
    world.sweep()
    assert len(items(world)) == 1
    with world.work() as work:
        work.session.get_one(ReviewItem, id).status = "taken"
    with pytest.raises(AlreadyReviewed), world.work(SUPERVISOR) as work:
        review.undo(work, id)


def test_a_rejected_message_is_deleted_in_time(world: World) -> None:
    id, keep = kept(world), world.kb.policies.learning.keep_days
    with world.work(SUPERVISOR) as work:
        review.reject(work, id)
    world.pass_(days=keep, minutes=-1)
    world.sweep()
    assert len(items(world)) == 1
    world.pass_(minutes=2)
    world.sweep()
    assert items(world) == []


def test_one_of_several_is_held_out_to_measure_with(world: World) -> None:
    every = world.kb.policies.learning.held_out_every
    for n in range(2 * every):
        write(world, world.chat(), f"{WORDS}，第{'一二三四五六七八九十'[n]}回", intent="nlu_fallback")
    with world.work(SUPERVISOR) as work:
        for item in items(world):
            review.label(work, item.id, "report_fault")
    assert sum(item.status == "held_out" for item in items(world)) == 2


@pytest.mark.parametrize("words", ["", "……", "好" * 300])
def test_an_example_must_say_something(world: World, words: str) -> None:
    id = kept(world)
    with pytest.raises(CaseError), world.work(SUPERVISOR) as work:
        review.label(work, id, "report_fault", words)
    assert items(world)[0].status == "waiting"


def test_a_reviewers_wording_is_freed_of_the_customer_too(world: World) -> None:
    id = kept(world)
    with world.work(SUPERVISOR) as work:
        review.label(work, id, "report_fault", "灯一直闪，打13911110001")
    assert "13911110001" not in items(world)[0].example


def test_what_was_said_around_it_is_shown(world: World) -> None:
    chat = world.chat()
    for text in ("一号", "二号", "三号"):
        write(world, chat, text, intent="report_fault", confidence=0.9)
    seq = write(world, chat, WORDS, intent="nlu_fallback")
    for text in ("四号", "五号", "六号"):
        write(world, chat, text, intent="report_fault", confidence=0.9)
    with world.work(SUPERVISOR) as work:
        around, own = review.context(work, review.waiting(work).items[0])
        assert [row.text for row in around] == ["二号", "三号", WORDS, "四号", "五号"]
    assert own == {seq}
