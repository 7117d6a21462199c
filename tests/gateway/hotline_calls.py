"""Whole calls: the gateway with its real webhooks and signatures, a bot that says what a test wants, and a telephone."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from typing import Any
from urllib.parse import urlsplit

import pytest
from fastapi.testclient import TestClient
from twilio.request_validator import RequestValidator

from gateway.app import create_app
from gateway.rasa.breaker import Breaker
from gateway.rasa.client import Answer, RasaUnavailable
from gateway.settings import Settings
from helpline.core.phone import stored
from helpline.customers import consent
from helpline.tables import Base, Call, Conversation, Message, Person, PersonRole
from simulator.twiml import TwimlCall
from tests.world import World

ACCOUNT, TOKEN, NUMBER = "AC" + "0" * 32, "twilio-token", "+8657100127700"
PUBLIC = "https://help.example"
CALLER = "+8613905711001"
NO_TEXTS = ("switched off", "no mobile", "wants none")  # why none can go to a number
Bot = Callable[[str, str], "Reply | str"]


@dataclass(frozen=True)
class Reply:
    """What the bot says to one turn."""

    texts: list[str]
    buttons: list[tuple[str, str]] = field(default_factory=list)  # of the last text: title, payload
    flow: str = "report_fault"
    asked: str = ""  # the slot


class ScriptedRasa:
    """Answers by `bot(conversation, text)`."""

    def __init__(self, bot: Bot) -> None:
        self.bot, self.was_ready = bot, True
        self.breaker = Breaker(self.is_ready, 10)
        self.asked: list[str] = []

    async def is_ready(self) -> bool:
        return True

    async def ask(self, sender: str, message_id: str, text: str, metadata: dict[str, Any]) -> Answer:
        self.asked.append(text)
        reply = self.bot(sender, text)
        if isinstance(reply, str):
            reply = Reply([reply])
        messages: list[dict[str, Any]] = [{"text": line, "buttons": []} for line in reply.texts]
        messages[-1]["buttons"] = [{"title": title, "payload": payload} for title, payload in reply.buttons]
        return Answer(messages, "inform", 0.9, reply.flow, reply.asked)

    async def close(self) -> None:
        pass


class Line:
    """The hotline of one gateway."""

    def __init__(self, world: World, client: TestClient, rasa: ScriptedRasa) -> None:
        self.world, self.client, self.rasa = world, client, rasa
        self._sids = count(1)
        self.posts: list[tuple[str, dict[str, str], str]] = []

    def post(self, url: str, values: Mapping[str, str]) -> str:
        """A signed webhook, as Twilio sends it to the public address."""
        parts = urlsplit(url)
        assert url.startswith(PUBLIC), url
        signature = RequestValidator(TOKEN).compute_signature(url, dict(values))
        path = parts.path + (f"?{parts.query}" if parts.query else "")
        answer = self.client.post(path, data=dict(values), headers={"X-Twilio-Signature": signature})
        assert answer.status_code == 200, (answer.status_code, answer.text)
        assert answer.headers["content-type"].startswith("text/xml")
        self.posts.append((url, dict(values), answer.text))
        return str(answer.text)

    def call(self, from_: str = CALLER, to: str = NUMBER) -> TwimlCall:
        """A call that has just been answered."""
        sid = f"CA{next(self._sids):032d}"
        return TwimlCall(
            self.post, f"{PUBLIC}/channels/voice", sid, from_, to, ACCOUNT, f"{PUBLIC}/channels/voice/status"
        )

    def call_without_texts(self, why: str, monkeypatch: pytest.MonkeyPatch) -> TwimlCall:
        """A call whose number no text message can go to, for one of `NO_TEXTS`."""
        if why == "switched off":
            app: Any = self.client.app
            monkeypatch.delitem(app.state.held.channels.channels, "sms")
        elif why == "wants none":
            with self.world.work() as work:
                consent.withdraw(work, "sms", CALLER)
        return self.call("+8657188800001" if why == "no mobile" else CALLER)

    # -- looking -----------------------------------------------------------------------------------------------------

    def conversation(self, call: TwimlCall) -> Conversation:
        found: Conversation = self.world.all(Conversation, channel="voice", external_id=call.sid)[0]
        return found

    def row(self, call: TwimlCall) -> Call:
        found: Call = self.world.all(Call, sid=call.sid)[0]
        return found

    def messages(self, call: TwimlCall, direction: str = "out") -> list[Message]:
        return self.world.all(Message, conversation_id=self.conversation(call).id, direction=direction)

    def notices(self, call: TwimlCall) -> list[str]:
        """What is to be sent to the caller as a text message."""
        return [message.text for message in self.messages(call) if message.purpose == "notice"]

    def texts(self, call: TwimlCall) -> list[str]:
        """What is to be sent to the very number that called."""
        there = self.world.all(Conversation, channel="sms", external_id=stored(self.row(call).from_phone))
        return [message.text for row in there for message in self.world.all(Message, conversation_id=row.id)]


@contextmanager
def hotline(world: World, tmp_path: Any, monkeypatch: Any, bot: Bot) -> Iterator[Line]:
    """A running gateway whose hotline is switched on."""
    for name, value in {
        "TWILIO_ACCOUNT_SID": ACCOUNT,
        "TWILIO_AUTH_TOKEN": TOKEN,
        "TWILIO_VOICE_NUMBER": NUMBER,
        "TWILIO_SMS_FROM": NUMBER,
        "PUBLIC_URL": PUBLIC,
    }.items():
        monkeypatch.setenv(name, value)
    Base.metadata.create_all(world.database.engine)
    with world.work() as work:
        for place, member in enumerate(world.kb.staff):
            row = Person(
                id=100 + place,
                username=member.username,
                name=member.name,
                role_rows=[PersonRole(role=member.role)],
            )
            work.session.add(row)
    settings = Settings(
        var_dir=tmp_path, database_url=world.database.url, burst_quiet_seconds=0, rasa_patience_seconds=0.2
    )
    app = create_app(settings, world.kb)
    rasa = ScriptedRasa(bot)
    app.state.held.turns.rasa = rasa
    with TestClient(app, base_url="http://10.0.0.7:8000") as client:
        yield Line(world, client, rasa)


Opens = Callable[[Bot], Line]


def down(_sender: str, _text: str) -> Reply:
    raise RasaUnavailable("down")
