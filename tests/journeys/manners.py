"""What no answer may ever do, whatever a journey is about."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from helpline.tables import Customer


class Said(Protocol):
    """One message, as written or as shown. `id` tells it from others."""

    @property
    def id(self) -> int: ...
    @property
    def text(self) -> str: ...
    @property
    def author(self) -> str: ...
    @property
    def buttons(self) -> Sequence[Mapping[str, Any]]: ...


_PLACEHOLDER = re.compile(r"\{[a-z_]+\}|\bNone\b")


@dataclass(frozen=True)
class Private:
    """What is on file about somebody."""

    id: str
    facts: tuple[str, ...]


@dataclass
class Manners:
    """Watches one conversation."""

    others: list[Private]
    heard: str = ""  # everything the customer has typed: repeating it gives nothing away
    before: str = ""  # the newest message of the assistant
    _seen: set[int] = field(default_factory=set)

    def watch(self, messages: Iterable[Said], customer_id: str | None) -> list[str]:
        """What was wrong with messages that went out; each message is looked at once."""
        faults = []
        for message in messages:
            if message.id in self._seen:
                continue
            self._seen.add(message.id)
            faults += self._faults(message, customer_id)
            if message.author != "agent":
                self.before = message.text
        return faults

    def _faults(self, message: Said, customer_id: str | None) -> list[str]:
        faults = []
        if not message.text.strip():
            faults.append("an empty message went out")
        if message.author != "agent" and message.text == self.before:
            faults.append(f"the same twice in a row: {message.text}")
        if _PLACEHOLDER.search(message.text):
            faults.append(f"a placeholder was left: {message.text}")
        shown = message.text + "".join(button["title"] for button in message.buttons)
        faults += [
            f"{fact} of somebody else was shown: {message.text}"
            for person in self.others
            if person.id != customer_id
            for fact in person.facts
            if fact in shown and fact not in self.heard
        ]
        return faults


def everybody(customers: Iterable[Customer]) -> list[Private]:
    """What must stay private of the people on file."""
    return [
        Private(
            c.id,
            tuple(fact for fact in (c.name, c.phone, c.address, c.organisation.name if c.organisation else "") if fact),
        )
        for c in customers
    ]
