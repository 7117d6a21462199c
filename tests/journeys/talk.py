"""One customer's conversation: what they do over HTTP, and what the database says about it."""

import base64
from typing import Any
from uuid import uuid4

import httpx
from sqlalchemy import func, select

from cases.tables import Case, Conversation, Customer, Message, Task, Turn
from tests.journeys.manners import Manners, everybody
from tests.journeys.product import Product

ANSWER_SECONDS = 20.0
DOT = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg=="
)


class Talk:
    """A chat session of its own."""

    def __init__(self, product: Product) -> None:
        self.product = product
        self._http = httpx.Client(base_url=product.url, timeout=40, trust_env=False)
        session = self._http.post("/chat/sessions").raise_for_status().json()
        self.id: str = session["conversation_id"]
        self._http.headers["Authorization"] = f"Bearer {session['token']}"
        with product.database.read() as reading:
            self.manners = Manners(everybody(reading.scalars(select(Customer))))

    # -- the customer ----------------------------------------------------------------------------------------------

    def say(
        self, text: str, payload: str = "", attachments: list[str] | None = None, wait: bool = True
    ) -> dict[str, Any]:
        """Posts a message; the answer, empty when none came."""
        self.manners.heard += f"\n{text}"
        body = {"message_id": uuid4().hex, "text": text, "payload": payload, "attachments": attachments or []}
        answer = self._http.post("/chat/messages", params={"wait": ANSWER_SECONDS if wait else 0}, json=body)
        found: dict[str, Any] = answer.raise_for_status().json()
        return found

    def say_in_pieces(self, texts: list[str]) -> dict[str, Any]:
        """Several short messages in a row, as people type."""
        settings = self.product.held.settings
        settings.burst_quiet_seconds = 0.4
        try:
            for text in texts[:-1]:
                self.say(text, wait=False)
            return self.say(texts[-1])
        finally:
            settings.burst_quiet_seconds = 0

    def show_picture(self) -> dict[str, Any]:
        sent = self._http.post("/chat/attachments", files={"file": ("photo.png", DOT, "image/png")}).raise_for_status()
        return self.say("", attachments=[sent.json()["id"]])

    def press(self, title: str) -> dict[str, Any]:
        """Presses the newest button with this title."""
        for message in reversed(self.said()[-20:]):
            for button in message.buttons:
                if button["title"] == title:
                    return self.say(title, payload=button["payload"])
        raise AssertionError(f"no button {title!r} was offered")

    # -- what the database says --------------------------------------------------------------------------------------

    def said(self, after: int = 0) -> list[Message]:
        """What was sent to the customer."""
        with self.product.database.read() as session:
            rows = select(Message).where(
                Message.conversation_id == self.id, Message.direction == "out", Message.seq > after
            )
            return list(session.scalars(rows.order_by(Message.seq)))

    def thread(self) -> list[str]:
        """Everything said so far, with what was understood, for whoever reads a failure."""
        with self.product.database.read() as session:
            turns = {turn.id: turn for turn in session.scalars(select(Turn).where(Turn.conversation_id == self.id))}
            rows = select(Message).where(Message.conversation_id == self.id).order_by(Message.seq)
            return [_line(message, turns.get(message.turn_id or "")) for message in session.scalars(rows)]

    def state(self) -> Conversation:
        with self.product.database.read() as session:
            return session.get_one(Conversation, self.id)

    def case(self) -> Case | None:
        """The newest case that was filed here, with its timeline and visits."""
        with self.product.database.read() as session:
            case = session.scalars(
                select(Case).where(Case.conversation_id == self.id).order_by(Case.id.desc()).limit(1)
            ).first()
            if case:
                list(case.events), list(case.visits)
            return case

    def cases(self) -> int:
        with self.product.database.read() as session:
            return session.scalar(select(func.count()).select_from(Case).where(Case.conversation_id == self.id)) or 0

    def tasks(self) -> list[Task]:
        """Alerts and tasks about this conversation or its cases."""
        with self.product.database.read() as session:
            mine = select(Case.id).where(Case.conversation_id == self.id)
            rows = select(Task).where((Task.conversation_id == self.id) | Task.case_id.in_(mine)).order_by(Task.id)
            return list(session.scalars(rows))

    def close(self) -> None:
        self._http.close()


def _line(message: Message, turn: Turn | None) -> str:
    who = {"in": "customer", "out": message.author, "note": "note"}[message.direction]
    heard = f"   [{turn.intent} {turn.confidence:.2f} {turn.outcome}]" if message.direction == "in" and turn else ""
    buttons = "".join(f" <{button['title']}>" for button in message.buttons)
    return f"{who:>8}: {message.text or message.payload}{buttons}{heard}"
