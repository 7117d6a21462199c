"""The engineer's way in: a log-in of its own, their visits, and what happened on them; that may come late and twice."""

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Form, Query, Request, Response, Security
from fastapi.responses import FileResponse
from fastapi.security import APIKeyCookie

from gateway.api.case_schemas import Key
from gateway.api.deps import LONGEST_TOKEN, State, StateDep
from gateway.api.errors import refuses
from gateway.api.login import DoorDep, device_cookie, origin
from gateway.api.people_schemas import Credentials
from gateway.api.schemas import FILE, Day, IdInPath, NameInPath, Paging, Text, Time, Words
from gateway.api.uploads import StoredDep
from gateway.api.visit_schemas import (
    CheckTold,
    Declined,
    EngineerRow,
    EngineerVisit,
    EngineerVisitPage,
    Finished,
    LineTold,
    MessageToCustomer,
    ReadyTold,
    Stamp,
    VisitCode,
)
from gateway.api.visit_views import engineer_visit, engineer_visits
from helpline.core import clock
from helpline.core.errors import Invalid, NotAllowed, NotFound, NotLoggedIn, WrongCode
from helpline.core.unit_of_work import Actor, UnitOfWork
from helpline.dispatch import confirmation, own_visits
from helpline.dispatch.own_visits import own_visit
from helpline.dispatch.stamping import stamp
from helpline.staff import sessions
from helpline.staff.login import log_in
from helpline.tables import Person, VisitPhoto
from helpline.tables.people import ENGINEER
from helpline.tables.visit import Outcome, StampKind
from helpline.tables.visit_record import LineKind, PhotoKind
from helpline.timeline.request_keys import once
from helpline.visits.history import SAID
from helpline.visits.record import Told, add_photo, answer_check

COOKIE = "engineer_session"
routes = APIRouter(prefix="/api/engineer", tags=["engineer"], responses=refuses(401, 403, 422))
_cookie = APIKeyCookie(name=COOKIE, auto_error=False, scheme_name=COOKIE, description="set by POST /api/engineer/login")
EngineerCookie = Annotated[str | None, Security(_cookie)]


def engineer(held: StateDep, token: EngineerCookie) -> Actor:
    """The engineer logged in; NotLoggedIn otherwise, NotAllowed for who goes to no customers."""
    if token is None or len(token) > LONGEST_TOKEN:
        raise NotLoggedIn()
    with held.database.read() as session:
        actor = sessions.who(UnitOfWork(session, held.kb, clock.now()), token)
    if not actor.has((ENGINEER,)):
        raise NotAllowed(actor.role)
    return actor


EngineerDep = Annotated[Actor, Depends(engineer)]


def reading(held: StateDep, actor: EngineerDep) -> Any:
    with held.database.read() as session:
        yield UnitOfWork(session, held.kb, clock.now(), actor)


def writing(held: StateDep, actor: EngineerDep) -> Any:
    """One transaction as the engineer, and a sign of life."""
    with held.database.write() as session:
        work = UnitOfWork(session, held.kb, clock.now(), actor)
        sessions.seen(work)
        yield work


Reading = Annotated[UnitOfWork, Depends(reading, scope="function")]
Writing = Annotated[UnitOfWork, Depends(writing, scope="function")]


@routes.post("/login", responses=refuses(429))
def log_in_engineer(
    body: Credentials, request: Request, response: Response, held: StateDep, door: DoorDep
) -> EngineerRow:
    """Anybody: sets the cookie of the engineer's session; the same passwords and limits as at the desk.

    403 for who goes to no customers, though the password is right.
    """
    entered = log_in(door, body.username, body.password, body.code, origin(request, body.username))
    if not entered.actor.has((ENGINEER,)):
        with door.write(entered.actor) as work:
            sessions.end_session(work, entered.actor.session)
        raise NotAllowed(entered.actor.role)
    _set(response, held, COOKIE, entered.token, held.kb.policies.access.session_hours)
    _set(response, held, device_cookie(body.username), entered.device, held.kb.policies.access.device_days * 24)
    return _row(held, entered.actor)


@routes.get("/me")
def show_engineer(held: StateDep, actor: EngineerDep) -> EngineerRow:
    """The engineer: who is logged in."""
    return _row(held, actor)


