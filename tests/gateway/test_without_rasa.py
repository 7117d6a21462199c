"""Rasa stopped, slow, failing, silent, or overtaken by a human: no customer is left without an answer."""

import asyncio
import shutil
import socket
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from gateway.app import create_app
from gateway.commands.migrate import migrate
from gateway.commands.seed import seed
from gateway.rasa.client import Answer, RasaUnavailable
from gateway.settings import Settings
from helpline.core.database import Database
from helpline.turns.claims import Burst

pytestmark = pytest.mark.slow

PASSWORD = "only-here"


class Chat:
    """A customer's conversation over HTTP."""

    def __init__(self, client: TestClient) -> None:
        self.client = client
        opened = client.post("/chat/sessions").json()
        self.id, self.head = opened["conversation_id"], {"Authorization": f"Bearer {opened['token']}"}
        self.count = 0

    def says(self, text: str, wait: float = 10) -> dict[str, Any]:
        self.count += 1
        body = {"message_id": f"m{self.count}", "text": text}
        answer: dict[str, Any] = self.client.post(f"/chat/messages?wait={wait}", json=body, headers=self.head).json()
        return answer


@pytest.fixture(scope="session")
def seeded(tmp_path_factory: pytest.TempPathFactory, kb: Any) -> Path:
    """A migrated database with the demo company in it, to be copied."""
    settings = Settings(var_dir=tmp_path_factory.mktemp("seeded"))
    migrate(settings.database)
    database = Database(settings.database)
    seed(database, kb, PASSWORD)
    database.close()
    return settings.var_dir / "helpline.db"


def started_again(tmp_path: Path, kb: Any, seeded: Path, rasa_url: str) -> TestClient:
    """A gateway as `make run` starts it again when Rasa had been there before, with the times it has by default."""
    shutil.copy(seeded, tmp_path / "helpline.db")
    settings = Settings(
        var_dir=tmp_path, burst_quiet_seconds=0, rasa_url=rasa_url, rasa_was_ready=True, rasa_patience_seconds=0.3
    )
    return TestClient(create_app(settings, kb), base_url="http://testserver")


@pytest.fixture
def client(tmp_path: Path, kb: Any, seeded: Path) -> Iterator[TestClient]:
    settings = Settings(
        var_dir=tmp_path,
        burst_quiet_seconds=0,
        rasa_url="http://127.0.0.1:9",
        rasa_boot_seconds=0.3,
        rasa_patience_seconds=0.3,
    )
    shutil.copy(seeded, tmp_path / "helpline.db")
    with TestClient(create_app(settings, kb), base_url="http://testserver") as started:
        yield started


def rasa(client: TestClient) -> Any:
    return client.app.state.held.rasa  # type: ignore[attr-defined]


def said(text: str) -> Answer:
    return Answer([{"text": text, "buttons": []}], "greet", 0.9, "")


def login(client: TestClient, name: str = "agent") -> None:
    assert client.post("/api/login", json={"username": name, "password": f"{PASSWORD}-{name}"}).status_code == 200


def test_stopped(client: TestClient) -> None:
    answer = Chat(client).says("空调坏了")
    assert answer["owner"] == "queue" and answer["messages"]
    login(client)
    (row,) = client.get("/api/conversations?owner=queue").json()["items"]
    assert row["rule"] == "bot_failed"


@pytest.mark.parametrize("failure", [RasaUnavailable("500"), RasaUnavailable("timeout")])
def test_failing(client: TestClient, failure: Exception) -> None:
    async def fail(*_: Any) -> Answer:
        raise failure

    rasa(client).ask = fail
    assert Chat(client).says("空调坏了")["owner"] == "queue"


def test_silent(client: TestClient) -> None:
    async def nothing(*_: Any) -> Answer:
        return Answer([], "greet", 0.9, "")

    rasa(client).ask = nothing
    answer = Chat(client).says("你好")
    assert answer["owner"] == "queue" and answer["messages"][0]["text"]


def test_back_again_after_a_short_failure(client: TestClient) -> None:
    calls: list[str] = []

    async def flaky(_sender: str, message_id: str, *_: Any) -> Answer:
        calls.append(message_id)
        if len(calls) == 1:
            raise RasaUnavailable("restarting")
        return said("您好")

    rasa(client).ask = flaky
    client.app.state.held.settings.rasa_boot_seconds = 5  # type: ignore[attr-defined]
    answer = Chat(client).says("你好")
    assert answer["owner"] == "bot" and answer["messages"][0]["text"] == "您好"
    assert len(set(calls)) == 1  # the same turn, asked twice under one id


def test_an_emergency_needs_no_rasa(client: TestClient) -> None:
    answer = Chat(client).says("配电箱冒烟了")
    assert answer["owner"] == "queue" and "119" in answer["messages"][0]["text"]


