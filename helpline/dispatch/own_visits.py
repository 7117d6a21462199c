"""What an engineer sees: the visits they are on, and nothing of others'."""

from collections import Counter
from collections.abc import Collection
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from helpline.cases.consent_told import ConsentTo, consented
from helpline.conversations import confidential
from helpline.core.errors import Invalid, NotAllowed, NotFound
from helpline.core.paging import Key, Order, Page, PageRequest, page_of
from helpline.core.phone import masked
from helpline.core.phrases import phrase
from helpline.core.unit_of_work import ZONE, UnitOfWork
from helpline.customers.warranty import assess
from helpline.dispatch import readiness
from helpline.promises.policy import policy_of
from helpline.tables import Case, Visit, VisitCrew, VisitStamp
from helpline.tables.states import GOES, ON_SITE, TO_COME, CrewState
from helpline.tables.visit import StampKind
from helpline.tables.visit_record import LineKind, Payer
from helpline.visits import record, telling
from helpline.visits.record import Told
from kb.lookup import checklist_of

_BY_TIME = Order("own visits", (Key(Visit.start_at), Key(Visit.id)))
_SHOWN = (Case.asset, Case.site, Case.contract)
EARLIER = 10  # cases
LOOKED_AT, SHOWN = 200, 3  # ends of visits, causes


def own_visits(work: UnitOfWork, day: date, page: PageRequest, days: int = 1) -> Page[Visit]:
    """The acting engineer's visits told for a day, or for several from it on, by time."""
    begin = datetime.combine(day, time(0), ZONE)
    rows = select(Visit).join(VisitCrew, VisitCrew.visit_id == Visit.id)
    rows = rows.where(VisitCrew.person_id == work.actor.person_id, VisitCrew.state.in_(GOES))
    rows = rows.where(Visit.start_at >= begin, Visit.start_at < begin + timedelta(days=days))
    return page_of(
        work.session,
        rows.options(joinedload(Visit.case).options(*(joinedload(part) for part in _SHOWN)), joinedload(Visit.order)),
        _BY_TIME,
        page,
    )


def own_visit(work: UnitOfWork, id: int) -> Visit:
    """A visit the acting engineer is on, or was: what happened before they were taken off may come in late. NotFound
    otherwise."""
    rows = select(Visit).join(VisitCrew, VisitCrew.visit_id == Visit.id)
    rows = rows.where(Visit.id == id, VisitCrew.person_id == work.actor.person_id)
    visit = work.session.scalars(rows).one_or_none()
    if visit is None:
        raise NotFound(str(id))
    return visit


def my_state(work: UnitOfWork, visit: Visit) -> CrewState:
    return CrewState(next(one.state for one in visit.crew if one.person_id == work.actor.person_id))


def is_on(work: UnitOfWork, visit: Visit) -> bool:
    """Whether the acting engineer still goes to it; who was taken off, or declined, reads nothing of the customer."""
    return my_state(work, visit) in GOES


def words_shown(work: UnitOfWork, visit: Visit, words: str) -> str:
    """What the customer said, but for words of a complaint that the acting engineer may not read (R41)."""
    return words if is_on(work, visit) and confidential.may_read(work, visit.case.complaint_id) else ""


def phone_shown(work: UnitOfWork, visit: Visit) -> str:
    """The customer's number, whole where policy says so and only while the visit is not over."""
    phone = visit.case.phone
    if not is_on(work, visit) or not phone:
        return ""
    shows = policy_of(work.kb, visit.case).visits.shows_phone and visit.status in TO_COME | ON_SITE
    return phone if shows else masked(phone)


def known_causes(work: UnitOfWork, cases: Collection[Case]) -> dict[str, list[str]]:
    """What it was when engineers said so, by category, the most frequent of the newest `LOOKED_AT` first."""
    found: dict[str, list[str]] = {}
    for category in {case.category for case in cases if case.category}:
        rows = select(VisitStamp.data).join(Visit, Visit.id == VisitStamp.visit_id).join(Case, Case.id == Visit.case_id)
        rows = rows.where(VisitStamp.kind == StampKind.FINISH, Case.category == category, Case.complaint_id.is_(None))
        newest = work.session.scalars(rows.order_by(VisitStamp.id.desc()).limit(LOOKED_AT))
        counts = Counter(cause for data in newest if (cause := data.get("cause")))
        found[category] = [cause for cause, _ in counts.most_common(SHOWN)]
    return found


def probable_causes(work: UnitOfWork, visit: Visit, known: Collection[str]) -> list[str]:
    """What it is mostly, by what the customer says; then what was found on others of its kind (R26)."""
    mostly, said = checklist_of(work.kb, visit.case.category).causes, words_shown(work, visit, visit.case.description)
    by_words = [probable.cause for probable in mostly if any(word in said for word in probable.words)]
    return list(dict.fromkeys([*by_words, *known]))


def add_line(work: UnitOfWork, visit: Visit, told: Told, **values: Any) -> None:
    """As `helpline.visits.record.add_line`. Material is charged only in a repair that is paid: Invalid for the customer
    of a machine under warranty, who has not agreed to costs (R09).
    """
    paid = values["kind"] == LineKind.PART and values["payer"] == Payer.CUSTOMER
    if paid and visit.case.warranty.get("covered") and not consented(visit.case, ConsentTo.COST):
        raise Invalid("payer: it is covered, and the customer has not agreed to costs")
    record.add_line(work, visit, told, **values)


def said_without_card(work: UnitOfWork, visit: Visit) -> str:
    """What a customer without a warranty card is told: the term by another date on file; "" where none is known."""
    machine = visit.case.asset
    if machine is None or machine.card_on is not None or not is_on(work, visit):
        return ""
    found = assess(work.kb, machine, work.today)
    if not found.began_on:
        return ""
    return phrase(work.kb, "warranty_without_card", began=found.began_on, term=found.term, until=found.until)


def write_to_customer(work: UnitOfWork, visit: Visit, text: str) -> None:
    """The engineer's words to the customer, who is reached without their number; NotAllowed once the visit is over."""
    if visit.status not in TO_COME | ON_SITE or not is_on(work, visit):
        raise NotAllowed(f"the visit is {visit.status}")
    telling.customer(work, visit, "engineer_writes", text=text)


def prepare(work: UnitOfWork, visit: Visit, item: str, words: str, by: str) -> None:
    """What the customer told the engineer beforehand; NotAllowed for who does not go there any more."""
    if not is_on(work, visit):
        raise NotAllowed("somebody else goes")
    readiness.answer(work, visit, item, words, by)


def earlier(work: UnitOfWork, cases: Collection[Case]) -> dict[int, list[Case]]:
    """What was done before to the machine of each case, the newest first (R26), by the case's id; no complaints."""
    machines = {case.asset_id for case in cases if case.asset_id is not None}
    rows = select(Case).where(Case.asset_id.in_(machines), Case.complaint_id.is_(None)).order_by(Case.id.desc())
    known = list(work.session.scalars(rows)) if machines else []
    return {
        case.id: [one for one in known if one.asset_id == case.asset_id and one.id < case.id][:EARLIER]
        for case in cases
    }
