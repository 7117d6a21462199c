"""What stands as an alarm at every desk until somebody has it (R22)."""

from collections.abc import Sequence

from sqlalchemy import and_, exists, or_, select
from sqlalchemy.orm import joinedload, selectinload

from helpline.cases.lifecycle import CaseType
from helpline.cases.queries import visible
from helpline.core.errors import NotFound
from helpline.core.paging import Key, Order, Page, PageRequest, page_of
from helpline.core.unit_of_work import UnitOfWork
from helpline.tables import Case, Conversation, PageRound
from helpline.tables import Page as Ring
from helpline.tables.page import RoundState
from helpline.tables.states import OPEN_CASE, CaseStatus, Owner

_OLDEST_FIRST = Order("alarms", (Key(Case.id),))


def standing(work: UnitOfWork, page: PageRequest = PageRequest()) -> Page[Case]:
    """Emergencies that nobody has begun with, owns or has said to come for; cases for which somebody is being rung."""
    rounds = select(PageRound.id).where(PageRound.case_id == Case.id)
    answered = exists(rounds.where(PageRound.state == RoundState.ANSWERED))
    rings = exists(rounds.where(PageRound.state == RoundState.RINGING))
    taken = exists(
        select(Conversation.id).where(Conversation.id == Case.conversation_id, Conversation.owner == Owner.AGENT)
    )
    untouched = Case.status.in_((CaseStatus.NEW, CaseStatus.REOPENED))
    alarm = and_(Case.type == CaseType.EMERGENCY, untouched, Case.owner_id.is_(None), ~taken, ~answered)
    rows = select(Case).where(Case.status.in_(OPEN_CASE), visible(work), or_(alarm, rings))
    return page_of(work.session, rows, _OLDEST_FIRST, page)


def page_for(work: UnitOfWork, id: int) -> Ring:
    """A page that rings for the acting person, or for a case they may see; NotFound for none, and for any other."""
    rows = (
        select(Ring)
        .join(Case, Case.id == Ring.case_id)
        .where(Ring.id == id, or_(Ring.person_id == work.actor.person_id, visible(work)))
        .options(joinedload(Ring.page_round).joinedload(PageRound.case), joinedload(Ring.person))
    )
    found = work.session.scalars(rows).one_or_none()
    if found is None:
        raise NotFound(str(id))
    return found


def rounds_of(work: UnitOfWork, cases: Sequence[Case]) -> dict[int, PageRound]:
    """The newest round of each case that has one, by the case's id."""
    rows = select(PageRound).where(PageRound.case_id.in_([case.id for case in cases])).order_by(PageRound.round)
    rows = rows.options(selectinload(PageRound.pages).joinedload(Ring.person), joinedload(PageRound.case))
    return {row.case_id: row for row in work.session.scalars(rows)}
