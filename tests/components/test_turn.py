"""The gateway's door into Rasa and what stands behind it; runs in the Rasa environment, skipped elsewhere."""

import asyncio
import socket
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

pytest.importorskip("rasa")

import aiohttp
from aiohttp import web
from aiohttp.test_utils import TestServer
from rasa.core.channels.channel import CollectingOutputChannel
from rasa.core.lock_store import InMemoryLockStore
from rasa.core.tracker_store import FailSafeTrackerStore, SQLTrackerStore
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, BotUttered, Event, SlotSet, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.exceptions import RasaException
from rasa.utils.endpoints import EndpointConfig, read_endpoint_config
from sanic import Sanic

from bot.components import action_call
from bot.components.action_call import ActionCall, is_action_result
from bot.components.gateway_channel import GatewayInput, read_message
from bot.components.tracker_store import ConversationStore
from bot.components.turn import answers_to, forget, ranking_of


def _heard(text: str, message_id: str) -> UserUttered:
    return UserUttered(text, intent={"name": "greet", "confidence": 0.9}, message_id=message_id)


EVENTS = [
    BotUttered("欢迎"),
    _heard("您好", "m1"),
    BotUttered("您好", data={"buttons": [{"title": "报修", "payload": "/report_fault"}]}),
    ActionExecuted("action_listen"),
    _heard("在吗", "m2"),
    BotUttered("在的"),
    BotUttered("请讲", data={"custom": {"kind": "hint"}}),
]


def test_answers_are_those_between_a_message_and_the_next() -> None:
    first, intent = answers_to("m1", EVENTS) or ([], {})
    assert [message["text"] for message in first] == ["您好"]
    assert first[0]["buttons"] == [{"title": "报修", "payload": "/report_fault"}]
    assert intent == {"name": "greet", "confidence": 0.9}
    second, _ = answers_to("m2", EVENTS) or ([], {})
    assert [message["text"] for message in second] == ["在的", "请讲"]
    assert second[1]["custom"] == {"kind": "hint"}


def test_the_ranking_is_told_without_the_fallback() -> None:
    ranking = [{"name": "nlu_fallback", "confidence": 0.7}, {"name": "ask_fee", "confidence": 0.251239}]
    heard = UserUttered("多少", message_id="m9", parse_data={"intent_ranking": ranking})
    assert ranking_of("m9", [*EVENTS, heard]) == [{"name": "ask_fee", "confidence": 0.2512}]
    assert ranking_of("m1", EVENTS) == ranking_of("m3", EVENTS) == []


def test_an_unknown_message_has_no_answers() -> None:
    assert answers_to("m3", EVENTS) is None
    assert answers_to("m1", []) is None


@pytest.mark.parametrize(
    ("text", "metadata", "expected"),
    [
        ("/restart", {}, "restart"),
        (" / /restart", {}, "restart"),
        ("/restart", {"trusted_payload": "yes"}, "restart"),
        ('/affirm{"a": 1}', {"trusted_payload": True}, '/affirm{"a": 1}'),
        ("你好", None, "你好"),
    ],
)
def test_only_trusted_payloads_keep_their_slash(text: str, metadata: Any, expected: str) -> None:
    message = read_message({"sender": "s", "message_id": "m", "text": text, "metadata": metadata})
    assert message.text == expected


@pytest.mark.parametrize(
    "body", [None, [], {}, {"sender": "s", "message_id": "m"}, {"sender": "", "message_id": "m", "text": "x"},
             {"sender": "s", "message_id": 3, "text": "x"}, {"sender": "s", "message_id": "m", "text": "x", "metadata": [1]}]
)  # fmt: skip
def test_a_broken_request_is_refused(body: Any) -> None:
    with pytest.raises(ValueError):
        read_message(body)


