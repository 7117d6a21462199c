"""What staff do with cases: write them down, put them right, own them, join them, and what they were promised."""

from datetime import datetime
from typing import Any

from fastapi import APIRouter

from gateway.api import case_views
from gateway.api.case_schemas import (
    Agreed,
    Analysis,
    CaseEdit,
    CaseRow,
    Consent,
    FiledCase,
    Hiding,
    Merge,
    NewCase,
    NewLink,
    Ownership,
    PromisePage,
)
from gateway.api.deps import Audited, Reading, Writing
from gateway.api.errors import refuses
from gateway.api.schemas import IdInPath, NameInPath, Paging
from helpline.cases import amend, analysis, audited_reading, case_owner, consent_told, links, new_time_agreed, notes
from helpline.cases.filing import Request
from helpline.cases.queries import case_numbered, find_case
from helpline.cases.taking_down import take_down
from helpline.core.errors import Invalid
from helpline.dispatch import arrival
from helpline.promises.ledger import history
from helpline.tables.case_link import LinkKind
from helpline.timeline.request_keys import once

routes = APIRouter(prefix="/api/cases", tags=["cases"], responses=refuses(401, 403, 422))


@routes.post("", status_code=201, responses=refuses(409))
def file_case(body: NewCase, work: Writing) -> FiledCase:
    """Staff: a case for somebody who came by phone, mail, fax or their account manager, and what they can be told.

    A complaint goes to those who read complaints: its filer sees it here and not again (R41).
    """
    if body.category and body.category not in {kind.id for kind in work.kb.categories}:
        raise Invalid("category: not in kb/products.yml")
    told = body.model_dump(exclude={"key", "origin", "contact_name", "level_reason", "place"})
    extra = {"place": body.place} if body.place else {}
    request = Request(key=f"{work.actor.label}:{body.key}", name=body.contact_name, extra=extra, **told)

    def file() -> str:
        case = take_down(work, request, body.origin, body.level_reason)
        there = arrival.tell(work, case).at
        return f"{case.number} {there.isoformat() if there else ''}"

    number, _, there = once(work, body.key, "file_case", file).partition(" ")
    return case_views.filed_case(work, case_numbered(work, number), datetime.fromisoformat(there) if there else None)


@routes.patch("/{number}", responses=refuses(404, 409))
def edit_case(number: NameInPath, body: CaseEdit, work: Writing) -> CaseRow:
    """Staff of the queue: put right what the case says, or grade it anew with the reason; the timeline keeps both."""
    case = find_case(work, number)
    told = body.model_dump(exclude={"level", "reason"}, exclude_none=True)
    if told.get("category") and told["category"] not in {kind.id for kind in work.kb.categories}:
        raise Invalid("category: not in kb/products.yml")
    if body.level not in (None, case.level) and not body.reason.strip():
        raise Invalid("reason: say why the level is another")
    if told:
        amend.edit(work, case, told)
    if body.level is not None:
        amend.regrade(work, case, body.level, body.reason)
    return case_views.case_row(work, case)


@routes.post("/{number}/owner", responses=refuses(404, 409))
def own_case(number: NameInPath, body: Ownership, work: Writing) -> CaseRow:
    """Staff of the queue: see the case through, hand it on with a reason, or let it go."""
    case = find_case(work, number)
    once(
        work, body.key, f"own {case.number}", lambda: case_owner.set_owner(work, case, body.owner, body.reason.strip())
    )
    return case_views.case_row(work, case)


@routes.get("/{number}/promises", response_model=PromisePage, responses=refuses(404))
def list_promises(number: NameInPath, work: Reading, page: Paging, note: Audited) -> dict[str, Any]:
    """Staff of the queue: everything that was ever promised for the case, as it was made. None moves."""
    case = find_case(work, number)
    note(audited_reading.of_case(case))
    made = history(work, case, page)
    return {"items": case_views.promise_rows(work, made.items), "next": made.next}


@routes.post("/{number}/agreed", responses=refuses(404, 409))
def agree_time(number: NameInPath, body: Agreed, work: Writing) -> CaseRow:
    """Staff of the queue: another time, as agreed with the customer, who hears it with the reason; on the clock.

    arrival_by_visit for an arrival, which a visit tells; nothing_to_keep for what is not promised, or not any more.
    """
    case = find_case(work, number)
    deed = f"agree {case.number} {body.kind}"
    once(work, body.key, deed, lambda: new_time_agreed.agree(work, case, body.kind, body.at, body.reason))
    return case_views.case_row(work, case)


@routes.post("/{number}/links", responses=refuses(404, 409))
def link_case(number: NameInPath, body: NewLink, work: Writing) -> CaseRow:
    """Staff of the queue of both: the case belongs to another one, or is the same fault again (R21)."""
    case, other = find_case(work, number), find_case(work, body.other)
    deed = f"link {case.number} {body.kind} {other.number}"
    once(work, body.key, deed, lambda: links.link(work, case, other, LinkKind(body.kind), body.reason))
    return case_views.case_row(work, case)


@routes.post("/{number}/merge", responses=refuses(404, 409))
def merge_case(number: NameInPath, body: Merge, work: Writing) -> CaseRow:
    """Staff of the queue of both: the same matter twice; this one ends and the other goes on, which is answered."""
    case, into = find_case(work, number), find_case(work, body.into)
    once(work, body.key, f"merge {case.number} {into.number}", lambda: links.merge(work, case, into, body.reason))
    return case_views.case_row(work, into)


@routes.post("/{number}/consent", responses=refuses(404, 409))
def record_consent(number: NameInPath, body: Consent, work: Writing) -> CaseRow:
    """Staff of the queue: the customer agreed by phone or face to face; their words are kept with who heard them."""
    case = find_case(work, number)
    deed = f"consent {case.number} {body.to}"
    once(work, body.key, deed, lambda: consent_told.record_consent(work, case, body.to, body.words))
    return case_views.case_row(work, case)


@routes.post("/{number}/analysis", responses=refuses(404, 409))
def analyse_fault(number: NameInPath, body: Analysis, work: Writing) -> CaseRow:
    """Staff of the queue: why it came to a fault that is solved, what was done, and what keeps it away (R37)."""
    case = find_case(work, number)
    said = (body.cause.strip(), body.treatment.strip(), body.prevention.strip())
    once(work, body.key, f"analyse {case.number}", lambda: analysis.write(work, case, *said))
    return case_views.case_row(work, case)


@routes.post("/{number}/notes/{line}/hide", responses=refuses(404, 409))
def hide_note(number: NameInPath, line: IdInPath, body: Hiding, work: Writing) -> CaseRow:
    """Staff of the queue: a note's words are not shown any more; its writer's, or anybody's by overseers."""
    case = find_case(work, number)
    once(work, body.key, f"hide {case.number} {line}", lambda: notes.hide(work, case, line, body.reason))
    return case_views.case_row(work, case)
