"""Cases at the desk. Staff see the cases of the queues their role serves."""

from typing import Annotated, Any

from fastapi import APIRouter, Query

from gateway.api import case_views
from gateway.api.case_schemas import CaseDetail, CaseNote, CasePage, CaseRow, Contact, Move, Solution
from gateway.api.deps import Audited, Reading, Writing
from gateway.api.errors import refuses
from gateway.api.schemas import NameInPath, Paging, Text, shown
from helpline.cases import audited_reading, cancelling, closing, waiting
from helpline.cases.lifecycle import move_by_hand
from helpline.cases.queries import find_case
from helpline.cases.queries import list_cases as listed
from helpline.dispatch import customer_booking
from helpline.promises import ledger
from helpline.tables.states import CaseStatus
from helpline.timeline.record import record

routes = APIRouter(prefix="/api/cases", tags=["cases"], responses=refuses(401, 403, 422))


@routes.get("", response_model=CasePage)
def list_cases(
    work: Reading,
    page: Paging,
    note: Audited,
    phone: Annotated[Text, Query(max_length=40, description="of the contact, in any spelling")] = "",
    open: Annotated[bool, Query(description="only the unfinished ones, in the order of work")] = False,
    words: Annotated[Text, Query(max_length=40, description="in a contact's name, an address or a serial number")] = "",
) -> dict[str, Any]:
    """Staff: cases of their queues, newest first: all, those of a phone or with some words, or the unfinished in the
    order of work.

    Newest first, each case is given once. In the order of work each that does not move meanwhile is: a case moves with
    its level and its next due time. A search leaves a line in the audit log.
    """
    note(audited_reading.of_search(phone, words))
    return shown(listed(work, phone, open, page, words), lambda case: case_views.case_row(work, case))


@routes.get("/{number}", responses=refuses(404))
def show_case(number: NameInPath, work: Reading, note: Audited) -> CaseDetail:
    """Staff of the queue: everything about the case. Leaves a line in the audit log."""
    case = find_case(work, number)
    note(audited_reading.of_case(case))
    return case_views.case_detail(work, case)


@routes.post("/{number}/move", responses=refuses(404, 409))
def move_case(number: NameInPath, body: Move, work: Writing) -> CaseRow:
    """Staff of the queue: another status, if the transition table allows it.

    The customer reads `why` when something is awaited of them and when the case is cancelled, which needs it:
    reason_missing without.
    """
    case = find_case(work, number)
    if body.to == "waiting":
        waiting.ask(work, case, body.why)
    elif body.to == "cancelled":
        cancelling.cancel(work, case, body.why)
    else:
        move_by_hand(work, case, CaseStatus(body.to), body.why)
    return case_views.case_row(work, case)


@routes.post("/{number}/contacted", responses=refuses(404))
def note_contact(number: NameInPath, body: Contact, work: Writing) -> CaseRow:
    """Staff of the queue: the customer was reached (by phone, say); meets the promised reply."""
    case = find_case(work, number)
    record(work, case, "contacted", body.text)
    ledger.keep(work, case, "reply")
    return case_views.case_row(work, case)


@routes.post("/{number}/note", responses=refuses(404))
def add_case_note(number: NameInPath, body: CaseNote, work: Writing) -> CaseRow:
    """Staff of the queue: a line in the timeline."""
    case = find_case(work, number)
    record(work, case, "note", body.text)
    return case_views.case_row(work, case)


@routes.post("/{number}/arrived", responses=refuses(404, 409))
def note_arrival(number: NameInPath, work: Writing) -> CaseRow:
    """Staff of the queue: the engineer is on site."""
    case = find_case(work, number)
    customer_booking.arrive(work, case)
    return case_views.case_row(work, case)


@routes.post("/{number}/solve", responses=refuses(404, 409))
def solve_case(number: NameInPath, body: Solution, work: Writing) -> CaseRow:
    """Staff of the queue: solved; the customer is asked to agree (R34)."""
    case = find_case(work, number)
    closing.solve(work, case, body.solution)
    return case_views.case_row(work, case)