def test_the_store_makes_its_folder_and_keeps_conversations(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "var" / "rasa.db"
    monkeypatch.setenv("RASA_TRACKER_URL", f"sqlite:///{path}")
    store = ConversationStore(Domain.empty())
    assert isinstance(store, SQLTrackerStore)
    asyncio.run(store.save(DialogueStateTracker.from_events("s", EVENTS)))
    kept = asyncio.run(store.retrieve("s"))
    assert kept is not None
    assert answers_to("m2", list(kept.events)) is not None
    assert (path.parent / "rasa.db-wal").exists() or path.exists()


def test_the_store_writes_only_what_is_new(tmp_path: Path) -> None:
    """Also for a conversation that another process stored before, and one read from here."""
    url = f"sqlite:///{tmp_path / 'rasa.db'}"
    store = ConversationStore(Domain.empty(), host=url)

    async def talk() -> list[str]:
        tracker = DialogueStateTracker.from_events("s", EVENTS[:4])
        await store.save(tracker)
        tracker.update(EVENTS[4])
        await store.save(tracker)
        another = ConversationStore(Domain.empty(), host=url)
        await another.save(DialogueStateTracker.from_events("s", EVENTS[:6]))
        read = await store.retrieve("s")
        assert read is not None
        read.update(EVENTS[6])
        await store.save(read)
        await store.save(read)
        kept = await another.retrieve("s")
        assert kept is not None
        return [event.type_name for event in kept.events]

    assert asyncio.run(talk()) == [event.type_name for event in EVENTS]


def test_who_left_is_forgotten_and_nobody_else(tmp_path: Path) -> None:
    store = ConversationStore(Domain.empty(), host=f"sqlite:///{tmp_path / 'rasa.db'}")
    agent = SimpleNamespace(lock_store=InMemoryLockStore(), tracker_store=FailSafeTrackerStore(store))

    async def leave() -> list[bool]:
        for sender in ("gone", "here"):
            await store.save(DialogueStateTracker.from_events(sender, EVENTS))
        for _ in range(2):  # again changes nothing
            await forget(agent, "gone")
        return [await store.retrieve(sender) is not None for sender in ("gone", "here")]

    assert asyncio.run(leave()) == [False, True]


@pytest.mark.parametrize(
    ("answer", "right"),
    [({}, True), ({"events": [], "responses": [{}]}, True), ({"events": {}}, False), ([], False), (None, False)],
)
def test_the_shape_of_an_actions_answer(answer: Any, right: bool) -> None:
    assert is_action_result(answer) is right


def test_an_action_is_told_what_it_reads_and_its_answer_becomes_events() -> None:
    heard: list[dict[str, Any]] = []

    async def act(request: web.Request) -> web.Response:
        heard.append(await request.json())
        if heard[-1]["next_action"] == "action_refused":
            return web.json_response({"error": "no"}, status=400)
        if heard[-1]["next_action"] == "action_broken":
            return web.json_response({"events": {}})
        return web.json_response(
            {
                "events": [{"event": "slot", "name": "dialogue", "value": "1"}],
                "responses": [{"text": "好的", "buttons": []}],
            }
        )

    async def call(name: str) -> list[Event]:
        app = web.Application()
        app.router.add_post("/webhook", act)
        async with TestServer(app) as server:
            action = ActionCall(name, EndpointConfig(str(server.make_url("/webhook")), token="t"))
            tracker = DialogueStateTracker.from_events("s", EVENTS)
            try:
                return await action.run(CollectingOutputChannel(), None, tracker, Domain.empty())
            finally:
                await action_call.close()

    said, changed = asyncio.run(call("action_greet"))
    assert isinstance(said, BotUttered) and said.text == "好的"
    assert isinstance(changed, SlotSet) and (changed.key, changed.value) == ("dialogue", "1")
    assert heard[0]["tracker"]["latest_message"]["message_id"] == "m2"
    with pytest.raises(RasaException, match="400"):
        asyncio.run(call("action_refused"))
    with pytest.raises(RasaException, match="shape"):
        asyncio.run(call("action_broken"))


# what is called, with which header, what comes back
DOOR = [
    ("post", "webhook", None, 401),
    ("post", "webhook", "Bearer wrong", 401),
    ("post", "webhook", "Bearer ", 401),
    ("post", "webhook", "Bearer between-us", 400),  # heard, and not understood: the body is empty
    ("post", "forget", "Bearer wrong", 401),
    ("post", "forget", "Bearer between-us", 400),
    ("post", "understand", None, 401),
    ("post", "understand", "Bearer between-us", 400),
    ("get", "", None, 503),  # no model is loaded
]


def test_only_who_knows_the_token_is_heard() -> None:
    async def knock() -> list[int]:
        app = Sanic("door", configure_logging=False)
        channel = GatewayInput.from_credentials({"token": "between-us"})
        app.blueprint(channel.blueprint(lambda _: asyncio.sleep(0)), url_prefix="/webhooks/gateway")
        answers = []
        with socket.create_server(("127.0.0.1", 0)) as door:
            url = f"http://127.0.0.1:{door.getsockname()[1]}/webhooks/gateway/"
            server = await app.create_server(sock=door, return_asyncio_server=True, debug=False, access_log=False)
            assert server
            await server.startup()
            async with aiohttp.ClientSession() as client:
                for method, path, header, _ in DOOR:
                    headers = {"Authorization": header} if header else {}
                    body = {} if method == "post" else None
                    async with client.request(method, url + path, headers=headers, json=body) as answer:
                        answers.append(answer.status)
        return answers

    assert asyncio.run(knock()) == [status for *_, status in DOOR]


@pytest.mark.parametrize("credentials", [None, {}, {"token": ""}])
def test_without_a_token_the_door_is_not_opened(credentials: dict[str, str] | None) -> None:
    with pytest.raises(ValueError, match="token"):
        GatewayInput.from_credentials(credentials)


def test_the_token_stands_in_no_address(monkeypatch: pytest.MonkeyPatch) -> None:
    """Addresses come into logs."""
    monkeypatch.setenv("INTERNAL_TOKEN", "between-us")
    monkeypatch.setenv("ACTION_ENDPOINT", "http://127.0.0.1:1/actions")
    actions = read_endpoint_config("endpoints.yml", "action_endpoint")
    assert actions is not None
    assert (actions.combine_parameters(), actions.headers) == ({}, {"Authorization": "Bearer between-us"})
