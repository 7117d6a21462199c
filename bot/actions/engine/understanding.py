"""What a message was understood to be."""

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Understanding:
    """One message of the customer, as Rasa's pipeline read it."""

    text: str  # as the customer wrote it; of a pressed button its title
    intent: str
    confidence: float
    facts: list[dict[str, Any]] = field(default_factory=list)  # entity, value, text, error, extra
    pressed: bool = False  # a button or a prompt, not free text


def read(message: dict[str, Any]) -> Understanding:
    """Of Rasa's `latest_message`."""
    metadata = message.get("metadata") or {}
    intent = message.get("intent") or {}
    return Understanding(
        text=metadata.get("said") or message.get("text") or "",
        intent=intent.get("name") or "",
        confidence=float(intent.get("confidence") or 0.0),
        facts=list(message.get("entities") or []),
        pressed=bool(metadata.get("trusted_payload")),
    )
