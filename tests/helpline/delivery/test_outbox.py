"""What is to be sent is sent once and in order, tried again with growing pauses, held, sent another way, or failed."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import pytest

from connectors.contract.capabilities import Allowance, Capabilities
from connectors.contract.channel import Registry
from connectors.contract.outbound import SENT, Delivery, Outbound, Parcel, Result, one_each
from connectors.web import WebChannel
from helpline.conversations.messages import say
from helpline.conversations.opening import conversation_of
from helpline.customers import consent
from helpline.delivery.outbox import deliver
from helpline.delivery.retry_policy import ATTEMPTS
from helpline.tables import Conversation, Message, Turn
from tests.threads import at_once
from tests.world import World, theirs

RETRY, HOLD, NEVER = Result(Delivery.RETRY), Result(Delivery.HOLD, reason="window"), Result(Delivery.NEVER, reason="no")


class Wire(WebChannel):
    """A channel whose far end answers as told, in order; then with SENT."""

    def __init__(self, *answers: Result | Exception, name: str = "wire", **shows: Any) -> None:
        self.name = name
        self.capabilities = Capabilities(buttons=True, pictures=True, longest=100, waits=True, **shows)
        self.answers, self.sent = list(answers), []  # type: ignore[var-annotated]

    def pack(self, messages: Sequence[Outbound]) -> list[Parcel]:
        if any(message.text == "毒" for message in messages):
            raise ValueError("cannot be packed")
        return one_each(messages)

    def send(self, to: str, parcel: Parcel) -> Result:
        self.sent.append(parcel.text)
        answer = self.answers.pop(0) if self.answers else SENT
        if isinstance(answer, Exception):
            raise answer
        return answer


def said(world: World, *texts: str, sender: str = "somebody", channel: str = "wire", **more: Any) -> list[int]:
    with world.work() as work:
        conversation = conversation_of(work, channel, sender)
        rows = [say(work, conversation, text, **more) for text in texts]
        work.session.flush()
        return [row.id for row in rows]


def round_(world: World, *wires: WebChannel) -> int:
    return deliver(world.database, world.kb, Registry({wire.name: wire for wire in wires}))


def row(world: World, id: int) -> Any:
    return world.all(Message, id=id)[0]


def statuses(world: World, ids: list[int]) -> list[str]:
    return [row(world, id).status for id in ids]


def test_sent_in_order_and_once(world: World) -> None:
    ids, wire = said(world, "一", "二", "三"), Wire()
    assert (round_(world, wire), round_(world, wire)) == (3, 0)
    assert wire.sent == ["一", "二", "三"]
    assert set(statuses(world, ids)) == {"sent"}


def test_tried_again_with_growing_pauses_and_the_order_kept(world: World) -> None:
    ids, wire = said(world, "一", "二"), Wire(RETRY, ConnectionError("no line"))
    tries = []
    for second in range(10):
        if round_(world, wire):
            tries.append(second)
        world.pass_(seconds=1)
    assert tries == [0, 2, 6]
    assert wire.sent == ["一", "一", "一", "二"]
    assert (row(world, ids[0]).attempts, statuses(world, ids)) == (3, ["sent", "sent"])


def test_after_enough_tries_it_failed_with_the_reason_and_the_next_goes(world: World) -> None:
    ids, wire = said(world, "一", "二"), Wire(*[ValueError("no sense")] * ATTEMPTS)
    for _ in range(ATTEMPTS + 3):
        round_(world, wire)
        world.pass_(minutes=10)
    assert wire.sent == ["一"] * ATTEMPTS + ["二"]
    assert (statuses(world, ids), "no sense" in row(world, ids[0]).error) == (["failed", "sent"], True)


def test_a_named_pause_is_kept(world: World) -> None:
    said(world, "一")
    wire = Wire(Result(Delivery.RETRY, after=timedelta(minutes=3)))
    round_(world, wire)
    world.pass_(minutes=2)
    assert round_(world, wire) == 0
    world.pass_(minutes=1)
    assert round_(world, wire) == 1


def test_refused_goes_no_further_and_the_next_is_sent(world: World) -> None:
    ids = said(world, "一", "二")
    round_(world, Wire(NEVER))
    assert (statuses(world, ids), row(world, ids[0]).error) == (["failed", "sent"], "no")


def test_held_keeps_what_follows_and_goes_when_the_customer_writes(world: World) -> None:
    ids, wire = said(world, "一", "二"), Wire(HOLD)
    round_(world, wire)
    assert (statuses(world, ids), wire.sent) == (["held", "held"], ["一"])
    world.write("wire", "somebody", "在吗")
    round_(world, wire)
    assert (statuses(world, ids), wire.sent) == (["sent", "sent"], ["一", "一", "二"])


def test_what_cannot_be_packed_blocks_nobody(world: World) -> None:
    ids, others = said(world, "毒", "二"), said(world, "三", sender="another")
    wire = Wire()
    round_(world, wire)
    assert statuses(world, ids + others) == ["failed", "sent", "sent"]
    assert (row(world, ids[0]).error, sorted(wire.sent)) == ("unpackable", ["三", "二"])


def test_a_failing_conversation_does_not_block_others(world: World) -> None:
    first, second = said(world, "一"), said(world, "二", sender="another")
    round_(world, Wire(ValueError("bad")))
    assert sorted(statuses(world, first + second)) == ["pending", "sent"]


def test_a_channel_that_is_off_holds(world: World) -> None:
    ids = said(world, "一")
    deliver(world.database, world.kb, Registry({}))
    assert (statuses(world, ids), row(world, ids[0]).error) == (["held"], "channel_off")


def test_many_sweepers_send_once_and_in_order(world: World) -> None:
    for sender in "甲乙丙":
        said(world, *(f"{sender}{n}" for n in range(10)), sender=sender)
    wire = Wire()
    at_once(4, lambda _: round_(world, wire))
    while round_(world, wire):
        pass
    for sender in "甲乙丙":
        assert [text for text in wire.sent if text[0] == sender] == [f"{sender}{n}" for n in range(10)]


# -- allowances --------------------------------------------------------------------------------------------------------

FIVE = {"message": Allowance(5, timedelta(hours=48))}


def test_never_more_than_the_allowance(world: World) -> None:
    ids, wire = said(world, *"一二三四五六七"), Wire(allowances=FIVE)
    round_(world, wire)
    assert wire.sent == []  # the customer has not written yet
    world.write("wire", "somebody", "在吗", wire)
    round_(world, wire)
    assert (len(wire.sent), statuses(world, ids)) == (5, ["sent"] * 5 + ["held"] * 2)
    assert row(world, ids[5]).error == "allowance_used_up"
    world.write("wire", "somebody", "还在吗", wire)
    round_(world, wire)
    assert len(wire.sent) == 7


def test_the_last_is_kept_for_the_survey(world: World) -> None:
    wire = Wire(allowances=FIVE, reserve=1)
    world.write("wire", "somebody", "在吗", wire)
    said(world, *"一二三四五")
    round_(world, wire)
    assert len(wire.sent) == 4
    said(world, "请打分", sender="somebody", purpose="survey")
    round_(world, wire)
    assert wire.sent[4:] == ["请打分"]
    world.write("wire", "somebody", "好", wire)
    round_(world, wire)
    assert wire.sent[5:] == ["五"]


def test_an_allowance_ends_and_what_the_platform_did_not_count_is_given_back(world: World) -> None:
    wire = Wire(Result(Delivery.RETRY, spent=False), allowances=FIVE)
    world.write("wire", "somebody", "在吗", wire)
    said(world, *"一二三四五")
    for _ in range(3):
        round_(world, wire)
        world.pass_(seconds=10)
    assert len(wire.sent) == 6
    world.write("wire", "somebody", "在吗", wire)
    world.pass_(hours=48)
    said(world, "晚了")
    round_(world, wire)
    assert len(wire.sent) == 6


def test_many_sweepers_keep_the_allowance(world: World) -> None:
    wire = Wire(allowances=FIVE)
    world.write("wire", "somebody", "在吗", wire)
    said(world, *(str(n) for n in range(20)))
    at_once(4, lambda _: round_(world, wire))
    round_(world, wire)
    assert wire.sent == ["0", "1", "2", "3", "4"]


# -- another way -------------------------------------------------------------------------------------------------------


def agreed(world: World) -> None:
    with world.work() as work:
        consent.give(work, "sms", "+8613911110001", "test")


def notice(world: World, text: str = "明天上门", **more: Any) -> int:
    """A notice for a customer on file, on a channel that cannot reach them."""
    with world.work() as work:
        conversation = conversation_of(work, "wire", "somebody")
        theirs(work, conversation, "K1")
        message = say(work, conversation, text, purpose="notice", **more)
        work.session.flush()
        return message.id


@pytest.mark.parametrize("answer", [HOLD, NEVER])
def test_a_notice_goes_another_way(world: World, answer: Result) -> None:
    agreed(world)
    id, sms = notice(world), Wire(name="sms")
    round_(world, Wire(answer), sms)
    assert row(world, id).status == "rerouted"
    round_(world, Wire(), sms)
    assert sms.sent == ["明天上门"]
    assert world.all(Message, copy_of=id)[0].channel == "sms"


def test_not_without_consent_nor_after_a_stop_nor_talk(world: World) -> None:
    id, sms = notice(world), Wire(name="sms")
    round_(world, Wire(HOLD), sms)
    assert row(world, id).status == "held"
    agreed(world)
    with world.work() as work:
        consent.withdraw(work, "sms", "+8613911110001")
    again = notice(world, "又一条")
    round_(world, Wire(HOLD), sms)
    talk = said(world, "聊天", sender="another")
    round_(world, Wire(HOLD), sms)
    assert statuses(world, [id, again, *talk]) == ["held"] * 3
    assert not world.all(Message, channel="sms")


def test_a_question_is_asked_where_its_answer_will_come_in(world: World) -> None:
    agreed(world)
    with world.work() as work:
        conversation = conversation_of(work, "wire", "somebody")
        theirs(work, conversation, "K1")
        payload = '/ask_survey{"case_number": "GD1"}'
        work.session.add(
            Turn(id="t1", conversation_id=conversation.id, text="", payload=payload, created_at=work.now, attempts=0)
        )
        work.session.flush()
        say(work, conversation, "几分", purpose="survey", turn_id="t1")
    round_(world, Wire(HOLD), Wire(name="sms"))
    prompts = [m for m in world.all(Message, channel="sms") if m.direction == "in"]
    assert [(m.author, m.payload) for m in prompts] == [("system", payload)]


def test_one_who_left_the_page_is_told_by_text_message(world: World) -> None:
    agreed(world)
    page, sms = Wire(pushes=False), Wire(name="sms")
    world.write("wire", "somebody", "在吗", page)
    notice(world, "在的时候")
    round_(world, page, sms)
    world.pass_(minutes=11)
    notice(world, "走了以后")
    round_(world, page, sms)
    round_(world, page, sms)
    assert (page.sent, sms.sent) == (["在的时候", "走了以后"], ["走了以后"])


def test_a_code_is_gone_from_the_thread_once_sent(world: World) -> None:
    (id,) = said(world, "验证码 123456", purpose="code")
    round_(world, Wire())
    assert (row(world, id).status, row(world, id).text) == ("sent", "")


def test_who_cannot_be_reached_is_not_tried_again(world: World) -> None:
    said(world, "一")
    wire = Wire(Result(Delivery.NEVER, reason="blocked", unreachable=True))
    round_(world, wire)
    later = said(world, "二")
    round_(world, wire)
    assert (wire.sent, statuses(world, later)) == (["一"], ["held"])
    assert world.all(Conversation, external_id="somebody")[0].unreachable == "blocked"
