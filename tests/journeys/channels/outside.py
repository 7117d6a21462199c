"""A customer of a foreign platform: they act there, and see what the platform delivered to them."""

from abc import abstractmethod
from collections.abc import Awaitable, Sequence
from typing import Any

from sqlalchemy import select

from helpline.tables import Conversation
from simulator.journal import Entry
from simulator.platform import Platform
from tests.journeys.product import Product
from tests.journeys.talk import DOT, Talk, Told

QUIET_SECONDS = 0.6


class OutsideTalk(Talk):
    """`who`: the customer's name on the platform."""

    who: str

    def __init__(self, product: Product) -> None:
        super().__init__(product)
        self.begun = len(self.platform.journal.entries)

    @property
    def platform(self) -> Platform:
        return self.product.platform

    @property
    def sender(self) -> str:
        """The customer's name with the product."""
        return self.who

    @property
    def id(self) -> str:
        with self.product.database.read() as session:
            rows = select(Conversation.id).where(
                Conversation.channel == self.channel, Conversation.external_id == self.sender
            )
            return session.scalar(rows) or ""

    # -- the customer ----------------------------------------------------------------------------------------------

    def does(self, act: Awaitable[Any]) -> None:
        """Something on the phone, until the product has answered it."""
        self.platform.do(act)
        self.wait()

    @abstractmethod
    def writes(self, text: str) -> Awaitable[bool]:
        """The platform's coroutine for a text."""

    @abstractmethod
    def pictures(self, content: bytes) -> Awaitable[bool]:
        """The platform's coroutine for a picture."""

    def _say(self, text: str) -> None:
        self.does(self.writes(text))

    def say_in_pieces(self, texts: Sequence[str]) -> None:
        with self.product.quiet(QUIET_SECONDS):
            for text in texts[:-1]:
                self.platform.do(self.writes(text))
            self.say(texts[-1])

    def show_picture(self) -> None:
        self.does(self.pictures(DOT))

    def wait(self) -> None:
        self.product.settle()

    # -- what they are told ------------------------------------------------------------------------------------------

    def entries(self) -> list[Entry]:
        """Everything that happened on this customer's phone."""
        found = self.platform.journal.find(channel=self.channel, who=self.who)
        return [entry for entry in found if entry.n > self.begun]

    def told(self, after: int = 0) -> list[Told]:
        return [_told(entry) for entry in self.entries() if entry.kind == "got" and entry.n > after]


def _told(entry: Entry) -> Told:
    """Text and choices, as they stand in one bubble."""
    choices = entry.what.get("choices") or ()
    lines = [str(entry.what.get("text") or "…"), *(choice["title"] for choice in choices)]
    return Told(entry.n, "\n".join(lines), choices)
