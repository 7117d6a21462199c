"""The desk over several channels: one thread, a way to answer by, pictures, and words that are written only once."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import update

from helpline.conversations import drafts, ownership
from helpline.conversations.allowances import open_allowance
from helpline.conversations.opening import open_chat
from helpline.core.unit_of_work import Actor
from helpline.tables import Attachment, Conversation, Message
from tests.gateway.desk_calls import As
from tests.threads import at_once
from tests.world import AGENT, QUALITY, SECOND_AGENT, World, theirs

pytestmark = pytest.mark.slow

PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 64


def talk(world: World, channel: str, sender: str, customer: str | None = "K1", left: int = 5) -> str:
    world.pass_(seconds=1)
    id = world.write(channel, sender, f"在{channel}上说的")
    with world.work() as work:
        conversation = work.session.get_one(Conversation, id)
        theirs(work, conversation, customer)
        if channel == "wechat":
            open_allowance(work, conversation, "message", left, timedelta(hours=48))
    return id


def take(desk: As, id: str, actor: Actor = AGENT) -> None:
    assert desk(actor).post(f"/api/conversations/{id}/take").status_code == 200


def out(world: World, **equal: Any) -> list[Message]:
    return world.all(Message, direction="out", author="agent", **equal)


def test_one_thread_of_all_channels_and_the_ways_to_answer(world: World, desk: As) -> None:
    voice, sms, wechat = (talk(world, name, name) for name in ("voice", "sms", "wechat"))
    take(desk, sms)
    shown = desk(AGENT).get(f"/api/conversations/{sms}").json()
    said = [(m["channel"], m["conversation_id"], m["seq"]) for m in shown["messages"] if m["direction"] == "in"]
    assert said == [("voice", voice, 1), ("sms", sms, 1), ("wechat", wechat, 1)]
    assert [int(m["id"]) for m in shown["messages"]] == sorted(int(m["id"]) for m in shown["messages"])
    ways = {way["channel"]: way for way in shown["ways"]}
    assert [way["channel"] for way in shown["ways"]] == ["sms", "wechat", "voice"]
    assert (ways["wechat"]["left"], ways["wechat"]["reserve"], ways["wechat"]["pictures"]) == (5, 1, True)
    assert (ways["sms"]["left"], ways["sms"]["pictures"]) == (None, False)
    assert (ways["voice"]["reaches"], ways["voice"]["why_not"]) == (False, "channel_off")
    assert shown["fallback"] == "sms"


def test_an_answer_goes_the_way_that_is_chosen(world: World, desk: As) -> None:
    wechat, sms = talk(world, "wechat", "o1"), talk(world, "sms", "+8613911110001")
    take(desk, wechat)
    client = desk(AGENT)
    assert client.post(f"/api/conversations/{wechat}/reply", json={"text": "甲"}).status_code == 200
    assert client.post(f"/api/conversations/{wechat}/reply", json={"text": "乙", "answer_in": sms}).status_code == 200
    assert [(m.text, m.channel) for m in out(world)] == [("甲", "wechat"), ("乙", "sms")]
    for body in ({"text": ""}, {"text": " "}, {"text": "x" * 2001}, {"text": "x", "key": "k" * 101}):
        assert client.post(f"/api/conversations/{wechat}/reply", json=body).status_code == 422


def test_neither_a_colleagues_conversation_nor_a_complaint_is_answered_by_default(world: World, desk: As) -> None:
    voice = talk(world, "voice", "CA1")
    world.pass_(minutes=11)
    complaint, wechat = talk(world, "sms", "+8613911110001"), talk(world, "wechat", "o1")
    with world.work() as work:
        work.session.get_one(Conversation, complaint).queue = "quality"
    take(desk, wechat, SECOND_AGENT)
    take(desk, voice)
    shown = desk(AGENT).get(f"/api/conversations/{voice}").json()
    assert [(way["channel"], way["colleague"]) for way in shown["ways"]] == [("voice", ""), ("wechat", "薄言")]
    assert desk(AGENT).post(f"/api/conversations/{voice}/reply", json={"text": "您好"}).status_code == 200
    assert [m.conversation_id for m in out(world)] == [voice]
    busy = desk(AGENT).post(f"/api/conversations/{voice}/reply", json={"text": "您好", "answer_in": wechat})
    assert (busy.status_code, busy.json()["code"]) == (409, "not_owner")
    assert (
        desk(AGENT).post(f"/api/conversations/{voice}/reply", json={"text": "您", "answer_in": complaint}).status_code
        == 404
    )
    assert world.conversation(complaint).owner == "bot"
    take(desk, complaint, QUALITY)


def test_the_same_key_is_written_once(world: World, desk: As) -> None:
    wechat, sms = talk(world, "wechat", "o1"), talk(world, "sms", "+8613911110001")
    take(desk, wechat)
    client = desk(AGENT)
    for way in (wechat, sms, ""):  # by whatever way the repeat would go
        body = {"text": "师傅已出发", "key": "a1", "answer_in": way}
        assert client.post(f"/api/conversations/{wechat}/reply", json=body).status_code == 200
    for _ in range(2):
        assert client.post(f"/api/conversations/{wechat}/note", json={"text": "记", "key": "n1"}).status_code == 200
    assert [m.channel for m in out(world)] == ["wechat"]
    assert len(world.all(Message, direction="note")) == 1
    assert client.post(f"/api/conversations/{wechat}/return").status_code == 200
    assert (
        client.post(f"/api/conversations/{wechat}/reply", json={"text": "师傅已出发", "key": "a1"}).status_code == 200
    )
    late = client.post(f"/api/conversations/{wechat}/reply", json={"text": "另一句", "key": "a2"})
    assert (late.status_code, late.json()["code"]) == (409, "not_owner")


def test_what_was_told_and_not_filed_is_shown(world: World, desk: As) -> None:
    chat = talk(world, "wechat", "o1")
    assert desk(AGENT).get(f"/api/conversations/{chat}").json()["draft"] == {}
    told = {"symptom": "不制冷", "product": "air_conditioner", "name": "邵立群", "address": None, "machines": ["QH1"]}
    with world.work() as work:
        drafts.keep(work.session.get_one(Conversation, chat), "report_fault", told)
    shown = desk(AGENT).get(f"/api/conversations/{chat}").json()["draft"]
    assert shown == {"description": "不制冷", "product": "家用空调", "name": "邵立群"}
    take(desk, chat)
    desk(AGENT).post(f"/api/conversations/{chat}/close")
    assert desk(AGENT).get(f"/api/conversations/{chat}").json()["draft"] == {}


def test_two_colleagues_may_use_the_same_key(world: World, desk: As) -> None:
    chat = talk(world, "web", "one")
    for actor in (AGENT, SECOND_AGENT):
        body = {"text": actor.name, "key": "k"}
        assert desk(actor).post(f"/api/conversations/{chat}/note", json=body).status_code == 200
    assert [m.text for m in world.all(Message, direction="note")] == [AGENT.name, SECOND_AGENT.name]


def test_the_same_key_at_the_same_instant_is_written_once(world: World) -> None:
    wechat = talk(world, "wechat", "o1")
    with world.work(AGENT) as work:
        ownership.take(work, wechat)

    def say(_: int) -> None:
        with world.work(AGENT) as work:
            ownership.reply(work, wechat, "师傅已出发", key="a1")

    assert at_once(4, say) == [None] * 4
    assert len(out(world)) == 1


def test_a_picture_for_the_customer(world: World, desk: As) -> None:
    with world.work() as work:
        token, web = open_chat(work)
        theirs(work, web, "K1")
        web.last_customer_at, chat = work.now, web.id
    wechat = talk(world, "wechat", "o1")
    pictures = f"/api/conversations/{wechat}/attachments"
    file = {"file": ("../线 路.png", PNG, "text/html")}
    assert desk(AGENT).post(pictures, files=file).json()["code"] == "not_owner"
    take(desk, wechat)
    client = desk(AGENT)
    for wrong in (b"%PDF-1.7", b"", PNG + b"0" * 8 * 1024 * 1024):
        assert client.post(pictures, files={"file": ("a.png", wrong)}).status_code == 422
    made = client.post(pictures, files=file).json()
    assert (made["name"], made["content_type"]) == ("线 路.png", "image/png")
    body = {"attachments": [made["id"]], "answer_in": chat, "key": "p1"}
    for _ in range(2):
        assert client.post(f"/api/conversations/{wechat}/reply", json=body).status_code == 200
    (sent,) = out(world)
    assert (sent.text, sent.conversation_id, sent.attachments) == ("", chat, [made])
    seen = client.get(made["url"], headers={"Authorization": f"Bearer {token}"})
    assert (seen.content, seen.headers["content-type"]) == (PNG, "image/png")
    assert client.get(f"{pictures}/{made['id']}").content == PNG


def test_only_pictures_of_this_conversation_are_sent(world: World, desk: As) -> None:
    mine, other = talk(world, "web", "one"), talk(world, "web", "two", "K2")
    take(desk, mine)
    take(desk, other)
    client = desk(AGENT)
    made = client.post(f"/api/conversations/{other}/attachments", files={"file": ("a.png", PNG)}).json()
    for id in (made["id"], "nothing"):
        assert client.post(f"/api/conversations/{mine}/reply", json={"attachments": [id]}).status_code == 404
    assert client.get(f"/api/conversations/{mine}/attachments/{made['id']}").status_code == 404


@pytest.mark.parametrize("status", ["waiting", "lost"])
def test_a_file_that_is_not_there_is_not_found(world: World, desk: As, status: str) -> None:
    chat = talk(world, "wechat", "o1")
    with world.work() as work:
        row = Attachment(id="a1", conversation_id=chat, name="voice", content_type="", size=0, reference="r")
        row.status, row.created_at = status, work.now
        work.session.add(row)
    assert desk(AGENT).get(f"/api/conversations/{chat}/attachments/a1").status_code == 404


def test_what_did_not_get_through_is_counted_for_its_owner(world: World, desk: As) -> None:
    wechat, sms = talk(world, "wechat", "o1"), talk(world, "sms", "+8613911110001")
    with world.work(AGENT) as work:
        ownership.take(work, wechat)
        ownership.reply(work, wechat, "甲")
        ownership.reply(work, wechat, "乙", answer_in=sms)
        ownership.reply(work, wechat, "丙")
    with world.work() as work:
        failed = update(Message).where(Message.text.in_(("甲", "乙"))).values(status="failed", error="wechat_45002")
        work.session.execute(failed)
    client = desk(AGENT)
    counts = {row["id"]: row["failed"] for row in client.get("/api/conversations?mine=true").json()["items"]}
    assert counts == {wechat: 1, sms: 1}
    shown = client.get(f"/api/conversations/{wechat}").json()
    assert shown["failed"] == 2
    assert [m["error"] for m in shown["messages"] if m["status"] == "failed"] == ["wechat_45002"] * 2
    world.pass_(minutes=1)
    assert client.post(f"/api/conversations/{wechat}/return").status_code == 200
    take(desk, wechat)
    assert client.get(f"/api/conversations/{wechat}").json()["failed"] == 0


@pytest.mark.parametrize("verb", ["return", "close"])
def test_the_agent_leaves_all_channels_at_once(world: World, desk: As, verb: str) -> None:
    web, wechat, sms = talk(world, "web", "one"), talk(world, "wechat", "o1"), talk(world, "sms", "+8613911110001")
    take(desk, wechat)
    take(desk, sms, SECOND_AGENT)
    client = desk(AGENT)
    assert client.post(f"/api/conversations/{wechat}/reply", json={"text": "您好", "answer_in": web}).status_code == 200
    assert world.conversation(web).unread == 0
    with world.work() as work:
        work.session.get_one(Conversation, wechat).unreachable = "left"
    assert client.post(f"/api/conversations/{wechat}/{verb}").status_code == 200
    assert [world.conversation(id).owner for id in (web, wechat, sms)] == ["bot", "bot", "agent"]
    goodbye = world.all(Message, direction="out", author="system")[-1]
    assert goodbye.conversation_id == web  # where it is heard