@routes.post("/logout", status_code=204)
def log_out_engineer(response: Response, held: StateDep, actor: EngineerDep) -> None:
    """The engineer: ends their own session."""
    with held.database.write() as session:
        work = UnitOfWork(session, held.kb, clock.now(), actor)
        sessions.end_session(work, actor.session)
    response.delete_cookie(COOKIE)


@routes.get("/visits", response_model=EngineerVisitPage)
def list_own_visits(
    work: Reading,
    page: Paging,
    date: Annotated[Day | None, Query(description="today without")] = None,
    days: Annotated[int, Query(ge=1, le=14, description="from that day on")] = 1,
) -> dict[str, Any]:
    """The engineer: their own visits of a day, or of several, by time; one that is moved moves."""
    found = own_visits.own_visits(work, date or work.today, page, days)
    return {"items": engineer_visits(work, found.items), "next": found.next}


@routes.post("/visits/{id}/accept", responses=refuses(404, 409))
def accept_visit(id: IdInPath, body: Stamp, work: Writing) -> EngineerVisit:
    """The engineer: they come."""
    return _stamped(work, id, StampKind.ACCEPT, body)


@routes.post("/visits/{id}/decline", responses=refuses(404, 409))
def decline_visit(id: IdInPath, body: Declined, work: Writing) -> EngineerVisit:
    """The engineer: they do not come; the visit is to be planned again, and somebody gets that as a task."""
    return _stamped(work, id, StampKind.DECLINE, body, words=body.reason)


@routes.post("/visits/{id}/depart", responses=refuses(404, 409))
def depart_to_visit(id: IdInPath, body: Stamp, work: Writing) -> EngineerVisit:
    """The engineer: on the way; the customer hears who comes and when, if it is not long ago."""
    return _stamped(work, id, StampKind.DEPART, body)


@routes.post("/visits/{id}/arrive", responses=refuses(404, 409))
def arrive_at_visit(id: IdInPath, body: Stamp, work: Writing) -> EngineerVisit:
    """The engineer: there; the promise of arrival is kept at that instant, also when it comes in later."""
    return _stamped(work, id, StampKind.ARRIVE, body)


@routes.post("/visits/{id}/pause", responses=refuses(404, 409))
def pause_visit(id: IdInPath, body: Stamp, work: Writing) -> EngineerVisit:
    """The engineer: work stands still."""
    return _stamped(work, id, StampKind.PAUSE, body)


@routes.post("/visits/{id}/resume", responses=refuses(404, 409))
def resume_visit(id: IdInPath, body: Stamp, work: Writing) -> EngineerVisit:
    """The engineer: work goes on."""
    return _stamped(work, id, StampKind.RESUME, body)


@routes.post("/visits/{id}/finish", responses=refuses(404, 409))
def finish_visit(id: IdInPath, body: Finished, work: Writing) -> EngineerVisit:
    """The engineer: done, and the customer is asked to agree; or why not, and another visit is planned."""
    if body.outcome == Outcome.NONE or not body.words.strip():
        raise Invalid("outcome, words: say what came of it")
    said = body.model_dump(include={"outcome", "words", *SAID})
    return _stamped(work, id, StampKind.FINISH, body, **said)


@routes.post("/visits/{id}/checks", responses=refuses(404, 409))
def check_visit(id: IdInPath, body: CheckTold, work: Writing) -> EngineerVisit:
    """The engineer: an item of the checklist as it was found; a measured one is judged by its limits (R28)."""
    visit = own_visit(work, id)
    answer_check(work, visit, _told(work, body), body.item, body.value.strip(), body.note.strip())
    return engineer_visit(work, visit)


@routes.post("/visits/{id}/lines", responses=refuses(404, 409))
def add_visit_line(id: IdInPath, body: LineTold, work: Writing) -> EngineerVisit:
    """The engineer: a part, work or fee, and who pays it; or that another line was a mistake (R29)."""
    visit = own_visit(work, id)
    if body.kind != LineKind.VOID and not body.text.strip():
        raise Invalid("text: say what it is")
    own_visits.add_line(work, visit, _told(work, body), **body.model_dump(exclude={"key", "at"}))
    return engineer_visit(work, visit)


