"""The whole service centre behind its doors: customers chat, desk and engineers call the API, phones ring, the clock goes.

Only what a sentence means is told along with it: everything else is the product, asked over HTTP.
"""

import asyncio
import json
import time
from datetime import datetime
from itertools import count
from typing import Any

from fastapi import FastAPI
from fastapi.testclient import TestClient
from httpx import Response

from bot.actions.engine import webhook
from bot.actions.engine.runtime import runtime
from bot.actions.engine.understanding import Understanding
from gateway.api import deps
from gateway.rasa.breaker import Breaker
from gateway.rasa.client import Answer
from helpline.core import clock
from helpline.core.unit_of_work import ZONE, Actor
from helpline.staff.people import by_username
from helpline.tables import Conversation, Message
from language.facts.extract import extract
from language.facts.words import load_words
from tests.gateway.desk_people import HASHED, PASSWORD
from tests.world import AGENT, World

WITHOUT_KEY = ("/solve", "/move", "/note", "/contacted", "/arrived", "/take", "/return", "/close", "/reply")


class Understood:
    """Stands where Rasa does: hears what a test says a sentence means, and has the real tasks answer."""

    def __init__(self, world: World) -> None:
        self.world, self.was_ready = world, True
        self.breaker = Breaker(self.is_ready, 10)
        self.meaning: dict[str, str] = {}
        self._words = load_words(world.kb.root / "products.yml")

    async def is_ready(self) -> bool:
        return True

    async def close(self) -> None:
        pass

    async def ask(self, sender: str, message_id: str, text: str, metadata: dict[str, Any]) -> Answer:
        heard = self._pressed(text, metadata) if text.startswith("/") else self._said(text)
        # In a thread, as the route behind Rasa: a row somebody holds is waited for, and the loop goes on meanwhile.
        said, flow, asked = await asyncio.to_thread(webhook.take_turn, runtime(), sender, message_id, heard)
        return Answer(said, heard.intent, heard.confidence, flow, asked)

    def _said(self, text: str) -> Understanding:
        facts = [
            {"entity": f.kind, "value": f.value, "text": f.text, "start": f.start, "end": f.end}
            | {"error": f.error, "extra": f.extra}
            for f in extract(text, clock.now().astimezone(ZONE), self._words)
        ]
        return Understanding(text=text, intent=self.meaning.get(text, "inform"), confidence=0.9, facts=facts)

    @staticmethod
    def _pressed(payload: str, metadata: dict[str, Any]) -> Understanding:
        intent, _, values = payload.removeprefix("/").partition("{")
        told = json.loads("{" + values) if values else {}
        facts = [{"entity": kind, "value": value} for kind, value in told.items()]
        said = str(metadata.get("said") or payload)
        return Understanding(text=said, intent=intent, confidence=1.0, facts=facts, pressed=True)


class Chat:
    """A customer's web chat."""

    def __init__(self, office: "Office") -> None:
        self.office = office
        opened = office.client.post("/chat/sessions").json()
        self.id, self._head = opened["conversation_id"], {"Authorization": f"Bearer {opened['token']}"}
        self._ids = count(1)
        self.buttons: list[dict[str, str]] = []

    def says(self, text: str, intent: str = "inform") -> str:
        """Says something that means this; what is answered."""
        self.office.rasa.meaning[text] = intent
        return self._send(text=text)

    def presses(self, title: str) -> str:
        """Presses the button offered last with this in its title."""
        offered = self.buttons or [b for message in self.messages() for b in message.buttons or []]
        button = next(button for button in reversed(offered) if title in button["title"])
        return self._send(text=button["title"], payload=button["payload"])

    def _send(self, **body: str) -> str:
        told = self.office.client.post(
            "/chat/messages?wait=20", json={"message_id": f"m{next(self._ids)}", **body}, headers=self._head
        )
        assert told.status_code in (200, 202), told.text
        answers = told.json()["messages"]
        self.buttons = [button for answer in answers for button in answer["buttons"]]
        return "\n".join(answer["text"] for answer in answers)

    def messages(self) -> list[Message]:
        """Everything said to the customer."""
        found: list[Message] = self.office.world.all(Message, conversation_id=self.id, direction="out")
        return found

    def heard(self) -> str:
        """All of it as text."""
        return "\n".join(message.text for message in self.messages())

    def awaits(self, words: str, seconds: float = 20) -> str:
        """Waits until something with these words was said by the product's own account; all that was said."""
        until = time.monotonic() + seconds
        while words not in self.heard():
            assert time.monotonic() < until, self.heard()
            time.sleep(0.05)
        self.buttons = []
        return self.heard()

    @property
    def owner(self) -> str:
        row: Conversation = self.office.world.conversation(self.id)
        return row.owner

    def reports(
        self, fault: str, phone: str = "13911119999", name: str = "方大海", intent: str = "report_fault"
    ) -> str:
        """Tells a fault and everything asked for, and confirms; what is said of the filed case."""
        self.says(fault, intent)
        told = self.says(f"{phone} {name}")
        for _ in range(3):
            if any("提交" in button["title"] for button in self.buttons):
                break
            told = self.says("西湖区文三路9号2幢301室")
        assert any("提交" in button["title"] for button in self.buttons), told
        return self.presses("提交")


