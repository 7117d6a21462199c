"""R14, R15: contract over business over company, in promises and in everything else that differs by business."""

from datetime import date, timedelta
from typing import Any

import pytest

from helpline.cases import closing
from helpline.cases.returns import ReturnDecision, decide
from helpline.promises.policy import policy_of
from helpline.tables import Case, Contract, Customer, Job, Organisation, Promise
from helpline.tables.contract import ContractLine
from kb.models.knowledge import Knowledge
from tests.world import AGENT, World

pytestmark = [pytest.mark.both_databases, pytest.mark.slow]


def hotel(world: World, grade: str = "", parent: str | None = None) -> None:
    """The first customer works for a hotel."""
    with world.work() as work:
        if parent:
            work.session.add(Organisation(id=parent, name="集团", created_at=work.now))
        work.session.add(Organisation(id="O1", name="甲酒店", grade=grade, parent_id=parent, created_at=work.now))
        work.session.get_one(Customer, "K1").organisation_id = "O1"


def contract(world: World, id: str = "HT1", lines: tuple[dict[str, str], ...] = (), **terms: Any) -> None:
    with world.work() as work:
        told = {"organisation_id": "O1", "kind": "maintenance", "state": "active", "created_at": work.now}
        told |= {"starts_on": work.today, "ends_on": work.today + timedelta(days=300)} | terms
        work.session.add(Contract(id=id, lines=[ContractLine(**line) for line in lines], **told))


def filed(world: World, customer: str = "K1", **request: object) -> Case:
    return world.case(world.file(world.chat(customer), **request))


def onsite(world: World, case: Case) -> int | None:
    return next((row.minutes for row in world.all(Promise, case_id=case.id, kind="onsite")), None)


def test_without_contract_the_business_promises(world: World) -> None:
    case = filed(world, category="air_conditioner")
    assert (case.pack, case.policy_version, case.contract_id) == ("building", world.kb.policy_version, None)


def test_a_contract_promises_over_the_business(world: World) -> None:
    hotel(world)
    contract(world, pack="lift_care", grade="diamond")
    case = filed(world, category="lift")
    assert (case.contract_id, case.pack, case.grade, case.organisation_id) == ("HT1", "lift_care", "diamond", "O1")
    assert onsite(world, case) == 60


def test_the_closest_line_counts(world: World) -> None:
    hotel(world)
    contract(world, "HT1", pack="lift_care", lines=({"category": "lift"},))
    contract(world, "HT2", pack="lighting_city", lines=({"category": "street_light"}, {"asset_id": "AA26000001"}))
    contract(world, "HT3", grade="gold")
    assert filed(world, category="lift").contract_id == "HT1"
    assert filed(world, category="street_light").pack == "lighting_city"
    assert filed(world, serial="AA26000001").contract_id == "HT2"
    case = filed(world, category="printer")
    assert (case.contract_id, case.pack, case.grade) == ("HT3", "it", "gold")


@pytest.mark.parametrize(
    "terms",
    [
        {"state": "draft"},
        {"state": "suspended"},
        {"starts_on": date(2026, 1, 1), "ends_on": date(2026, 11, 22)},
        {"starts_on": date(2026, 11, 24)},
    ],
)
def test_a_contract_that_is_not_in_force_promises_nothing(world: World, terms: dict[str, Any]) -> None:
    hotel(world)
    contract(world, pack="lift_care", **terms)
    case = filed(world, category="lift")
    assert (case.contract_id, case.pack) == (None, "machinery")


def test_what_the_whole_group_agreed_to_holds_for_its_hotels(world: World) -> None:
    hotel(world, parent="G1")
    contract(world, organisation_id="G1", pack="lift_care")
    assert filed(world, category="lift").pack == "lift_care"


def test_the_organisations_grade_stands_for_its_people(world: World) -> None:
    hotel(world, grade="gold")
    assert filed(world).grade == "gold"
    assert filed(world, "K3").grade == "gold"  # K3's own


def test_whoever_has_not_shown_who_they_are_has_no_contract(world: World) -> None:
    hotel(world, grade="diamond")
    contract(world, pack="lift_care")
    case = filed(world, "", category="lift", phone="13911110001")
    assert (case.contract_id, case.grade, case.pack) == (None, "", "machinery")


def test_a_pack_that_the_files_know_no_more_is_passed_over(world: World) -> None:
    hotel(world)
    contract(world, pack="retired_long_ago")
    assert filed(world, category="lift").pack == "machinery"


def test_the_silence_before_closing_is_the_businesss_own(world: World) -> None:
    days = {}
    for category in ("air_conditioner", "building_works"):
        case = filed(world, category=category)
        with world.work(AGENT) as work:
            closing.solve(work, work.session.get_one(Case, case.id), "修好了")
        world.pass_(minutes=world.kb.policies.closing.remind_minutes)
        world.sweep()
        (job,) = [j for j in world.all(Job, kind="closure_by_rule", done_at=None) if j.key == case.number]
        with world.work() as work:
            days[category] = round((job.due_at - work.now) / timedelta(days=1))
    assert days == {"air_conditioner": 2, "building_works": 6}


def test_what_a_folder_does_not_say_is_the_companys(kb: Knowledge) -> None:
    for name, policies in kb.sets.items():
        assert policies.closing.low_score == kb.policies.closing.low_score, name
    assert kb.sets["farm"].visits.windows == kb.policies.visits.windows
    assert kb.sets["farm"].visits.horizon_days == 21 != kb.policies.visits.horizon_days


def test_a_folder_that_extends_another_says_only_what_differs(kb: Knowledge) -> None:
    below, over = kb.sets["machinery"].pack, kb.sets["lift_care"].pack
    assert over.calendar == below.calendar
    assert next(t for t in over.promises if t.kind == "reply") == next(t for t in below.promises if t.kind == "reply")


def test_goods_are_taken_back_by_the_rules_of_their_business(kb: Knowledge) -> None:
    today = date(2026, 11, 23)
    assert decide(kb, "feed", today, today, faulty=False) == ReturnDecision.ON_REQUEST
    assert "过期" in kb.sets["farm"].returns.words


def test_the_case_keeps_what_held_when_it_was_filed(world: World) -> None:
    hotel(world)
    contract(world, pack="lift_care")
    case = filed(world, category="lift")
    with world.work() as work:
        work.session.get_one(Contract, "HT1").state = "ended"
    with world.work() as work:
        assert policy_of(work.kb, work.session.get_one(Case, case.id)).pack.id == "lift_care"
