"""Login at the desk: anybody may try, a limited number of times."""

from typing import Annotated

from fastapi import APIRouter, Response
from pydantic import BaseModel, Field

from gateway.api.deps import COOKIE, LONGEST_TOKEN, DeskCookie, Reading, State, StateDep
from gateway.api.errors import refuses
from gateway.api.schemas import Body, Name, Text
from helpline.core import clock
from helpline.core.errors import LoginFailed
from helpline.core.unit_of_work import UnitOfWork
from helpline.learning.review import may_review
from helpline.staff.people import actor_of
from helpline.staff.sessions import check_password, close_session, note_failure, open_session

routes = APIRouter(prefix="/api", tags=["login"])


class Credentials(Body):
    username: Name
    password: Annotated[Text, Field(max_length=200)]


class Person(BaseModel):
    """Somebody at the desk."""

    username: str
    name: str
    role: str
    may_review: bool = Field(description="whether they decide what the assistant learns from messages it missed")


@routes.post("/login", responses=refuses(401, 403, 422, 429))
def login(body: Credentials, response: Response, held: StateDep) -> Person:
    """Anybody: sets the session's cookie."""
    person, token = log_in(held, body.username, body.password)
    set_cookie(response, held, token)
    return person


def log_in(held: State, username: str, password: str) -> tuple[Person, str]:
    """The person and a new session's token; LoginFailed or TooManyAttempts otherwise."""
    now = clock.now()
    try:
        with held.database.write() as session:
            work = UnitOfWork(session, held.kb, now)
            person = check_password(work, username, password)
            token = open_session(work, person, held.settings.session_hours)
            return _told(UnitOfWork(session, held.kb, now, actor_of(person))), token
    except LoginFailed:
        with held.database.write() as session:
            note_failure(UnitOfWork(session, held.kb, now), username)
        raise


def set_cookie(response: Response, held: State, token: str) -> None:
    response.set_cookie(
        COOKIE,
        token,
        max_age=held.settings.session_hours * 3600,
        httponly=True,
        samesite="strict",
        secure=held.settings.secure_cookies,
    )


@routes.post("/logout", status_code=204, responses=refuses(403))
def logout(response: Response, held: StateDep, token: DeskCookie) -> None:
    """Anybody: ends their own session."""
    if token and len(token) <= LONGEST_TOKEN:
        with held.database.write() as session:
            close_session(UnitOfWork(session, held.kb, clock.now()), token)
    response.delete_cookie(COOKIE)


@routes.get("/me", responses=refuses(401))
def show_me(work: Reading) -> Person:
    """Staff: who is logged in."""
    return _told(work)


def _told(work: UnitOfWork) -> Person:
    actor = work.actor
    return Person(username=actor.username, name=actor.name, role=actor.role, may_review=may_review(work))
