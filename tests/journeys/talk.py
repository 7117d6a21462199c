"""One customer's conversation: what they do, what they are told, and what the database says about it."""

import base64
from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from sqlalchemy import func, select

from helpline.core import clock
from helpline.core.unit_of_work import UnitOfWork
from helpline.promises.ledger import newest
from helpline.tables import Case, Conversation, Customer, Message, Promise, Task, Turn
from tests.journeys.manners import Manners, everybody
from tests.journeys.product import Product

DOT = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg=="
)


@dataclass(frozen=True)
class Told:
    """Something the customer was told, as they see or hear it. `id` grows."""

    id: int
    text: str
    buttons: Sequence[Mapping[str, Any]] = ()  # title, and what pressing it takes
    author: str = "bot"


class Talk(ABC):
    """One customer on one channel."""

    channel: ClassVar[str]
    patience: ClassVar[float] = 0.0  # seconds for what the product says by itself

    def __init__(self, product: Product) -> None:
        self.product = product
        with product.database.read() as reading:
            known = everybody(reading.scalars(select(Customer)))
        self._written, self._shown = Manners(known), Manners(known)

    # -- the customer ----------------------------------------------------------------------------------------------

    def say(self, text: str) -> None:
        """Says it, and waits for the answer."""
        self._written.heard += f"\n{text}"
        self._shown.heard += f"\n{text}"
        self._say(text)

    @abstractmethod
    def _say(self, text: str) -> None: ...

    @abstractmethod
    def say_in_pieces(self, texts: Sequence[str]) -> None:
        """Several short messages in a row, as people type."""

    @abstractmethod
    def show_picture(self) -> None:
        """Sends a picture without words."""

    @abstractmethod
    def press(self, title: str) -> None:
        """Chooses what was offered under this title."""

    def go_away(self) -> None:  # noqa: B027  # nothing, where one is always there
        """Some time passes before the customer is heard of again."""

    def wait(self) -> None:  # noqa: B027
        """Until the product has said what it has to say by itself."""

    def close(self) -> None:  # noqa: B027
        """The end of the journey."""

    # -- what they are told ------------------------------------------------------------------------------------------

    @abstractmethod
    def told(self, after: int = 0) -> list[Told]:
        """What reached the customer, oldest first."""

    def mark(self) -> int:
        """Where `told` is now."""
        return max((one.id for one in self.told()), default=0)

    def worded(self, text: str) -> str:
        """The text in the form it has here."""
        return text

    def offers(self, told: Sequence[Told], title: str) -> bool:
        """Whether this choice was offered."""
        return any(button["title"] == title for one in told for button in one.buttons)

    def faults(self) -> list[str]:
        """What was wrong with what was said, as it was written and as it was shown; each is looked at once."""
        state = self.state()
        customer = state.customer_id if state else None
        return self._written.watch(self.said(), customer) + self._shown.watch(self.told(), customer)

    # -- what the database says --------------------------------------------------------------------------------------

    @property
    @abstractmethod
    def id(self) -> str:
        """Of the conversation; "" before there is one."""

    def said(self) -> list[Message]:
        """What was written for the customer."""
        with self.product.database.read() as session:
            rows = select(Message).where(Message.conversation_id == self.id, Message.direction == "out")
            return list(session.scalars(rows.order_by(Message.seq)))

    def thread(self) -> list[str]:
        """Everything said so far, with what was understood, for whoever reads a failure."""
        with self.product.database.read() as session:
            turns = {turn.id: turn for turn in session.scalars(select(Turn).where(Turn.conversation_id == self.id))}
            rows = select(Message).where(Message.conversation_id == self.id).order_by(Message.seq)
            return [_line(message, turns.get(message.turn_id or "")) for message in session.scalars(rows)]

    def state(self) -> Conversation | None:
        with self.product.database.read() as session:
            return session.get(Conversation, self.id)

    def case(self) -> Case | None:
        """The newest case that was filed here, with its timeline and visits."""
        with self.product.database.read() as session:
            case = session.scalars(
                select(Case).where(Case.conversation_id == self.id).order_by(Case.id.desc()).limit(1)
            ).first()
            if case:
                list(case.events), [visit.engineer for visit in case.visits], case.asset
            return case

    def cases(self) -> int:
        with self.product.database.read() as session:
            return session.scalar(select(func.count()).select_from(Case).where(Case.conversation_id == self.id)) or 0

    def promises(self, case: Case) -> dict[str, Promise]:
        """What stands now for each kind of promise."""
        with self.product.database.write() as session:
            return newest(UnitOfWork(session, self.product.held.kb, clock.now()), case)

    def tasks(self) -> list[Task]:
        """Alerts and tasks about this conversation or its cases."""
        with self.product.database.read() as session:
            mine = select(Case.id).where(Case.conversation_id == self.id)
            rows = select(Task).where((Task.conversation_id == self.id) | Task.case_id.in_(mine)).order_by(Task.id)
            return list(session.scalars(rows))


def _line(message: Message, turn: Turn | None) -> str:
    who = {"in": "customer", "out": message.author, "note": "note"}[message.direction]
    heard = f"   [{turn.intent} {turn.confidence:.2f} {turn.outcome}]" if message.direction == "in" and turn else ""
    buttons = "".join(f" <{button['title']}>" for button in message.buttons)
    state = f" ({message.status}{' ' + message.error if message.error else ''})" if message.direction == "out" else ""
    return f"{who:>8}: {message.text or message.payload}{buttons}{heard}{state}"
