"""What the bot missed reaches the reviewer's page with reason, chances and context; agents may only suggest."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from gateway.app import create_app
from gateway.commands.migrate import migrate
from gateway.commands.seed import seed
from gateway.rasa.client import Answer
from gateway.settings import Settings
from helpline.core.database import Database

pytestmark = pytest.mark.slow

PASSWORD = "only-here"
RANKING = [{"name": "report_fault", "confidence": 0.27}, {"name": "complain", "confidence": 0.2}]
MISSED = "那个玩意儿又闹脾气了，找我13911110001"


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory, kb: Any) -> Path:
    """A database with the demo company in it, to be copied."""
    settings = Settings(var_dir=tmp_path_factory.mktemp("demo"))
    migrate(settings.database)
    database = Database(settings.database)
    seed(database, kb, PASSWORD)
    database.close()
    return settings.var_dir / "helpline.db"


@pytest.fixture
def client(tmp_path: Path, kb: Any, demo: Path) -> Iterator[TestClient]:
    """A gateway whose bot understands nothing."""
    shutil.copy(demo, tmp_path / "helpline.db")
    app = create_app(Settings(var_dir=tmp_path, burst_quiet_seconds=0), kb)

    async def misunderstands(*_: Any) -> Answer:
        return Answer([{"text": "没太明白", "buttons": []}], "nlu_fallback", 0.27, "", "", RANKING)

    app.state.held.rasa.ask = misunderstands
    with TestClient(app, base_url="http://testserver") as started:
        yield started


def log_in(client: TestClient, name: str) -> None:
    assert client.post("/api/login", json={"username": name, "password": f"{PASSWORD}-{name}"}).status_code == 200


def say(client: TestClient, *texts: str) -> str:
    opened = client.post("/chat/sessions").json()
    head = {"Authorization": f"Bearer {opened['token']}"}
    for n, text in enumerate(texts):
        body = {"message_id": f"m{n}", "text": text}
        assert client.post("/chat/messages?wait=10", json=body, headers=head).status_code < 300
    return str(opened["conversation_id"])


def test_a_missed_message_is_reviewed(client: TestClient) -> None:
    chat = say(client, "在不在", MISSED)
    log_in(client, "supervisor")
    row = next(row for row in client.get("/api/learning").json()["items"] if row["text"] == MISSED)
    assert (row["reason"], row["conversation_id"]) == ("fallback", chat)
    assert "13911110001" not in row["example"]
    assert row["choices"] == [{"intent": r["name"], "chance": r["confidence"]} for r in RANKING]
    around = [(message["author"], message["own"]) for message in row["messages"]]
    assert around[-4:] == [("customer", False), ("bot", False), ("customer", True), ("bot", False)]

    made = client.post(f"/api/learning/{row['id']}/label", json={"intent": "report_fault"}).json()
    assert made["status"] in ("approved", "held_out")
    again = client.post(f"/api/learning/{row['id']}/reject")
    assert (again.status_code, again.json()["code"]) == (409, "already_reviewed")
    assert client.post(f"/api/learning/{row['id']}/undo").json()["status"] == "waiting"
    assert client.post(f"/api/learning/{row['id']}/reject").json()["status"] == "rejected"
    assert row["id"] not in [other["id"] for other in client.get("/api/learning").json()["items"]]


def test_an_agent_suggests_and_does_not_decide(client: TestClient) -> None:
    chat = say(client, MISSED)
    log_in(client, "agent")
    messages = client.get(f"/api/conversations/{chat}").json()["messages"]
    place = next(message["seq"] for message in messages if message["author"] == "customer")
    body = {"conversation": chat, "message": place, "intent": "complain"}
    made = client.post("/api/learning/suggest", json=body).json()
    assert made["status"] == "waiting"
    assert client.get("/api/learning").status_code == 403
    for verb in ("label", "reject", "undo"):
        assert client.post(f"/api/learning/{made['id']}/{verb}", json={"intent": "complain"}).status_code == 403

    log_in(client, "quality")
    (row,) = client.get("/api/learning").json()["items"]
    assert (row["reason"], row["suggested"], bool(row["suggested_by"])) == ("relabelled", "complain", True)
    assert [choice["intent"] for choice in row["choices"]] == ["complain", "report_fault"]


@pytest.mark.parametrize("name", ["agent", "supervisor", "quality"])
def test_the_desk_is_told_who_reviews(client: TestClient, kb: Any, name: str) -> None:
    """At login and afterwards, as the policy has it and as the API then judges."""
    told = client.post("/api/login", json={"username": name, "password": f"{PASSWORD}-{name}"}).json()
    assert client.get("/api/me").json() == told
    assert told["may_review"] is (told["role"] in kb.policies.learning.reviewers)
    assert told["may_review"] is (client.get("/api/learning").status_code == 200)


def test_only_known_intents_and_only_for_staff(client: TestClient) -> None:
    chat = say(client, MISSED)
    assert client.get("/api/learning").status_code == 401
    assert client.get("/api/learning/intents").status_code == 401
    log_in(client, "supervisor")
    names = {intent["name"]: intent["examples"] for intent in client.get("/api/learning/intents").json()["items"]}
    assert len(names["report_fault"]) == 2
    (row,) = client.get("/api/learning").json()["items"]
    assert client.post(f"/api/learning/{row['id']}/label", json={"intent": "ask_closure"}).status_code == 422
    body = {"conversation": chat, "message": 1, "intent": "nothing"}
    assert client.post("/api/learning/suggest", json=body).status_code == 422
