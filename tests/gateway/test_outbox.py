"""What is to be sent is sent once, tried again with growing pauses, or failed with its reason."""

from typing import Any

import pytest

from cases.messages import say
from cases.tables import Conversation, Message
from connectors.channel import Delivery, Outbound, Registry
from connectors.web import WebChannel
from gateway.outbox import ATTEMPTS, deliver
from tests.threads import at_once
from tests.world import World


class Wire(WebChannel):
    """A channel whose far end answers as told, in order; then with SENT."""

    def __init__(self, *answers: Delivery | Exception) -> None:
        self.answers, self.sent = list(answers), []  # type: ignore[var-annotated]

    def send(self, to: str, message: Outbound) -> Delivery:
        self.sent.append(message.text)
        answer = self.answers.pop(0) if self.answers else Delivery.SENT
        if isinstance(answer, Exception):
            raise answer
        return answer


def said(world: World, *texts: str) -> list[int]:
    chat = world.chat()
    with world.work() as work:
        rows = [say(work, work.session.get_one(Conversation, chat), text) for text in texts]
        work.session.flush()
        return [row.id for row in rows]


def round_(world: World, wire: Wire) -> int:
    return deliver(world.database, Registry({"web": wire}))


def row(world: World, id: int) -> Any:
    return world.all(Message, id=id)[0]


def test_sent_in_order_and_once(world: World) -> None:
    ids, wire = said(world, "一", "二", "三"), Wire()
    assert (round_(world, wire), round_(world, wire)) == (3, 0)
    assert wire.sent == ["一", "二", "三"]
    assert {row(world, id).status for id in ids} == {"sent"}


def test_tried_again_with_growing_pauses(world: World) -> None:
    (id,), wire = said(world, "一"), Wire(Delivery.RETRY, ConnectionError("no line"))
    tries = []
    for second in range(10):
        if round_(world, wire):
            tries.append(second)
        world.pass_(seconds=1)
    assert tries == [0, 2, 6]
    assert (row(world, id).status, row(world, id).attempts) == ("sent", 3)


def test_after_enough_tries_it_failed_with_the_reason(world: World) -> None:
    (id,), wire = said(world, "一"), Wire(*[ConnectionError("no line")] * 20)
    for _ in range(ATTEMPTS + 3):
        round_(world, wire)
        world.pass_(minutes=10)
    assert len(wire.sent) == ATTEMPTS
    assert (row(world, id).status, "no line" in row(world, id).error) == ("failed", True)


@pytest.mark.parametrize(("answer", "status"), [(Delivery.NEVER, "failed"), (Delivery.HOLD, "held")])
def test_refused_or_held(world: World, answer: Delivery, status: str) -> None:
    (id,) = said(world, "一")
    round_(world, Wire(answer))
    assert row(world, id).status == status


def test_a_poisoned_message_does_not_block_others(world: World) -> None:
    ids, wire = said(world, "一", "二"), Wire(ValueError("bad"))
    round_(world, wire)
    assert [row(world, id).status for id in ids] == ["pending", "sent"]


def test_two_sweepers_send_once(world: World) -> None:
    said(world, *(str(n) for n in range(20)))
    wire = Wire()
    at_once(4, lambda _: round_(world, wire))
    assert sorted(wire.sent, key=int) == [str(n) for n in range(20)]
