"""The shape every fact has."""

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Fact:
    """Something the customer stated: `text` is what was written, at `start`–`end` of the original message.

    A fact that was meant but cannot be used has value None and names its fault in `error`.
    """

    kind: str
    value: Any
    text: str
    start: int
    end: int
    error: str | None = None
    extra: dict[str, Any] = field(default_factory=dict)
