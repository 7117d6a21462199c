"""What routes are handed: the state of the process, and who asks."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Annotated

from fastapi import Depends, Request, Security
from fastapi.security import APIKeyCookie
from structlog.contextvars import bind_contextvars

from connectors.contract.channel import Registry
from gateway.middleware.limits import Limits
from gateway.rasa.client import Rasa
from gateway.settings import Settings
from gateway.workers.change_notifier import ChangeNotifier
from gateway.workers.delivered_marker import DeliveredMarker
from gateway.workers.disk_reserve import DiskReserve
from gateway.workers.inbound_batcher import InboundBatcher
from gateway.workers.presence import Presence
from gateway.workers.turns import Turns
from helpline.core import clock
from helpline.core.database import Database
from helpline.core.errors import NotAllowed, NotLoggedIn
from helpline.core.unit_of_work import Actor, UnitOfWork
from helpline.staff.audit import note_reading
from helpline.staff.sessions import seen, who
from helpline.tables.people import DESK_ROLES
from kb.models.knowledge import Knowledge

COOKIE = "desk_session"
LONGEST_TOKEN = 200
NoteReading = Callable[[Iterable[tuple[str, str]]], None]

_cookie = APIKeyCookie(name=COOKIE, auto_error=False, scheme_name="desk_session", description="set by POST /api/login")
DeskCookie = Annotated[str | None, Security(_cookie)]


@dataclass(frozen=True)
class State:
    """Everything one gateway process holds."""

    settings: Settings
    database: Database
    kb: Knowledge
    rasa: Rasa
    changes: ChangeNotifier
    turns: Turns
    channels: Registry
    batcher: InboundBatcher
    presence: Presence
    delivered: DeliveredMarker
    limits: Limits
    reserve: DiskReserve


def state(request: Request) -> State:
    held: State = request.app.state.held
    return held


StateDep = Annotated[State, Depends(state)]


def address_of(request: Request) -> str:
    """The caller's network address, as a trusted proxy tells it; "" when it is unknown."""
    return request.client.host if request.client else ""


async def named_in_logs(request: Request) -> None:
    """What the log says of the request's work: the conversation or case that its path names."""
    area = request.url.path.removeprefix("/api/").partition("/")[0]
    named = {"conversations": ("conversation", "id"), "cases": ("case", "number")}.get(area)
    if named and (id := request.path_params.get(named[1])):
        bind_contextvars(**{named[0]: id})


def staff(held: StateDep, token: DeskCookie) -> Actor:
    """The person logged in at the desk; NotLoggedIn otherwise, NotAllowed for who has no role there.

    SecondFactorMissing where one must be set up first.
    """
    return _logged_in(held, token, complete=True)


def account(held: StateDep, token: DeskCookie) -> Actor:
    """The same for what belongs to the person's own log-in: also before they have set up a second factor."""
    return _logged_in(held, token, complete=False)


def _logged_in(held: State, token: str | None, complete: bool) -> Actor:
    if token is None or len(token) > LONGEST_TOKEN:
        raise NotLoggedIn()
    with held.database.read() as session:
        actor = who(UnitOfWork(session, held.kb, clock.now()), token, complete)
    if not actor.has(DESK_ROLES):
        raise NotAllowed(actor.role)
    return actor


StaffDep = Annotated[Actor, Depends(staff)]
AccountDep = Annotated[Actor, Depends(account)]


def reading(held: StateDep, actor: StaffDep) -> Iterator[UnitOfWork]:
    """A look at the database as the person logged in."""
    with held.database.read() as session:
        yield UnitOfWork(session, held.kb, clock.now(), actor)


def writing(held: StateDep, actor: StaffDep) -> Iterator[UnitOfWork]:
    """One transaction as the person logged in; committed when the route returns, rolled back when it raises.

    It counts as a sign of life.
    """
    with held.database.write() as session:
        work = UnitOfWork(session, held.kb, clock.now(), actor)
        seen(work)
        yield work


def audited(held: StateDep, work: Annotated[UnitOfWork, Depends(reading, scope="function")]) -> NoteReading:
    """Writes down what the person logged in reads."""
    return partial(note_reading, held.database, work)


Reading = Annotated[UnitOfWork, Depends(reading, scope="function")]
Writing = Annotated[UnitOfWork, Depends(writing, scope="function")]
Audited = Annotated[NoteReading, Depends(audited, scope="function")]
