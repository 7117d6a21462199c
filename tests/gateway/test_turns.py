"""Bursts become turns, a turn is answered once by one gateway, and a human's conversation is left alone."""

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy.orm import Session

from connectors.contract.inbound import Inbound
from gateway.rasa.client import Answer
from gateway.workers.turns import Turns
from helpline.conversations import ownership
from helpline.conversations.messages import prompt
from helpline.core.database import Database
from helpline.escalation import rules
from helpline.inbound.ingest import receive
from helpline.tables import Case, Conversation, Message, Task, Turn
from helpline.turns.before_bot import ACKNOWLEDGE_EVERY
from helpline.turns.claims import LEASE, Claimed
from kb import emergency
from kb.models.escalation import Trigger
from language.facts.extract import extract
from tests.gateway.fakes import down, gateway
from tests.threads import at_once
from tests.world import AGENT, World


def write(world: World, chat: str, *texts: str) -> None:
    for text in texts:
        count = len(world.all(Message))
        receive(world.database, world.kb, Inbound("web", chat, f"{chat}:{count}", "text", text), chat)


def answer(turns: Turns, chat: str) -> None:
    asyncio.run(turns.answer(chat))


def asked(turns: Turns) -> list[str]:
    """What the bot was asked."""
    return [text for _, text in turns.rasa.asked]  # type: ignore[attr-defined]


def outcomes(world: World) -> list[str]:
    return sorted(turn.outcome for turn in world.all(Turn))


def give_to_agent(world: World, chat: str) -> None:
    with world.work() as work:
        work.session.get_one(Conversation, chat).owner = "queue"
    with world.work(AGENT) as work:
        ownership.take(work, chat)


# what was written in one burst, what the bot is asked
@pytest.mark.parametrize(
    ("texts", "asked"),
    [
        (["空调坏了"], "空调坏了"),
        (["空调坏了", "不制冷"], "空调坏了，不制冷"),
        (["你好！", "空调坏了"], "你好！空调坏了"),
        (["空调", "外机", "不转"], "空调，外机，不转"),
    ],
)
def test_a_burst_is_one_question(world: World, texts: list[str], asked: str) -> None:
    chat, turns = world.chat(), gateway(world)
    write(world, chat, *texts)
    answer(turns, chat)
    assert [text for _, text in turns.rasa.asked] == [asked]  # type: ignore[attr-defined]  # a FakeRasa
    assert world.said(chat) == [f"收到：{asked}"]
    assert all(row.handled_at for row in world.all(Message))
    assert outcomes(world) == ["answered"]


def test_a_burst_ends_after_a_quiet_spell_or_the_longest_wait(world: World) -> None:
    chat, turns = world.chat(), gateway(world)
    write(world, chat, "空调")
    assert turns.claims.waiting() == []
    for _ in range(3):
        world.pass_(seconds=0.9)
        write(world, chat, "还有")
        assert turns.claims.waiting() == []
    world.pass_(seconds=0.9)
    write(world, chat, "还有")
    world.pass_(seconds=0.5)
    assert turns.claims.waiting() == [chat]


def test_two_gateways_claim_a_turn_once(world: World) -> None:
    one, two = gateway(world, port=1), gateway(world, port=2)
    for _ in range(5):
        chat = world.chat()
        write(world, chat, "空调坏了")
        claims = at_once(4, lambda n: (one, two)[n % 2].claims.claim(chat))  # noqa: B023  # has run before the next round
        assert sum(isinstance(claim, Claimed) for claim in claims) == 1, claims
        assert [claim for claim in claims if isinstance(claim, Exception)] == []
        assert len(world.all(Turn, conversation_id=chat)) == 1


def test_two_finish_the_same_turn_and_the_customer_hears_it_once(world: World) -> None:
    turns = gateway(world)
    for _ in range(5):
        chat = world.chat()
        write(world, chat, "空调坏了")
        claimed = turns.claims.claim(chat)
        assert claimed
        said = Answer([{"text": "请问是哪种空调？"}], "report_fault", 0.9, "")
        results = at_once(4, lambda _: turns.finish(claimed, said))  # noqa: B023  # has run before the next round
        assert results == [None] * 4
        assert world.said(chat) == ["请问是哪种空调？"]


