"""What a message was understood to be."""

from typing import Any

from pydantic import BaseModel, ConfigDict

from bot.actions.engine import thresholds
from language.courtesies import is_courtesy


class Understanding(BaseModel):
    """One message of the customer, or a part of it, as Rasa's pipeline read it."""

    model_config = ConfigDict(frozen=True)

    text: str  # as the customer wrote it; of a pressed button its title
    intent: str
    confidence: float
    facts: list[dict[str, Any]] = []  # entity, value, text, start, end, error, extra
    pressed: bool = False  # a button or a prompt, not free text
    clauses: tuple["Understanding", ...] = ()  # where it is more than one

    def parts(self) -> tuple["Understanding", ...]:
        """Its clauses, or itself."""
        return self.clauses or (self,)


def read(message: dict[str, Any]) -> Understanding:
    """Of Rasa's `latest_message`. Clauses that are only said around the matter do not count: where one other is left,
    the message is what that one is.
    """
    metadata = message.get("metadata") or {}
    intent = message.get("intent") or {}
    facts = list(message.get("entities") or [])
    clauses = tuple(_clause(clause, facts) for clause in message.get("clauses") or ())
    told = tuple(clause for clause in clauses if not is_courtesy(clause.text))
    heard = Understanding(
        text=metadata.get("said") or message.get("text") or "",
        intent=intent.get("name") or "",
        confidence=float(intent.get("confidence") or 0.0),
        facts=facts,
        pressed=bool(metadata.get("trusted_payload")),
        clauses=told if len(told) > 1 else (),
    )
    alarm = heard.intent == "emergency" and heard.confidence >= thresholds.ALARM
    if len(told) != 1 or len(clauses) == 1 or alarm:
        return heard
    return heard.model_copy(update={"intent": told[0].intent, "confidence": told[0].confidence})


def _clause(clause: dict[str, Any], facts: list[dict[str, Any]]) -> Understanding:
    begin, end = clause["start"], clause["end"]
    return Understanding(
        text=clause["text"],
        intent=clause["intent"]["name"] or "",
        confidence=clause["intent"]["confidence"],
        facts=[fact for fact in facts if begin <= fact.get("start", -1) < end],
    )
