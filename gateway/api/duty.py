"""Who is on duty: rosters, shifts, swaps, absences and hand-over notes."""

from datetime import timedelta
from typing import Annotated, Any

from fastapi import APIRouter, Query

from gateway.api import duty_views
from gateway.api.deps import Reading, StateDep, Writing
from gateway.api.duty_schemas import (
    AbsencePage,
    AbsenceRow,
    AbsenceWish,
    HandOver,
    Keyed,
    NoteForNext,
    Offer,
    Override,
    RosterPage,
    ShiftChangePage,
    ShiftChangeRow,
    ShiftPage,
    ShiftRow,
    Taking,
)
from gateway.api.errors import refuses
from gateway.api.schemas import IdInPath, NameInPath, Paging, Time, shown
from helpline.dispatch import absence_replanning
from helpline.duty import absences, coverage, hand_over_notes, on_duty, shifts, swaps
from helpline.duty.roster_rights import require_editor, somebody
from helpline.duty.shifts import Stretch
from helpline.duty.swaps import Hours
from helpline.tables import Absence, HandOverNote, Shift, ShiftChange
from helpline.tables.roster import MadeBy
from helpline.timeline.request_keys import once

WEEK = timedelta(days=7)

routes = APIRouter(prefix="/api", tags=["duty"], responses=refuses(401, 403, 422))

At = Annotated[Time | None, Query(description="with its zone; without it now")]


@routes.get("/roster", response_model=RosterPage)
def show_roster(work: Reading, held: StateDep, page: Paging, at: At = None) -> dict[str, Any]:
    """Staff: who is on duty at an instant, by roster and rank, who comes next, and what is handed over. None moves."""
    found = on_duty.at(work, at or work.now, page)
    return {"items": duty_views.roster_rows(work, found.items, held.channels), "next": found.next}


@routes.post("/rosters/{id}/notes", status_code=201, responses=refuses(404, 409))
def write_hand_over_note(id: NameInPath, body: NoteForNext, work: Writing) -> HandOver:
    """Staff: a note for whoever comes on duty."""
    made = once(work, body.key, f"note {id}", lambda: hand_over_notes.write(work, id, body.text).id)
    return duty_views.hand_over(work.session.get_one(HandOverNote, int(made)))


@routes.get("/shifts", response_model=ShiftPage)
def list_shifts(
    work: Reading,
    page: Paging,
    begin: Annotated[Time | None, Query(alias="from", description="without it now")] = None,
    end: Annotated[Time | None, Query(alias="to", description="without it a week later")] = None,
) -> dict[str, Any]:
    """Staff: the shifts that touch a span, in the order in which they begin. A change moves them."""
    first = begin or work.now
    return shown(on_duty.between(work, first, end or first + WEEK, page), duty_views.shift_row)


@routes.post("/shifts/override", status_code=201, responses=refuses(404, 409))
def override_shift(body: Override, work: Writing) -> ShiftRow:
    """Staff: supervisors and administrators put somebody on duty for some hours; whoever had them has the rest."""
    require_editor(work)

    def do() -> int:
        person = somebody(work, body.person)
        over = Stretch(body.begun_at, body.ended_at, person.id, MadeBy.OVERRIDE, body.why)
        made = shifts.cover(work, body.roster, body.rank, over)
        coverage.tell(work)
        return made.id

    return duty_views.shift_row(work.session.get_one(Shift, int(once(work, body.key, "override", do))))


@routes.get("/shift-changes", response_model=ShiftChangePage)
def list_shift_changes(work: Reading, page: Paging) -> dict[str, Any]:
    """Staff: hours that look, or looked, for a colleague, the newest first. None moves."""
    return shown(swaps.listed(work, page), duty_views.change_row)


@routes.post("/shifts/{id}/changes", status_code=201, responses=refuses(404, 409))
def offer_shift(id: IdInPath, body: Offer, work: Writing) -> ShiftChangeRow:
    """Staff: whose shift it is, or supervisors and administrators, look for somebody to take hours of it."""
    hours = Hours(body.begun_at, body.ended_at)
    made = once(work, body.key, f"offer {id}", lambda: swaps.offer(work, id, hours, body.why).id)
    return duty_views.change_row(work.session.get_one(ShiftChange, int(made)))


@routes.post("/shift-changes/{id}/take", responses=refuses(404, 409))
def take_shift(id: IdInPath, body: Taking, work: Writing) -> ShiftChangeRow:
    """Staff: they take the hours; supervisors and administrators may for somebody.

    already_taken when somebody has; swap_over when they were withdrawn, are past, or the shift was changed.
    """
    made = once(work, body.key, f"take {id}", lambda: swaps.take(work, id, somebody(work, body.person)).id)
    return duty_views.change_row(work.session.get_one(ShiftChange, int(made)))


@routes.post("/shift-changes/{id}/withdraw", responses=refuses(404, 409))
def withdraw_shift_change(id: IdInPath, body: Keyed, work: Writing) -> ShiftChangeRow:
    """Staff: whoever asked, or supervisors and administrators: nobody need take the hours."""
    made = once(work, body.key, f"withdraw {id}", lambda: swaps.withdraw(work, id).id)
    return duty_views.change_row(work.session.get_one(ShiftChange, int(made)))


@routes.get("/absences", response_model=AbsencePage)
def list_absences(work: Reading, page: Paging) -> dict[str, Any]:
    """Staff: their own, of supervisors and administrators everybody's, the newest first. None moves."""
    return shown(absences.listed(work, page), duty_views.absence_row)


@routes.post("/absences", status_code=201, responses=refuses(404, 409))
def ask_for_absence(body: AbsenceWish, work: Writing) -> AbsenceRow:
    """Staff: they ask to be away; supervisors and administrators may for somebody."""

    def do() -> int:
        return absences.ask(work, somebody(work, body.person), body.begun_at, body.ended_at, body.why).id

    return duty_views.absence_row(work.session.get_one(Absence, int(once(work, body.key, "absence", do))))


@routes.post("/absences/{id}/approve", responses=refuses(404, 409))
def approve_absence(id: IdInPath, body: Keyed, work: Writing) -> AbsenceRow:
    """Staff: supervisors and administrators agree; the hours of duty in it look for colleagues."""
    made = once(work, body.key, f"approve {id}", lambda: absence_replanning.approve(work, id).id)
    return duty_views.absence_row(work.session.get_one(Absence, int(made)))


@routes.post("/absences/{id}/refuse", responses=refuses(404, 409))
def refuse_absence(id: IdInPath, body: Keyed, work: Writing) -> AbsenceRow:
    """Staff: supervisors and administrators do not agree."""
    made = once(work, body.key, f"refuse {id}", lambda: absences.decide(work, id, approve=False).id)
    return duty_views.absence_row(work.session.get_one(Absence, int(made)))