def test_what_is_in_hand_is_kept_and_what_was_given_up_is_not(world: World) -> None:
    chat, other, turns = world.chat(), world.chat(), gateway(world)
    write(world, chat, "空调坏了")
    write(world, other, "电梯停了")
    kept, lost = turns.claims.claim(chat), turns.claims.claim(other)
    assert kept and lost
    world.pass_(seconds=LEASE.total_seconds() - 1)
    turns.claims.renew([kept.id])
    world.pass_(seconds=2)
    assert turns.claims.waiting() == [other]


@pytest.mark.slow
def test_those_in_hand_do_not_hide_those_that_wait(world: World) -> None:
    turns = gateway(world)
    for _ in range(205):
        chat = world.chat()
        write(world, chat, "空调坏了")
        assert turns.claims.claim(chat)
        write(world, chat, "在吗")
    late = world.chat()
    write(world, late, "着火了")
    world.pass_(seconds=1)
    assert turns.claims.waiting() == [late]


def test_danger_is_seen_behind_an_open_turn_once(world: World) -> None:
    calm, burning, turns = world.chat(), world.chat(), gateway(world)
    for chat in (calm, burning):
        write(world, chat, "空调坏了")
        assert turns.claims.claim(chat)
    write(world, calm, "在吗")
    write(world, burning, "插座着火了")
    assert turns.claims.alarmed() == [burning]
    assert turns.claims.alarmed() == []
    world.pass_(seconds=2)
    write(world, calm, "没人吗")
    assert turns.claims.alarmed() == []
    assert turns.claims.alarmed() == []
    turns.claims.reopen(burning)
    answer(turns, burning)
    assert outcomes(world) == ["", "dropped", "handed_off"]
    assert turns.rasa.asked == []  # type: ignore[attr-defined]  # a FakeRasa


def test_a_dead_gateways_turn_is_taken_over(world: World) -> None:
    chat, dead, alive = world.chat(), gateway(world, port=1), gateway(world, port=2)
    write(world, chat, "空调坏了")
    claimed = dead.claims.claim(chat)  # and here it dies
    assert claimed
    assert alive.claims.waiting() == []
    world.pass_(seconds=LEASE.total_seconds() + 1)
    assert alive.claims.waiting() == [chat]
    answer(alive, chat)
    assert alive.rasa.asked == [(claimed.id, "空调坏了")]  # type: ignore[attr-defined]  # a FakeRasa  # the same id, for Rasa to know it
    assert world.said(chat) == ["收到：空调坏了"]
    dead.finish(claimed, Answer([{"text": "晚到的话"}], "", 0, ""))
    assert world.said(chat) == ["收到：空调坏了"]


def test_a_restarted_gateway_takes_up_its_own_at_once(world: World) -> None:
    chat = world.chat()
    write(world, chat, "空调坏了")
    gateway(world).claims.claim(chat)
    again = gateway(world)
    again.claims.release_own()
    assert again.claims.waiting() == [chat]


def test_words_are_dropped_when_a_human_took_over_meanwhile(world: World) -> None:
    chat, turns = world.chat(), gateway(world)
    write(world, chat, "空调坏了")
    claimed = turns.claims.claim(chat)
    assert claimed
    give_to_agent(world, chat)
    turns.finish(claimed, Answer([{"text": "机器人的话"}], "", 0, ""))
    assert "机器人的话" not in world.said(chat)
    assert outcomes(world) == ["dropped"]


def test_the_bots_own_hand_over_is_still_heard(world: World) -> None:
    chat, turns = world.chat(), gateway(world)
    write(world, chat, "转人工")
    claimed = turns.claims.claim(chat)
    assert claimed
    with world.work() as work:
        row = work.session.get_one(Conversation, chat)
        row.owner, row.queue, row.handoff_turn = "queue", "service", claimed.id
    turns.finish(claimed, Answer([{"text": "这就转人工"}], "request_human", 1, ""))
    assert world.said(chat) == ["这就转人工"]
    assert outcomes(world) == ["handed_off"]


def test_an_agents_customer_is_not_answered_by_the_bot(world: World) -> None:
    chat, turns = world.chat(), gateway(world)
    give_to_agent(world, chat)
    said = world.said(chat)
    write(world, chat, "在吗")
    answer(turns, chat)
    assert (turns.rasa.asked, world.said(chat), outcomes(world)) == ([], said, ["kept"])  # type: ignore[attr-defined]  # a FakeRasa