@pytest.mark.parametrize("while_asking", [True, False])
def test_danger_does_not_wait_behind_a_turn_that_waits_for_rasa(client: TestClient, while_asking: bool) -> None:
    """Written after a message that nobody answers, Rasa being gone or thinking."""

    async def think(*_: Any) -> Answer:
        await asyncio.sleep(60)
        return said("太晚了")

    if while_asking:
        rasa(client).ask = think
    client.app.state.held.settings.rasa_boot_seconds = 60  # type: ignore[attr-defined]
    chat = Chat(client)
    assert chat.says("空调坏了", wait=0.5) == {"owner": "bot", "messages": []}
    answer = chat.says("配电箱冒烟了")
    assert answer["owner"] == "queue" and "119" in answer["messages"][0]["text"]


def test_the_bots_words_are_dropped_when_a_human_was_faster(client: TestClient) -> None:
    chat = Chat(client)
    login(client)

    async def slow(*_: Any) -> Answer:
        await asyncio.to_thread(client.post, f"/api/conversations/{chat.id}/take")
        return said("机器人的话")

    rasa(client).ask = slow
    answer = chat.says("你好")
    assert answer == {"owner": "agent", "messages": []}
    thread = client.get(f"/api/conversations/{chat.id}").json()["messages"]
    assert "机器人的话" not in [line["text"] for line in thread]


def test_the_bot_is_silent_while_an_agent_owns(client: TestClient) -> None:
    async def talk(*_: Any) -> Answer:
        return said("机器人的话")

    rasa(client).ask = talk
    chat = Chat(client)
    login(client)
    assert client.post(f"/api/conversations/{chat.id}/take").status_code == 200
    assert chat.says("在吗", wait=2) == {"owner": "agent", "messages": []}
    assert client.post(f"/api/conversations/{chat.id}/return").status_code == 200
    assert chat.says("在吗")["messages"][0]["text"] == "机器人的话"


def test_the_same_message_twice_is_one(client: TestClient) -> None:
    async def talk(*_: Any) -> Answer:
        return said(f"第{time.monotonic_ns()}句")

    rasa(client).ask = talk
    chat = Chat(client)
    first = chat.says("你好")
    chat.count -= 1
    assert chat.says("你好") == first


@pytest.mark.promise("R06.4")
def test_a_burst_is_answered_in_one_turn(client: TestClient) -> None:
    heard: list[str] = []

    async def listen(_sender: str, _id: str, text: str, *_: Any) -> Answer:
        heard.append(text)
        return said("收到")

    rasa(client).ask = listen
    client.app.state.held.turns.claims.burst = Burst(quiet_seconds=0.5, longest_seconds=4)  # type: ignore[attr-defined]
    chat = Chat(client)
    chat.says("空调", wait=0)
    chat.says("不制冷了", wait=0)
    assert chat.says("昨天开始的")["messages"][0]["text"] == "收到"
    assert heard == ["空调，不制冷了，昨天开始的"]


def test_who_may_call_what(client: TestClient) -> None:
    assert client.post("/chat/messages", json={"message_id": "1", "text": "x"}).status_code == 401
    assert client.get("/chat/stream", headers={"Authorization": "Bearer wrong"}).status_code == 401
    assert client.get("/api/conversations").status_code == 401
    assert client.post("/internal/actions/webhook", json={}).status_code == 404
    chat, other = Chat(client), Chat(client)
    login(client)
    assert client.post(f"/api/conversations/{chat.id}/reply", json={"text": "x"}).status_code == 409
    foreign = client.post(f"/api/conversations/{other.id}/take", headers={"Origin": "https://elsewhere.example"})
    assert foreign.status_code == 403
    assert client.post("/chat/messages", json={"message_id": "", "text": "x"}, headers=chat.head).status_code == 422


@pytest.mark.parametrize("hangs", [False, True], ids=["gone", "hung"])
def test_a_gateway_started_again_while_rasa_is_away_serves_at_once(
    tmp_path: Path, kb: Any, seeded: Path, hangs: bool
) -> None:
    """What comes in is stored, danger is heard, nobody waits as long as for a Rasa that is starting, /readyz says why."""
    with socket.create_server(("127.0.0.1", 0)) as silent:
        port = silent.getsockname()[1] if hangs else 9
        began = time.monotonic()
        with started_again(tmp_path, kb, seeded, f"http://127.0.0.1:{port}") as client:
            assert client.get("/healthz").status_code == 200
            waiting, alarmed = Chat(client), Chat(client)
            assert waiting.says("空调坏了", wait=0)["owner"] == "bot"
            assert "119" in alarmed.says("配电箱冒烟了")["messages"][0]["text"]
            ready = client.get("/readyz")
            assert (ready.status_code, ready.json()["rasa"]) == (503, "not ready")
            assert time.monotonic() - began < 6
            if not hangs:  # one that hangs is given the time an answer may take
                assert waiting.says("还在吗")["owner"] == "queue"
