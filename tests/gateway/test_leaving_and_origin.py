"""A shared computer or a borrowed phone can be left, and talks of one address count together (R03)."""

import asyncio
import json
from types import SimpleNamespace
from typing import Any

import pytest

from gateway.api.stream import stream_of
from helpline.customers.identity import Proof, prove
from helpline.customers.proof import Level, level_of
from helpline.tables import Conversation, Identity
from tests.gateway.desk_calls import As
from tests.gateway.fakes import down, gateway
from tests.world import AGENT, World, theirs

pytestmark = pytest.mark.slow


def headers(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}


def test_the_button_ends_the_token(world: World, desk: As) -> None:
    client = desk(AGENT)
    opened = client.post("/chat/sessions").json()
    with world.work() as work:
        theirs(work, work.session.get_one(Conversation, opened["conversation_id"]), "K1")
    mine = headers(opened["token"])
    assert client.post("/chat/leave", headers=mine).status_code == 204
    assert client.post("/chat/leave", headers=mine).status_code == 401
    assert client.get("/chat/stream", headers=mine).status_code == 401
    message = {"message_id": "m1", "text": "查进度"}
    assert client.post("/chat/messages", headers=mine, json=message).status_code == 401
    with world.work() as work:
        conversation = work.session.get_one(Conversation, opened["conversation_id"])
        assert level_of(work, conversation) == Level.NOTHING
    assert not world.all(Identity)


async def rest_of_an_open_stream(client: Any, id: str) -> str:
    """What a page that was reading before is still told."""

    async def stays() -> bool:
        return False

    request: Any = SimpleNamespace(is_disconnected=stays)
    return "".join([event async for event in stream_of(client.app.state.held, id, 0, request)])


@pytest.mark.parametrize("words", ["退出", "换人。", "这不是我的手机！"])
def test_words_end_the_token_and_the_page_is_told(world: World, desk: As, words: str) -> None:
    client = desk(AGENT)
    opened = client.post("/chat/sessions").json()
    mine = headers(opened["token"])
    assert client.post("/chat/messages", headers=mine, json={"message_id": "m1", "text": words}).status_code == 202
    asyncio.run(gateway(world, down).answer(opened["conversation_id"]))
    assert "event: left" in asyncio.run(rest_of_an_open_stream(client, opened["conversation_id"]))
    assert client.get("/chat/stream", headers=mine).status_code == 401


def test_an_account_that_is_left_is_somebody_new(world: World) -> None:
    id = world.write("wechat", "o1", "你好")
    with world.work() as work:
        theirs(work, work.session.get_one(Conversation, id), "K1")
    case = world.file(id)
    world.write("wechat", "o1", "换人")
    asyncio.run(gateway(world, down).answer(id))
    anew = world.write("wechat", "o1", "查进度")
    assert anew != id
    with world.work() as work:
        assert level_of(work, work.session.get_one(Conversation, anew)) == Level.NOTHING
    assert world.case(case).conversation_id == id
    assert world.said(anew) == [world.kb.phrases["talk_left"][0]]


def test_a_word_for_leaving_inside_a_sentence_is_none(world: World, desk: As) -> None:
    client = desk(AGENT)
    opened = client.post("/chat/sessions").json()
    body = json.dumps({"message_id": "m1", "text": "电视退出不了全屏"})
    client.post("/chat/messages", headers=headers(opened["token"]), content=body)
    asyncio.run(gateway(world, down).answer(opened["conversation_id"]))
    assert client.get("/chat/config").status_code == 200
    with world.work() as work:
        assert work.session.get_one(Conversation, opened["conversation_id"]).token_hash


def test_talks_of_one_address_are_known_as_such_and_the_address_is_not(world: World, desk: As) -> None:
    client = desk(AGENT)
    for _ in range(2):
        client.post("/chat/sessions")
    first, second = (conversation.origin for conversation in world.all(Conversation))
    assert first == second != ""
    assert "testclient" not in first


def test_a_talk_that_goes_on_from_elsewhere_is_from_there(world: World, desk: As) -> None:
    client = desk(AGENT)
    opened = client.post("/chat/sessions").json()
    with world.work() as work:
        work.session.get_one(Conversation, opened["conversation_id"]).origin = "another address"
    client.post("/chat/messages", headers=headers(opened["token"]), json={"message_id": "m1", "text": "你好"})
    assert world.conversation(opened["conversation_id"]).origin not in ("", "another address")


def test_failed_log_ins_at_the_desk_lock_no_customers_phone(world: World, desk: As) -> None:
    client = desk(AGENT)
    for _ in range(10):
        client.post("/api/login", json={"username": "proof:13911110001", "password": "x"})
    with world.work() as work:
        conversation = work.session.get_one(Conversation, world.chat())
        assert prove(work, conversation, "13911110001", "甲小明") == Proof.PROVED


def test_a_token_ends_when_nothing_was_said_for_as_long_as_a_devices_proof_holds(world: World, desk: As) -> None:
    client, days = desk(AGENT), world.kb.policies.identity.strong_days
    first, second = (headers(client.post("/chat/sessions").json()["token"]) for _ in range(2))
    world.pass_(days=days - 1)
    assert client.post("/chat/leave", headers=first).status_code == 204
    world.pass_(days=1)
    assert client.post("/chat/leave", headers=second).status_code == 401