def test_a_waiting_customer_hears_now_and_then_that_it_arrived(world: World) -> None:
    chat, turns = world.chat(), gateway(world)
    with world.work() as work:
        row = work.session.get_one(Conversation, chat)
        row.owner, row.queue, row.queued_at = "queue", "service", work.now
    for _ in range(4):
        write(world, chat, "在吗")
        answer(turns, chat)
        world.pass_(seconds=ACKNOWLEDGE_EVERY.total_seconds() / 2)
    assert len(world.said(chat)) == 2
    assert outcomes(world) == ["kept"] * 4


@pytest.mark.parametrize("saying", [down, lambda *_: [], lambda *_: ["", " "][:1]])
def test_a_silent_bot_is_a_human_queue(world: World, saying: object) -> None:
    chat, turns = world.chat(), gateway(world, saying)  # type: ignore[arg-type]
    write(world, chat, "空调坏了")
    answer(turns, chat)
    row = world.conversation(chat)
    assert (row.owner, row.handoff_rule) == ("queue", "bot_failed")
    assert len(world.said(chat)) == 1
    assert outcomes(world) == ["handed_off"]


def test_danger_needs_no_bot(world: World) -> None:
    chat, turns = world.chat(), gateway(world, down)
    write(world, chat, "厨房煤气漏气了")
    answer(turns, chat)
    assert turns.rasa.asked == []  # type: ignore[attr-defined]  # a FakeRasa
    assert world.conversation(chat).queue == "safety"
    assert [(case.type, case.level, case.queue) for case in world.all(Case)] == [("emergency", 1, "safety")]
    assert len(world.said(chat)) >= 2
    write(world, chat, "味道越来越大，煤气还在漏")
    answer(turns, chat)
    assert len(world.all(Case)) == 1


def test_a_picture_alone_is_acknowledged(world: World) -> None:
    chat, turns = world.chat(), gateway(world)
    receive(world.database, world.kb, Inbound("web", chat, "p", "picture", ""), chat)
    answer(turns, chat)
    assert (turns.rasa.asked, len(world.said(chat))) == ([], 1)  # type: ignore[attr-defined]  # a FakeRasa


@pytest.mark.parametrize("said", ["我没要转人工", "不用人工，你说就行"])
def test_who_did_not_want_a_person_has_the_bot_again(world: World, said: str) -> None:
    chat, turns = world.chat(), gateway(world)
    with world.work() as work:
        rules.fire(work, Trigger.HUMAN_REQUESTED, conversation=work.session.get_one(Conversation, chat))
    assert world.conversation(chat).owner == "queue"
    write(world, chat, said)
    answer(turns, chat)
    assert world.conversation(chat).owner == "bot"
    assert world.said(chat)[-1] in world.kb.phrases["person_declined"]


def test_who_is_in_danger_stays_with_people_whatever_they_say_of_them(world: World) -> None:
    chat, turns = world.chat(), gateway(world)
    write(world, chat, "配电箱冒烟了")
    answer(turns, chat)
    write(world, chat, "不要转人工了")
    answer(turns, chat)
    assert world.conversation(chat).owner == "queue"


@pytest.mark.parametrize("title", ["", "维修报价单.pdf"])
def test_what_cannot_be_shown_here_is_answered_and_not_understood_as_words(world: World, title: str) -> None:
    chat, turns = world.chat(), gateway(world)
    receive(world.database, world.kb, Inbound("web", chat, "f", "other", title), chat)
    answer(turns, chat)
    (told,) = world.said(chat)
    assert turns.rasa.asked == [] and told in world.kb.phrases["unreadable"]  # type: ignore[attr-defined]  # a FakeRasa


def test_the_same_sentence_is_not_said_twice_running(world: World) -> None:
    chat = world.chat()
    turns = gateway(world, lambda *_: ["请稍等。", "请问型号是？"])
    for text in ("你好", "在吗"):
        write(world, chat, text)
        answer(turns, chat)
    said = world.said(chat)
    assert [text for text, after in zip(said, said[1:], strict=False) if text == after] == []


def test_a_prompt_waits_for_an_idle_conversation(world: World) -> None:
    chat, turns = world.chat(), gateway(world)
    write(world, chat, "空调坏了")
    answer(turns, chat)  # and the bot is in a form now
    with world.work() as work:
        for _ in range(2):
            prompt(work, work.session.get_one(Conversation, chat), "/ask_closure", "k")
    assert turns.claims.waiting() == []
    world.pass_(minutes=6)
    assert turns.claims.waiting() == [chat]
    answer(turns, chat)
    assert [text for _, text in turns.rasa.asked][-1] == "/ask_closure"  # type: ignore[attr-defined]  # a FakeRasa


