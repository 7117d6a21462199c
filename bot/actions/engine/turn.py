"""One turn of the dialogue as actions see it: what was said and understood, what is known, what to answer."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from rasa_sdk.events import ActiveLoop, FollowupAction, SlotSet
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.interfaces import Tracker

from bot.actions.engine.runtime import Runtime
from helpline.conversations import confidential
from helpline.conversations.messages import last_said
from helpline.core.phrases import phrase
from helpline.core.unit_of_work import UnitOfWork
from helpline.tables import Case, Conversation
from language.facts.normalise import normalise
from language.facts.phone import wrong_phone
from language.facts.yes_no import yes_no

Button = tuple[str, str]  # title, payload


@dataclass
class DialogueTurn:
    """Actions read from it and write what changes; nothing is sent or stored before the action ends well."""

    work: UnitOfWork
    conversation: Conversation
    runtime: Runtime
    id: str
    text: str  # as the customer wrote it; of a pressed button its title
    intent: str
    confidence: float
    facts: list[dict[str, Any]]
    slots: dict[str, Any]
    form: str  # the active form
    pressed: bool  # a button or a prompt, not free text
    said: list[dict[str, Any]] = field(default_factory=list)
    changed: dict[str, Any] = field(default_factory=dict)
    follow: str = ""
    open: bool = True  # whether the form goes on
    complaint_id: int | None = None  # that the form is about
    not_understood: bool = False  # the answer to what was asked was not understood
    used: list[str] = field(default_factory=list)

    # -- what was said -------------------------------------------------------------------------------------------

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
        if plain is None and self.confidence >= 0.6:
            return {"affirm": True, "deny": False}.get(self.intent)
        return plain

    def words_about(self, case: Case) -> str:
        """What the customer said, as the case's timeline may hold it: nothing of a complaint where the case is none."""
        return confidential.words_for(self.work, case, self.text, self.id)

    @property
    def now(self) -> datetime:
        return self.work.now

    # -- what is known -------------------------------------------------------------------------------------------

    def get(self, slot: str) -> Any:
        return self.changed[slot] if slot in self.changed else self.slots.get(slot)

    def put(self, slot: str, value: Any) -> None:
        self.changed[slot] = value

    def forget(self, *slots: str) -> None:
        for slot in slots:
            self.put(slot, None)

    # -- answering -----------------------------------------------------------------------------------------------

    def say(self, id: str, buttons: list[Button] | None = None, **values: Any) -> None:
        """Says a phrase, in a wording not just used."""
        text = phrase(self.runtime.kb, id, self.used + [line["text"] for line in self.said], **values)
        self.say_text(text, buttons)

    def say_text(self, text: str, buttons: list[Button] | None = None) -> None:
        self.said.append({"text": text, "buttons": [{"title": t, "payload": p} for t, p in buttons or []]})

    def words(self, id: str, **values: Any) -> str:
        """A phrase as text, to be part of another."""
        return phrase(self.runtime.kb, id, **values)

    def ask(self, slot: str, id: str, buttons: list[Button] | None = None, **values: Any) -> None:
        """Asks for a slot: the next message is taken as its answer."""
        self.say(id, buttons, **values)
        self.put("requested_slot", slot)

    def ask_again(self, slot: str, id: str, buttons: list[Button] | None = None, **values: Any) -> None:
        """Asks once more because the answer was not understood; too often, and a human takes over (R23)."""
        self.not_understood = True
        self.ask(slot, id, buttons, **values)

    def end(self, follow: str = "") -> None:
        """Ends the form; `follow` names the form to begin next."""
        self.open = False
        self.put("requested_slot", None)
        self.follow = follow or "action_listen"

    @property
    def has_asked(self) -> bool:
        """Whether a question was asked in this turn."""
        return bool(self.changed.get("requested_slot"))

    @property
    def requested(self) -> str | None:
        asked: str | None = self.get("requested_slot")
        return asked

    # -- Rasa's side ---------------------------------------------------------------------------------------------

    def utter(self, dispatcher: CollectingDispatcher) -> None:
        for line in self.said:
            dispatcher.utter_message(text=line["text"], buttons=line["buttons"])

    def events(self) -> list[dict[str, Any]]:
        events = [SlotSet(slot, value) for slot, value in self.changed.items()]
        if "turn" not in self.changed:
            events.append(SlotSet("turn", self.id))  # a form without any new slot would count as not understood
        if not self.open and self.form:
            events.append(ActiveLoop(None))
        if self.follow:
            events.append(FollowupAction(self.follow))
        return events


def read(work: UnitOfWork, runtime: Runtime, tracker: Tracker) -> DialogueTurn:
    """The turn of a tracker that Rasa sent."""
    message = tracker.latest_message
    metadata = message.get("metadata") or {}
    conversation = work.session.get_one(Conversation, metadata["conversation_id"])
    form = str((tracker.active_loop or {}).get("name") or "")
    slots = dict(tracker.slots)
    text = message.get("text") or ""
    return DialogueTurn(
        work=work,
        conversation=conversation,
        runtime=runtime,
        id=metadata["message_id"],
        text=metadata.get("said") or text,
        intent=(message.get("intent") or {}).get("name") or "",
        confidence=float((message.get("intent") or {}).get("confidence") or 0.0),
        facts=list(message.get("entities") or []),
        slots=slots,
        form=form,
        pressed=bool(metadata.get("trusted_payload")),
        used=last_said(work, conversation, 4),
    )
