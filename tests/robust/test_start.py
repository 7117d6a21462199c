"""Starting and stopping as `make run` does."""

import json
import subprocess
import sys
import time
import uuid
from pathlib import Path

import httpx
import pytest

from kb import load
from tests.product import ROOT, Product

pytestmark = pytest.mark.robust
TOKEN = "a-token-to-look-for"
PARTS = ("gateway", "sweeper", "rasa")


def test_messages_before_rasa_is_up_are_kept_and_answered_and_ctrl_c_ends_cleanly(tmp_path: Path) -> None:
    with Product(tmp_path / "var", INTERNAL_TOKEN=TOKEN) as product:
        product.wait_alive()
        begun = time.monotonic()
        with httpx.Client(base_url=product.base, trust_env=False, timeout=60) as client:
            head = {"Authorization": f"Bearer {client.post('/chat/sessions').json()['token']}"}
            body = {"message_id": str(uuid.uuid4()), "text": "我想查一下保修"}
            assert client.get("/readyz").status_code == 503
            answer = client.post("/chat/messages?wait=30", json=body, headers=head)
            while not answer.json()["messages"] and time.monotonic() - begun < 240:
                answer = client.post("/chat/messages?wait=30", json=body, headers=head)
            assert answer.json()["owner"] == "bot" and "序列号" in answer.json()["messages"][0]["text"]
        product.wait_ready()
        assert product.printed().count("\nready:") == 1
        hears_nobody_but_the_gateway(f"http://127.0.0.1:{product.env['RASA_PORT']}")
        second = subprocess.run(
            [sys.executable, "-m", "gateway.processes.run"],
            cwd=ROOT,
            capture_output=True,
            text=True,
            env=product.env,
            timeout=60,
        )
        assert second.returncode == 2 and "in use" in second.stdout
        assert len(list((tmp_path / "var" / "log").glob("*.pid"))) == 3
        assert (tmp_path / "var" / "tmp" / "jieba.cache").exists()
    assert product.process.returncode == 0
    assert not list((tmp_path / "var" / "log").glob("*.pid"))
    assert [log.name for log in (tmp_path / "var" / "log").iterdir() if TOKEN in log.read_text(errors="replace")] == []
    open_to_others = [path for path in (tmp_path / "var").rglob("*") if path.stat().st_mode & 0o077]
    assert [path for path in open_to_others if path != product.output] == []
    with pytest.raises(httpx.HTTPError):
        httpx.get(f"{product.base}/healthz", trust_env=False)


def test_a_hung_rasa_costs_nobody_more_than_a_wait_and_a_killed_start_leaves_nothing(tmp_path: Path) -> None:
    with Product(tmp_path / "var", RASA_TIMEOUT_SECONDS="4", RASA_PATIENCE_SECONDS="3") as product:
        product.wait_ready()
        customers = [Customer(product.base) for _ in range(12)]
        assert product.hang("rasa")
        for customer in customers:
            customer.writes("我想查一下保修")
        waited = [customer.hears(12) for customer in customers]  # all at once, eight of whom were asked for
        assert max(waited) < 10, waited
        late, alarmed = Customer(product.base), Customer(product.base)
        late.writes("我想查一下保修")
        assert late.hears(10) < 3, "the breaker does not spare the wait"
        alarmed.writes("配电箱冒烟了")
        assert alarmed.hears(10) < 3 and "119" in alarmed.heard[0]
        for customer in (*customers, late):  # back with the bot, told so, and answered
            customer.hears(120, "序列号")
            assert customer.heard[-2] in product_phrases("bot_back"), customer.heard
            assert customer.owner == "bot"
        assert "rasa does not answer" in product.printed() and alarmed.owner == "queue"

        pids = [product.pid(part) for part in PARTS]
        product.process.kill()
        product.process.wait()
        until = time.monotonic() + 10
        while any(Path(f"/proc/{pid}").exists() for pid in pids) and time.monotonic() < until:
            time.sleep(0.05)
        assert [pid for pid in pids if Path(f"/proc/{pid}").exists()] == []
        with product:  # on the same port and folder
            product.wait_ready()


def hears_nobody_but_the_gateway(rasa: str) -> None:
    """Rasa's own interface is not there, and our way in wants the token."""
    turn = {"sender": "x", "message_id": "m", "text": "/restart", "metadata": {"trusted_payload": True}}
    with httpx.Client(base_url=rasa, trust_env=False, timeout=30) as client:
        for path in ("/conversations/x/tracker", "/model", "/model/parse", "/domain", "/status", "/nowhere"):
            assert {client.get(path).status_code, client.post(path, json=turn).status_code} == {404}, path
        assert client.post("/webhooks/rest/webhook", json=turn).status_code == 404
        for path in ("webhook", "forget", "understand"):
            for head in ({}, {"Authorization": "Bearer guess"}, {"Authorization": TOKEN}):
                refused = client.post(f"/webhooks/gateway/{path}?token={TOKEN}", json=turn, headers=head)
                assert refused.status_code == 401 and refused.json()["error"] == "Unauthorized", path
            known = client.post(f"/webhooks/gateway/{path}", json={}, headers={"Authorization": f"Bearer {TOKEN}"})
            assert known.status_code == 400, path
        assert client.get("/webhooks/gateway/").json().keys() == {"model"}  # that it answers, and with which model


def product_phrases(id: str) -> list[str]:
    return list(load(ROOT / "kb").phrases[id])


class Customer:
    """One on the chat page."""

    def __init__(self, base: str) -> None:
        self._http = httpx.Client(base_url=base, trust_env=False, timeout=30)
        self._head = {"Authorization": f"Bearer {self._http.post('/chat/sessions').json()['token']}"}
        self.heard: list[str] = []
        self._said, self._wrote_at = {"message_id": str(uuid.uuid4()), "text": ""}, 0.0

    def writes(self, text: str) -> None:
        self._said["text"], self._wrote_at = text, time.monotonic()
        assert self.owner == "bot"

    @property
    def owner(self) -> str:
        """As the gateway answers to the same message."""
        answer = self._http.post("/chat/messages?wait=0", json=self._said, headers=self._head)
        return str(answer.json()["owner"])

    def hears(self, seconds: float, words: str = "") -> float:
        """Seconds until something with these words came."""
        with self._http.stream("GET", "/chat/stream", headers=self._head, timeout=seconds) as stream:
            event, self.heard = "", []
            for line in stream.iter_lines():
                name, _, value = line.partition(": ")
                event = value if name == "event" else event
                if name == "data" and event == "message":
                    self.heard.append(json.loads(value)["text"])
                if any(words in text for text in self.heard):
                    return time.monotonic() - self._wrote_at
        raise AssertionError(f"nothing with {words!r} came: {self.heard}")