def test_a_failed_turn_changes_nothing(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    chat, turns = world.chat(), gateway(world)
    write(world, chat, "空调坏了")
    claimed = turns.claims.claim(chat)
    assert claimed
    with monkeypatch.context() as broken, pytest.raises(ZeroDivisionError):
        broken.setattr("gateway.workers.turns.settle", lambda *_: 1 / 0)
        turns.finish(claimed, Answer([{"text": "答"}], "", 0, ""))
    assert world.said(chat) == []
    turns.finish(replace(claimed), Answer([{"text": "答"}], "", 0, ""))
    assert world.said(chat) == ["答"]


def test_a_burst_has_a_size_and_the_rest_makes_the_next_turn(world: World) -> None:
    chat, turns, most = world.chat(), gateway(world), world.kb.policies.limits.burst
    write(world, chat, *(f"第{n}条" for n in range(most.messages + 3)))
    answer(turns, chat)
    answer(turns, chat)
    assert [text.count("条") for text in asked(turns)] == [most.messages, 3]
    write(world, chat, "长" * (most.characters - 10), "短" * 11)
    answer(turns, chat)
    answer(turns, chat)
    assert [len(text) for text in asked(turns)[2:]] == [most.characters - 10, 11]
    assert all(row.handled_at for row in world.all(Message))


def test_danger_is_heard_at_once_behind_more_messages_than_a_burst_holds(world: World) -> None:
    chat, turns = world.chat(), gateway(world)
    write(world, chat, *["在吗"] * (world.kb.policies.limits.burst.messages + 5), "配电箱冒烟了")
    answer(turns, chat)
    assert asked(turns) == []
    (case,) = world.all(Case)
    assert case.type == "emergency" and world.conversation(chat).owner == "queue"
    answer(turns, chat)
    answer(turns, chat)
    assert all(row.handled_at for row in world.all(Message)) and asked(turns) == []


def test_what_takes_the_processors_time_is_done_before_the_transaction_that_writes(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Danger, and the facts an alarm lacks."""
    chat, turns, writing, heard = world.chat(), gateway(world), [False], []

    @contextmanager
    def noticed() -> Iterator[Session]:
        with Database.write(world.database) as session:
            writing[0] = True
            try:
                yield session
            finally:
                writing[0] = False

    def watched(read: Callable[..., Any]) -> Callable[..., Any]:
        def look(*arguments: Any) -> Any:
            heard.append(writing[0])
            return read(*arguments)

        return look

    monkeypatch.setattr(world.database, "write", noticed)
    monkeypatch.setattr(emergency, "_joined", watched(emergency._joined))
    monkeypatch.setattr("helpline.turns.hearing.extract", watched(extract))
    emergency._listened.cache_clear()
    for said in ("配电箱里面一直在冒烟", "我叫王秀兰，13805711001，杭州市西湖区文澜路88号"):
        receive(Database(world.database.url), world.kb, Inbound("web", chat, said, "text", said), chat)
        answer(turns, chat)
    assert len(heard) >= 3 and not any(heard)
    (case,) = world.all(Case)
    assert case.phone == "13805711001"


def test_a_strangers_tenth_alarm_is_heard_and_filed_and_rings_nobody_again(world: World) -> None:
    turns, rings = gateway(world), world.kb.policies.limits.alarms.rings
    for n in range(10):
        chat = world.chat()
        alarm = Inbound("web", chat, f"alarm {n}", "text", "配电箱冒烟了")
        receive(world.database, world.kb, alarm, chat, "one address")
        answer(turns, chat)
        assert world.conversation(chat).queue == "safety" and world.said(chat), n
    assert len(world.all(Case, type="emergency")) == 10
    alerted = {task.case_id for task in world.all(Task, kind="alert", rule="emergency")}
    assert len(alerted) == rings
    other = world.chat()
    write(world, other, "配电箱冒烟了")
    answer(turns, other)
    world.pass_(minutes=world.kb.policies.limits.alarms.minutes + 1)
    assert len({task.case_id for task in world.all(Task, kind="alert", rule="emergency")}) == rings + 1
