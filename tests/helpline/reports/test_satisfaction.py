"""Scores by group (R35): every group is shown, however many there are."""

from datetime import timedelta

import pytest

from helpline.reports.satisfaction import By, satisfaction
from helpline.tables import Contract, Survey
from tests.world import SUPERVISOR, World


@pytest.mark.both_databases
def test_no_group_is_left_out(world: World) -> None:
    with world.work() as work:
        day = work.today
        work.session.add(
            Contract(
                id="HT1",
                customer_id="K1",
                kind="maintenance",
                starts_on=day,
                ends_on=day + timedelta(days=1),
                created_at=work.now,
            )
        )
        work.session.flush()
        asked = {"contract_id": "HT1", "asked_at": work.now, "channel": "web", "score": 2, "answered_at": work.now}
        work.session.add_all(Survey(period=str(n), category=f"c{n:04}", **asked) for n in range(600))
    with world.work(SUPERVISOR) as work:
        rows = satisfaction(work, By.PRODUCT, day, day)
    assert [row.of for row in rows] == [f"c{n:04}" for n in range(600)]
    assert {(row.asked, row.answered, row.average, row.low) for row in rows} == {(1, 1, 2.0, 1)}
