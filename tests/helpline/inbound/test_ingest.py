"""What comes in is stored once, however often it is sent, before anybody is told so."""

import pytest

from connectors.contract.inbound import Inbound
from helpline.conversations.messages import say
from helpline.core.errors import NotFound
from helpline.inbound.ingest import Stored, receive
from helpline.tables import Attachment, Conversation, Message
from tests.threads import at_once
from tests.world import World


def inbound(chat: str, id: str = "m1", text: str = "空调不制冷", **more: object) -> Inbound:
    return Inbound("web", chat, f"{chat}:{id}", "text", text, **more)  # type: ignore[arg-type]


def test_a_repeat_finds_the_first(world: World) -> None:
    chat = world.chat()
    first = receive(world.database, world.kb, inbound(chat), chat)
    again = receive(world.database, world.kb, inbound(chat, text="改了"), chat)
    assert (first.repeated, again) == (False, Stored(first.message_id, chat, True))
    assert [row.text for row in world.all(Message)] == ["空调不制冷"]


def test_four_times_at_once_is_one_message(world: World) -> None:
    chat = world.chat()
    for round_ in range(5):
        results = at_once(4, lambda n: receive(world.database, world.kb, inbound(chat, f"m{round_}"), chat))  # noqa: B023
        assert all(isinstance(result, Stored) for result in results), results
        assert sorted(result.repeated for result in results) == [False, True, True, True]
        assert len({result.message_id for result in results}) == 1
    rows = world.all(Message, conversation_id=chat)
    assert [row.seq for row in rows] == [1, 2, 3, 4, 5]
    assert world.conversation(chat).unread == 5


def test_different_messages_at_once_are_all_kept(world: World) -> None:
    chat = world.chat()
    at_once(8, lambda n: receive(world.database, world.kb, inbound(chat, f"m{n}"), chat))
    assert [row.seq for row in world.all(Message, conversation_id=chat)] == list(range(1, 9))


@pytest.mark.parametrize(("offered", "kept"), [("/affirm", "/affirm"), ("/restart", ""), ("/deny", "")])
def test_only_a_button_that_was_offered_counts(world: World, offered: str, kept: str) -> None:
    chat = world.chat()
    with world.work() as work:
        say(work, work.session.get_one(Conversation, chat), "可以吗", buttons=[{"title": "可以", "payload": "/affirm"}])
    receive(world.database, world.kb, inbound(chat, payload=offered), chat)
    assert world.all(Message, direction="in")[0].payload == kept


def test_nothing_for_an_unknown_conversation_or_a_foreign_picture(world: World) -> None:
    chat, other = world.chat(), world.chat()
    with world.work() as work:
        work.session.add(
            Attachment(id="p1", conversation_id=other, name="p", content_type="image/png", size=1, created_at=work.now)
        )
    with pytest.raises(NotFound):
        receive(world.database, world.kb, inbound("none"), "none")
    with pytest.raises(NotFound):
        receive(world.database, world.kb, inbound(chat, attachments=("p1",)), chat)
    assert world.all(Message) == []
    receive(world.database, world.kb, inbound(other, attachments=("p1",)), other)
    assert world.all(Message)[0].attachments[0]["id"] == "p1"


def test_displeasure_rises_at_once_and_fades_slowly(world: World) -> None:
    chat, seen = world.chat(), []
    for n, text in enumerate(("你好", "你们太差劲了，我要投诉你们", "好的", "好的")):
        receive(world.database, world.kb, inbound(chat, f"m{n}", text), chat)
        seen.append(world.conversation(chat).displeasure)
    assert seen[0] == 0
    assert seen[1] > seen[2] > seen[3] > 0


@pytest.mark.parametrize("channel", ["wechat", "sms"])
def test_of_a_text_that_is_too_long_the_rest_is_not_kept_and_the_customer_hears_so(world: World, channel: str) -> None:
    longest = world.kb.policies.limits.text.characters
    chat = world.write(channel, "o1", "空调不制冷" + "在" * 200_000)
    (row,) = world.all(Message, direction="in")
    assert (len(row.text), row.text[:5]) == (longest, "空调不制冷")
    (told,) = world.said(chat)
    assert str(longest) in told and "分几条" in told
    world.write(channel, "o1", "在" * longest)
    assert len(world.said(chat)) == 1
