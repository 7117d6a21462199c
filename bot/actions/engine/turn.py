"""One turn of the dialogue as tasks see it: what was said and understood, what is known, what to answer."""

import json
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import uuid4

from bot.actions.engine import deeds, thresholds
from bot.actions.engine.runtime import Runtime
from bot.actions.engine.state import MOST_OFFERS, Offer, State
from bot.actions.engine.understanding import Understanding
from helpline.conversations import confidential
from helpline.core.phrases import phrase
from helpline.core.unit_of_work import UnitOfWork
from helpline.tables import Case, Conversation
from language.courtesies import without as without_courtesies
from language.facts.normalise import normalise
from language.facts.phone import wrong_phone
from language.facts.yes_no import yes_no

Button = tuple[str, str]  # title, payload
ANSWERS = ("affirm", "deny", "inform")  # intents of buttons that answer a question
REMEMBERED = 4  # sentences that are not said again while others say the same


@dataclass
class DialogueTurn:
    """Tasks read from it and write what changes; nothing is sent or stored before the turn ends well."""

    work: UnitOfWork
    conversation: Conversation
    runtime: Runtime
    id: str
    heard: Understanding
    state: State
    said: list[dict[str, Any]] = field(default_factory=list)
    follow: str = ""  # the task to begin next, in this turn
    open: bool = True  # whether the task goes on
    complaint_id: int | None = None  # that the task is about
    not_understood: bool = False  # the answer to what was asked was not understood
    asked_now: bool = False
    anew: Understanding | None = None  # what is left of the message when the task was left with it
    took: list[str] = field(default_factory=list)  # the tasks that had a part in this turn

    def __post_init__(self) -> None:
        self.before = dict(self.state.slots)  # as they were when the message came

    # -- what was said -------------------------------------------------------------------------------------------

    @property
    def text(self) -> str:
        return self.heard.text

    @property
    def matter(self) -> str:
        """What was said without greetings, thanks and haste."""
        return self.heard.text if self.pressed else without_courtesies(self.heard.text)

    @property
    def intent(self) -> str:
        return self.heard.intent

    @property
    def confidence(self) -> float:
        return self.heard.confidence

    @property
    def facts(self) -> list[dict[str, Any]]:
        return self.heard.facts

    @property
    def pressed(self) -> bool:
        return self.heard.pressed

    @property
    def used(self) -> list[str]:
        return self.state.used

    def fact(self, kind: str) -> dict[str, Any] | None:
        """The first usable fact of a kind."""
        return next((f for f in self.facts if f["entity"] == kind and f.get("value") is not None), None)

    def value(self, kind: str) -> Any:
        """The value of the first usable fact of a kind, or None."""
        fact = self.fact(kind)
        return fact["value"] if fact else None

    def wrong(self, kind: str) -> str | None:
        """The fault of a fact that was meant but cannot be used."""
        found = next((f["error"] for f in self.facts if f["entity"] == kind and f.get("error")), None)
        if found is None and kind == "phone" and self.requested == kind and not self.pressed and not self.fact(kind):
            return wrong_phone(normalise(self.text))  # any number is meant as the phone that was asked for
        return found

    def is_(self, *intents: str, above: float = 0.5) -> bool:
        """Whether the message was surely understood as one of these."""
        return self.intent in intents and self.confidence >= above

    def yes(self) -> bool | None:
        """Yes, no, or neither, for a question that was just asked."""
        if self.pressed:
            return {"affirm": True, "deny": False}.get(self.intent)
        plain = yes_no(self.text)
        if plain is None and self.confidence >= thresholds.YES_OR_NO:
            return {"affirm": True, "deny": False}.get(self.intent)
        return plain

    def words_about(self, case: Case) -> str:
        """What the customer said, as the case's timeline may hold it: nothing of a complaint where the case is none."""
        return confidential.words_for(self.work, case, self.text, self.id)

    @property
    def now(self) -> datetime:
        return self.work.now

    # -- what is known -------------------------------------------------------------------------------------------

    @property
    def task(self) -> str:
        return self.state.task

    def get(self, slot: str) -> Any:
        return self.state.slots.get(slot)

    def put(self, slot: str, value: Any) -> None:
        """Keeps a value that JSON can hold; None forgets it."""
        if value is None:
            self.state.slots.pop(slot, None)
        else:
            self.state.slots[slot] = value

    def forget(self, *slots: str) -> None:
        for slot in slots:
            self.put(slot, None)

    # -- answering -----------------------------------------------------------------------------------------------

    def say(self, id: str, buttons: list[Button] | None = None, of: Any = None, **values: Any) -> None:
        """Says a phrase, in a wording not just used. `of`: what was done, where the phrase claims that it was."""
        deeds.hold_to(self, id, of)
        text = phrase(self.runtime.kb, id, self.used + [line["text"] for line in self.said], **values)
        self.say_text(text, buttons)

    def say_text(self, text: str, buttons: list[Button] | None = None) -> None:
        self.said.append({"text": text, "buttons": [{"title": t, "payload": p} for t, p in buttons or []]})

    def words(self, id: str, **values: Any) -> str:
        """A phrase as text, to be part of another."""
        return phrase(self.runtime.kb, id, **values)

    def ask(self, slot: str, id: str, buttons: list[Button] | None = None, **values: Any) -> None:
        """Asks for a slot: the next message is taken as its answer."""
        self.say(id, self.offer(slot, buttons), **values)
        self.await_(slot)

    def offer(self, slot: str, buttons: list[Button] | None) -> list[Button]:
        """The buttons of a question, each belonging to it: pressed after it was answered, they do nothing."""
        self.state.offer = ""
        if not buttons:
            return []
        id = uuid4().hex[:8]
        self.state.offer = id
        self.state.offers = [*self.state.offers, Offer(id=id, task=self.task, asked=slot)][-MOST_OFFERS:]
        return [(title, _belonging(payload, id)) for title, payload in buttons]

    def became(self, *tasks: str, words: str) -> None:
        """What the open questions of these tasks came to: said when one of their buttons is pressed again."""
        for offer in self.state.offers:
            if offer.task in tasks and not offer.became:
                offer.became = words

    @property
    def draft_key(self) -> str:
        """The key under which what is being told is filed: once, however often that is asked for."""
        return f"case:{self.state.draft or self.id}"

    def await_(self, slot: str) -> None:
        """What was said last asks for the slot."""
        self.state.asked, self.asked_now = slot, True

    def ask_again(self, slot: str, id: str, buttons: list[Button] | None = None, **values: Any) -> None:
        """Asks once more because the answer was not understood; too often, and a human takes over (R23)."""
        self.not_understood = True
        self.ask(slot, id, buttons, **values)

    def end(self, follow: str = "") -> None:
        """Ends the task; `follow` names the one to begin next, with the same message."""
        self.open, self.asked_now = False, False
        self.state.asked = self.state.offer = ""
        self.follow = follow

    def begin_next(self) -> None:
        """What follows is the task in hand."""
        self.state.task, self.follow, self.open = self.follow, "", True

    @property
    def has_asked(self) -> bool:
        """Whether a question was asked in this turn."""
        return self.asked_now

    @property
    def requested(self) -> str | None:
        """What was asked last."""
        return self.state.asked or None


def _belonging(payload: str, offer: str) -> str:
    """The payload of an answer with the question it belongs to; one that begins something of its own stays."""
    intent, _, values = payload.removeprefix("/").partition("{")
    if intent not in ANSWERS:
        return payload
    told = json.loads("{" + values) if values else {}
    return f"/{intent}{json.dumps(told | {'offer': offer}, ensure_ascii=False)}"
