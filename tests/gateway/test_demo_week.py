"""The invented company's first week: whenever it opens, something is done, under way and waiting, and nothing untrue."""

from datetime import datetime, timedelta
from unittest.mock import patch

import pytest

from gateway.commands.seed import seed
from helpline.core import clock
from helpline.core.database import Database
from helpline.core.paging import PageRequest
from helpline.core.unit_of_work import ZONE, UnitOfWork
from helpline.dispatch.planning import visits_on
from helpline.dispatch.to_plan import to_plan
from helpline.tables import Case, CaseEvent, Message, Visit
from helpline.tables.states import TO_COME
from kb.models.knowledge import Knowledge
from tests.world import SUPERVISOR

pytestmark = pytest.mark.slow


@pytest.mark.parametrize(
    "day, hour", [(25, 3), (25, 10), (25, 21), (28, 14)], ids=["night", "morning", "evening", "Saturday"]
)
def test_whenever_it_opens_a_day_is_in_hand_that_fits_the_clock(
    database: Database, kb: Knowledge, day: int, hour: int
) -> None:
    now = datetime(2026, 11, day, hour, 30, tzinfo=ZONE)
    with patch.object(clock, "now", lambda: now):
        for _ in range(2):  # the second start adds nothing
            seed(database, kb, "only-here", week=True)
    with database.read() as session:
        work = UnitOfWork(session, kb, now, SUPERVISOR)
        cases, visits = session.query(Case).all(), session.query(Visit).all()
        assert len(cases) == len(kb.week) and all(case.asset and case.customer for case in cases)
        assert len(visits_on(work, work.today, PageRequest()).items) == 5
        waiting = {case.number for case in to_plan(work, PageRequest()).items}
        assert len(waiting) >= 5 and any(case.visits for case in cases if case.number in waiting)
        assert {visit.status for visit in visits} >= {"done", "part_done", "no_access", "declined", "booked"}
        for visit in visits:
            if visit.status in TO_COME:
                assert visit.planned_start_at >= now - timedelta(minutes=visit.travel_minutes)
        written = (
            *session.query(CaseEvent).with_entities(CaseEvent.at),
            *session.query(Message).with_entities(Message.created_at),
        )
        assert written and max(at for (at,) in written) <= now


def test_without_it_the_desk_opens_empty(database: Database, kb: Knowledge) -> None:
    seed(database, kb, "only-here")
    with database.read() as session:
        assert session.query(Case).count() == 0
