"""What people at the desk get in with: password, second factor, sessions. Each their own."""

from typing import Any

import segno
from fastapi import APIRouter, Request, Response
from pyotp import parse_uri

from gateway.api.deps import COOKIE, AccountDep, StateDep
from gateway.api.errors import refuses
from gateway.api.login import DoorDep, origin, person_told, set_cookies
from gateway.api.people_schemas import (
    Again,
    Confirmation,
    NewSecondFactor,
    PasswordChange,
    PasswordOfLink,
    Person,
    RecoveryCodes,
    SessionPage,
    SessionRow,
)
from gateway.api.schemas import NameInPath, Paging, shown
from helpline.core import clock
from helpline.core.unit_of_work import Actor, UnitOfWork
from helpline.staff import own_access, sessions
from helpline.tables import LoginSession
from helpline.tables import Person as PersonOnFile

routes = APIRouter(prefix="/api", tags=["own access"], responses=refuses(403, 422))


@routes.post("/password", status_code=204, responses=refuses(409, 429))
def set_password(body: PasswordOfLink, door: DoorDep) -> None:
    """Anybody: with a one-time link sets its person's password; all their sessions end."""
    own_access.set_password(door, body.token, body.password)


@routes.post("/me/password", responses=refuses(401, 429))
def change_password(
    body: PasswordChange, request: Request, response: Response, actor: AccountDep, held: StateDep, door: DoorDep
) -> Person:
    """Staff: another password; all their sessions end, and a new one begins here."""
    entered = own_access.change_password(door, actor, body.current, body.password, origin(request, actor.username))
    set_cookies(response, held, entered)
    return person_told(held, entered.actor)


@routes.post("/me/second-factor", responses=refuses(401, 429))
def begin_second_factor(body: Again, actor: AccountDep, door: DoorDep) -> NewSecondFactor:
    """Staff: a new secret for their app, in force when confirmed. It is shown this once."""
    uri = own_access.begin_second_factor(door, actor, body.password, body.code)
    picture = segno.make(uri).svg_data_uri(scale=4)
    return NewSecondFactor(secret=parse_uri(uri).secret, uri=uri, qr=picture)


@routes.post("/me/second-factor/confirm", responses=refuses(401, 429))
def confirm_second_factor(body: Confirmation, actor: AccountDep, door: DoorDep) -> RecoveryCodes:
    """Staff: the app shows this code; the second factor is in force, and their other sessions end."""
    return RecoveryCodes(codes=own_access.confirm_second_factor(door, actor, body.code))


@routes.get("/me/sessions", response_model=SessionPage, responses=refuses(401))
def list_own_sessions(actor: AccountDep, held: StateDep, page: Paging) -> dict[str, Any]:
    """Staff: their log-ins that have not ended, the newest first. None moves."""
    with held.database.read() as session:
        work = UnitOfWork(session, held.kb, clock.now(), actor)
        assert actor.person_id is not None
        return shown(sessions.sessions_of(work, actor.person_id, page), lambda row: session_row(row, actor))


@routes.post("/me/sessions/end", status_code=204, responses=refuses(401))
def end_own_sessions(response: Response, actor: AccountDep, held: StateDep) -> None:
    """Staff: logs them out everywhere, here too."""
    with held.database.write() as session:
        work = UnitOfWork(session, held.kb, clock.now(), actor)
        sessions.end_sessions(work, session.get_one(PersonOnFile, actor.person_id))
    response.delete_cookie(COOKIE)


@routes.post("/me/sessions/{id}/end", status_code=204, responses=refuses(401, 404))
def end_own_session(id: NameInPath, actor: AccountDep, held: StateDep) -> None:
    """Staff: ends one of their log-ins; administrators anybody's."""
    with held.database.write() as session:
        sessions.end_session(UnitOfWork(session, held.kb, clock.now(), actor), id)


def session_row(row: LoginSession, actor: Actor) -> SessionRow:
    return SessionRow(
        id=row.id,
        opened_at=row.opened_at,
        used_at=row.used_at,
        expires_at=row.expires_at,
        device=row.device,
        own=row.id == actor.session,
    )
