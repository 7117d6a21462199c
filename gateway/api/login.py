"""Login at the desk: anybody may try, a limited number of times."""

from hashlib import sha256
from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response

from gateway.api.deps import COOKIE, LONGEST_TOKEN, AccountDep, DeskCookie, State, StateDep
from gateway.api.errors import refuses
from gateway.api.people_schemas import Credentials, Person
from helpline.core import clock
from helpline.core.errors import NotLoggedIn
from helpline.core.unit_of_work import Actor, UnitOfWork
from helpline.learning.review import may_review
from helpline.staff import audit, second_factor, sessions
from helpline.staff.credential_checks import CredentialChecks, LoggedIn, Origin
from helpline.staff.login import log_in
from helpline.tables import Person as PersonOnFile

routes = APIRouter(prefix="/api", tags=["login"])
DEVICE = "desk_device_"  # the cookie's name goes on with something of the person's: people share browsers


def checks(held: StateDep) -> CredentialChecks:
    return CredentialChecks(held.database, held.kb, clock.now())


DoorDep = Annotated[CredentialChecks, Depends(checks)]


@routes.post("/login", responses=refuses(401, 403, 422, 429))
def login(body: Credentials, request: Request, response: Response, held: StateDep, checks: DoorDep) -> Person:
    """Anybody: sets the session's cookie, and one by which the device is known next time.

    401 with the code `code_needed` when name and password are right and the second factor's code is to be sent too.
    """
    entered = log_in(checks, body.username, body.password, body.code, origin(request, body.username))
    set_cookies(response, held, entered)
    return person_told(held, entered.actor)


@routes.post("/logout", status_code=204, responses=refuses(403))
def logout(response: Response, held: StateDep, token: DeskCookie) -> None:
    """Anybody: ends their own session, and the streams that are open through it."""
    if token and len(token) <= LONGEST_TOKEN:
        with held.database.write() as session:
            work = UnitOfWork(session, held.kb, clock.now())
            try:
                work = work.as_(sessions.who(work, token, complete=False))
            except NotLoggedIn:
                pass  # it has ended already
            else:
                sessions.end_session(work, work.actor.session)
                audit.note(work, "logged_out", f"person:{work.actor.username}")
    response.delete_cookie(COOKIE)


@routes.get("/me", responses=refuses(401))
def show_me(actor: AccountDep, held: StateDep) -> Person:
    """Staff: who is logged in, also before they have set up a second factor they must have."""
    return person_told(held, actor)


def person_told(held: State, actor: Actor) -> Person:
    with held.database.read() as session:
        work = UnitOfWork(session, held.kb, clock.now(), actor)
        person = session.get_one(PersonOnFile, actor.person_id)
        return Person(
            username=actor.username,
            name=actor.name,
            role=actor.role,
            may_review=may_review(work),
            second_factor=bool(person.totp_secret),
            second_factor_missing=second_factor.is_missing(work, person),
        )


def origin(request: Request, username: str) -> Origin:
    """Where a request about somebody's log-in comes from."""
    return Origin(
        address=request.client.host if request.client else "",
        browser=request.headers.get("user-agent", "").replace("\x00", ""),
        device=request.cookies.get(device_cookie(username), ""),
    )


def set_cookies(response: Response, held: State, entered: LoggedIn) -> None:
    policy = held.kb.policies.access
    for name, value, hours in (
        (COOKIE, entered.token, policy.session_hours),
        (device_cookie(entered.actor.username), entered.device, policy.device_days * 24),
    ):
        response.set_cookie(
            name,
            value,
            max_age=hours * 3600,
            httponly=True,
            samesite="strict",
            secure=held.settings.secure_cookies,
        )


def device_cookie(username: str) -> str:
    return DEVICE + sha256(username.encode()).hexdigest()[:12]
