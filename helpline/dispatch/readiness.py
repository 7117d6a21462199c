"""Before a visit (R27): the time is confirmed once more, papers are seen to, site and helpers are asked about.

The customer is asked in their talk; what is not clear shortly before the visit is somebody's to ask by phone. Which
things there are is policy, by business (`ready` in kb/policies/visits.yml).
"""

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import select

from helpline.conversations.channel_selection import of_case
from helpline.conversations.messages import prompt
from helpline.conversations.ownership import said_time
from helpline.core.errors import Invalid, MoveNotAllowed
from helpline.core.phrases import phrase
from helpline.core.unit_of_work import UnitOfWork
from helpline.dispatch.stamping import dispatchers
from helpline.promises.policy import policy_of
from helpline.tables import Visit, VisitReadiness
from helpline.tables.states import TO_COME
from helpline.tasks import ledger
from helpline.timeline.record import record
from kb.models.knowledge import ReadyItem

TIME = "time"  # the item that is always there
QUESTION = "ask_ready"  # the intent of the prompt
RULE = "visit_ready"  # of the task to ask by phone
CUSTOMER = "customer"


@dataclass(frozen=True)
class Ready:
    """One thing to be clear, by its name, and how far it is."""

    item: str
    name: str
    asks: str  # as the customer is asked; "": staff see to it
    row: VisitReadiness


def begin(work: UnitOfWork, visit: Visit, before: Visit | None, confirmed: bool) -> None:
    """What is to be clear for a new visit. What was answered for the one `before`, whose place it takes, still holds,
    but for the time: that is `confirmed` where the customer has just chosen it for soon."""
    known = {one.item: one.row for one in of_visit(work, before)} if before else {}
    for id in (TIME, *(item.id for item in _items(work, visit))):
        row = VisitReadiness(visit_id=visit.id, item=id, answer="", answered_by="")
        was = known.get(id)
        if id == TIME and confirmed:
            row.answer, row.answered_at, row.answered_by = phrase(work.kb, "ready_chosen"), work.now, CUSTOMER
        elif id != TIME and was is not None:
            row.answer, row.answered_at, row.answered_by = was.answer, was.answered_at, was.answered_by
        work.session.add(row)


def ask(work: UnitOfWork, visit: Visit) -> None:
    """The customer is asked in their talk for what is not clear, where they can be reached."""
    case = visit.case
    conversation = of_case(work, case)
    if conversation is not None and any(one.asks and one.row.answered_at is None for one in of_visit(work, visit)):
        payload = f'/{QUESTION}{{"case_number": "{case.number}"}}'
        prompt(work, conversation, payload, f"{QUESTION}:{visit.id}", case.complaint_id)


def next_to_ask(work: UnitOfWork, visit: Visit) -> Ready | None:
    """What the customer is to be asked now; it counts as asked."""
    found = next((one for one in of_visit(work, visit) if one.asks and one.row.answered_at is None), None)
    if found is not None:
        found.row.asked_at = found.row.asked_at or work.now
    return found


def answer(work: UnitOfWork, visit: Visit, item: str, words: str, by: str) -> None:
    """Writes it down; the newest counts. Invalid for what is not among the things to be clear, MoveNotAllowed once the
    visit has begun or is over."""
    row = next((one.row for one in of_visit(work, visit) if one.item == item), None)
    if row is None:
        raise Invalid(f"item: nothing to be clear for visit {visit.id}")
    if visit.status not in TO_COME:
        raise MoveNotAllowed(f"the visit is {visit.status}")
    row.answer, row.answered_at, row.answered_by = words, work.now, by
    record(work, visit.case, "visit_ready", words, visit=visit.id, item=item)
    if not open_items(work, visit):
        ledger.settle(work, RULE, f"visit:{visit.id}")


def chase(work: UnitOfWork, visit: Visit) -> None:
    """Somebody is to ask by phone, and to see to, what is not clear yet."""
    names = [one.name for one in open_items(work, visit)]
    if visit.status not in TO_COME or not names:
        return
    case, what = visit.case, phrase(work.kb, "comma").join(names)
    subject = phrase(work.kb, "task_visit_ready", number=case.number, time=said_time(work, visit.start_at), what=what)
    team = dispatchers(case)
    ledger.open_task(work, team, "task", subject, RULE, 3, case.id, about=f"visit:{visit.id}", due_at=visit.start_at)


def open_items(work: UnitOfWork, visit: Visit) -> list[Ready]:
    return [one for one in of_visit(work, visit) if one.row.answered_at is None]


def of_visit(work: UnitOfWork, visit: Visit) -> list[Ready]:
    return of_visits(work, [visit])[visit.id]


def of_visits(work: UnitOfWork, visits: Collection[Visit]) -> dict[int, list[Ready]]:
    """Of each visit by its id, the time first, the others as policy has them; asked for at once."""
    work.session.flush()
    rows = select(VisitReadiness).where(VisitReadiness.visit_id.in_([visit.id for visit in visits]))
    known: dict[tuple[int, str], VisitReadiness] = {(row.visit_id, row.item): row for row in work.session.scalars(rows)}
    found: dict[int, list[Ready]] = {}
    for visit in visits:
        items = {TIME: ReadyItem(id=TIME, name=phrase(work.kb, "ready_time"), asks=QUESTION)}
        items |= {item.id: item for item in _items(work, visit)}
        told = ((id, item, known.get((visit.id, id))) for id, item in items.items())
        found[visit.id] = [Ready(id, item.name, item.asks, row) for id, item, row in told if row is not None]
    return found


def _items(work: UnitOfWork, visit: Visit) -> tuple[ReadyItem, ...]:
    policy = policy_of(work.kb, visit.case).visits
    return policy.ready