class Office:
    """One gateway, and everybody who comes to it."""

    def __init__(self, world: World, app: FastAPI, client: TestClient, rasa: Understood) -> None:
        self.world, self.app, self.client, self.rasa = world, app, client, rasa
        self._keys = count(1)

    def chat(self) -> Chat:
        return Chat(self)

    def desk(self, actor: Actor = AGENT) -> TestClient:
        """The desk of whoever is named, for the next call."""
        self.app.dependency_overrides |= {deps.staff: lambda: actor, deps.account: lambda: actor}
        return self.client

    def does(self, actor: Actor, verb: str, **body: Any) -> Any:
        """Somebody at the desk posts to a path under /api/, with a key of its own; what comes back."""
        keyed = (
            {}
            if verb.startswith(("cases/", "conversations/")) and verb.endswith(WITHOUT_KEY)
            else {"key": f"k{next(self._keys)}"}
        )
        told: Response = self.desk(actor).post(f"/api/{verb}", json=keyed | body)
        assert told.is_success, told.text
        return told.json() if told.content else None

    def takes_down(self, actor: Actor = AGENT, **told: Any) -> str:
        """Somebody at the desk writes down a case; its number."""
        body = {"origin": "phone", "type": "repair", "description": "开机没反应", "phone": "13911110009"}
        number: str = self.does(actor, "cases", **body | {"contact_name": "赵先生"} | told)["number"]
        return number

    def case(self, number: str, actor: Actor = AGENT) -> dict[str, Any]:
        """A case as the desk shows it."""
        told = self.desk(actor).get(f"/api/cases/{number}")
        assert told.status_code == 200, told.text
        shown: dict[str, Any] = told.json()
        return shown

    def minutes(self, number: str, actor: Actor = AGENT) -> dict[str, float]:
        """How long after filing each promise that stands now is due."""
        shown = self.case(number, actor)
        made = datetime.fromisoformat(shown["created_at"])
        return {
            kind: (datetime.fromisoformat(row["due"]) - made).total_seconds() / 60
            for kind, row in shown["deadlines"].items()
            if row["due"]
        }

    def texts_to(self, phone: str) -> list[Message]:
        """What was written to a phone."""
        talks = self.world.all(Conversation, channel="sms", external_id=f"+86{phone}")
        return [row for talk in talks for row in self.world.all(Message, conversation_id=talk.id, direction="out")]

    def tasks(self, actor: Actor = AGENT) -> list[dict[str, Any]]:
        """What is open for somebody at the desk."""
        items: list[dict[str, Any]] = self.desk(actor).get("/api/tasks").json()["items"]
        return items

    def engineer(self, username: str) -> TestClient:
        """An engineer's phone page, logged in."""
        with self.world.work() as work:
            person = by_username(work, username)
            assert person
            person.password_hash, person.password_from = HASHED, "own"
        page = TestClient(self.app, base_url="http://testserver")
        told = page.post("/api/engineer/login", json={"username": username, "password": PASSWORD})
        assert told.status_code == 200, told.text
        return page

    def goes_to(self, at: datetime) -> None:
        """The clock is moved, and whatever is due is done."""
        self.world.go_to(at)
        self.sweep()

    def passes(self, **length: float) -> None:
        self.world.pass_(**length)
        self.sweep()

    def sweep(self) -> None:
        while self.world.sweep():
            pass