@routes.post("/visits/{id}/photos", responses=refuses(404, 409, 413), dependencies=[Depends(engineer)])
def add_visit_photo(
    id: IdInPath,
    picture: StoredDep,
    key: Annotated[Key, Form()],
    at: Annotated[Time, Form()],
    kind: Annotated[Literal[PhotoKind.BEFORE, PhotoKind.AFTER], Form()],
    work: Writing,
    note: Annotated[Text, Form(max_length=200)] = "",
) -> EngineerVisit:
    """The engineer: a picture of before or after the work. JPEG, PNG, WebP or GIF, at most 8 MB."""
    visit = own_visit(work, id)
    told = _told(work, Stamp(key=key, at=at))
    add_photo(work, visit, told, PhotoKind(kind), picture, note)
    return engineer_visit(work, visit)


@routes.get("/visits/{id}/photos/{photo}", response_class=FileResponse, responses=FILE | refuses(404))
def show_visit_photo(id: IdInPath, photo: NameInPath, held: StateDep, work: Reading) -> FileResponse:
    """The engineer: a picture of their visit."""
    visit, row = own_visit(work, id), work.session.get(VisitPhoto, photo)
    if row is None or row.visit_id != visit.id or not own_visits.is_on(work, visit):
        raise NotFound(photo)
    headers = {"Cache-Control": "private, max-age=86400"}
    return FileResponse(held.settings.uploads / row.id, media_type=row.content_type, headers=headers)


@routes.post("/visits/{id}/ready", responses=refuses(404, 409))
def prepare_own_visit(id: IdInPath, body: ReadyTold, work: Writing) -> EngineerVisit:
    """The engineer: something to be clear before the visit, as the customer told them (R27)."""
    visit = own_visit(work, id)
    said = (body.item, body.answer.strip(), work.actor.username)
    once(work, body.key, f"ready visit {id} {body.item}", lambda: own_visits.prepare(work, visit, *said))
    return engineer_visit(work, visit)


@routes.post("/visits/{id}/message", responses=refuses(404, 409))
def write_to_visited(id: IdInPath, body: MessageToCustomer, work: Writing) -> EngineerVisit:
    """The engineer: words to the customer, in their talk or by text message; their number is not needed for it."""
    visit = own_visit(work, id)
    deed = f"message visit {id}"
    once(work, body.key, deed, lambda: own_visits.write_to_customer(work, visit, body.text.strip()))
    return engineer_visit(work, visit)


@routes.post("/visits/{id}/sign", responses=refuses(404, 409, 413), dependencies=[Depends(engineer)])
def sign_visit(
    id: IdInPath,
    picture: StoredDep,
    key: Annotated[Key, Form()],
    at: Annotated[Time, Form()],
    name: Annotated[Words, Form(max_length=100, description="who signs")],
    work: Writing,
) -> EngineerVisit:
    """The engineer: the customer signed on the glass, which is their consent as the code is."""
    visit = own_visit(work, id)
    told = _told(work, Stamp(key=key, at=at))
    confirmation.sign(work, visit, told, name.strip(), picture)
    return engineer_visit(work, visit)


@routes.post("/visits/{id}/confirm", responses=refuses(404, 409))
def confirm_visit(id: IdInPath, body: VisitCode, held: StateDep, actor: EngineerDep) -> EngineerVisit:
    """The engineer: the code that the customer told them, which is the customer's consent. 409 when it is wrong."""
    with held.database.write() as session:
        work = UnitOfWork(session, held.kb, clock.now(), actor)
        visit = own_visit(work, id)
        right = confirmation.confirm(work, visit, body.code.strip())
        told = engineer_visit(work, visit)
    if not right:  # counted first, in a transaction of its own
        raise WrongCode()
    return told


def _stamped(work: UnitOfWork, id: int, kind: StampKind, body: Stamp, **data: str) -> EngineerVisit:
    visit = own_visit(work, id)
    stamp(work, visit, _told(work, body).person, kind, body.at, body.key, **data)
    return engineer_visit(work, visit)


def _told(work: UnitOfWork, body: Stamp) -> Told:
    return Told(work.session.get_one(Person, work.actor.person_id), body.at, body.key)


def _row(held: State, actor: Actor) -> EngineerRow:
    company = held.kb.company
    return EngineerRow(username=actor.username, name=actor.name, company=company.short_name, hotline=company.hotline)


def _set(response: Response, held: State, name: str, value: str, hours: int) -> None:
    secure = held.settings.secure_cookies
    response.set_cookie(name, value, max_age=hours * 3600, httponly=True, samesite="strict", secure=secure)
