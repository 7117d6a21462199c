"""What an operator sets up at a platform once, for channels whose platform has it."""

from collections.abc import Mapping
from typing import Protocol, runtime_checkable


@runtime_checkable
class HasMenu(Protocol):
    """A channel whose platform shows a menu beside the conversation."""

    def set_menu(self, entries: Mapping[str, str | Mapping[str, str]]) -> None:
        """A title and what a tap on it says, or the titles below it with what they say. Exceptions name what failed."""
        ...


@runtime_checkable
class MakesQrLabels(Protocol):
    """A channel that a customer reaches by scanning the code on a machine."""

    def machine_code(self, serial: str) -> str:
        """What to print as a QR code. ValueError for a serial number that fits in none; Misconfigured when the
        account may not make codes."""
        ...
