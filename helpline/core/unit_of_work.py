"""What every verb of the domain is handed: one transaction, the knowledge, the instant, and who acts."""

from collections.abc import Collection
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from kb.models.knowledge import Knowledge

ZONE = ZoneInfo("Asia/Shanghai")


@dataclass(frozen=True)
class Actor:
    """Who does something: kind is customer, bot, system or agent (any person at the desk).

    Somebody at the desk is the same whichever log-in they act through.
    """

    kind: str
    username: str = ""
    name: str = ""
    roles: tuple[str, ...] = ()
    person_id: int | None = None
    session: str = field(default="", compare=False)  # the id of the log-in
    address: str = field(default="", compare=False)  # where from, hashed

    @property
    def role(self) -> str:
        """The one that is shown, where several are held."""
        return self.roles[0] if self.roles else ""

    def has(self, roles: Collection[str]) -> bool:
        """Whether one of these is held."""
        return not set(self.roles).isdisjoint(roles)

    @property
    def label(self) -> str:
        """As the timeline stores it."""
        return f"{self.kind}:{self.username}" if self.username else self.kind


CUSTOMER = Actor("customer")
BOT = Actor("bot")
SYSTEM = Actor("system")


@dataclass(frozen=True)
class UnitOfWork:
    """One unit of work. Verbs never commit: whoever opened the transaction does."""

    session: Session
    kb: Knowledge
    now: datetime
    actor: Actor = SYSTEM

    def as_(self, actor: Actor) -> "UnitOfWork":
        return replace(self, actor=actor)

    @property
    def today(self) -> date:
        """The day in the business zone."""
        return self.now.astimezone(ZONE).date()
