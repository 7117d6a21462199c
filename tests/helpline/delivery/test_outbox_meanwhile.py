"""What happens while a message is under way: the customer writes, or more is to be sent."""

from collections.abc import Sequence
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest

from connectors.contract.capabilities import Allowance, Capabilities
from connectors.contract.outbound import Delivery, Outbound, Parcel, Result
from helpline.conversations import allowances
from helpline.conversations.messages import say
from helpline.conversations.opening import conversation_of
from helpline.core import clock
from helpline.delivery.outbox import Outbox
from helpline.tables import Conversation
from tests.helpline.delivery.test_outbox import HOLD, Wire, round_, said, statuses
from tests.world import World

OPEN = {"message": Allowance(5, timedelta(hours=48))}


@pytest.mark.parametrize("allowances", [{}, {"message": Allowance(0, timedelta(hours=48))}])
def test_a_customer_who_writes_while_a_message_is_being_held_need_not_write_again(
    world: World, allowances: dict[str, Allowance], monkeypatch: pytest.MonkeyPatch
) -> None:
    ids, wire = said(world, "一"), Wire(*([] if allowances else [HOLD]), allowances=allowances)
    hold, opened = (
        Outbox._hold_from,
        SimpleNamespace(name="wire", capabilities=Capabilities(True, True, 100, True, allowances=OPEN)),
    )

    def written_meanwhile(*arguments: Any) -> None:
        world.write("wire", "somebody", "在吗", opened)
        monkeypatch.setattr(Outbox, "_hold_from", hold)
        hold(*arguments)

    monkeypatch.setattr(Outbox, "_hold_from", written_meanwhile)
    round_(world, wire)
    assert statuses(world, ids) == ["pending"]
    round_(world, wire)
    assert statuses(world, ids) == ["sent"]


def test_what_is_tried_again_is_joined_by_nothing_new(world: World) -> None:
    class Joining(Wire):
        def pack(self, messages: Sequence[Outbound]) -> list[Parcel]:
            return [Parcel(tuple(m.id for m in messages), "".join(m.text for m in messages))]

    wire = Joining(Result(Delivery.RETRY))
    said(world, "一", "二")
    round_(world, wire)
    said(world, "三", "四")
    world.pass_(seconds=3)
    round_(world, wire)
    assert wire.sent == ["一二", "一二", "三四"]


def test_what_went_out_while_a_push_was_late_counts_against_what_it_opens(world: World) -> None:
    """The platform opened its allowance when the customer wrote, and counted from then on."""
    wire = Wire(allowances=OPEN)
    world.write("wire", "somebody", "在吗", wire)
    said(world, "一", "二")
    round_(world, wire)
    world.pass_(seconds=30)
    written = clock.now()
    world.pass_(seconds=5)
    said(world, "三", "四", "五")
    round_(world, wire)
    world.write("wire", "somebody", "还在吗", wire, written_at=written)
    assert allowances.left(world.all(Conversation)[0], clock.now()) == 2
    world.write("wire", "somebody", "好的", wire, written_at=clock.now() + timedelta(seconds=1))
    assert allowances.left(world.all(Conversation)[0], clock.now()) == 5


@pytest.mark.parametrize(
    ("answer", "takes", "after", "left"),
    [
        (Result(Delivery.SENT), 0.1, 2, 5),  # the platform counted it before the customer wrote
        (Result(Delivery.SENT), 3, 0, 4),  # it may have been counted at the end of the call
        (Result(Delivery.RETRY), 0.1, 2, 4),  # and what was not answered, long afterwards
        (Result(Delivery.RETRY, spent=False), 0.1, 2, 5),
    ],
)
def test_a_call_may_be_counted_when_it_ends(
    world: World, answer: Result, takes: float, after: float, left: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    wire = Wire(answer, allowances=OPEN)
    world.write("wire", "somebody", "在吗", wire)
    world.pass_(seconds=30)
    said(world, "一")
    send = wire.send

    def slowly(*arguments: Any) -> Result:
        world.pass_(seconds=takes)
        return send(*arguments)

    monkeypatch.setattr(wire, "send", slowly)
    began = clock.now()
    round_(world, wire)
    world.pass_(seconds=after)
    written = began + timedelta(seconds=takes / 2 + after)
    world.write("wire", "somebody", "还在吗", wire, written_at=written.replace(microsecond=0))
    assert allowances.left(world.all(Conversation)[0], clock.now()) == left


def test_who_writes_during_a_call_may_have_it_counted_again(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    wire = Wire(allowances=OPEN)
    world.write("wire", "somebody", "在吗", wire)
    world.pass_(seconds=30)
    said(world, "一")
    send = wire.send

    def meanwhile(*arguments: Any) -> Result:
        world.write("wire", "somebody", "还在吗", wire, written_at=clock.now())
        return send(*arguments)

    monkeypatch.setattr(wire, "send", meanwhile)
    round_(world, wire)
    monkeypatch.setattr(wire, "send", send)
    assert allowances.left(world.all(Conversation)[0], clock.now()) == 4
    said(world, "二")
    round_(world, wire)
    assert allowances.left(world.all(Conversation)[0], clock.now()) == 3


def test_the_bot_does_not_talk_into_what_a_human_of_the_platform_says(world: World) -> None:
    """Its answers are not kept for the end of the human's session; notices and what our own people say are."""
    taken_over, ids = Result(Delivery.HOLD, reason="wecom_state_human"), []
    with world.work() as work:
        talk = conversation_of(work, "wire", "somebody")
        for author, purpose in (("bot", ""), ("system", ""), ("agent", ""), ("system", "notice"), ("bot", "survey")):
            message = say(work, talk, author, author=author, purpose=purpose)
            work.session.flush()
            ids.append(message.id)
    wire = Wire(taken_over)
    round_(world, wire)
    assert statuses(world, ids) == ["failed", "failed", "held", "held", "held"]
    world.write("wire", "somebody", "在吗")
    round_(world, wire)
    assert statuses(world, ids) == ["failed", "failed", "sent", "sent", "sent"]


def test_what_was_held_is_not_overtaken(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """The customer writes between the taking up of a message and its sending, and frees an earlier one."""
    wire, send_all = Wire(allowances=OPEN), Outbox._send_all
    first = said(world, "一")
    round_(world, wire)
    assert statuses(world, first) == ["held"]

    def written_meanwhile(*arguments: Any) -> None:
        world.write("wire", "somebody", "在吗", wire)
        monkeypatch.setattr(Outbox, "_send_all", send_all)
        send_all(*arguments)

    monkeypatch.setattr(Outbox, "_send_all", written_meanwhile)
    said(world, "二")
    for _ in range(3):
        round_(world, wire)
        world.pass_(seconds=3)
    assert wire.sent == ["一", "二"]
