"""An engineer is to be away: the customers they were to visit are not left waiting for them (R27, R44)."""

from typing import Any

import pytest

from tests.promises.office import Office
from tests.promises.test_visits import at, planned, told_case, window
from tests.world import AGENT, SUPERVISOR

pytestmark = pytest.mark.slow


def away(office: Office, person: str, *verbs: str) -> None:
    span = {"begun_at": at(25, 0).isoformat(), "ended_at": at(26, 0).isoformat()}
    absence = office.does(SUPERVISOR, "absences", person=person, why="家里有事", **span)
    for verb in verbs:
        office.does(SUPERVISOR, f"absences/{absence['id']}/{verb}")


def to_plan(office: Office, number: str) -> list[dict[str, Any]]:
    return [task for task in office.tasks(AGENT) if task["case"] == number and "请假" in task["reason"]]


def test_whoever_plans_visits_hears_which_ones_an_absence_takes_somebody_from(office: Office) -> None:
    chat, number = told_case(office)
    visit = planned(office, number, day=25)
    another = office.takes_down(category="air_conditioner", address="西湖区某路1号")
    planned(office, another, day=26)
    away(office, "e_west", "approve", "approve")
    (task,) = to_plan(office, number)
    assert "西工请假" in task["reason"] and "09:00" in task["reason"] and number in task["reason"]
    assert task["kind"] == "task" and task["due_at"].startswith("2026-11-25T09:00")
    assert to_plan(office, another) == []
    office.does(AGENT, f"visits/{visit}/move", reason="工程师请假", **window(27, 9))
    assert "改到" in chat.messages()[-1].text


def test_an_absence_that_is_refused_or_another_persons_concerns_no_visit(office: Office) -> None:
    _, number = told_case(office)
    planned(office, number, day=25)
    away(office, "e_west", "refuse")
    away(office, "e_west")
    assert to_plan(office, number) == []
